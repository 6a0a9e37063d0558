import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { startWooCommerce } from '../../sandbox/faces/woocommerce/index.ts';
import { Faults } from '../../sandbox/faults/faults.ts';
import { SHOPS } from '../../sandbox/world/plans.ts';
import type { Product } from '../../sandbox/world/types.ts';
import { World } from '../../sandbox/world/world.ts';
import { createBook } from '../../src/books/create.ts';
import { setPriceBounds } from '../../src/books/price-bounds.ts';
import { acceptPrices, listPriceAlarms } from '../../src/books/prices.ts';
import { alarmOf } from '../../src/domain/prices/bounds.ts';
import { httpTransport } from '../../src/engine/api/transport.ts';
import { findStore, keepStore, startStore } from '../../src/engine/connect.ts';
import { connectionsOf } from '../../src/engine/status.ts';
import { followStreams, prepareStreams } from '../../src/engine/streams.ts';
import { findLive } from '../../src/storage/live/connections.ts';
import { SimulatedTime } from '../simulation/timers.ts';
import { useDatabase } from '../support/database.ts';
import { sessionOf } from '../support/ledger.ts';
import { makeWorld } from '../support/live-store.ts';
import { openForTest } from '../support/open-store.ts';

/* A shop of the sandbox changes its prices; the engine reads them over HTTP, as of any WooCommerce store. */

const database = useDatabase();
const session = sessionOf(database);
const START = Date.parse('2026-03-02T06:00:00Z');
const HOUR = 3_600_000;
const SHOP = 'mugs';

async function useShop() {
  const time = new SimulatedTime(START);
  const world = World.create({ seed: 7, shops: SHOPS, start: START });
  const options = { world, shop: SHOP, seed: 7, faults: new Faults(7), port: 0, timers: time, patienceMs: 20 };
  const face = await startWooCommerce({ ...options, post: async () => 200 });
  onTestFinished(() => face.stop());
  const transport = httpTransport({ allowPrivate: true });
  onTestFinished(() => transport.close());
  const test = makeWorld(database, { timers: time });
  const around = { ...test, surroundings: { ...test.surroundings, transport } };
  const name = randomUUID();
  const made = await createBook(session.database, { name, currency: 'EUR', zone: 'UTC', maker: 'test' }, time.now);
  if (made.kind !== 'created') throw new Error(`the book is ${made.kind}`);
  const { bookId } = made.book;
  const request = { bookId, platform: 'woocommerce', credentials: face.credentials, channel: SHOP };
  const found = await findStore(around.surroundings, request);
  const { connectionId } = await keepStore(
    around.surroundings,
    { ...request, cutOver: null, by: 'test' },
    found,
    time.now,
  );
  await startStore(around.surroundings, { bookId, channel: SHOP, by: 'test' }, time.now);
  const row = await findLive(database.pool, bookId, connectionId);
  if (row === null) throw new Error('the shop was not kept');
  const store = await openForTest(around, row);
  await prepareStreams(store);
  /** The world goes on, and all feeds are read to their ends. */
  const pass = async (ms: number) => {
    time.advance(time.now() + ms);
    world.advance(time.now());
    while ((await followStreams(store)) <= time.now());
  };
  const shop = world.shop(SHOP);
  /** The merchant types a price for all of a product. */
  const price = (product: Product, change: (price: number) => number) => {
    const variants = product.variants.map((one) => ({ ...one, price: change(one.price) }));
    const typed = { ...(shop.products.get(product.id)?.latest ?? product), variants };
    shop.putProduct(Math.floor(time.now() / 1_000) * 1_000, 'price changed', typed);
  };
  const open = async () => (await listPriceAlarms(session, bookId, { limit: 1_000 })).alarms;
  return { bookId, time, shop, pass, price, open };
}

test('a decimal point that moved is told once, and settles itself when it is put right', async () => {
  const { bookId, time, shop, pass, price, open } = await useShop();
  await pass(HOUR);
  expect(await open()).toEqual([]);
  const mug = [...shop.products.values()].map(({ latest }) => latest).find(({ variants }) => variants.length === 1);
  if (mug === undefined) throw new Error('the shop sells nothing of one kind');
  const [{ price: before = 0, sku = '' } = {}] = mug.variants;
  price(mug, () => before * 10);
  await pass(HOUR);
  await pass(HOUR);
  const [alarm, ...others] = await open();
  expect(others).toEqual([]);
  expect(alarm).toMatchObject({ channel: SHOP, sku, kind: 'rise', percent: '900.0', text: 'rose by 900.0 %' });
  const [status] = await connectionsOf(session.database, bookId, time.now());
  expect(status?.live).toMatchObject({ priceAlarms: 1 });
  price(mug, () => before);
  await pass(HOUR);
  expect(await open()).toEqual([]);
  const { alarms } = await listPriceAlarms(session, bookId, { state: 'all' });
  expect(alarms).toMatchObject([{ id: alarm?.id, settled: { as: 'back', by: null } }]);
});

test('bounds as narrow as a percent tell of every change of a week beyond it, and of no other', async () => {
  const { bookId, time, shop, pass, open } = await useShop();
  const bounds = { rise: 1, fall: 1, noPrice: true };
  await setPriceBounds(session, { bookId, channel: SHOP, bounds, who: 'ada' }, time.now);
  // What was right is accepted at once, so that each price is held against the one that was read before it.
  const known = new Map<number, number>();
  let expected = 0;
  let told = 0;
  for (let hours = 0; hours < 7 * 24; hours += 4) {
    await pass(4 * HOUR);
    for (const { latest } of shop.products.values()) {
      for (const { id, price } of latest.variants) {
        // A product of one kind is itself what is on sale.
        const listing = latest.variants.length === 1 ? latest.id : id;
        const before = { amount: known.get(listing) ?? price, currency: 'EUR' };
        known.set(listing, price);
        if (alarmOf(before, { amount: price, currency: 'EUR' }, bounds) !== null) expected += 1;
      }
    }
    const alarms = await open();
    told += alarms.length;
    for (const { remoteId, after } of alarms) {
      expect(after?.amount.replace('.', '')).toBe(String(known.get(Number(remoteId))).padStart(3, '0'));
    }
    await acceptPrices(session, { bookId, ids: alarms.map(({ id }) => id), who: 'ada' }, time.now);
  }
  expect(expected).toBeGreaterThan(0);
  expect(told).toBe(expected);
});

test('wider bounds settle what is within them, and raise nothing for what has passed', async () => {
  const { bookId, time, shop, pass, price, open } = await useShop();
  await pass(HOUR);
  const [first, second] = [...shop.products.values()].map(({ latest }) => latest);
  if (first === undefined || second === undefined) throw new Error('the shop sells too little');
  price(first, (amount) => amount * 3);
  price(second, (amount) => Math.ceil((amount * 3) / 4));
  await pass(HOUR);
  expect((await open()).map(({ kind }) => kind)).toEqual(first.variants.map(() => 'rise'));
  const set = async (bounds: { readonly rise?: number; readonly fall?: number }) =>
    await setPriceBounds(session, { bookId, channel: null, bounds, who: 'ada' }, time.now);
  await set({ fall: 10 });
  expect(await open()).toHaveLength(first.variants.length);
  expect(await set({ rise: 200 })).toMatchObject([{ channel: null, rise: 200, fall: 10, setBy: 'ada' }]);
  expect(await open()).toEqual([]);
});
