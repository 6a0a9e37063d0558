import type { Currency } from '../../domain/money/minor.ts';
import type { Reader } from '../snapshot.ts';

export interface BookRow {
  readonly bookId: number;
  readonly name: string;
  readonly baseCurrency: Currency;
  readonly zone: string;
  /** Month in which the fiscal year begins, 1 to 12. */
  readonly fiscalYearStart: number;
  /** Number of the last entry; 0 where there is none. */
  readonly entries: number;
  /** Hash of the last entry, in hexadecimal. */
  readonly head: string;
}

const BOOKS = `select b.book_id as "bookId", b.name, b.base_currency as "baseCurrency", b.zone,
    b.fiscal_year_start as "fiscalYearStart", h.next_entry - 1 as entries, encode(h.head_hash, 'hex') as head
  from book b join book_head h using (book_id)`;

export async function readBooks(reader: Reader): Promise<BookRow[]> {
  return (await reader.query<BookRow>(`${BOOKS} order by b.book_id`)).rows;
}

export async function readBook(reader: Reader, bookId: number): Promise<BookRow> {
  const { rows } = await reader.query<BookRow>(`${BOOKS} where b.book_id = $1`, [bookId]);
  const [row] = rows;
  if (row === undefined) throw new Error(`book ${bookId} is not there`);
  return row;
}

export async function readBookNamed(reader: Reader, name: string): Promise<BookRow | null> {
  const { rows } = await reader.query<BookRow>(`${BOOKS} where b.name = $1`, [name]);
  return rows[0] ?? null;
}

/** Another whenever something is written into a book. */
export async function readMark(reader: Reader, bookId: number): Promise<string> {
  const { rows } = await reader.query<{ mark: string }>('select mark::text from book_head where book_id = $1', [
    bookId,
  ]);
  return rows[0]?.mark ?? '';
}

export interface ChannelRow {
  readonly connectionId: number;
  readonly channel: string;
  readonly platform: string;
  readonly state: string;
}

export async function readChannels(reader: Reader, bookId: number): Promise<ChannelRow[]> {
  const { rows } = await reader.query<ChannelRow>(
    `select connection_id as "connectionId", channel, platform, state from connection where book_id = $1 order by connection_id`,
    [bookId],
  );
  return rows;
}
