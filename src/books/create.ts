import { isCurrency } from '../domain/money/currency.ts';
import { DEFAULT_POLICY, type Policy } from '../domain/posting/policy.ts';
import type { LocalDate } from '../domain/time/when.ts';
import { type BookRow, findBook, insertBook } from '../storage/books.ts';
import type { Database } from '../storage/database.ts';
import type { Clock } from './writer.ts';

export interface NewBook {
  readonly name: string;
  /** ISO 4217; fixed for the life of the book. */
  readonly currency: string;
  /** IANA name of a time zone; fixed for the life of the book. */
  readonly zone: string;
  /** Who makes it, for the audit. */
  readonly maker?: string;
}

export type BookCreated =
  | { readonly kind: 'created'; readonly book: BookRow }
  | { readonly kind: 'taken' }
  | { readonly kind: BookFlaw };

/** Why no book can be made so. */
export type BookFlaw = 'no-name' | 'unknown-currency' | 'unknown-zone';

/** What a book begins with. */
export const FIRST_POLICIES: readonly Policy[] = [
  { version: 1, effectiveFrom: '0001-01-01' as LocalDate, body: DEFAULT_POLICY },
];

/** Makes a book with the default chart and policy. */
export async function createBook(
  database: Database,
  { name, currency, zone, maker = 'cli' }: NewBook,
  clock: Clock,
): Promise<BookCreated> {
  const flaw = flawOf({ name, currency, zone });
  if (flaw !== null) return { kind: flaw };
  const row = { name: name.trim(), baseCurrency: currency, zone, policy: DEFAULT_POLICY, maker };
  const book = await insertBook(database.pool, row, clock());
  return book === null ? { kind: 'taken' } : { kind: 'created', book };
}

/** What stands against making a book; null where nothing does but perhaps its name, which may be taken. */
export function flawOf({ name, currency, zone }: NewBook): BookFlaw | null {
  // Addresses hold names, and take '.' and '..' for steps.
  if (/^\s*\.{0,2}\s*$/.test(name)) return 'no-name';
  if (!isCurrency(currency)) return 'unknown-currency';
  return properName(zone) === null ? 'unknown-zone' : null;
}

/** True where two names are the same zone's: capitals do not count, and some zones have an older name. */
export function isSameZone(one: string, other: string): boolean {
  return one === other || (properName(one) !== null && properName(one) === properName(other));
}

/** The name that a zone goes by today; null where there is no such zone. */
function properName(zone: string): string | null {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

/** The book of that name, or null. */
export async function bookByName(database: Database, name: string): Promise<BookRow | null> {
  return await findBook(database.pool, name);
}
