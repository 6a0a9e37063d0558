import type { Currency } from '../../domain/money/minor.ts';
import type { LocalDate } from '../../domain/time/when.ts';
import { Trouble } from '../../domain/trouble.ts';
import { type BookRow, readBook } from '../../storage/lists/books.ts';
import { type AccountRow, readAccounts } from '../../storage/reports/accounts.ts';
import { type KeptSum, readSpan } from '../../storage/reports/kept.ts';
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
    const asKnownAt = knownAt(options.asKnownAt, book);
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

function knownAt(asked: number | undefined, book: BookRow): number | null {
  if (asked === undefined || asked === book.entries) return null;
  if (asked < book.entries) return asked;
  throw new Trouble(`there is no entry ${asked} yet`, `the last one of "${book.name}" is ${book.entries}`);
}

async function headAt(reader: Reader, book: BookRow, asKnownAt: number | null) {
  if (asKnownAt === null) return { entries: book.entries, head: book.head };
  const { rows } = await reader.query(
    `select encode(hash, 'hex') as hash from entry where book_id = $1 and number = $2`,
    [book.bookId, asKnownAt],
  );
  return { entries: asKnownAt, head: rows[0]?.hash ?? '' };
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
