import { isCurrency } from '../domain/money/currency.ts';
import { DEFAULT_POLICY } from '../domain/posting/policy.ts';
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
  | { readonly kind: 'unknown-currency' }
  | { readonly kind: 'unknown-zone' }
  | { readonly kind: 'no-name' };

/** Makes a book with the default chart and policy. */
export async function createBook(
  database: Database,
  { name, currency, zone, maker = 'cli' }: NewBook,
  clock: Clock,
): Promise<BookCreated> {
  if (name.trim() === '') return { kind: 'no-name' };
  if (!isCurrency(currency)) return { kind: 'unknown-currency' };
  if (!isZone(zone)) return { kind: 'unknown-zone' };
  const row = { name, baseCurrency: currency, zone, policy: DEFAULT_POLICY, maker };
  const book = await insertBook(database.pool, row, clock());
  return book === null ? { kind: 'taken' } : { kind: 'created', book };
}

export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** The book of that name, or null. */
export async function bookByName(database: Database, name: string): Promise<BookRow | null> {
  return await findBook(database.pool, name);
}
