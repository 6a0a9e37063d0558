import type { SourceRecord } from '../books/import/source.ts';
import { clearInbox, type InboxRow, readInbox } from '../storage/live/inbox.ts';
import { ask } from '../storage/live/todo.ts';
import { inTransaction } from '../storage/transaction.ts';
import { READ } from './reads.ts';
import { takeRecords } from './records.ts';
import type { Store } from './store.ts';

/** Deliveries taken at once; their bodies are in memory, parsed too. */
const BATCH = { rows: 500, bytes: 8_000_000 };

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
  const records = new Map(rows.filter(({ isRecord }) => isRecord).map((one) => [one, deliveryOf(one)]));
  const foreign = new Set(rows.filter((one) => isForeign(store, records.get(one))));
  for (const one of foreign) records.delete(one);
  await takeRecords(store, [...records.values()]);
  const now = clock();
  const reads = new Map<string, number>();
  for (const delivery of rows.filter((one) => !foreign.has(one))) {
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

/**
 * A copy of the shop (for staging, say) has its webhooks and their secret too, and calls here. Its orders have the numbers
 * of the shop's own, and are none of this book's.
 */
function isForeign({ connector, row, surroundings }: Store, record: SourceRecord | undefined): boolean {
  const named = record?.payload === undefined ? null : connector.shopOf(record.payload);
  if (named === null || named === row.remoteAccount) return false;
  surroundings.log(`${row.channel}: ${record?.place} is left out: it names another shop, which should not call here`);
  return true;
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
