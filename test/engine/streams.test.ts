import { describe, expect, test } from 'vitest';
import { ApiError, type Page, type RemoteRecord, type Stream } from '../../src/connectors/contract.ts';
import { type Instant, instant } from '../../src/domain/time/when.ts';
import { VirtualTimers } from '../../src/engine/api/testing.ts';
import { READ } from '../../src/engine/reads.ts';
import type { Store } from '../../src/engine/store.ts';
import { followStreams, prepareStreams } from '../../src/engine/streams.ts';
import { ensureStreams, listStreams } from '../../src/storage/live/streams.ts';
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
async function useFeeds(pages: Readonly<Record<string, readonly (Partial<Page> | Error)[]>>) {
  const world = makeWorld(database);
  const row = await connectStore(database, world);
  const opened = await openForTest(world, row);
  const asked: Asked[] = [];
  const streamOf = (name: string): Stream => ({
    ...{ name: name as Stream['name'], overlap: 300, every: 60 },
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
    expect(await feeds.standing()).toMatchObject({ running: false, completeThrough: null, dueAt: NOW + MINUTE / 2 });
    await followStreams(feeds.store);
    await feeds.world.timers.advance(MINUTE / 2);
    await followStreams(feeds.store);
    expect(feeds.asked.map(({ stream }) => stream)).toEqual(['orders', 'listings', 'orders']);
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

  test('one that the connector has no more is left alone, and does not keep the loop awake', async () => {
    const feeds = await useFeeds({ orders: [{ completeThrough: instant(0) }] });
    await ensureStreams(database.pool, feeds.row, ['payments'], NOW - MINUTE);
    await followStreams(feeds.store);
    expect(await followStreams(feeds.store)).toBe(NOW + 66_000);
  });
});
