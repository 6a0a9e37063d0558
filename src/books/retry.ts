import { type Again, documentKey, type Plan } from '../domain/plan/state.ts';
import type { Database } from '../storage/database.ts';
import { waitingDocuments } from '../storage/documents.ts';
import { countTries } from '../storage/undecoded.ts';
import { decodeParked, REASONS, type Retried } from './undecoded.ts';
import { BookWriter, type Clock } from './writer.ts';

const CHUNK = 500;

/** Tries all that is parked again: what waits, and what an older release could not read or post. */
export async function retryParked(database: Database, bookId: number, clock: Clock): Promise<Retried> {
  await countTries(database.pool, bookId, REASONS);
  const waiting = await retryWaiting(database, bookId, clock);
  const undecoded = await decodeParked(database, bookId, clock);
  return { tried: waiting.tried + undecoded.tried, takenUp: waiting.takenUp + undecoded.takenUp };
}

/** Tries waiting documents again: a rate or an order may have come. Returns how many were taken up. */
export async function retryWaiting(database: Database, bookId: number, clock: Clock): Promise<Retried> {
  const writer = await BookWriter.open(database, bookId, clock);
  let tried = 0;
  let takenUp = 0;
  try {
    let after = 0;
    for (;;) {
      const rows = await waitingDocuments(database.pool, bookId, after, CHUNK);
      const last = rows.at(-1);
      if (last === undefined) return { tried, takenUp };
      after = last.documentId;
      const again = rows.map(
        ({ connectionId, kind, remoteId }): Again => ({
          key: documentKey(connectionId, kind, remoteId),
          policy: 'standing',
        }),
      );
      const plan: Plan = await writer.again(again);
      tried += rows.length;
      takenUp += plan.unparked.length;
    }
  } finally {
    await writer.close();
  }
}
