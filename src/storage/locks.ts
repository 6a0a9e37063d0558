import type pg from 'pg';
import type { LocalDate } from '../domain/time/when.ts';

type Client = pg.ClientBase | pg.Pool;

export interface LockRow {
  readonly lockId: number;
  readonly kind: 'books' | 'tax';
  readonly scheme: string;
  readonly through: LocalDate;
  readonly setAt: number;
  readonly setBy: string;
  readonly liftedAt: number | null;
  readonly liftedBy: string | null;
}

const LIST = `select lock_id as "lockId", kind, scheme, through, set_at as "setAt", set_by as "setBy", lifted_at as "liftedAt",
  lifted_by as "liftedBy" from lock where book_id = $1 order by lock_id`;

export async function listLocks(client: Client, bookId: number): Promise<LockRow[]> {
  return (await client.query<LockRow>(LIST, [bookId])).rows;
}

/** The head is locked first: no batch is under way while a lock is set, so the entry it was set after is exact. */
const SET = `with h as (select next_entry - 1 as last from book_head where book_id = $1 for update)
  insert into lock (book_id, lock_id, kind, scheme, through, set_at, set_by, set_after)
  select $1, coalesce((select max(lock_id) from lock where book_id = $1), 0) + 1, $2, $3, $4, $5, $6, h.last from h`;

export async function insertLock(
  client: Client,
  bookId: number,
  lock: Pick<LockRow, 'kind' | 'scheme' | 'through' | 'setBy'>,
  now: number,
): Promise<void> {
  await client.query(SET, [bookId, lock.kind, lock.scheme, lock.through, new Date(now), lock.setBy]);
}

const LIFT = `with h as (select next_entry - 1 as last from book_head where book_id = $1 for update)
  update lock set lifted_at = $4, lifted_by = $5, lifted_after = h.last from h
  where book_id = $1 and kind = $2 and scheme = $3 and lifted_at is null`;

/** Lifts the locks of a kind that stand; entries keep the dates they were given. Returns how many stood. */
export async function liftLocks(
  client: Client,
  bookId: number,
  kind: LockRow['kind'],
  scheme: string,
  by: string,
  now: number,
): Promise<number> {
  return (await client.query(LIFT, [bookId, kind, scheme, new Date(now), by])).rowCount ?? 0;
}
