import { expect, onTestFinished, test } from 'vitest';
import { ApiError, type Stream } from '../../src/connectors/contract.ts';
import { instant } from '../../src/domain/time/when.ts';
import { Runner } from '../../src/engine/runner.ts';
import { openStore, type Store } from '../../src/engine/store.ts';
import { findLive } from '../../src/storage/live/connections.ts';
import { accept, countInbox } from '../../src/storage/live/inbox.ts';
import { useDatabase } from '../support/database.ts';
import { connectStore, makeWorld } from '../support/live-store.ts';
import { order } from '../support/woocommerce.ts';

const database = useDatabase();

/** A runner of a store whose one feed is asked each second; the test says whether it answers. */
async function useRunner() {
  const store: { isAway: boolean; asked: number } = { isAway: false, asked: 0 };
  const world = makeWorld(database, {
    answer: () => {
      store.asked += 1;
      if (store.isAway) throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
      return {};
    },
  });
  const row = await connectStore(database, world);
  const feed: Stream = {
    ...{ name: 'orders', overlap: 0, every: 1 },
    page: async (api) => {
      await api.send({ method: 'GET', path: '/orders', repeatable: false });
      return { records: [], next: null, completeThrough: instant(0), total: null };
    },
  };
  /** As a process that begins now. */
  const start = async (streams: readonly Stream[] = [feed], pool: Store['pool'] = database.pool) => {
    const standing = (await findLive(database.pool, row.bookId, row.connectionId)) ?? row;
    const opened = await openStore(world.surroundings, standing, new Map());
    const live: Store['live'] = { ...opened.live, streams, webhooks: null, async *census() {} };
    const runner = new Runner({ ...opened, live, pool });
    let ending: Promise<void> | null = null;
    const stop = () => {
      ending ??= runner.stop();
      return ending;
    };
    onTestFinished(stop);
    return { runner, stop };
  };
  /** Lets virtual time pass, second by second, until something is so. */
  const until = async (isSo: () => unknown) => {
    await expect
      .poll(
        async () => {
          await world.timers.advance(1_000);
          return await isSo();
        },
        { interval: 5 },
      )
      .toBeTruthy();
  };
  const standing = () => findLive(database.pool, row.bookId, row.connectionId);
  return { world, row, store, feed, start, until, standing };
}

test('a store that goes on failing is left alone longer each time, and taken up again by itself', async () => {
  const { world, store, start, until, standing } = await useRunner();
  await start();
  await until(() => store.asked >= 2);
  store.isAway = true;
  const waits = () => world.logged.map((line) => Number(/tried again in (\d+) s/.exec(line)?.[1]));
  await until(async () => ((await standing())?.failures ?? 0) >= 4);
  expect(waits()).toEqual([2, 3, 6, 12]);
  expect(await standing()).toMatchObject({
    failures: 4,
    problem: { cause: 'shop.example/wp-json/orders cannot be reached (ECONNREFUSED)' },
  });
  store.isAway = false;
  await until(async () => (await standing())?.problem === null);
  expect(await standing()).toMatchObject({ failures: 0, retryAt: null });
});

test('webhooks are taken in while the store is left alone', async () => {
  const { row, store, start, until, standing } = await useRunner();
  store.isAway = true;
  await start();
  await until(async () => ((await standing())?.failures ?? 0) >= 2);
  const delivery = { receivedAt: instant(Date.parse('2026-11-22T09:00:00Z')), topic: 'order.created', isRecord: true };
  const body = Buffer.from(JSON.stringify(order(1)));
  await accept(database.pool, [
    { bookId: row.bookId, connectionId: row.connectionId, delivery: { ...delivery, reads: [], body } },
  ]);
  await until(async () => (await countInbox(database.pool, row)).waiting === 0);
  const { rows } = await database.pool.query('select status from document where book_id = $1', [row.bookId]);
  expect(rows).toEqual([{ status: 'posted' }]);
});

test('it ends when what is under way has ended', async () => {
  const { store, start, until } = await useRunner();
  const { runner, stop } = await start();
  await until(() => store.asked > 0);
  await stop();
  const { asked } = store;
  await until(() => true);
  expect(store.asked).toBe(asked);
  expect(runner.isLost).toBe(true);
});

const refused = (): never => {
  throw new ApiError('refused', 'no products for you', 400);
};

test('a feed that cannot be read is told until it can, and keeps the others waiting for nothing', async () => {
  const { world, store, feed, start, until, standing } = await useRunner();
  let isOpen = false;
  const listings: Stream = {
    ...{ name: 'listings', overlap: 0, every: 60 },
    page: async () => (isOpen ? { records: [], next: null, completeThrough: instant(0), total: null } : refused()),
  };
  await start([feed, listings]);
  const problem = { cause: 'no products for you' };
  await until(async () => (await standing())?.problem);
  const asked = store.asked;
  let looks = 0;
  await until(async () => {
    looks += 1;
    expect(await standing()).toMatchObject({ failures: 0, problem });
    return looks > 60;
  });
  const waits = () => world.logged.map((line) => Number(/tried again in (\d+) s/.exec(line)?.[1]));
  expect(waits().slice(0, 5)).toEqual([2, 3, 6, 12, 24]);
  expect(store.asked - asked).toBeGreaterThan(20);
  isOpen = true;
  await until(async () => (await standing())?.problem === null);
});

test('a problem that a process left behind is gone once the next one succeeds', async () => {
  const { feed, start, until, standing } = await useRunner();
  const { stop } = await start([{ ...feed, page: async () => refused() }]);
  await until(async () => (await standing())?.problem);
  await stop();
  expect(await standing()).toMatchObject({ problem: { cause: 'no products for you' } });
  const next = await start([feed], everFaster());
  await until(async () => (await standing())?.problem === null);
  await next.stop();
  expect(await standing()).toMatchObject({ problem: null });
});

/** What is noted first takes longest: who notes beside others is overtaken. */
function everFaster(): Store['pool'] {
  let left = 20;
  const query = async (...given: Parameters<typeof database.pool.query>) => {
    if (String(given[0]).startsWith('update live set failures = 0')) {
      left -= 1;
      for (let turn = left; turn > 0; turn -= 1) await database.pool.query('select');
    }
    return await database.pool.query(...given);
  };
  return new Proxy(database.pool, {
    get: (target, name) => (name === 'query' ? query : Reflect.get(target, name)),
  });
}

test('a store that is back does not hide a feed that still fails', async () => {
  const { store, feed, start, until, standing } = await useRunner();
  const listings: Stream = { ...feed, name: 'listings', every: 60, page: async () => refused() };
  await start([feed, listings]);
  const problem = { cause: 'no products for you', since: expect.any(String) };
  await until(async () => (await standing())?.problem);
  const since = (await standing())?.problem?.since;
  store.isAway = true;
  await until(async () => ((await standing())?.failures ?? 0) >= 2);
  store.isAway = false;
  await until(async () => (await standing())?.failures === 0);
  expect(await standing()).toMatchObject({ retryAt: null, problem: { ...problem, since } });
});

test('a feed that the store cannot give now lets the store rest, and keeps no other from its turn', async () => {
  const { store, feed, start, until, standing } = await useRunner();
  let isOpen = false;
  const answer = () => {
    if (!isOpen) throw new ApiError('unavailable', 'products answered with 500', 500);
    return { records: [], next: null, completeThrough: instant(0), total: null };
  };
  await start([{ ...feed, name: 'listings', every: 60, page: async () => answer() }, feed]);
  await until(async () => (await standing())?.retryAt);
  const { asked } = store;
  await until(() => store.asked - asked >= 20);
  expect(await standing()).toMatchObject({ problem: { cause: 'products answered with 500' } });
  isOpen = true;
  await until(async () => (await standing())?.problem === null);
});
