import { expect, test } from 'vitest';
import { Receiver } from '../../src/engine/receiver.ts';
import { Tally } from '../../src/engine/tally.ts';
import { readTraffic } from '../../src/storage/live/days.ts';
import { useDatabase } from '../support/database.ts';
import { connectStore, makeWorld } from '../support/live-store.ts';

const database = useDatabase();
const DAY = '2026-11-22';

/** Nothing can be counted meanwhile. */
async function whileCountingFails(work: () => Promise<void>): Promise<void> {
  await database.pool.query(
    `create function fail() returns trigger language plpgsql as $$ begin raise 'no room is left'; end $$;
     create trigger fail before insert on live_day execute function fail()`,
  );
  await work().finally(() => database.pool.query('drop function fail cascade'));
}

test('what could not be counted is counted the next time', async () => {
  const { timers } = makeWorld(database);
  const key = { bookId: 1_001, connectionId: 1 };
  const tally = new Tally(database.pool, key, timers);
  await tally.flush();
  tally.request('answered');
  tally.request('throttled');
  tally.waited(5);
  await whileCountingFails(() => expect(tally.flush()).rejects.toThrow('no room is left'));
  tally.request('failed');
  tally.waited(5);
  await tally.flush();
  await tally.flush();
  const { waited, ...counts } = await readTraffic(database.pool, key, DAY, DAY);
  expect(counts).toEqual({ requests: 3, failed: 1, throttled: 1, received: 0, refused: 0 });
  expect(waited.reduce((all, n) => all + n, 0)).toBe(2);
  expect(tally.answered).toBe(1);
});

test('a webhook that was refused is counted too, when that can be done again', async () => {
  const world = makeWorld(database);
  const row = await connectStore(database, world);
  const receiver = new Receiver(world.surroundings, () => {});
  const refuse = () => receiver.receive(row.webhookKey, { headers: {}, body: Buffer.from('{}') });
  await refuse();
  await whileCountingFails(() => expect(receiver.close()).rejects.toThrow('no room is left'));
  await refuse();
  await receiver.close();
  expect(await readTraffic(database.pool, row, DAY, DAY)).toMatchObject({ received: 0, refused: 2 });
});
