import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { acceptDiscrepancy, listDiscrepancies } from '../../src/books/discrepancies.ts';
import { listEntries } from '../../src/books/entries.ts';
import { listParked, showParked } from '../../src/books/parked.ts';
import { trialBalance } from '../../src/books/reports/trial-balance.ts';
import { tellStory } from '../../src/books/story.ts';
import { woocommerce } from '../../src/connectors/woocommerce/index.ts';
import { insertConnection } from '../../src/storage/books.ts';
import {
  clock,
  importFiles,
  importPayloads,
  loadSampleRates,
  makeBook,
  samples,
  type TestBook,
} from '../support/books.ts';
import { useDatabase } from '../support/database.ts';
import { sessionOf } from '../support/ledger.ts';
import { order, type Payload, refund } from '../support/woocommerce.ts';

/* What a person sees of real payloads, after they went the whole way. */
const database = useDatabase();
const session = sessionOf(database);
let book: TestBook;

const as = ({ bookId }: TestBook) => ({ bookId, baseCurrency: 'USD', zone: 'UTC' });

async function take(into: TestBook, ...payloads: readonly (Payload | string)[]): Promise<void> {
  await importPayloads(database, into, payloads);
}

beforeAll(async () => {
  book = await makeBook(database, woocommerce);
});

describe('the story of an order', () => {
  test('tells what was seen, what it became, and what is due', async () => {
    await take(book, order(1001), refund(2001, 1001));
    const story = await tellStory(session, as(book), '1001');
    expect(story.document).toMatchObject({
      kind: 'order',
      number: '1001',
      channel: 'woocommerce',
      currency: 'USD',
      total: '38.10',
      paid: '38.10',
      refunded: '5.00',
      due: '0.00',
      status: 'posted',
    });
    expect(story.document.parts.map(({ key }) => key.split(':')[0])).toEqual(['order', 'refund']);
    expect(story.document.parts[0]?.text).toMatch(
      /^placed \d{4}-\d\d-\d\d \d\d:\d\d, \d units? in \d lines?, total 38\.10 USD/,
    );
    expect(story.document.parts[1]?.text).toMatch(/^5\.00 USD back, settled/);
    expect(story.entries.map(({ key }) => key.split(':')[0])).toEqual(
      expect.arrayContaining(['sale', 'payment', 'credit', 'refund']),
    );
    expect(story.observations.map(({ via, parked }) => [via, parked])).toEqual([
      ['file', null],
      ['file', null],
    ]);
    expect(story.discrepancies).toEqual([]);
  });

  test('is found by number, with or without its sign, and by the id on the platform', async () => {
    await take(book, order(1002, { number: '#R-1002' }));
    for (const name of ['#R-1002', 'R-1002', '1002']) {
      expect((await tellStory(session, as(book), name)).document.remoteId).toBe('1002');
    }
  });

  test('asks for the channel where two shops have that number', async () => {
    const channel = { platform: 'woocommerce', channel: 'Second shop', zone: 'UTC', cutOver: null, settings: {} };
    const { connectionId } = await insertConnection(database.pool, book.bookId, channel);
    await take({ ...book, connectionId }, order(1001, { transaction_id: 'other' }));
    await expect(tellStory(session, as(book), '1001')).rejects.toThrow(
      '2 documents are called 1001: say which with --channel ("woocommerce", "Second shop")',
    );
    expect((await tellStory(session, as(book), '1001', 'Second shop')).document.channel).toBe('Second shop');
  });
});

describe('discrepancies', () => {
  test('are listed, and accepted by a person once', async () => {
    await take(book, order(1003, { total: '50.00' }));
    const { discrepancies, open } = await listDiscrepancies(session, book.bookId, { state: 'open' });
    expect(open).toContainEqual({ kind: 'does-not-add-up', count: 1 });
    const mine = discrepancies.find(({ document }) => document.number === '1003');
    expect(mine).toMatchObject({ kind: 'does-not-add-up', amount: '11.90', currency: 'USD', state: 'open' });
    const request = { bookId: book.bookId, id: mine?.id ?? 0, who: 'ada' };
    expect(await acceptDiscrepancy(session, request, clock)).toBe('accepted');
    expect(await acceptDiscrepancy(session, request, clock)).toBe('not-open');
    const { discrepancies: accepted } = await listDiscrepancies(session, book.bookId, { state: 'accepted' });
    expect(accepted).toMatchObject([{ id: mine?.id, settledBy: 'ada', settledAt: '2026-11-22T09:00:00.000Z' }]);
    const { rows } = await database.pool.query('select who, what from audit where book_id = $1', [book.bookId]);
    expect(rows).toContainEqual({ who: 'ada', what: 'accept discrepancy' });
  });
});

describe('parked records', () => {
  test('are listed with their reason and shown as they came', async () => {
    const text = '{"id": 77, "total": "twelve"}';
    await take(book, text);
    const { parked, counts } = await listParked(session, book.bookId, {});
    expect(counts).toEqual([{ reason: 'unknown-shape', count: 1 }]);
    expect(parked).toMatchObject([{ reason: 'unknown-shape', channel: 'woocommerce', document: null }]);
    expect(await showParked(session, book.bookId, parked[0]?.id ?? 0)).toMatchObject({ payload: text });
    await expect(showParked(session, book.bookId, 999_999)).rejects.toThrow(/nothing is parked under 999999/);
  });
});

describe('entries', () => {
  test('can be asked for by cause, key and page', async () => {
    const all = await listEntries(session, as(book), { limit: 1000 });
    const refunds = await listEntries(session, as(book), { key: 'refund:', limit: 1000 });
    expect(refunds.entries).toEqual(all.entries.filter(({ key }) => key.startsWith('refund:')));
    const upwards = await listEntries(session, as(book), { after: 1, limit: 2 });
    expect([upwards.entries.map(({ number }) => number), upwards.next]).toEqual([[2, 3], 3]);
    expect((await listEntries(session, as(book), { cause: 'undo' })).entries).toEqual([]);
  });
});

test('after all samples the trial balance is what the postings add up to', async () => {
  const whole = await makeBook(database, woocommerce);
  await loadSampleRates(database);
  await importFiles(
    database,
    whole,
    ['orders.jsonl', 'refunds.jsonl'].map((name) => join(samples, 'woocommerce', name)),
  );
  const { report } = await trialBalance(session, whole.bookId);
  const { rows } = await database.pool.query(
    `select a.code, p.currency, sum(p.amount)::text as amount, sum(p.base_amount)::text as base
     from posting p join account a using (book_id, account_id) where book_id = $1
     group by a.code, p.currency order by a.code, p.currency`,
    [whole.bookId],
  );
  const digits = (decimal: string) => decimal.replace('.', '').replace(/^(-?)0+(?=\d)/, '$1');
  expect(
    report.rows.map(({ code, currency, balance, baseBalance }) => ({
      code,
      currency,
      amount: digits(balance),
      base: digits(baseBalance),
    })),
  ).toEqual(rows);
  expect(rows.length).toBeGreaterThan(20);
});
