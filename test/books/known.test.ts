import { beforeAll, expect, test } from 'vitest';
import { trialBalance } from '../../src/books/reports/trial-balance.ts';
import type { LocalDate } from '../../src/domain/time/when.ts';
import { useDatabase } from '../support/database.ts';
import { makeWorld, sessionOf, storeWorld } from '../support/ledger.ts';

/* A book whose entries were recorded one every seven hours: as it stood at the end of a day. */
const database = useDatabase();
const session = sessionOf(database);
const bookId = 3;
const world = makeWorld({ bookId, name: 'World', orders: 60, days: 20 });
const firstAt = Date.parse('2025-03-01T02:00:00Z');
const everyMs = 7 * 3_600_000;
const recordedAt = (number: number) => firstAt + (number - 1) * everyMs;

beforeAll(async () => {
  await storeWorld(database.pool, world);
  const client = await database.pool.connect();
  // What is recorded is never changed by the program; here it is given other times.
  await client.query(`begin; set local session_replication_role = replica;
    update entry set recorded_at = '2025-03-01T02:00:00Z'::timestamptz + (number - 1) * interval '7 hours';
    update book set zone = 'America/New_York' where book_id = ${bookId}; commit`);
  client.release();
});

const last = world.entries.length;
const at = async (knownOn: string) => await trialBalance(session, bookId, { knownOn: knownOn as LocalDate });

test.each([
  // New York was five hours behind until 9 March, and four from then on.
  ['2025-03-01', '2025-03-02T05:00:00Z'],
  ['2025-03-08', '2025-03-09T05:00:00Z'],
  ['2025-03-09', '2025-03-10T04:00:00Z'],
  ['2025-03-20', '2025-03-21T04:00:00Z'],
])('by the end of %s, where the book lives, as after the last entry of that day', async (day, end) => {
  const expected = world.entries.filter(({ number }) => recordedAt(number) < Date.parse(end)).length;
  const known = await at(day);
  expect(known.basis).toMatchObject({
    entries: expected,
    recordedAt: new Date(recordedAt(expected)).toISOString(),
  });
  expect(known).toEqual(await trialBalance(session, bookId, { asKnownAt: expected }));
});

test('before the first entry nothing is known', async () => {
  const { basis, report } = await at('2025-02-27');
  expect([basis.entries, basis.recordedAt, report.rows]).toEqual([0, null, []]);
});

test('at a day that is yet to come, all that stands', async () => {
  const known = await at('2035-01-01');
  expect(known.basis.entries).toBe(last);
  expect(known).toEqual(await trialBalance(session, bookId));
});
