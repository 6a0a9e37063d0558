import { describe, expect, onTestFinished, test } from 'vitest';
import { ask, countTodo, due, nextDue, putOff, settle } from '../../../src/storage/live/todo.ts';
import { useDatabase } from '../../support/database.ts';

const database = useDatabase();
const NOW = Date.parse('2026-11-22T09:00:00Z');

let books = 0;
/** A connection that nobody else has anything to do for. */
function useConnection() {
  books += 1;
  const key = { bookId: books, connectionId: 1 };
  const { pool } = database;
  return {
    key,
    ask: (...subjects: [string, number][]) => ask(pool, 'read', key, new Map(subjects)),
    due: (now = NOW, limit = 100) => due(pool, 'read', key, now, limit),
    subjects: async (now = NOW) => (await due(pool, 'read', key, now, 100)).map(({ subject }) => subject),
    settle: (...done: { subject: string; generation: number }[]) => settle(pool, 'read', key, done),
  };
}

test('what is due comes, the oldest first, and what is not waits', async () => {
  const { ask, due, key } = useConnection();
  await ask(['late', NOW - 1], ['early', NOW - 5], ['later', NOW + 1]);
  expect(await due()).toMatchObject([
    { subject: 'early', dueAt: NOW - 5, attempts: 0 },
    { subject: 'late', dueAt: NOW - 1, attempts: 0 },
  ]);
  expect(await due(NOW, 1)).toHaveLength(1);
  expect(await countTodo(database.pool, 'read', key, NOW)).toEqual({ due: 2, later: 1, failing: 0 });
  expect(await nextDue(database.pool, 'read', key)).toBe(NOW - 5);
});

test('asked for twice is done once, at the earlier time', async () => {
  const { ask, due } = useConnection();
  await ask(['59', NOW + 10]);
  await ask(['59', NOW + 5]);
  await ask(['59', NOW + 20]);
  expect(await due(NOW + 5)).toMatchObject([{ subject: '59', dueAt: NOW + 5 }]);
});

test('asked for again while it is being done is not lost', async () => {
  const { ask, due, settle, subjects } = useConnection();
  await ask(['59', NOW], ['60', NOW]);
  const begun = await due();
  await ask(['59', NOW]);
  await settle(...begun);
  expect(await subjects()).toEqual(['59']);
  await settle(...(await due()));
  expect(await subjects()).toEqual([]);
});

test('asked for again after another did it is not settled by who began before', async () => {
  const { ask, due, settle, subjects } = useConnection();
  await ask(['59', NOW]);
  const begun = await due();
  await settle(...(await due()));
  await ask(['59', NOW]);
  await settle(...begun);
  expect(await subjects()).toEqual(['59']);
});

test('what failed is put off, unless it was asked for again', async () => {
  const { ask, due, subjects, key } = useConnection();
  await ask(['59', NOW], ['60', NOW]);
  const begun = await due();
  await ask(['60', NOW]);
  for (const todo of begun) await putOff(database.pool, 'read', key, todo, 'the store said no', NOW + 1_000);
  expect(await subjects()).toEqual(['60']);
  expect(await countTodo(database.pool, 'read', key, NOW)).toEqual({ due: 1, later: 1, failing: 1 });
  expect(await due(NOW + 1_000)).toMatchObject([{ subject: '60' }, { subject: '59', attempts: 1 }]);
  await ask(['59', NOW + 5_000]);
  expect(await due(NOW + 1_000)).toMatchObject([{ subject: '60' }, { subject: '59', attempts: 0 }]);
});

test('loops and connections are apart', async () => {
  const [one, other] = [useConnection(), useConnection()];
  await one.ask(['59', NOW]);
  await ask(database.pool, 'push', one.key, new Map([['59', NOW]]));
  await settle(database.pool, 'push', one.key, await due(database.pool, 'push', one.key, NOW, 1));
  expect([await one.subjects(), await other.subjects()]).toEqual([['59'], []]);
});

const waitsForALock = async () => {
  const text = `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
  return (await database.pool.query(text)).rowCount;
};

/** A connection of one's own with a transaction open. */
async function useTransaction() {
  const client = await database.client();
  onTestFinished(() => client.end());
  await client.query('begin');
  return client;
}

describe('two at once', () => {
  test('who take the same subjects in another order do not block each other for good', async () => {
    const { ask: askFirst, due, key, subjects } = useConnection();
    await askFirst(['a', NOW], ['b', NOW]);
    const [a, b] = await due();
    if (a === undefined || b === undefined) throw new Error('two were asked for');
    const [one, other] = [await useTransaction(), await useTransaction()];
    // One has b and will want a; the other wants both.
    await settle(one, 'read', key, [b]);
    const both = ask(
      other,
      'read',
      key,
      new Map([
        ['a', NOW],
        ['b', NOW],
      ]),
    ).then(() => other.query('commit'));
    await expect.poll(waitsForALock).toBe(1);
    await putOff(one, 'read', key, a, 'no', NOW + 1);
    await one.query('commit');
    await both;
    expect((await subjects()).sort()).toEqual(['a', 'b']);
  });
});
