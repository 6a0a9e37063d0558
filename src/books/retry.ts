import { type Again, documentKey, type Plan } from '../domain/plan/state.ts';
import type { Database } from '../storage/database.ts';
import { waitingDocuments } from '../storage/documents.ts';
import { BookWriter, type Clock } from './writer.ts';

const CHUNK = 500;

/** Tries waiting documents again: a rate or an order may have come. Returns how many were taken up. */
export async function retryWaiting(
  database: Database,
  bookId: number,
  clock: Clock,
): Promise<{ readonly tried: number; readonly takenUp: number }> {
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
