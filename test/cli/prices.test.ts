import { tmpdir } from 'node:os';
import { beforeAll, expect, test } from 'vitest';
import { instant } from '../../src/domain/time/when.ts';
import { findBook, insertConnection } from '../../src/storage/books.ts';
import { storeListings } from '../../src/storage/live/listings.ts';
import { clock } from '../support/books.ts';
import { useDatabase } from '../support/database.ts';
import { bookkeeper } from '../support/home.ts';

/* `connections prices`, as a person and a script call it. Each test goes on where the one before stopped. */

const database = useDatabase();
const call = (...args: string[]) =>
  bookkeeper(['connections', 'prices', ...args], { home: tmpdir(), env: { DATABASE_URL: database.url } });
const json = async (...args: string[]) => JSON.parse((await call(...args, '--json')).stdout);

beforeAll(async () => {
  const args = ['books', 'create', 'Mugs', '--currency', 'EUR', '--zone', 'UTC'];
  await bookkeeper(args, { home: tmpdir(), env: { DATABASE_URL: database.url } });
  const { pool } = database;
  const { bookId = 0 } = (await findBook(pool, 'Mugs')) ?? {};
  const channel = { platform: 'woocommerce', channel: 'Shop', zone: 'UTC', cutOver: null, settings: {} };
  const { connectionId } = await insertConnection(pool, bookId, channel);
  for (const [minute, price] of [1_990, 199].entries()) {
    const seenAt = instant(clock() + minute * 60_000);
    const mug = {
      remoteId: '7',
      productId: '7',
      sku: 'MUG-1',
      title: 'Mug',
      price,
      currency: 'EUR',
      stock: [],
      seenAt,
    };
    await storeListings(pool, { bookId, connectionId }, [mug], clock());
  }
});

test('what changed more than it should is told with both prices, and by how much', async () => {
  const { stdout, code } = await call();
  expect(code).toBe(0);
  expect(stdout).toMatch(/1 +Shop +Mug +MUG-1 +19\.90 EUR +1\.99 EUR +2026-11-22 09:01 +fell by 90\.0 %/);
  expect(stdout).toContain('bookkeeper connections prices accept NO');
  expect(await json()).toMatchObject({ open: 1, next: null, alarms: [{ id: 1, percent: '-90.0', settled: null }] });
});

test('bounds are shown, set for a channel or the book, and taken away', async () => {
  expect((await call('bounds')).stdout).toMatch(/the book +100 % +50 % +is told +the usual ones/);
  expect(await json('bounds', '--channel', 'Shop', '--fall', '80', '--missing', 'off')).toMatchObject([
    { channel: null, rise: 100, fall: 50, noPrice: true, setBy: null },
    { channel: 'Shop', rise: 100, fall: 80, noPrice: false },
  ]);
  expect(await json('bounds', '--rise', 'off')).toMatchObject([{ channel: null, rise: null, fall: 50 }, {}]);
  expect(await json('bounds', '--usual')).toMatchObject([{ channel: null, rise: 100, setBy: null }, {}]);
  const wrong = await call('bounds', '--rise', 'much');
  expect([wrong.code, wrong.stderr]).toEqual([64, expect.stringContaining('It is a whole number of percent, or off.')]);
  const tooMuch = await call('bounds', '--fall', '100');
  expect([tooMuch.code, tooMuch.stderr]).toEqual([1, expect.stringContaining('give whole percent from 1 to 99')]);
});

test('one that is right is accepted, once', async () => {
  expect((await call('accept', '1')).stdout).toContain('Accepted 1.');
  const again = await call('accept', '1');
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('none of these is open')]);
  expect((await call()).stdout).toBe('No price changed more than it should.\n');
  expect((await call('--all')).stdout).toMatch(/fell by 90\.0 % +seen/);
});
