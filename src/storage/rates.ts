import type pg from 'pg';
import { divideHalfUp } from '../domain/money/minor.ts';
import { RATE_SCALE, type Rate } from '../domain/posting/rates.ts';
import type { LocalDate } from '../domain/time/when.ts';
import { dates, texts } from './wire.ts';

/** The currency whose rates to all others are published: crosses go through it. */
const PIVOT = 'EUR';

/** Crosses of ours are rows for evidence only: a look-up that met them would take an old cross for the newest rate. */
const SERIES = `select distinct on (date) rate_id, date, rate from rate
  where currency = $1 and quote = $2 and source <> 'cross' order by date, rate_id`;

/** Series of reference rates kept in memory and read again when new ones were loaded. */
export class RateTable {
  readonly #client: pg.ClientBase | pg.Pool;
  readonly #series = new Map<string, readonly Rate[]>();
  readonly #crosses = new Map<string, Rate>();
  readonly #ids = new Map<number, number>();
  #newest: number | null = null;
  #nextCross = -1;

  constructor(client: pg.ClientBase | pg.Pool) {
    this.#client = client;
  }

  /** Reads the series of these currencies to the quote currency, directly and through the pivot, where they are not known yet. */
  async ensure(quote: string, currencies: Iterable<string>, newest: number | null): Promise<void> {
    if (newest !== null && newest > (this.#newest ?? 0)) {
      this.#series.clear();
      this.#crosses.clear();
      this.#newest = newest;
    }
    for (const currency of currencies) {
      await this.#read(currency, quote);
      await this.#read(PIVOT, currency);
      await this.#read(PIVOT, quote);
    }
  }

  async #read(currency: string, quote: string): Promise<void> {
    const key = `${currency}/${quote}`;
    if (currency === quote || this.#series.has(key)) return;
    const asked = this.#newest;
    const { rows } = await this.#client.query<{ rate_id: number; date: LocalDate; rate: string }>(SERIES, [
      currency,
      quote,
    ]);
    // Who cleared the series meanwhile knows of newer rates, which these may lack.
    if (asked !== this.#newest) return await this.#read(currency, quote);
    this.#series.set(
      key,
      rows.map((row) => ({ rateId: row.rate_id, currency, quote, date: row.date, units: unitsOf(row.rate) })),
    );
  }

  /** The rate of a day or the last one before it; a cross through the pivot where no direct one is loaded. */
  find(currency: string, quote: string, date: LocalDate): Rate | null {
    const direct = lastBefore(this.#series.get(`${currency}/${quote}`), date);
    return direct ?? this.#cross(currency, quote, date);
  }

  /** quote per currency = (quote per pivot) ÷ (currency per pivot), both of the same day; once used it is a row of its own. */
  #cross(currency: string, quote: string, date: LocalDate): Rate | null {
    const inverse = currency === PIVOT ? null : lastBefore(this.#series.get(`${PIVOT}/${currency}`), date);
    const onto = quote === PIVOT ? null : lastBefore(this.#series.get(`${PIVOT}/${quote}`), inverse?.date ?? date);
    if (inverse === null || (quote !== PIVOT && onto?.date !== inverse.date)) return null;
    const key = `${currency}/${quote} ${inverse.date}`;
    const known = this.#crosses.get(key);
    if (known !== undefined) return known;
    const one = 10n ** BigInt(RATE_SCALE);
    const units = divideHalfUp((onto?.units ?? one) * one, inverse.units);
    const cross: Rate = { rateId: this.#nextCross--, currency, quote, date: inverse.date, units };
    this.#crosses.set(key, cross);
    return cross;
  }

  /** Makes rows of cross rates that were used, so that they have ids. They are evidence only: one that is not used after all does no harm. */
  async store(crosses: readonly Rate[], now: number): Promise<void> {
    await storeRates(this.#client, 'cross', crosses, now);
    const { rows } = await this.#client.query<{ rate_id: number; currency: string; quote: string; date: string }>(IDS, [
      'cross',
      ...columns(crosses),
    ]);
    const ids = new Map(rows.map((row) => [`${row.currency}/${row.quote} ${row.date}`, row.rate_id]));
    for (const cross of crosses) {
      const key = `${cross.currency}/${cross.quote} ${cross.date}`;
      const rateId = ids.get(key);
      if (rateId === undefined) throw new Error(`cross rate ${key} was not stored`);
      this.#ids.set(cross.rateId, rateId);
      if (this.#crosses.get(key)?.rateId === cross.rateId) this.#crosses.set(key, { ...cross, rateId });
    }
  }

  /** The id of a rate's row; a cross must have been stored. */
  idOf(rateId: number): number {
    const id = rateId > 0 ? rateId : this.#ids.get(rateId);
    if (id === undefined) throw new Error(`cross rate ${rateId} has no row yet`);
    return id;
  }
}

function lastBefore(series: readonly Rate[] | undefined, date: LocalDate): Rate | null {
  if (series === undefined) return null;
  let low = 0;
  let high = series.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((series[middle]?.date ?? '') <= date) low = middle + 1;
    else high = middle;
  }
  return series[low - 1] ?? null;
}

function unitsOf(rate: string): bigint {
  const [whole = '0', fraction = ''] = rate.split('.');
  return BigInt(whole + fraction.padEnd(RATE_SCALE, '0').slice(0, RATE_SCALE));
}

function rateText(units: bigint): string {
  const digits = units.toString().padStart(RATE_SCALE + 1, '0');
  return `${digits.slice(0, -RATE_SCALE)}.${digits.slice(-RATE_SCALE)}`;
}

const STORE = `insert into rate (source, currency, quote, date, rate, loaded_at)
  select $1, k.currency, k.quote, k.date, k.rate::numeric, $6::timestamptz
  from unnest($2::text[], $3::text[], $4::date[], $5::text[]) as k(currency, quote, date, rate)
  on conflict (source, currency, quote, date) do nothing`;

const IDS = `select r.rate_id, r.currency, r.quote, r.date
  from unnest($2::text[], $3::text[], $4::date[]) as k(currency, quote, date)
  join rate r on r.source = $1 and r.currency = k.currency and r.quote = k.quote and r.date = k.date`;

type RateRow = Pick<Rate, 'currency' | 'quote' | 'date' | 'units'>;

function columns(rates: readonly RateRow[]) {
  return [
    texts(rates.map((rate) => rate.currency)),
    texts(rates.map((rate) => rate.quote)),
    dates(rates.map((rate) => rate.date)),
  ];
}

/** Adds reference rates; one that is there already stays as it is (rates are immutable). Returns how many are new. */
export async function storeRates(
  client: pg.ClientBase | pg.Pool,
  source: string,
  rates: readonly RateRow[],
  now: number,
): Promise<number> {
  const values = [source, ...columns(rates), texts(rates.map((rate) => rateText(rate.units))), new Date(now)];
  return (await client.query(STORE, values)).rowCount ?? 0;
}
