import { expect, test } from 'vitest';
import { instant } from '../../../src/domain/time/when.ts';
import { type Accepted, accept, clearInbox, countInbox, readInbox } from '../../../src/storage/live/inbox.ts';
import { useDatabase } from '../../support/database.ts';

const database = useDatabase();
const at = (ms: number) => instant(Date.parse('2026-11-22T09:00:00Z') + ms);
const ALL = { rows: 500, bytes: 1_000_000 };

let books = 0;
/** A connection that nobody else has deliveries of. */
function useConnection() {
  books += 1;
  const key = { bookId: books, connectionId: 1 };
  const delivery = (body: string | Buffer, changes: Partial<Accepted['delivery']> = {}): Accepted => ({
    ...key,
    delivery: { receivedAt: at(0), topic: 't', isRecord: true, reads: [], body: Buffer.from(body), ...changes },
  });
  const bodies = async (limit = ALL) => (await readInbox(database.pool, key, limit)).map(({ body }) => `${body}`);
  return { key, delivery, bodies };
}

test('deliveries come out as they went in, oldest first', async () => {
  const { key, delivery, bodies } = useConnection();
  const awkward = { topic: 'Bücher “x”', isRecord: false, reads: ['59', 'gid://x/1', '“,{}\\'], receivedAt: at(1) };
  await accept(database.pool, [delivery('first'), delivery(Buffer.from([0, 255, 10]), awkward)]);
  await accept(database.pool, [delivery('')]);
  expect(await readInbox(database.pool, key, ALL)).toEqual([
    { inboxId: expect.any(Number), ...delivery('first').delivery },
    { inboxId: expect.any(Number), ...awkward, body: Buffer.from([0, 255, 10]) },
    { inboxId: expect.any(Number), ...delivery('').delivery },
  ]);
  expect(await bodies({ rows: 1, bytes: 1_000 })).toEqual(['first']);
});

test('of large ones no more are taken than memory has room for, and never none', async () => {
  const { delivery, bodies } = useConnection();
  await accept(
    database.pool,
    ['large', 'a', 'b', 'c'].map((text) => delivery(text)),
  );
  expect(await bodies({ rows: 500, bytes: 1 })).toEqual(['large']);
  expect(await bodies({ rows: 500, bytes: 5 })).toEqual(['large']);
  expect(await bodies({ rows: 500, bytes: 7 })).toEqual(['large', 'a', 'b']);
});

test('only what was taken is cleared', async () => {
  const { key, delivery, bodies } = useConnection();
  await accept(database.pool, [delivery('a', { receivedAt: at(5) }), delivery('b', { receivedAt: at(9) })]);
  expect(await countInbox(database.pool, key)).toEqual({ waiting: 2, oldest: at(5) });
  const [first] = await readInbox(database.pool, key, ALL);
  await clearInbox(database.pool, [first?.inboxId ?? 0]);
  expect(await bodies()).toEqual(['b']);
  expect(await countInbox(database.pool, key)).toEqual({ waiting: 1, oldest: at(9) });
});

test('one connection’s inbox is not another’s', async () => {
  const [one, other] = [useConnection(), useConnection()];
  await accept(database.pool, [one.delivery('one'), other.delivery('other')]);
  expect([await one.bodies(), await other.bodies()]).toEqual([['one'], ['other']]);
});
