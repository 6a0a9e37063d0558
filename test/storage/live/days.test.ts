import { expect, test } from 'vitest';
import { addTraffic, BUCKETS, bucketOf, readTraffic } from '../../../src/storage/live/days.ts';
import { useDatabase } from '../../support/database.ts';

const database = useDatabase();
const key = { bookId: 1, connectionId: 1 };
const at = (text: string) => Date.parse(text);

test('traffic adds up by day, waits by bucket', async () => {
  const { pool } = database;
  await addTraffic(pool, key, { requests: 3, failed: 1, throttled: 1 }, at('2026-11-21T23:59:59.999Z'));
  await addTraffic(pool, key, { received: 2, waitedMs: [5, 5, 900] }, at('2026-11-22T00:00:00Z'));
  await addTraffic(pool, key, { requests: 4, refused: 1 }, at('2026-11-22T12:00:00Z'));
  await addTraffic(pool, key, { received: 1, waitedMs: [900] }, at('2026-11-22T13:00:00Z'));
  await addTraffic(pool, { bookId: 1, connectionId: 2 }, { requests: 99 }, at('2026-11-22T13:00:00Z'));
  const none = { requests: 0, failed: 0, throttled: 0, received: 0, refused: 0 };
  expect(await readTraffic(pool, key, '2026-11-21', '2026-11-21')).toEqual({
    ...none,
    ...{ requests: 3, failed: 1, throttled: 1, waited: [] },
  });
  const waited = Array.from({ length: BUCKETS }, (_, bucket) => [bucketOf(5), bucketOf(900)].indexOf(bucket) + 1);
  const both = { ...none, requests: 4, received: 3, refused: 1 };
  expect(await readTraffic(pool, key, '2026-11-22', '2026-11-22')).toEqual({
    ...both,
    waited: waited.map((n) => (n === 0 ? 0 : 2)),
  });
  expect(await readTraffic(pool, key, '2026-11-21', '2026-11-22')).toMatchObject({ requests: 7, received: 3 });
  expect(await readTraffic(pool, key, '2026-11-23', '2026-11-30')).toEqual({ ...none, waited: [] });
});

test('many who count at once lose nothing', async () => {
  const { pool } = database;
  const busy = { bookId: 2, connectionId: 1 };
  await Promise.all(
    Array.from({ length: 20 }, () =>
      addTraffic(pool, busy, { received: 1, waitedMs: [7] }, at('2026-11-22T00:00:00Z')),
    ),
  );
  const { received, waited } = await readTraffic(pool, busy, '2026-11-22', '2026-11-22');
  expect([received, waited[bucketOf(7)]]).toEqual([20, 20]);
});
