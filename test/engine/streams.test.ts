import { describe, expect, test } from 'vitest';
import { ApiError, type Page, type RemoteRecord, type Stream } from '../../src/connectors/contract.ts';
import { type Instant, instant } from '../../src/domain/time/when.ts';
import { VirtualTimers } from '../../src/engine/api/testing.ts';
import { READ } from '../../src/engine/reads.ts';
import type { Store } from '../../src/engine/store.ts';
import { FeedError, followStreams, isFeedFailing, prepareStreams } from '../../src/engine/streams.ts';
import { askAgain, ensureStreams, listStreams } from '../../src/storage/live/streams.ts';
import { due } from '../../src/storage/live/todo.ts';
import { useDatabase } from '../support/database.ts';
import { sumsOf } from '../support/journal.ts';
import { connectStore, makeWorld } from '../support/live-store.ts';
import { openForTest } from '../support/open-store.ts';
import { order, type Payload } from '../support/woocommerce.ts';

const database = useDatabase();
const NOW = instant(new VirtualTimers().now());
const MINUTE = 60_000;

interface Asked {
  readonly stream: string;
  readonly from: Instant | null;
  readonly cursor: string | null;
}

/** A store whose feeds give the pages that a test says, one after the other. */
async function useFeeds(
  pages: Readonly<Record<string, readonly (Partial<Page> | Error)[]>>,
  more: Pick<Stream, 'givesAll' | 'allEvery'> = {},
) {
  const world = makeWorld(database);
  const row = await connectStore(database, world);
  const opened = await openForTest(world, row);
  const asked: Asked[] = [];
  const streamOf = (name: string): Stream => ({
    ...{ name: name as Stream['name'], overlap: 300, every: 60, ...more },
    page: async (_api, from, cursor) => {
      const page = pages[name]?.[asked.filter(({ stream }) => stream === name).length] ?? {};
      asked.push({ stream: name, from, cursor });
      if (page instanceof Error) throw page;
      return { records: [], next: null, completeThrough: null, total: null, ...page };
    },
  });
  const store: Store = { ...opened, live: { ...opened.live, streams: Object.keys(pages).map(streamOf) } };
  await prepareStreams(store);
  const standing = async (name = 'orders') =>
    (await listStreams(database.pool, row)).find(({ stream }) => stream === name);
  return { world, row, store, asked, standing };
}

const record = (payload: Payload): RemoteRecord => ({
  ...{ raw: JSON.stringify(payload), payload, seenAt: NOW, place: `order ${String(payload.id)}` },
});

const documentsOf = async (bookId: number) =>
  (
    await database.pool.query<{ id: string }>('select remote_id as id from document where book_id = $1 order by 1', [
      bookId,
    ])
  ).rows.map(({ id }) => id);

describe('a feed', () => {
  test('is read from its start to its end, and then from its watermark less the overlap', async () => {
    const page = (id: number, changes: Partial<Page>): Partial<Page> => ({ records: [record(order(id))], ...changes });
    const pages = [page(1, { next: 'page 2', total: 2 }), page(2, { completeThrough: NOW }), page(3, {})];
    const feeds = await useFeeds({ orders: pages });
    expect(await followStreams(feeds.store)).toBe(NOW);
    expect(await feeds.standing()).toMatchObject({ running: false, completeThrough: NOW, done: 2 });
    // Not all stores ask in the same second.
    expect(await followStreams(feeds.store)).toBe(NOW + 66_000);
    await feeds.world.timers.advance(66_000);
    await followStreams(feeds.store);
    expect(feeds.asked).toEqual([
      { stream: 'orders', from: null, cursor: null },
      { stream: 'orders', from: null, cursor: 'page 2' },
      { stream: 'orders', from: NOW - 5 * MINUTE, cursor: null },
    ]);
    expect(await documentsOf(feeds.row.bookId)).toEqual(['1', '2', '3']);
    expect(feeds.world.logged).toEqual([]);
  });

  test('that breaks off between the books and its watermark reads the page once more, to no effect', async () => {
    const records = [record(order(1)), record(order(2))];
    const page = { records, next: 'page 2' };
    const feeds = await useFeeds({ orders: [page, {}, page, {}] });
    await database.pool.query(
      `create function crash() returns trigger language plpgsql as $$ begin raise 'the power went out'; end $$;
       create trigger crash before update on stream execute function crash()`,
    );
    await expect(followStreams(feeds.store)).rejects.toThrow('the power went out');
    await database.pool.query('drop function crash cascade');
    const before = await sumsOf(database.pool, feeds.row.bookId);
    expect(before).not.toEqual([]);
    await followStreams(feeds.store);
    expect(feeds.asked.map(({ cursor }) => cursor)).toEqual([null, 'page 2', null, 'page 2']);
    expect(await sumsOf(database.pool, feeds.row.bookId)).toEqual(before);
  });

  test('that breaks off at a page has what came before it, and goes on there', async () => {
    const first = { records: [record(order(1))], next: 'page 2' };
    const second = { records: [record(order(2))], completeThrough: NOW };
    const feeds = await useFeeds({ orders: [first, new Error('away'), new Error('away'), second] });
    await expect(followStreams(feeds.store)).rejects.toThrow('away');
    expect(await feeds.standing()).toMatchObject({ running: true, cursor: 'page 2', done: 1 });
    expect(await documentsOf(feeds.row.bookId)).toEqual(['1']);
    await feeds.world.timers.advance(MINUTE);
    await followStreams(feeds.store);
    expect(await feeds.standing()).toMatchObject({ running: false, completeThrough: NOW, done: 2 });
  });

  test('whose page cannot be read stays where it is, and lets the others go first', async () => {
    const feeds = await useFeeds({ orders: [new ApiError('forbidden', 'not allowed', 403), {}], listings: [{}] });
    await expect(followStreams(feeds.store)).rejects.toThrow('not allowed');
    expect(await feeds.standing()).toMatchObject({ running: false, completeThrough: null, dueAt: NOW + 1_500 });
    expect(await isFeedFailing(feeds.store)).toBe(true);
    await followStreams(feeds.store);
    expect(await isFeedFailing(feeds.store)).toBe(true);
    await feeds.world.timers.advance(1_500);
    await followStreams(feeds.store);
    expect(feeds.asked.map(({ stream }) => stream)).toEqual(['orders', 'listings', 'orders']);
    expect(await isFeedFailing(feeds.store)).toBe(false);
  });

  test('that the store cannot give now waits as well, so that the others go first once the store has rested', async () => {
    const broken = new ApiError('unavailable', 'answered with 500', 500);
    const feeds = await useFeeds({ listings: [broken], orders: [{}] });
    await expect(followStreams(feeds.store)).rejects.toMatchObject({ stream: 'listings', cause: broken, wait: 1_500 });
    expect(await feeds.standing('listings')).toMatchObject({ dueAt: NOW + 1_500 });
    await followStreams(feeds.store);
    expect(feeds.asked.map(({ stream }) => stream)).toEqual(['listings', 'orders']);
  });

  test('that failed gives way once to another that is waiting', async () => {
    const away = new ApiError('unavailable', 'did not answer in time');
    const feeds = await useFeeds({ listings: [away, away, {}], orders: [{ completeThrough: NOW }] });
    await expect(followStreams(feeds.store)).rejects.toMatchObject({ stream: 'listings', cause: away, wait: 0 });
    await followStreams(feeds.store, 'listings');
    await expect(followStreams(feeds.store)).rejects.toThrow();
    // Nobody else is waiting.
    await followStreams(feeds.store, 'listings');
    expect(feeds.asked.map(({ stream }) => stream)).toEqual(['listings', 'orders', 'listings', 'listings']);
  });

  test('that goes on failing is asked ever more seldom', async () => {
    const refusal = new ApiError('forbidden', 'not allowed', 403);
    const feeds = await useFeeds({ orders: [refusal, refusal, refusal] });
    const waits: number[] = [];
    for (let times = 0; times < 3; times += 1) {
      const error = await followStreams(feeds.store).catch((fault: unknown) => fault);
      if (!(error instanceof FeedError)) throw new Error('the feed was to fail');
      expect(error).toMatchObject({ stream: 'orders', cause: refusal });
      waits.push(error.wait);
      await feeds.world.timers.advance(error.wait);
    }
    expect(waits).toEqual([1_500, 3_000, 6_000]);
  });

  test('that is asked for from its start while a page is on its way begins anew', async () => {
    const feeds = await useFeeds({ orders: [{ completeThrough: NOW }] });
    const [orders] = feeds.store.live.streams;
    if (orders === undefined) throw new Error('one feed');
    await followStreams(feeds.store);
    await feeds.world.timers.advance(66_000);
    const page: Stream['page'] = async (...asked) => {
      const told = await orders.page(...asked);
      await askAgain(database.pool, feeds.row, 'orders', true, feeds.world.timers.now());
      return { ...told, next: 'page 2', completeThrough: NOW };
    };
    await followStreams({ ...feeds.store, live: { ...feeds.store.live, streams: [{ ...orders, page }] } });
    expect(await feeds.standing()).toMatchObject({ running: false, cursor: null, completeThrough: null });
    await followStreams(feeds.store);
    expect(feeds.asked.at(-1)).toEqual({ stream: 'orders', from: null, cursor: null });
  });

  test('whose run is over has nothing on its way when it begins anew', async () => {
    const feeds = await useFeeds({ orders: Array.from({ length: 20 }, () => ({ next: 'more' })) });
    const [orders] = feeds.store.live.streams;
    if (orders === undefined) throw new Error('one feed');
    let [answer, isOver] = [() => {}, false];
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const page: Stream['page'] = async (...asked) => {
      if (feeds.asked.length === 0) await askAgain(database.pool, feeds.row, 'orders', true, NOW);
      if (feeds.asked.length === 10) await answered;
      return await orders.page(...asked);
    };
    const store = { ...feeds.store, live: { ...feeds.store.live, streams: [{ ...orders, page }] } };
    const following = followStreams(store).then(() => {
      isOver = true;
    });
    await expect.poll(() => feeds.asked.length).toBe(10);
    for (let times = 0; times < 20; times += 1) await feeds.standing();
    expect(isOver).toBe(false);
    answer();
    await following;
  });

  test('of a store that is away is asked again as soon as the store is', async () => {
    const feeds = await useFeeds({ orders: [new ApiError('unavailable', 'away'), {}] });
    await expect(followStreams(feeds.store)).rejects.toThrow('away');
    expect(await feeds.standing()).toMatchObject({ dueAt: NOW });
  });

  test('asks at once for orders that could not be read whole', async () => {
    const feeds = await useFeeds({ orders: [{ records: [record(order(1))], again: ['1'] }] });
    await followStreams(feeds.store);
    expect((await due(database.pool, READ, feeds.row, NOW, 10)).map(({ subject }) => subject)).toEqual(['1']);
  });

  test('asks for young orders to be read again', async () => {
    const young = order(1, { date_created_gmt: new Date(NOW - MINUTE).toISOString().slice(0, 19) });
    const old = order(2, { date_created_gmt: '2024-01-01T00:00:00' });
    const feeds = await useFeeds({ orders: [{ records: [record(young), record(old)] }] });
    await followStreams(feeds.store);
    const todos = await due(database.pool, READ, feeds.row, NOW + 365 * 86_400_000, 10);
    expect(todos.map(({ subject, dueAt }) => [subject, dueAt - NOW])).toEqual([['1', 86_400_000]]);
  });
});

describe('what is on sale', () => {
  const product = (id: number, seenAt: number): RemoteRecord => {
    const whole = { id, name: `Mug ${id}`, type: 'simple', status: 'publish', price: '12.00' };
    const payload = { currency: 'USD', product: whole, variations: [] };
    return { raw: JSON.stringify(payload), payload, seenAt: instant(seenAt), place: `product ${id}` };
  };
  const unreadable = (seenAt: number): RemoteRecord => ({ ...product(9, seenAt), payload: { currency: 'USD' } });
  const shelf = async (bookId: number) => {
    const text = `select remote_id as id from listing where book_id = $1 and gone_at is null order by 1`;
    return (await database.pool.query<{ id: string }>(text, [bookId])).rows.map(({ id }) => id);
  };
  const [then, later, latest] = [NOW, NOW + 2 * MINUTE, NOW + 4 * MINUTE];
  const all = { records: [product(1, then), product(2, then), product(3, then)], completeThrough: NOW };

  test('and is not in a run that gives all is gone, once the run is at its end', async () => {
    const pages = [{ records: [product(1, later)], next: 'page 2' }, new Error('away')];
    const end = { records: [product(3, later)], completeThrough: instant(later) };
    const { store, row, world } = await useFeeds(
      { listings: [all, ...pages, new Error('away'), end] },
      { givesAll: true },
    );
    await followStreams(store);
    await world.timers.advance(2 * MINUTE);
    await expect(followStreams(store)).rejects.toThrow('away');
    expect(await shelf(row.bookId)).toEqual(['1', '2', '3']);
    await world.timers.advance(MINUTE);
    await followStreams(store);
    expect(await shelf(row.bookId)).toEqual(['1', '3']);
  });

  test('stays where a run gives only what changed', async () => {
    const { store, row, world } = await useFeeds({ listings: [all, { records: [product(1, later)] }] });
    for (let run = 0; run < 2; run += 1) {
      await followStreams(store);
      await world.timers.advance(2 * MINUTE);
    }
    expect(await shelf(row.bookId)).toEqual(['1', '2', '3']);
  });

  test('is asked for from the very first now and then, where changes do not tell of it', async () => {
    const whole = { records: [product(1, latest), product(3, latest)], completeThrough: instant(latest) };
    const { store, row, world, asked } = await useFeeds({ listings: [all, {}, whole, {}] }, { allEvery: 240 });
    for (let run = 0; run < 4; run += 1) {
      await followStreams(store);
      await world.timers.advance(2 * MINUTE);
    }
    expect(asked.map(({ from }) => from === null)).toEqual([true, false, true, false]);
    expect(await shelf(row.bookId)).toEqual(['1', '3']);
  });

  test('stays where something of the run could not be read', async () => {
    const spoilt = { records: [unreadable(later)], next: 'page 2' };
    const rest = { records: [product(1, later)], completeThrough: instant(later) };
    const whole = { records: [product(1, latest)], completeThrough: instant(latest) };
    const { store, row, world } = await useFeeds({ listings: [all, spoilt, rest, whole] }, { givesAll: true });
    for (let run = 0; run < 2; run += 1) {
      await followStreams(store);
      await world.timers.advance(2 * MINUTE);
    }
    expect(world.logged.filter((line) => line.includes('product 9 is left out'))).toHaveLength(1);
    expect(await shelf(row.bookId)).toEqual(['1', '2', '3']);
    await followStreams(store);
    expect(await shelf(row.bookId)).toEqual(['1']);
  });
});

describe('of several feeds', () => {
  test('the history of orders is read before that of listings', async () => {
    const feeds = await useFeeds({ orders: [{ next: 'page 2' }, { completeThrough: instant(0) }], listings: [{}] });
    for (let times = 0; times < 3; times += 1) await followStreams(feeds.store);
    expect(feeds.asked.map(({ stream }) => stream)).toEqual(['orders', 'orders', 'listings']);
  });

  test('what keeps up comes before history', async () => {
    const feeds = await useFeeds({
      listings: Array.from({ length: 100 }, (_, index) => ({ next: `page ${index + 2}` })),
      orders: [{ completeThrough: instant(0) }, { next: 'more' }, { completeThrough: instant(1) }],
    });
    await database.pool.query(`update stream set complete_through = to_timestamp(0) where stream = 'orders'`);
    await followStreams(feeds.store);
    await followStreams(feeds.store);
    await feeds.world.timers.advance(2 * MINUTE);
    for (let times = 0; times < 2; times += 1) await followStreams(feeds.store);
    const turns = feeds.asked.map(({ stream }) => stream);
    expect(turns.filter((stream, index) => stream !== turns[index - 1])).toEqual([
      'orders',
      'listings',
      'orders',
      'listings',
    ]);
  });

  test('what is long gives way after some pages', async () => {
    const products = Array.from({ length: 100 }, (_, index) => ({ next: `page ${index + 2}` }));
    const feeds = await useFeeds({ listings: products });
    await followStreams(feeds.store);
    expect(feeds.asked).toHaveLength(40);
    expect(await feeds.standing('listings')).toMatchObject({ running: true, cursor: 'page 41' });
  });

  test('what keeps up comes before what is read from the very first once more', async () => {
    const products = Array.from({ length: 100 }, (_, index) => ({ next: `page ${index + 2}` }));
    const feeds = await useFeeds({ listings: products, orders: [{ completeThrough: NOW }] }, { allEvery: 600 });
    await database.pool.query(
      `update stream set complete_through = to_timestamp(0), all_at = to_timestamp($1)
      where stream = 'orders'`,
      [NOW / 1_000],
    );
    await database.pool.query(`update stream set complete_through = to_timestamp(0) where stream = 'listings'`);
    for (let times = 0; times < 3; times += 1) await followStreams(feeds.store);
    const turns = feeds.asked.map(({ stream }) => stream);
    expect(turns.filter((stream, index) => stream !== turns[index - 1])).toEqual(['listings', 'orders', 'listings']);
  });

  test('one that the connector has no more is left alone, and does not keep the loop awake', async () => {
    const feeds = await useFeeds({ orders: [{ completeThrough: instant(0) }] });
    await ensureStreams(database.pool, feeds.row, ['payments'], NOW - MINUTE);
    await followStreams(feeds.store);
    expect(await followStreams(feeds.store)).toBe(NOW + 66_000);
  });
});
