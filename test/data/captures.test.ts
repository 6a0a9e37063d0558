import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verify } from '../../src/books/verify.ts';
import { type Capture, loadCaptures } from '../oracle/captures.ts';
import { clock, type Imported, importFiles, loadSampleRates, makeBook, type TestBook } from '../support/books.ts';
import { useDatabase } from '../support/database.ts';
import { faultsOf, sizesOf, sumsOf } from '../support/journal.ts';
import { random, shuffled } from '../support/random.ts';
import { importPlaceOf, STOCK_NAMES, type Stock, stockUp, toldBy } from './captured.ts';
import { differences, figuresOf, recognisedShareOf } from './figures.ts';
import { expectHledgerAgrees, hasHledger } from './hledger.ts';
import { Program } from './program.ts';
import { shared, sharedDir } from './shared.ts';

/*
 * Every order, refund and webhook that real stores answered with, against what an oracle that shares no code with the
 * books makes of the same bytes. Rates are those of samples/, which are invented.
 */

const { isHere } = shared('captures');

/** What is no order, with the reason it is parked for; of equal bodies the first one is. Nothing else may be parked. */
const NO_ORDERS: Readonly<Record<string, readonly (readonly [files: RegExp, reason: string, parked: number])[]>> = {
  'woocommerce webhooks': [
    [/^000\d-wc_(coupon|customer|order|product)\.\w+\.json$/, 'no-record', 7],
    [/^\d+-coupon\.\w+\.json$/, 'unknown-shape', 4],
    [/^\d+-product\.\w+\.json$/, 'unknown-shape', 25],
    // 0112 has the body of 0111: the answer for an order that was deleted before its delivery.
    [/^0111-order\.created\.json$/, 'error-body', 1],
    [/^0113-product\.created\.json$/, 'error-body', 1],
    [/^\d+-order\.deleted\.json$/, 'deletion-notice', 2],
  ],
  'woocommerce files and webhooks together': [
    [/^0111-order\.created\.json$/, 'error-body', 1],
    [/^\d+-order\.deleted\.json$/, 'deletion-notice', 2],
  ],
  // The storefront's answer to a checkout tells of no payments; the same order is here as the admin API gives it.
  'medusa default fields': [[/^store-cart-completed-response\.json$/, 'unknown-shape', 1]],
  'medusa lists and events': [
    [/^medusa-orders-list-default\.json#\d+$/, 'unknown-shape', 36],
    [/^\d+-[a-z-]+\.[a-z_]+\.json$/, 'no-record', 120],
  ],
  'vendure lists and events': [
    [/^vendure-orders-list\.json#\d+$/, 'unknown-shape', 41],
    [/^\d+-[A-Z]\w+Event\.json$/, 'no-record', 120],
  ],
};

const database = useDatabase();
let folder: string;
let stocks: ReadonlyMap<string, Stock>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bookkeeper-captures-'));
  if (!isHere) return;
  const captures: Capture[] = [];
  for await (const capture of loadCaptures(sharedDir)) captures.push(capture);
  stocks = new Map((await stockUp(captures, sharedDir, folder)).map((stock) => [stock.name, stock]));
  await loadSampleRates(database);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test.runIf(!isHere)('not run: the captures are not here', () => {});

describe.runIf(isHere)('captures of real stores', () => {
  test('every capture is in a book', async () => {
    const taken = new Set([...stocks.values()].flatMap(({ captures }) => captures.map(({ place }) => place)));
    for await (const { place } of loadCaptures(sharedDir)) expect(taken, place).toContain(place);
  });

  describe.each(STOCK_NAMES)('%s', (name) => {
    const stock = (): Stock => stocks.get(name) as Stock;
    let book: TestBook;
    let imported: Imported;

    beforeAll(async () => {
      book = await makeBook(database, stock().connector, { recognition: 'order' });
      imported = await importFiles(database, book, stock().files);
    });

    test('nothing is parked but what is no order', () => {
      expect(imported.read).toBe(stock().files.length);
      expect(imported.read).toBe(imported.posted + imported.unchanged + imported.parked);
      const named = (NO_ORDERS[name] ?? []).map(([files, reason, parked]) => ({ files, reason, parked }));
      const found = imported.parkedPlaces.map((place) => {
        const kind = named.find(({ files, reason }) => place.endsWith(`:1: ${reason}`) && files.test(fileIn(place)));
        return { place, kind };
      });
      expect(found.filter(({ kind }) => kind === undefined)).toEqual([]);
      expect(named.map((one) => [one.files, found.filter(({ kind }) => kind === one).length])).toEqual(
        named.map((one) => [one.files, one.parked]),
      );
      const noOrders = [...toldBy(stock()).others]
        .filter(([, reason]) => reason !== 'refund')
        .map(([capture]) => capture);
      expect(noOrders.map(importPlaceOf)).toEqual(
        expect.arrayContaining(found.map(({ place }) => `${fileIn(place)}:1`)),
      );
      expect(new Set(noOrders.map(({ payload }) => JSON.stringify(payload))).size).toBe(found.length);
    });

    test('paid, refunded, tax, shipping, discount and due are the oracle’s, recognised at order', async () => {
      const figures = await figuresOf(database.pool, book.bookId);
      const { orders } = toldBy(stock());
      expect([...figures.keys()].sort()).toEqual([...orders.keys()].sort());
      expect([...orders].flatMap(([id, told]) => differences(told, figures.get(id), 'all'))).toEqual([]);
    });

    test('with the default policy too, for what has been shipped', async () => {
      const usual = await makeBook(database, stock().connector);
      await importFiles(database, usual, stock().files);
      const figures = await figuresOf(database.pool, usual.bookId);
      const differing = [...toldBy(stock()).orders].flatMap(([id, told]) =>
        differences(told, figures.get(id), recognisedShareOf(told.payload, stock().connector)),
      );
      expect(differing).toEqual([]);
      expect(await faultsOf(database.pool, usual.bookId)).toEqual([]);
    });

    test('the journal is whole: balanced, gapless, chained, with its kept balances; verify agrees', async () => {
      expect(await faultsOf(database.pool, book.bookId)).toEqual([]);
      const all = { bookId: book.bookId, since: 1, every: 1, head: null };
      const verified = await verify({ ...database, close: async () => {} }, all, clock);
      expect(verified).toMatchObject({ ok: true, firstDifference: null, restatable: 0 });
    });

    test('imported again, nothing is new', async () => {
      const before = await sizesOf(database.pool, book.bookId);
      const again = await importFiles(database, book, stock().files);
      expect(again).toMatchObject({ read: imported.read, posted: 0, parked: 0, unchanged: imported.read });
      expect(await sizesOf(database.pool, book.bookId)).toEqual(before);
    });

    test('hledger reads the same', async () => {
      if (!hasHledger()) return;
      const { rows } = await database.pool.query('select name from book where book_id = $1', [book.bookId]);
      await expectHledgerAgrees(database.pool, new Program(database, rows[0].name), name);
    });

    test('in any other order of records the sums are the same', async () => {
      const { next, seed } = random('captures');
      const expected = await sumsOf(database.pool, book.bookId);
      for (const round of [1, 2]) {
        const other = await makeBook(database, stock().connector, { recognition: 'order' });
        // In several runs, so that facts meet in the database and not only within one batch.
        const files = shuffled(stock().files, next);
        const runs = [files.slice(0, files.length >> 2), files.slice(files.length >> 2, -3), files.slice(-3)];
        for (const run of runs) await importFiles(database, other, run);
        expect(await sumsOf(database.pool, other.bookId), `round ${round} of seed ${seed}`).toEqual(expected);
        expect(await faultsOf(database.pool, other.bookId)).toEqual([]);
      }
    });
  });
});

/** The file in `<file>:1: <reason>`. */
function fileIn(place: string): string {
  return place.slice(0, place.indexOf(':1: '));
}
