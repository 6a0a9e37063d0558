import type pg from 'pg';
import type { Session } from '../../src/books/session.ts';
import type { TestDatabase } from './database.ts';

/*
 * A book filled by plain SQL, from a small world that knows nothing of the program's rules: what reports and exports say
 * is compared with sums over these very lines.
 */
export interface Line {
  readonly account: string;
  readonly currency: string;
  readonly amount: number;
  readonly base: number;
  readonly channel: number;
  readonly sku: string;
  readonly taxCode: string;
  readonly taxBase: number;
  readonly liable: string;
}

export interface Entry {
  readonly number: number;
  readonly date: string;
  readonly belongsTo: string;
  readonly document: number;
  readonly key: string;
  readonly revision: number;
  readonly cause: string;
  readonly note: string;
  readonly lines: readonly Line[];
}

export interface World {
  readonly bookId: number;
  readonly name: string;
  readonly entries: readonly Entry[];
  readonly orders: readonly {
    readonly document: number;
    readonly channel: number;
    readonly date: string;
    readonly units: number;
  }[];
}

export const ACCOUNTS: readonly (readonly [code: string, name: string, type: string])[] = [
  ['1000', 'Bank', 'asset'],
  ['1100-stripe-EUR', 'Clearing: stripe EUR', 'asset'],
  ['1100-stripe-JPY', 'Clearing: stripe JPY', 'asset'],
  ['1100-stripe-USD', 'Clearing: stripe USD', 'asset'],
  ['1200', 'Accounts receivable', 'asset'],
  ['2100-DE', 'Tax payable: DE', 'liability'],
  ['2100-OSS', 'Tax payable: OSS', 'liability'],
  ['2120', 'Marketplace tax pass-through', 'liability'],
  ['2210', 'Gift cards outstanding', 'liability'],
  ['3000', 'Opening balances', 'equity'],
  ['3100', 'Retained earnings', 'equity'],
  ['4000', 'Sales', 'income'],
  ['4100', 'Shipping income', 'income'],
  ['4210', 'Tips', 'income'],
  ['4800', 'Discounts', 'contra-income'],
  ['4810', 'Returns', 'contra-income'],
  ['5000', 'COGS', 'cost-of-sales'],
  ['6000', 'Payment fees', 'expense'],
  ['6050', 'Bank charges', 'expense'],
  ['7000', 'FX realised', 'other'],
  ['7100', 'Rounding', 'other'],
  ['income:sales:market', 'income:sales:market', 'income'],
];

export const CHANNELS = ['Shop DE', 'Shop US', 'Märkte "Ost"; Süd'];

const CURRENCIES = ['EUR', 'USD', 'JPY'] as const;
const RATES = { EUR: 100, USD: 91, JPY: 61 } as const;

/** A seeded sequence of numbers in [0, 1). */
function randomness(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

export interface WorldOptions {
  readonly bookId: number;
  readonly name: string;
  readonly orders: number;
  readonly days: number;
  readonly seed?: number;
  readonly currencies?: readonly (typeof CURRENCIES)[number][];
}

export function makeWorld({
  bookId,
  name,
  orders: count,
  days,
  seed = bookId,
  currencies = CURRENCIES,
}: WorldOptions): World {
  const random = randomness(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const dayOf = (index: number) => new Date(Date.UTC(2024, 10, 3) + index * 86_400_000).toISOString().slice(0, 10);
  const entries: Entry[] = [];
  const orders: World['orders'][number][] = [];

  const enter = (
    entry: Omit<Entry, 'number' | 'revision' | 'lines'>,
    lines: readonly Partial<Line>[],
    shared: Partial<Line>,
  ) => {
    const whole = lines
      .map((line): Line => {
        const both = {
          account: '',
          currency: 'EUR',
          amount: 0,
          channel: 0,
          sku: '',
          taxCode: '',
          taxBase: 0,
          liable: '',
          ...shared,
          ...line,
        };
        const rate = RATES[both.currency as keyof typeof RATES];
        return { base: Math.round((both.amount * rate) / 100), ...both };
      })
      .filter((line) => line.amount !== 0 || line.taxBase !== 0 || line.base !== 0);
    const off = whole.reduce((sum, { base }) => sum + base, 0);
    const [first, ...rest] = whole;
    if (first === undefined) return;
    entries.push({
      ...entry,
      number: entries.length + 1,
      revision: 1,
      lines: [{ ...first, base: first.base - off }, ...rest],
    });
  };

  enter(
    { date: dayOf(0), belongsTo: dayOf(0), document: 1, key: 'opening:clearing', cause: 'opening', note: '' },
    [
      { account: '1100-stripe-EUR', amount: 50_000 },
      { account: '3000', amount: -50_000 },
    ],
    {},
  );
  for (let index = 0; index < count; index += 1) {
    const document = index + 2;
    const channel = 2 + below(CHANNELS.length);
    const day = below(days);
    const date = dayOf(day);
    const currency = currencies[below(currencies.length)] ?? 'EUR';
    const shared = { currency, channel };
    const clearing = `1100-stripe-${currency}`;
    const net = 1000 + below(20_000);
    const discount = below(3) === 0 ? below(500) : 0;
    const shipping = below(2) === 0 ? 495 : 0;
    const tip = below(9) === 0 ? 200 : 0;
    const isMarket = below(10) === 0;
    const rate = below(2) === 0 ? 19 : 7;
    const tax = isMarket ? 0 : Math.round(((net - discount + shipping) * rate) / 100);
    const taxed = net - discount + shipping;
    const scheme = below(3) === 0 ? 'OSS' : 'DE';
    const taxLine = isMarket
      ? { account: '2120', amount: 0, taxCode: `US:state:8.25`, taxBase: taxed, liable: 'marketplace' }
      : {
          account: `2100-${scheme}`,
          amount: -tax,
          taxCode: `${scheme === 'DE' ? 'DE' : 'FR'}:VAT:${rate}`,
          taxBase: taxed,
          liable: 'merchant',
        };
    const gross = taxed + tip + tax;
    const units = 1 + below(4);
    orders.push({ document, channel, date, units });
    enter(
      { date, belongsTo: date, document, key: 'sale', cause: 'fact', note: '' },
      [
        { account: '1200', amount: gross },
        { account: below(20) === 0 ? 'income:sales:market' : '4000', amount: -net, sku: `SKU-${below(50)}` },
        { account: '4800', amount: discount },
        { account: '4100', amount: -shipping },
        { account: '4210', amount: -tip },
        taxLine,
      ],
      shared,
    );
    const paidOn = dayOf(day + below(3));
    const gain = currency === 'EUR' ? 0 : below(40) - 20;
    enter(
      { date: paidOn, belongsTo: paidOn, document, key: `payment:p${index}`, cause: 'fact', note: '' },
      [
        { account: clearing, amount: gross },
        { account: '1200', amount: -gross },
        ...(gain === 0 ? [] : [{ account: '7000', amount: 0, base: gain }]),
      ],
      shared,
    );
    if (below(8) === 0) {
      const back = Math.round(net / 2);
      const backTax = isMarket ? 0 : Math.round((back * rate) / 100);
      const isLate = below(3) === 0;
      const backOn = dayOf(day + 3 + below(40));
      const belongsTo = isLate ? dayOf(day + 1) : backOn;
      enter(
        {
          date: backOn,
          belongsTo,
          document,
          key: `credit:r${index}`,
          cause: isLate ? 'correction' : 'fact',
          note: isLate ? 'late, the month was locked' : '',
        },
        [
          { account: '4810', amount: back },
          { ...taxLine, amount: backTax, taxBase: -back },
          { account: '1200', amount: -back - backTax },
        ],
        shared,
      );
      enter(
        { date: backOn, belongsTo: backOn, document, key: `refund:r${index}`, cause: 'fact', note: '' },
        [
          { account: '1200', amount: back + backTax },
          { account: clearing, amount: -back - backTax },
        ],
        shared,
      );
    }
    if (index % 50 === 49) {
      enter(
        {
          date: paidOn,
          belongsTo: paidOn,
          document: 1,
          key: `manual:${index}`,
          cause: 'manual',
          note: 'Payout, less fees',
        },
        [
          { account: '1000', amount: 9_700 },
          { account: '6050', amount: 300 },
          { account: '1100-stripe-EUR', amount: -10_000 },
        ],
        {},
      );
    }
  }
  return { bookId, name, entries, orders };
}

/** Writes a world through the tables' own guards. */
export async function storeWorld(pool: pg.Pool, { bookId, name, entries, orders }: World): Promise<void> {
  const at = '2026-06-01T10:00:00Z';
  const many = async (statement: string, rows: readonly object[]) => {
    for (let from = 0; from < rows.length; from += 20_000) {
      await pool.query(statement, [bookId, JSON.stringify(rows.slice(from, from + 20_000))]);
    }
  };
  await pool.query(
    `insert into book (book_id, name, base_currency, zone, fiscal_year_start, created_at) values ($1, $2, 'EUR', 'UTC', 1, $3)`,
    [bookId, name, at],
  );
  await pool.query(
    `insert into connection (book_id, connection_id, platform, channel, zone, state)
     select $1::int, 1, 'bookkeeper', '', 'UTC', 'own'
     union all select $1, n + 1, 'woocommerce', channel, 'UTC', 'files only' from unnest($2::text[]) with ordinality as c(channel, n)`,
    [bookId, CHANNELS],
  );
  await pool.query(
    `insert into account (book_id, account_id, code, name, type)
     select $1, n, a->>0, a->>1, a->>2 from json_array_elements($2::json) with ordinality as c(a, n)`,
    [bookId, JSON.stringify(ACCOUNTS)],
  );
  const documents = [
    { id: 1, connection: 1, kind: 'manual', number: 'Opening', date: null, units: null },
    ...orders.map(({ document, channel, date, units }) => ({
      id: document,
      connection: channel,
      kind: 'order',
      number: `${1000 + document}`,
      date,
      units,
    })),
  ];
  await many(
    `insert into document (book_id, document_id, connection_id, kind, remote_id, number, placed_on, currency, total, paid, refunded,
       status, units, counted_on, policy_version, decoder, rules, state)
     select $1, id, connection, kind, 'remote-' || id, number, date, 'EUR', 0, 0, 0, 'posted', units, date, 1, 1, 1,
       '{"kind":"order","parts":{},"lists":{}}' from json_to_recordset($2) as d(id int8, connection int, kind text, number text, date date, units int8)`,
    documents,
  );
  await many(
    `insert into entry (book_id, number, date, belongs_to, document_id, posting_key, revision, cause, note, policy_version, decoder,
       rules, recorded_at, hash)
     select $1, number, date, "belongsTo", document, key, revision, cause, note, 1, 1, 1, '${at}', sha256(number::text::bytea)
     from json_to_recordset($2) as e(number int8, date date, "belongsTo" date, document int8, key text, revision int, cause text, note text)`,
    entries,
  );
  const lines = entries.flatMap(({ number, date, lines: own }) =>
    own.map((line, index) => ({ ...line, number, date, line: index + 1 })),
  );
  await many(
    `insert into posting (book_id, number, line, account_id, date, currency, amount, base_amount, channel, sku, tax_code, tax_base, liable)
     select $1, p.number, p.line, a.account_id, p.date, p.currency, p.amount, p.base, p.channel, p.sku, p."taxCode", p."taxBase", p.liable
     from json_to_recordset($2) as p(number int8, line int, account text, date date, currency text, amount int8, base int8, channel int,
       sku text, "taxCode" text, "taxBase" int8, liable text)
     join account a on a.book_id = $1 and a.code = p.account`,
    lines,
  );
  await pool.query(
    `insert into balance (book_id, account_id, currency, date, channel, tax_code, liable, debit, credit, base_debit, base_credit, tax_base, postings)
     select book_id, account_id, currency, date, channel, tax_code, liable, sum(greatest(amount, 0)), sum(greatest(-amount, 0)),
       sum(greatest(base_amount, 0)), sum(greatest(-base_amount, 0)), sum(tax_base), count(*)
     from posting where book_id = $1 group by 1, 2, 3, 4, 5, 6, 7`,
    [bookId],
  );
  await pool.query(
    `insert into balance_month
     select book_id, account_id, currency, date_trunc('month', date)::date, channel, tax_code, liable, sum(debit), sum(credit),
       sum(base_debit), sum(base_credit), sum(tax_base)
     from balance where book_id = $1 group by 1, 2, 3, 4, 5, 6, 7`,
    [bookId],
  );
  await pool.query(
    `insert into channel_day (book_id, connection_id, date, orders, units)
     select book_id, connection_id, counted_on, count(*), sum(units) from document where book_id = $1 and counted_on is not null group by 1, 2, 3`,
    [bookId],
  );
  await pool.query(
    `insert into book_head (book_id, next_entry, next_document, head_hash)
     select $1, $2::int8 + 1, $3, hash from entry where book_id = $1 and number = $2`,
    [bookId, entries.length, orders.length + 2],
  );
}

/** What use-cases are given, over the test file's own database. */
export function sessionOf(database: TestDatabase): Session {
  return {
    database: {
      get pool() {
        return database.pool;
      },
      pipelined: () => database.pipelined(),
      fed: () => database.fed(),
      client: () => database.client(),
      close: async () => {},
    },
    close: async () => {},
  };
}

/** Decimals of the world's currencies. */
const DIGITS: Readonly<Record<string, number>> = { EUR: 2, USD: 2, JPY: 0 };

/** Minor units of a decimal, read without help from the program. */
export function minorOf(decimal: string, currency: string): number {
  const [whole = '', fraction = ''] = decimal.replace('-', '').split('.');
  if (fraction.length !== (DIGITS[currency] ?? 2)) throw new Error(`${decimal} has not the decimals of ${currency}`);
  return Number(whole + fraction) * (decimal.startsWith('-') ? -1 : 1);
}

/** All lines of a world with their entries. */
export function linesOf({ entries }: World) {
  return entries.flatMap((entry) => entry.lines.map((line, index) => ({ ...line, index: index + 1, entry })));
}

/** Adds up what is picked of each, under its key; what adds up to nothing and comes from nothing is left out. */
export function sumBy<T>(rows: readonly T[], key: (row: T) => string, amount: (row: T) => number): Map<string, number> {
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(key(row), (sums.get(key(row)) ?? 0) + amount(row));
  return sums;
}
