import { expect, test } from 'vitest';
import { type Instant, instant } from '../../../src/domain/time/when.ts';
import { askAgain, ensureStreams, listStreams, storePage } from '../../../src/storage/live/streams.ts';
import { useDatabase } from '../../support/database.ts';

const database = useDatabase();
const NOW = Date.parse('2026-11-22T09:00:00Z');
const at = (seconds: number): Instant => instant(NOW + seconds * 1_000);

let books = 0;
/** A connection whose feed of orders was just made. */
async function useStream() {
  books += 1;
  const key = { bookId: books, connectionId: 1 };
  await ensureStreams(database.pool, key, ['orders'], NOW);
  const store = (page: Partial<Parameters<typeof storePage>[2]>, now = NOW) => {
    const nothing = {
      generation: 0,
      runBeganAt: null,
      runFrom: null,
      next: null,
      completeThrough: null,
      records: 0,
      total: null,
    };
    return storePage(database.pool, key, { stream: 'orders', dueAt: at(60), ...nothing, ...page }, now);
  };
  const standing = async () => (await listStreams(database.pool, key))[0];
  return { key, store, standing };
}

test('a feed begins at its start, due at once, and is made once', async () => {
  const { key, standing, store } = await useStream();
  const fresh = {
    stream: 'orders',
    completeThrough: null,
    running: false,
    runBeganAt: null,
    runFrom: null,
    cursor: null,
  };
  expect(await standing()).toEqual({ ...fresh, done: 0, total: null, lastRunAt: null, dueAt: NOW });
  await store({ completeThrough: at(0) });
  await ensureStreams(database.pool, key, ['orders', 'listings'], NOW + 5);
  const rows = await listStreams(database.pool, key);
  expect(rows.map(({ stream, completeThrough }) => [stream, completeThrough])).toEqual([
    ['listings', null],
    ['orders', NOW],
  ]);
});

test('a run goes on from its next page, and counts what it gave', async () => {
  const { store, standing } = await useStream();
  await store({ next: 'page 2', records: 100, total: 250 });
  expect(await standing()).toMatchObject({ running: true, cursor: 'page 2', done: 100, total: 250, dueAt: NOW });
  expect(await standing()).toMatchObject({ completeThrough: null, lastRunAt: null });
  await store({ next: 'page 3', records: 100 });
  expect(await standing()).toMatchObject({ running: true, cursor: 'page 3', done: 200, total: 250 });
  await store({ records: 50, completeThrough: at(-30), dueAt: at(60) }, NOW + 9);
  expect(await standing()).toMatchObject({
    ...{ running: false, cursor: null, done: 250, completeThrough: at(-30), dueAt: at(60), lastRunAt: NOW + 9 },
  });
  await store({ runFrom: at(-330), next: 'page 2', records: 3 });
  expect(await standing()).toMatchObject({ running: true, runFrom: at(-330), done: 3, dueAt: at(60) });
});

test('the watermark moves when a run has ended, and never back', async () => {
  const { store, standing } = await useStream();
  await store({ completeThrough: at(10) });
  await store({ completeThrough: at(5) });
  expect(await standing()).toMatchObject({ completeThrough: at(10) });
  await store({ next: 'page 2', completeThrough: at(20) });
  expect(await standing()).toMatchObject({ completeThrough: at(10), running: true });
  await store({ completeThrough: null });
  expect(await standing()).toMatchObject({ completeThrough: at(10), running: false });
  await store({ completeThrough: at(20) });
  expect(await standing()).toMatchObject({ completeThrough: at(20) });
});

test('asked again at once, or from the very start', async () => {
  const { key, store, standing } = await useStream();
  await store({ completeThrough: at(10) });
  await store({ next: 'page 2', runFrom: at(0) });
  await askAgain(database.pool, key, 'orders', false, NOW + 1);
  expect(await standing()).toMatchObject({ dueAt: NOW + 1, running: true, cursor: 'page 2', completeThrough: at(10) });
  await askAgain(database.pool, key, 'orders', true, NOW + 2);
  expect(await standing()).toMatchObject({ dueAt: NOW + 2, running: false, cursor: null, completeThrough: null });
});

test('a page that was asked for before says nothing of a feed that is asked for from its start', async () => {
  const { key, store, standing } = await useStream();
  expect(await store({ completeThrough: at(10) })).toBe(true);
  await askAgain(database.pool, key, 'orders', true, NOW + 2);
  expect(await store({ completeThrough: at(20), next: 'page 2' })).toBe(false);
  expect(await standing()).toMatchObject({ dueAt: NOW + 2, running: false, completeThrough: null });
  expect(await store({ generation: 1, completeThrough: at(20) })).toBe(true);
});

test('how many records a run gives is not told of the next one', async () => {
  const { store, standing } = await useStream();
  await store({ records: 1_000, total: 1_000, completeThrough: at(0) });
  await store({ records: 3, next: 'page 2' });
  expect(await standing()).toMatchObject({ done: 3, total: null });
});

test('a feed that nobody follows cannot be asked again', async () => {
  const { key } = await useStream();
  const asking = askAgain(database.pool, key, 'refunds', false, NOW);
  await expect(asking).rejects.toThrow("no feed of 'refunds' is followed here: start the store first");
});
