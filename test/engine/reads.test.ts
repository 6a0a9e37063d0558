import { expect, test } from 'vitest';
import { ApiError, type RemoteRecord } from '../../src/connectors/contract.ts';
import { ShapeError } from '../../src/connectors/shape.ts';
import { instant } from '../../src/domain/time/when.ts';
import { READ, readAgain } from '../../src/engine/reads.ts';
import type { Store } from '../../src/engine/store.ts';
import { ask, countTodo, due } from '../../src/storage/live/todo.ts';
import { useDatabase } from '../support/database.ts';
import { connectStore, makeWorld } from '../support/live-store.ts';
import { openForTest } from '../support/open-store.ts';
import { order } from '../support/woocommerce.ts';

const database = useDatabase();

type Told = readonly RemoteRecord[] | null | Error;

/** A store that tells of each order what a test says. */
async function useOrders(orders: Readonly<Record<string, Told | (() => Promise<Told>)>>) {
  const world = makeWorld(database);
  const row = await connectStore(database, world);
  const opened = await openForTest(world, row);
  const asked: string[] = [];
  const readOne = async (_api: unknown, id: string) => {
    asked.push(id);
    const told = orders[id] ?? null;
    const answer = typeof told === 'function' ? await told() : told;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const store: Store = { ...opened, live: { ...opened.live, misses: [], readOne } };
  const askFor = (...ids: string[]) =>
    ask(database.pool, READ, row, new Map(ids.map((id) => [id, world.timers.now()] as const)));
  const documents = async () => {
    const text = 'select remote_id as id, status from document where book_id = $1 order by 1';
    return (await database.pool.query<{ id: string; status: string }>(text, [row.bookId])).rows;
  };
  const left = () => countTodo(database.pool, READ, row, world.timers.now());
  return { world, row, store, asked, askFor, documents, left };
}

function shown(id: number, at = Date.parse('2026-11-22T09:00:00Z')): RemoteRecord[] {
  const payload = order(id);
  return [{ raw: JSON.stringify(payload), payload, seenAt: instant(at), place: `order ${id}` }];
}

test('orders are read, booked, and done with', async () => {
  const { store, askFor, asked, documents, left } = await useOrders({ 1: shown(1), 2: shown(2) });
  expect(await readAgain(store)).toBe(0);
  await askFor('1', '2');
  expect(await readAgain(store)).toBe(2);
  expect(asked.sort()).toEqual(['1', '2']);
  expect(await documents()).toMatchObject([{ id: '1' }, { id: '2' }]);
  expect(await left()).toEqual({ due: 0, later: 0, failing: 0 });
});

test('one that was asked for again meanwhile is read again', async () => {
  const { store, askFor, asked } = await useOrders({
    1: async () => {
      if (asked.length === 1) await askFor('1');
      return shown(1);
    },
  });
  await askFor('1');
  expect([await readAgain(store), await readAgain(store), await readAgain(store)]).toEqual([1, 1, 0]);
  expect(asked).toEqual(['1', '1']);
});

test('one that the platform no longer knows is gone, though what it showed before stays known', async () => {
  const { store, askFor, documents, world } = await useOrders({ 1: shown(1) });
  await askFor('1');
  await readAgain(store);
  expect(await documents()).toEqual([{ id: '1', status: 'posted' }]);
  await world.timers.advance(60_000);
  const gone: Store = { ...store, live: { ...store.live, readOne: async () => null } };
  await askFor('1');
  await readAgain(gone);
  const [discrepancy] = (
    await database.pool.query<{ kind: string }>('select kind from discrepancy where book_id = $1', [store.row.bookId])
  ).rows;
  expect(discrepancy?.kind).toMatch(/gone|deleted|missing/);
});

test('one that neither the platform nor the books know leaves nothing behind', async () => {
  const { store, askFor, documents, left } = await useOrders({});
  await askFor('404');
  await readAgain({ ...store, live: { ...store.live, readOne: async () => null } });
  expect(await documents()).toEqual([]);
  expect(await left()).toEqual({ due: 0, later: 0, failing: 0 });
});

test.each([
  ['refused', new ApiError('refused', 'shop.example answered with 400', 400)],
  ['unavailable', new ApiError('unavailable', 'shop.example answered with 500', 500)],
  ['odd', new ShapeError('order.code', 'expected a text')],
] as const)(
  'one that the platform does not give (%s) is tried later by itself, the others are booked',
  async (_why, refusal) => {
    const { store, askFor, documents, left, row, world } = await useOrders({ 1: refusal, 2: shown(2) });
    await askFor('1', '2');
    expect(await readAgain(store)).toBe(2);
    expect((await documents()).map(({ id }) => id)).toEqual(['2']);
    expect(await left()).toEqual({ due: 0, later: 1, failing: 1 });
    await world.timers.advance(2_000);
    const [todo] = await due(database.pool, READ, row, world.timers.now(), 1);
    expect(todo).toMatchObject({ subject: '1', attempts: 1 });
  },
);

test('a store that does not answer loses nothing', async () => {
  const away = new ApiError('unavailable', 'shop.example cannot be reached');
  const { store, askFor, left } = await useOrders({ 1: away, 2: shown(2) });
  await askFor('1', '2');
  await expect(readAgain(store)).rejects.toThrow(away);
  expect(await left()).toEqual({ due: 2, later: 0, failing: 0 });
});
