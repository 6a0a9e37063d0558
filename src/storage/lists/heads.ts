import type { Reader } from '../snapshot.ts';

export interface HeadRow {
  readonly bookId: number;
  readonly name: string;
  /** Number of the last entry. */
  readonly entries: number;
  readonly documents: number;
  readonly observations: number;
  readonly head: string;
}

const HEADS = `select b.book_id as "bookId", b.name, h.next_entry - 1 as entries, h.next_document - 1 as documents,
    h.next_observation - 1 as observations, encode(h.head_hash, 'hex') as head
  from book b join book_head h using (book_id) where b.book_id = any($1::int4[])`;

/** Where some books stand: one row each, whatever their size. */
export async function readHeads(reader: Reader, bookIds: readonly number[]): Promise<HeadRow[]> {
  return (await reader.query(HEADS, [bookIds])).rows;
}

const OPEN = `select (select count(*) from parked where book_id = $1 and set_aside_at is null) as parked,
  (select count(*) from discrepancy where book_id = $1 and state = 'open') as discrepancies`;

export async function countOpen(
  reader: Reader,
  bookId: number,
): Promise<{ readonly parked: number; readonly discrepancies: number }> {
  return (await reader.query(OPEN, [bookId])).rows[0];
}
