import type { Currency } from '../../domain/money/minor.ts';
import type { LocalDate } from '../../domain/time/when.ts';
import { Trouble } from '../../domain/trouble.ts';
import { type BookRow, readBook } from '../../storage/lists/books.ts';
import { type AccountRow, readAccounts } from '../../storage/reports/accounts.ts';
import { type KeptSum, readSpan } from '../../storage/reports/kept.ts';
import { readLastByDay, readRecorded } from '../../storage/reports/known.ts';
import { inSnapshot, type Reader } from '../../storage/snapshot.ts';
import type { Session } from '../session.ts';
import type { Period } from './periods.ts';

/** What every report may be asked. Days without a value: from the first, to the last with entries. */
export interface ReportOptions {
  readonly from?: LocalDate | undefined;
  readonly to?: LocalDate | undefined;
  readonly by?: 'day' | 'month' | 'channel' | undefined;
  readonly currency?: 'base' | 'original' | undefined;
  /** Only what the entries up to this number say (accounting.md 38). */
  readonly asKnownAt?: number | undefined;
  /** The same by a day: what was recorded by its end, where the book lives. */
  readonly knownOn?: LocalDate | undefined;
}

/** An amount as a decimal in major units of its currency. */
export type Decimal = string;

/** What a report was made from; the head can be kept outside, as proof of what the books said then (design.md 6). */
export interface Basis {
  readonly book: string;
  readonly baseCurrency: Currency;
  /** Null for a book without entries. */
  readonly period: Period | null;
  /** Number and hash of the last entry that counts. */
  readonly entries: number;
  readonly head: string;
  /** Of books as they were known: when that entry was recorded (ISO 8601, UTC). Null as they stand, and before the first. */
  readonly recordedAt: string | null;
}

/** A report with what it was made from: `report` is the documented shape, the basis goes with it to a person. */
export interface Reported<T> {
  readonly basis: Basis;
  readonly report: T;
}

/** All that a report reads besides the kept balances. */
export interface Ground {
  readonly reader: Reader;
  readonly book: BookRow;
  readonly accounts: readonly AccountRow[];
  readonly byId: ReadonlyMap<number, AccountRow>;
  readonly period: Period;
  readonly first: LocalDate;
  readonly asKnownAt: number | null;
  /** True: figures in base currency; false: in the currency of each posting. */
  readonly inBase: boolean;
}

const never: Period = { from: '0001-01-01' as LocalDate, to: '0001-01-01' as LocalDate };

/** Gathers the ground in one snapshot and lets the report be made on it. */
export async function makeReport<T>(
  session: Session,
  bookId: number,
  options: ReportOptions & { readonly defaultCurrency: 'base' | 'original' },
  make: (ground: Ground) => Promise<T>,
): Promise<Reported<T>> {
  return await inSnapshot(session.database.pool, async (reader) => {
    const book = await readBook(reader, bookId);
    const accounts = await readAccounts(reader, bookId);
    const span = await readSpan(reader, bookId);
    const asKnownAt = await knownAt(reader, options, book);
    const period = periodOf(options, span);
    const report = await make({
      reader,
      book,
      accounts,
      byId: new Map(accounts.map((account) => [account.accountId, account])),
      period: period ?? never,
      first: span?.first ?? never.from,
      asKnownAt,
      inBase: (options.currency ?? options.defaultCurrency) === 'base',
    });
    const basis = {
      book: book.name,
      baseCurrency: book.baseCurrency,
      period,
      ...(await headAt(reader, book, asKnownAt)),
    };
    return { basis, report };
  });
}

/** The days asked for; an end that is left open is that of the books, unless they end before the other one. */
function periodOf(
  { from, to }: ReportOptions,
  span: { readonly first: LocalDate; readonly last: LocalDate } | null,
): Period | null {
  if (from !== undefined && to !== undefined && from > to) {
    throw new Trouble(`${from} is after ${to}`, 'give the earlier day to --from');
  }
  if (span === null) return null;
  const start = from ?? (to !== undefined && to < span.first ? to : span.first);
  return { from: start, to: to ?? (start > span.last ? start : span.last) };
}

/** The entry after which the books are looked at; null: as they stand now. */
async function knownAt(
  reader: Reader,
  { asKnownAt, knownOn }: Pick<ReportOptions, 'asKnownAt' | 'knownOn'>,
  { bookId, entries, name, zone }: BookRow,
): Promise<number | null> {
  if (asKnownAt !== undefined && knownOn !== undefined) {
    throw new Trouble('an entry and a day are asked for', 'give the entry or the day up to which the books were known');
  }
  if (asKnownAt !== undefined && asKnownAt > entries) {
    throw new Trouble(`there is no entry ${asKnownAt} yet`, `the last one of "${name}" is ${entries}`);
  }
  const last =
    knownOn === undefined ? asKnownAt : await readLastByDay(reader, { bookId, last: entries, day: knownOn, zone });
  return last === undefined || last === entries ? null : last;
}

async function headAt(
  reader: Reader,
  { bookId, entries, head }: BookRow,
  asKnownAt: number | null,
): Promise<Pick<Basis, 'entries' | 'head' | 'recordedAt'>> {
  if (asKnownAt === null) return { entries, head, recordedAt: null };
  const recorded = await readRecorded(reader, bookId, asKnownAt);
  return {
    entries: asKnownAt,
    head: recorded?.hash ?? '',
    recordedAt: recorded === null ? null : new Date(recorded.recordedAt).toISOString(),
  };
}

/** One currency's debits and credits, in minor units. */
export interface Sides {
  readonly currency: Currency;
  readonly debit: number;
  readonly credit: number;
}

/** The sides of a kept sum in the currency that was asked for. */
export function sidesOf(sum: KeptSum, { inBase, book }: Pick<Ground, 'inBase' | 'book'>): Sides {
  return inBase
    ? { currency: book.baseCurrency, debit: sum.baseDebit, credit: sum.baseCredit }
    : { currency: sum.currency, debit: sum.debit, credit: sum.credit };
}

/** Adds to the value under a key, which starts at what `make` gives. */
export function group<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const fresh = make();
  map.set(key, fresh);
  return fresh;
}

/** Orders codes as people do: digits by value would part 1100 from 1100-…, so by text. */
export function byCode(
  a: { readonly code: string; readonly currency: string },
  b: { readonly code: string; readonly currency: string },
): number {
  return compareText(a.code, b.code) || compareText(a.currency, b.currency);
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
