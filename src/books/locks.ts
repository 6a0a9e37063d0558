import { bookDay } from '../domain/time/book-days.ts';
import { dateIn, instant } from '../domain/time/when.ts';
import { Trouble } from '../domain/trouble.ts';
import { audit } from '../storage/audit.ts';
import type { Database } from '../storage/database.ts';
import { readBook } from '../storage/lists/books.ts';
import { insertLock, type LockRow, liftLocks, listLocks } from '../storage/locks.ts';
import type { Clock } from './writer.ts';

export type { LockRow };

export interface LockRequest {
  readonly bookId: number;
  /** '' locks the books; a scheme locks that scheme's return (accounting.md 4). */
  readonly scheme: string;
  readonly through: string;
  readonly by: string;
}

/**
 * Closes the books, or one tax scheme, through a day: what arrives later for it is dated on the first open day. Throws a
 * Trouble for a day that has not begun where the book lives: what happens until then would be entered after it, for good.
 */
export async function lockThrough(database: Database, request: LockRequest, clock: Clock): Promise<void> {
  const { pool } = database;
  const { bookId, scheme, by } = request;
  const through = bookDay(request.through);
  const today = dateIn(instant(clock()), (await readBook(pool, bookId)).zone);
  if (through > today) throw new Trouble(`${through} has not begun`, `give ${today} or a day before it`);
  const kind = scheme === '' ? 'books' : 'tax';
  await insertLock(pool, bookId, { kind, scheme, through, setBy: by }, clock());
  await audit(pool, bookId, { who: by, what: 'lock', after: { kind, scheme, through } }, clock());
}

/** Lifts the standing locks of the books or of a scheme; nothing moves. Returns how many there were. */
export async function unlock(database: Database, request: Omit<LockRequest, 'through'>, clock: Clock): Promise<number> {
  const kind = request.scheme === '' ? 'books' : 'tax';
  const lifted = await liftLocks(database.pool, request.bookId, kind, request.scheme, request.by, clock());
  if (lifted > 0)
    await audit(
      database.pool,
      request.bookId,
      { who: request.by, what: 'unlock', after: { kind, scheme: request.scheme } },
      clock(),
    );
  return lifted;
}

/** All locks of a book, also lifted ones. */
export async function locksOf(database: Database, bookId: number): Promise<LockRow[]> {
  return await listLocks(database.pool, bookId);
}
