import { beforeEach, expect, test } from 'vitest';
import { retryParked } from '../../src/books/retry.ts';
import { verify } from '../../src/books/verify.ts';
import type { Connector } from '../../src/connectors/contract.ts';
import { woocommerce } from '../../src/connectors/woocommerce/index.ts';
import type { UndecodableReason } from '../../src/domain/documents/report.ts';
import { clock, importPayloads, makeBook, type TestBook } from '../support/books.ts';
import { useDatabase } from '../support/database.ts';
import { order, type Payload, refund } from '../support/woocommerce.ts';

/* What an older release could not read is read again from its evidence. */

const database = useDatabase();
const books = () => ({ ...database, close: async () => {} });
let book: TestBook;

beforeEach(async () => {
  book = await makeBook(database, woocommerce);
});

/** The connector as it was when it could not read orders of these ids. */
const older = (ids: readonly number[], reason: UndecodableReason = 'unknown-shape'): Connector => ({
  ...woocommerce,
  decode: (payload, settings, arrival) =>
    ids.includes((payload as Payload).id as number)
      ? { kind: 'undecodable', reason, detail: 'not known yet' }
      : woocommerce.decode(payload, settings, arrival),
});

const take = (connector: Connector, ...payloads: readonly Payload[]) =>
  importPayloads(database, book, payloads, { connector });

const rows = async (text: string) => (await database.pool.query(text, [book.bookId])).rows;

const retry = () => retryParked(books(), book.bookId, clock);

const parked = () => rows('select reason from parked where book_id = $1 order by observation_id');

async function expectProof() {
  const proof = await verify(books(), { bookId: book.bookId, since: 1, every: 1, head: null }, clock);
  expect(proof).toMatchObject({ ok: true, firstDifference: null });
}

test('a record that a later release can read is posted from its evidence, once', async () => {
  expect(await take(older([1, 2]), order(1), order(2), order(3))).toMatchObject({ posted: 1, parked: 2 });
  expect(await retry()).toEqual({ tried: 2, takenUp: 2 });
  expect(await parked()).toEqual([]);
  expect(await rows('select number from document where book_id = $1 order by number')).toEqual([
    { number: '1' },
    { number: '2' },
    { number: '3' },
  ]);
  expect(await retry()).toEqual({ tried: 0, takenUp: 0 });
  expect(await take(woocommerce, order(1), order(2))).toMatchObject({ unchanged: 2 });
  await expectProof();
});

test('a record of a file is as old as it says: the books are as if it had been read at once', async () => {
  const later = order(1, { total: '50.00', date_modified_gmt: '2026-11-21T20:00:00' });
  const sums = async () => rows('select number, total, paid, refunded, status from document where book_id = $1');
  await take(woocommerce, order(1), later);
  const atOnce = await sums();
  expect(atOnce).toMatchObject([{ total: 5000 }]);
  book = await makeBook(database, woocommerce);
  await take(older([1]), order(1));
  await take(woocommerce, later);
  expect(await retry()).toEqual({ tried: 1, takenUp: 1 });
  expect(await sums()).toEqual(atOnce);
  await expectProof();
});

test('what was imported again meanwhile is parked no longer, and nothing is posted twice', async () => {
  await take(older([1]), order(1));
  await take(woocommerce, order(1));
  const entries = 'select count(*) as count from entry where book_id = $1';
  const before = await rows(entries);
  expect(await retry()).toEqual({ tried: 1, takenUp: 1 });
  expect([await parked(), await rows(entries)]).toEqual([[], before]);
});

test('what can be read and waits is parked for that from now on, and taken up with what it waited for', async () => {
  await take(older([7]), refund(7, 1));
  expect(await retry()).toEqual({ tried: 1, takenUp: 0 });
  expect(await parked()).toEqual([{ reason: 'waits-for-order' }]);
  await take(woocommerce, order(1));
  expect(await parked()).toEqual([]);
});

test('what still cannot be read or planned, and what is no record, stays as it is', async () => {
  const absurd = order(2, { total: '80000000000000.00' });
  await take(older([3], 'deletion-notice'), { id: 1, sku: 'MUG' }, absurd, order(3));
  const before = await parked();
  expect(before).toEqual([{ reason: 'unknown-shape' }, { reason: 'too-large' }, { reason: 'deletion-notice' }]);
  for (let time = 1; time <= 2; time += 1) {
    expect(await retry()).toEqual({ tried: 2, takenUp: 0 });
    expect(await parked()).toEqual(before);
  }
});

test('how often it was tried is told', async () => {
  await take(older([1]), refund(7, 9), order(1));
  const attempts = () => rows('select reason, attempts from parked where book_id = $1 order by observation_id');
  await retry();
  expect(await attempts()).toEqual([{ reason: 'waits-for-order', attempts: 2 }]);
  await take(woocommerce, { id: 5, sku: 'MUG' });
  await retry();
  expect(await attempts()).toEqual([
    { reason: 'waits-for-order', attempts: 3 },
    { reason: 'unknown-shape', attempts: 2 },
  ]);
});
