import { Trouble } from '../domain/trouble.ts';
import { audit } from '../storage/audit.ts';
import { bringBack, type ParkedName, type SetAsideRow, setAside } from '../storage/lists/parked.ts';
import { inTransaction } from '../storage/transaction.ts';
import type { Session } from './session.ts';
import type { Clock } from './writer.ts';

/** By whose word a parked record is not to be booked, and why. */
export interface SetAside {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly by: string;
  readonly note: string;
}

export function setAsideOf({ setAsideAt, setAsideBy, setAsideNote }: SetAsideRow): SetAside | null {
  if (setAsideAt === null) return null;
  return { at: new Date(setAsideAt).toISOString(), by: setAsideBy ?? '', note: setAsideNote ?? '' };
}

interface Request {
  readonly bookId: number;
  /** Numbers in the list of what is parked; those to which it does not apply are passed over. */
  readonly ids: readonly number[];
  readonly who: string;
}

/**
 * A person says that parked records are not to be booked, and why: they are counted no more, and what could not be read
 * is read by no retry. What waits for an order or a rate is taken up all the same when that comes: what is known then is
 * not what the person knew. Returns the numbers of those that waited until now. Throws a Trouble where no reason is given.
 */
export async function setParkedAside(
  session: Session,
  { bookId, ids, who, note }: Request & { readonly note: string },
  clock: Clock,
): Promise<number[]> {
  const reason = note.trim();
  if (reason === '') throw new Trouble('no reason is given', 'say in the note why it is not to be booked');
  return await inTransaction(session.database.pool, async (client) => {
    const now = clock();
    const records = byNumber(await setAside(client, bookId, ids, { who, note: reason, now }));
    if (records.length > 0)
      await audit(client, bookId, { who, what: 'set parked aside', before: records, after: { note: reason } }, now);
    return records.map(({ id }) => id);
  });
}

/** Lets records wait again that were set aside. Returns the numbers of those that were. */
export async function bringParkedBack(
  session: Session,
  { bookId, ids, who }: Request,
  clock: Clock,
): Promise<number[]> {
  return await inTransaction(session.database.pool, async (client) => {
    const records = byNumber(await bringBack(client, bookId, ids));
    if (records.length > 0) await audit(client, bookId, { who, what: 'bring parked back', before: records }, clock());
    return records.map(({ id }) => id);
  });
}

const byNumber = <T extends ParkedName>(records: readonly T[]) => records.toSorted((a, b) => a.id - b.id);
