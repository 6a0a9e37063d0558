import { Missing } from '../domain/trouble.ts';
import { readSegment } from '../storage/evidence.ts';
import {
  countParked,
  countSetAside,
  type ParkedFilter,
  type ParkedRow,
  type ParkedState,
  parkedStates,
  readParked,
} from '../storage/lists/parked.ts';
import { inWalk } from '../storage/snapshot.ts';
import { documentRef } from './refs.ts';
import type { Session } from './session.ts';
import { type SetAside, setAsideOf } from './set-aside.ts';

export { type ParkedState, parkedStates };

export interface ShownParked {
  readonly id: number;
  readonly reason: string;
  readonly detail: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  readonly attempts: number;
  readonly channel: string;
  readonly platform: string;
  readonly kind: string;
  readonly remoteId: string;
  readonly via: string;
  readonly seenAt: string;
  /** Of the order it belongs to, where that is known. */
  readonly document: string | null;
  readonly ref: string | null;
  /** Null where it waits. */
  readonly setAside: SetAside | null;
}

export interface ParkedList {
  readonly parked: readonly ShownParked[];
  /** `after` of the next page; null on the last. */
  readonly next: number | null;
  /** All that wait, by reason. */
  readonly counts: readonly { readonly reason: string; readonly count: number }[];
  /** How many a person has set aside. */
  readonly setAside: number;
}

export type ParkedQuery = Omit<ParkedFilter, 'bookId' | 'id' | 'limit'> & { readonly limit?: number | undefined };

export const parkedPage = 50;

export async function listParked(session: Session, bookId: number, query: ParkedQuery): Promise<ParkedList> {
  const limit = query.limit ?? parkedPage;
  const rows = await inWalk(session.database.pool, (reader) =>
    readParked(reader, { ...query, bookId, limit: limit + 1 }),
  );
  const page = rows.slice(0, limit);
  return {
    parked: page.map(shown),
    next: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
    counts: await countParked(session.database.pool, bookId),
    setAside: await countSetAside(session.database.pool, bookId),
  };
}

/** One parked record with its raw text as it came. */
export async function showParked(
  session: Session,
  bookId: number,
  id: number,
): Promise<ShownParked & { readonly payload: string }> {
  const { pool } = session.database;
  const [row] = await readParked(pool, { bookId, id, limit: 1 });
  if (row === undefined) throw new Missing(`nothing is parked under ${id}`, 'see the numbers with `bookkeeper parked`');
  const payloads = row.erased ? [] : await readSegment(pool, bookId, row.receivedMonth, row.segmentId);
  return { ...shown(row), payload: payloads[row.slot] ?? '' };
}

function shown(row: ParkedRow): ShownParked {
  const { id, reason, detail, since, attempts, channel, platform, kind, remoteId, via, seenAt, documentNumber } = row;
  return {
    id,
    reason,
    detail,
    since: new Date(since).toISOString(),
    attempts,
    channel,
    platform,
    kind,
    remoteId,
    via,
    seenAt: new Date(seenAt).toISOString(),
    document: documentNumber,
    ref: row.documentId === null ? null : documentRef(row.documentId),
    setAside: setAsideOf(row),
  };
}
