import type { SourceRecord } from '../books/import/source.ts';
import { clearInbox, type InboxRow, readInbox } from '../storage/live/inbox.ts';
import { ask } from '../storage/live/todo.ts';
import { inTransaction } from '../storage/transaction.ts';
import { READ } from './reads.ts';
import { takeRecords } from './records.ts';
import type { Store } from './store.ts';

/** Deliveries taken at once. */
const BATCH = 500;

/**
 * A body that was booked is read again when its like have had time to come: many events of one order are one read. Where
 * only an id came, nothing is booked until it is read.
 */
const COALESCE_MS = 1_500;

/**
 * Takes the webhooks that wait into the books, and asks for what they speak of to be read again. They leave the inbox
 * with their effect; after a crash in between they are known already. Returns how many there were.
 */
export async function drain(store: Store): Promise<number> {
  const { pool, row, clock, tally } = store;
  const rows = await readInbox(pool, row, BATCH);
  if (rows.length === 0) return 0;
  await takeRecords(store, rows.filter(({ isRecord }) => isRecord).map(deliveryOf));
  const now = clock();
  const reads = new Map<string, number>();
  for (const delivery of rows) {
    const at = delivery.isRecord ? now + COALESCE_MS : now;
    for (const remoteId of delivery.reads) reads.set(remoteId, Math.min(reads.get(remoteId) ?? at, at));
    if (delivery.isRecord) tally.waited(now - delivery.receivedAt);
  }
  await inTransaction(pool, async (client) => {
    await ask(client, READ, row, reads);
    await clearInbox(
      client,
      rows.map(({ inboxId }) => inboxId),
    );
  });
  return rows.length;
}

function deliveryOf({ inboxId, topic, receivedAt, body }: InboxRow): SourceRecord {
  const text = body.toString('utf8');
  return {
    raw: text,
    payload: parsed(text),
    place: `webhook ${inboxId} (${topic})`,
    arrival: { via: 'event', topic },
    receivedAt,
  };
}

/** Undefined where it is not JSON: the books keep it as that. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
