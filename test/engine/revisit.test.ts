import { expect, test } from 'vitest';
import type { Missed } from '../../src/connectors/contract.ts';
import { instant } from '../../src/domain/time/when.ts';
import { READ } from '../../src/engine/reads.ts';
import { recordOf, takeRecords } from '../../src/engine/records.ts';
import { revisit } from '../../src/engine/revisit.ts';
import type { Store } from '../../src/engine/store.ts';
import { due } from '../../src/storage/live/todo.ts';
import { useDatabase } from '../support/database.ts';
import { connectStore, makeWorld } from '../support/live-store.ts';
import { openForTest } from '../support/open-store.ts';
import { order, type Payload } from '../support/woocommerce.ts';

const database = useDatabase();
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A store some days after its start, with orders of some ages in days. */
async function useOld(
  misses: readonly Missed[],
  orders: readonly (readonly [id: number, age: number, more?: Payload])[],
) {
  const world = makeWorld(database);
  const row = await connectStore(database, world);
  const opened = await openForTest(world, row);
  const store: Store = { ...opened, live: { ...opened.live, misses } };
  const now = world.timers.now();
  const payloads = orders.map(([id, age, more]) =>
    order(id, { date_created_gmt: new Date(now - age * DAY).toISOString().slice(0, 19), ...more }),
  );
  const seenAt = instant(now);
  await takeRecords(
    store,
    payloads.map((payload) => recordOf({ raw: JSON.stringify(payload), payload, seenAt, place: 'an order' })),
  );
  const asked = async () =>
    (await due(database.pool, READ, row, world.timers.now(), 1_000)).map(({ subject }) => subject).sort();
  return { world, store, asked };
}

const UNPAID = { status: 'pending', date_paid_gmt: null, transaction_id: '' };

test('old orders are read again a week after the store was started, and again a week after each lap', async () => {
  const { world, store, asked } = await useOld(
    ['payment'],
    [
      [1, 50],
      [2, 70],
      [3, 390],
      [4, 500],
      [5, 500, UNPAID],
    ],
  );
  expect(await revisit(store)).toBe(7 * DAY);
  expect(await asked()).toEqual([]);
  await world.timers.advance(7 * DAY);
  expect(await revisit(store)).toBe(7 * DAY);
  // By then the first is 57 days old, and the fourth is settled.
  expect(await asked()).toEqual(['2', '3', '5']);
  await database.pool.query('delete from todo');
  await world.timers.advance(6 * DAY);
  expect(await revisit(store)).toBe(DAY);
  expect(await asked()).toEqual([]);
  await world.timers.advance(DAY);
  await revisit(store);
  expect(await asked()).toEqual(['1', '2', '5']);
});

test('never more of them at once than a shop can bear', async () => {
  const { world, store, asked } = await useOld(
    ['payment'],
    Array.from({ length: 130 }, (_, index) => [index + 1, 100] as const),
  );
  await world.timers.advance(7 * DAY);
  expect(await revisit(store)).toBe(15 * MINUTE);
  expect(await asked()).toHaveLength(100);
  expect(await revisit(store)).toBe(15 * MINUTE);
  expect(await asked()).toHaveLength(100);
  await world.timers.advance(15 * MINUTE);
  expect(await revisit(store)).toBe(7 * DAY);
  expect(await asked()).toHaveLength(130);
});

test('where the feed shows what happens to orders, none is', async () => {
  const { world, store, asked } = await useOld(['deletion', 'refund-deletion'], [[1, 100]]);
  await world.timers.advance(7 * DAY);
  await revisit(store);
  expect(await asked()).toEqual([]);
});
