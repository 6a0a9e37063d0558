import { goneNote } from '../books/gone.ts';
import type { SourceRecord } from '../books/import/source.ts';
import { instant } from '../domain/time/when.ts';
import { isOrderKnown } from '../storage/documents.ts';
import { ask, due, putOff, settle, type Todo } from '../storage/live/todo.ts';
import { inTransaction } from '../storage/transaction.ts';
import { readAgainAt } from './again.ts';
import { backoff } from './backoff.ts';
import { isOfOneAlone } from './problem.ts';
import { recordOf, takeRecords } from './records.ts';
import type { Store } from './store.ts';

/** The loop of documents that are to be read again. */
export const READ = 'read';

/** Read before they are taken into the books together. */
const BATCH = 20;

/**
 * Reads again what is due, and says when each is to be read next. A document that the platform does not give is tried
 * later by itself; a store that does not answer throws. Returns how many were due.
 */
export async function readAgain(store: Store): Promise<number> {
  const { pool, row, live, clock, surroundings } = store;
  const todos = await due(pool, READ, row, clock(), BATCH);
  if (todos.length === 0) return 0;
  const failed: { readonly todo: Todo; readonly error: Error }[] = [];
  const read = await Promise.all(
    todos.map(async (todo) => {
      try {
        return { todo, records: await readOne(store, todo.subject) };
      } catch (error) {
        if (!isOfOneAlone(error)) throw error;
        failed.push({ todo, error });
        return { todo, records: [] };
      }
    }),
  );
  const done = read.filter(({ todo }) => !failed.some((one) => one.todo === todo));
  const reports = await takeRecords(
    store,
    done.flatMap(({ records }) => records),
  );
  const now = clock();
  await inTransaction(pool, async (client) => {
    await settle(
      client,
      READ,
      row,
      done.map(({ todo }) => todo),
    );
    await ask(client, READ, row, readAgainAt(live, reports, now));
    for (const { todo, error } of failed) {
      await putOff(client, READ, row, todo, error.message, now + backoff(todo.attempts + 1, surroundings.random));
    }
  });
  return todos.length;
}

/** A document as it is now, or our note that it is gone; of one that the books never knew there is nothing to note. */
async function readOne({ live, api, clock, pool, row }: Store, remoteId: string): Promise<SourceRecord[]> {
  // Asked before the request: what vouches for it later than that came later.
  const askedAt = instant(clock());
  const records = await live.readOne(api, remoteId);
  if (records !== null) return records.map(recordOf);
  if (!(await isOrderKnown(pool, row, remoteId))) return [];
  const payload = goneNote(remoteId);
  return [
    recordOf({ raw: JSON.stringify(payload), payload, seenAt: askedAt, place: `order ${remoteId}, which is gone` }),
  ];
}
