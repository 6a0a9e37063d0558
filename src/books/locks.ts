import { type LocalDate, parseDate } from '../domain/time/when.ts';
import { audit } from '../storage/audit.ts';
import type { Database } from '../storage/database.ts';
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

export type Locked = { readonly kind: 'locked'; readonly through: LocalDate } | { readonly kind: 'bad-date' };

/** Closes the books, or one tax scheme, through a day: what arrives later for it is dated on the first open day. */
export async function lockThrough(database: Database, request: LockRequest, clock: Clock): Promise<Locked> {
  const through = parseDate(request.through);
  if (through === null) return { kind: 'bad-date' };
  const kind = request.scheme === '' ? 'books' : 'tax';
  await insertLock(
    database.pool,
    request.bookId,
    { kind, scheme: request.scheme, through, setBy: request.by },
    clock(),
  );
  await audit(
    database.pool,
    request.bookId,
    { who: request.by, what: 'lock', after: { kind, scheme: request.scheme, through } },
    clock(),
  );
  return { kind: 'locked', through };
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
