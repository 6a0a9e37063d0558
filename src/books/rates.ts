import { parse } from 'csv-parse/sync';
import { isCurrency } from '../domain/money/currency.ts';
import { exact } from '../domain/money/exact.ts';
import { RATE_SCALE, type Rate } from '../domain/posting/rates.ts';
import { parseDate } from '../domain/time/when.ts';
import type { Database } from '../storage/database.ts';
import { storeRates } from '../storage/rates.ts';
import type { Clock } from './writer.ts';

export type NewRate = Omit<Rate, 'rateId'>;

export type RatesRead =
  | { readonly kind: 'read'; readonly rates: readonly NewRate[]; readonly notInIso: readonly string[] }
  | { readonly kind: 'invalid'; readonly line: number; readonly problem: string };

export type RatesImported =
  | {
      readonly kind: 'imported';
      readonly read: number;
      /** Those that were not there before; a rate once loaded never changes. */
      readonly added: number;
      /** Columns of currencies that ISO 4217 no longer names: nothing can be booked in them. */
      readonly notInIso: readonly string[];
    }
  | Extract<RatesRead, { kind: 'invalid' }>;

/** Rows per statement. */
const CHUNK = 20_000;

/** Whole digits of the column that holds rates. */
const WHOLE_DIGITS_MAX = 10;

/** Loads reference rates; all of them or, where a line is wrong, none. */
export async function importRates(
  database: Database,
  csv: string,
  source: string,
  clock: Clock,
): Promise<RatesImported> {
  const read = readRates(csv);
  if (read.kind === 'invalid') return read;
  const client = await database.client();
  let added = 0;
  try {
    await client.query('begin');
    for (let at = 0; at < read.rates.length; at += CHUNK) {
      added += await storeRates(client, source, read.rates.slice(at, at + CHUNK), clock());
    }
    await client.query('commit');
  } finally {
    await client.end();
  }
  return { kind: 'imported', read: read.rates.length, added, notInIso: read.notInIso };
}

interface Row {
  readonly cells: readonly string[];
  readonly line: number;
}

/**
 * Reads rates from CSV. `date,currency,quote,rate`: one unit of `currency` is worth `rate` of `quote`. Or the wide
 * form of the European Central Bank, `Date,USD,JPY,…`: units per euro, `N/A` where there is none.
 */
export function readRates(csv: string): RatesRead {
  const [header, ...rows] = rowsOf(csv);
  if (header === undefined) return invalid(1, 'empty: a header is expected');
  const names = header.cells.map((name) => name.toLowerCase());
  if (names.join() === 'date,currency,quote,rate') return readAll(rows, [], narrow);
  const columns = header.cells.slice(1).map((name) => name.toUpperCase());
  if (names[0] === 'date' && columns.length > 0 && columns.every((name) => /^([A-Z]{3})?$/.test(name))) {
    const notInIso = columns.filter((name) => name !== '' && !isCurrency(name));
    return readAll(rows, notInIso, (row) => wide(row, columns));
  }
  return invalid(header.line, `header "${header.cells.join()}": expected date,currency,quote,rate or Date,USD,JPY,…`);
}

function rowsOf(csv: string): Row[] {
  const lenient = { bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true, trim: true };
  // The library's types leave out what `info` adds.
  const parsed: unknown = parse(csv, { ...lenient, info: true });
  return (parsed as { record: string[]; info: { lines: number } }[]).map(({ record, info }) => ({
    cells: record,
    line: info.lines,
  }));
}

function readAll(
  rows: readonly Row[],
  notInIso: readonly string[],
  read: (row: Row) => readonly NewRate[] | string,
): RatesRead {
  const known = new Map<string, bigint>();
  const rates: NewRate[] = [];
  for (const row of rows) {
    const found = read(row);
    if (typeof found === 'string') return invalid(row.line, found);
    for (const rate of found) {
      const key = `${rate.currency}/${rate.quote} of ${rate.date}`;
      const before = known.get(key);
      if (before !== undefined && before !== rate.units) return invalid(row.line, `${key} has another rate above`);
      if (before === undefined) rates.push(rate);
      known.set(key, rate.units);
    }
  }
  return { kind: 'read', rates, notInIso };
}

function narrow({ cells }: Row): readonly NewRate[] | string {
  if (cells.length !== 4) return `${cells.length} columns: expected date,currency,quote,rate`;
  const [date = '', currency = '', quote = '', text = ''] = cells;
  const rate = rateOf(date, currency, quote, text);
  return typeof rate === 'string' ? rate : [rate];
}

function wide({ cells }: Row, columns: readonly string[]): readonly NewRate[] | string {
  const [date = '', ...texts] = cells;
  if (texts.length > columns.length) return `${cells.length} columns: the header has ${columns.length + 1}`;
  const rates: NewRate[] = [];
  for (const [at, text] of texts.entries()) {
    const quote = columns[at] ?? '';
    if (text === '' || text === 'N/A' || !isCurrency(quote)) continue;
    const rate = rateOf(date, 'EUR', quote, text);
    if (typeof rate === 'string') return rate;
    rates.push(rate);
  }
  return rates;
}

function rateOf(dateText: string, currency: string, quote: string, text: string): NewRate | string {
  const date = parseDate(dateText);
  if (date === null) return `"${dateText}" is no day: expected YYYY-MM-DD`;
  const unknown = [currency, quote].find((code) => !isCurrency(code));
  if (unknown !== undefined) return `"${unknown}" is no currency of ISO 4217`;
  if (currency === quote) return `${currency} to itself`;
  const units = unitsOf(text);
  return typeof units === 'string' ? units : { date, currency, quote, units };
}

/** A positive decimal as a whole number of 10^-10. */
function unitsOf(text: string): bigint | string {
  const rate = exact(text);
  if (rate === null || rate.units <= 0n) return `"${text}" is no rate: expected a positive decimal such as 1.0842`;
  if (rate.scale > RATE_SCALE) return `${text} is finer than ${RATE_SCALE} decimals`;
  const units = rate.units * 10n ** BigInt(RATE_SCALE - rate.scale);
  return units < 10n ** BigInt(RATE_SCALE + WHOLE_DIGITS_MAX) ? units : `${text} is too large`;
}

function invalid(line: number, problem: string): RatesRead & { kind: 'invalid' } {
  return { kind: 'invalid', line, problem };
}
