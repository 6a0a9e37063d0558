import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { lockThrough } from '../../src/books/locks.ts';
import {
  type Recognition,
  recognition,
  recognitionLines,
  recognitionOrders,
} from '../../src/books/reports/recognition.ts';
import { BookWriter } from '../../src/books/writer.ts';
import { decimalsOf } from '../../src/domain/money/currency.ts';
import { exact, toMinor } from '../../src/domain/money/exact.ts';
import type { Incoming } from '../../src/domain/plan/state.ts';
import { DEFAULT_POLICY } from '../../src/domain/posting/policy.ts';
import { addDays, type LocalDate } from '../../src/domain/time/when.ts';
import { insertBook, insertConnection } from '../../src/storage/books.ts';
import { everyLook, orderPlan, RATE_DAYS } from '../laws/world.ts';
import { clock } from '../support/books.ts';
import { useDatabase } from '../support/database.ts';
import { sessionOf } from '../support/ledger.ts';

/*
 * Books of generated orders to which all happens that can: what was placed on some days leads line by line, to the cent,
 * to what postings, read by plain SQL, say was recognised on them.
 */
const database = useDatabase();
const session = sessionOf(database);
const ORDERS = 250;
const PLACED = '2026-01-28' as LocalDate;

type Policy = 'order' | 'by-channel';

/** A book with one channel, some of whose orders are seen only after January was locked. */
async function makeGenerated(recognised: Policy, seed: number): Promise<number> {
  const policy = { ...DEFAULT_POLICY, recognition: recognised };
  const row = { name: `${recognised} ${seed}`, baseCurrency: 'EUR', zone: 'Europe/Berlin', policy, maker: 'test' };
  const book = await insertBook(database.pool, row, clock());
  if (book === null) throw new Error('the name of the book is taken');
  const channel = { platform: 'woocommerce', channel: 'shop', zone: 'Europe/Berlin', cutOver: null, settings: {} };
  const { connectionId } = await insertConnection(database.pool, book.bookId, channel);
  const plans = fc.sample(orderPlan, { seed, numRuns: ORDERS });
  const seen = plans.map((plan, index) =>
    everyLook(plan).map((look): Incoming => {
      if (look.content.kind !== 'report') return look;
      const report = { ...look.content.report, remoteId: `o${index}` };
      return { ...look, connectionId, content: { kind: 'report', report } };
    }),
  );
  const writer = await BookWriter.open(session.database, book.bookId, clock, { isFed: false });
  try {
    for (const looks of seen.slice(0, ORDERS / 2)) await writer.write(looks);
    await lockThrough(session.database, { bookId: book.bookId, scheme: '', through: '2026-01-31', by: 'test' }, clock);
    for (const looks of seen.slice(ORDERS / 2)) await writer.write(looks);
  } finally {
    await writer.close();
  }
  return book.bookId;
}

const books: Record<Policy, number> = { order: 0, 'by-channel': 0 };

beforeAll(async () => {
  for (const [index, at] of RATE_DAYS.entries()) {
    await database.pool.query(
      `insert into rate (source, currency, quote, date, rate, loaded_at) values ('test', 'USD', 'EUR', $1, $2, now())`,
      [new Date(at), 0.85 + ((index * 7919) % 40) / 1_000],
    );
  }
  books.order = await makeGenerated('order', 7);
  books['by-channel'] = await makeGenerated('by-channel', 11);
});

const ranges: readonly (readonly [string, LocalDate, LocalDate])[] = [
  ['the day of placing', PLACED, PLACED],
  ['the week from there', PLACED, addDays(PLACED, 6)],
  ['all days', '2026-01-01' as LocalDate, '2026-12-31' as LocalDate],
  ['days on which nothing was placed', addDays(PLACED, 2), addDays(PLACED, 20)],
  ['days before', '2026-01-01' as LocalDate, addDays(PLACED, -1)],
];

/** What postings of goods move on all accounts but receivable, by currency: what was recognised, with its sign turned. */
const RECOGNISED = (day: 'date' | 'belongs_to') => `select p.currency, -sum(p.amount)::int8 as amount
  from entry e join posting p using (book_id, number) join account a using (book_id, account_id)
  where book_id = $1 and a.code <> '1200' and e.${day} between $2 and $3
    and e.posting_key ~ '^(sale|fulfilment|edit|cancel|credit)' group by 1`;

const PLACED_SUMS = `select currency, sum((state -> 'parts' -> 'order' -> 'sightings' -> -1 -> 'content' ->> 'total')::int8)::int8 as amount
  from document where book_id = $1 and kind = 'order' and status <> 'gone' and placed_on between $2 and $3 group by 1`;

async function sumsOf(text: string, bookId: number, from: LocalDate, to: LocalDate): Promise<Record<string, number>> {
  const { rows } = await database.pool.query<{ currency: string; amount: number }>(text, [bookId, from, to]);
  return Object.fromEntries(rows.map(({ currency, amount }) => [currency, amount]));
}

function minorOf(text: string, currency: string): number {
  const amount = exact(text);
  if (amount === null) throw new Error(`${text} is no amount`);
  return toMinor(amount, decimalsOf(currency));
}

const add = (amounts: readonly number[]) => amounts.reduce((sum, amount) => sum + amount, 0);

describe.each(['order', 'by-channel'] as const)('recognition %s', (policy) => {
  test.each(ranges)('%s', async (_, from, to) => {
    const bookId = books[policy];
    const { report } = await recognition(session, bookId, { channel: 'shop', from, to });
    const [placed, recognised, inLedger] = await Promise.all([
      sumsOf(PLACED_SUMS, bookId, from, to),
      sumsOf(RECOGNISED('belongs_to'), bookId, from, to),
      sumsOf(RECOGNISED('date'), bookId, from, to),
    ]);
    const known = report.currencies.map(({ currency }) => currency);
    expect(known).toEqual(expect.arrayContaining([...Object.keys(placed), ...Object.keys(recognised)]));
    for (const each of report.currencies) {
      const { currency, lines, accounts } = each;
      const of = (text: string) => minorOf(text, currency);
      const sumOf = (isOne: (line: string) => boolean) =>
        add(lines.filter(({ line }) => isOne(line)).map(({ amount }) => of(amount)));
      expect(sumOf((line) => line === 'placed')).toBe(placed[currency] ?? 0);
      expect(sumOf((line) => !line.startsWith('posted-'))).toBe(recognised[currency] ?? 0);
      expect([of(each.recognised), of(each.inLedger)]).toEqual([recognised[currency] ?? 0, inLedger[currency] ?? 0]);
      expect(sumOf(() => true)).toBe(of(each.inLedger));
      expect(add(accounts.map((account) => of(account.recognised)))).toBe(0 - of(each.inLedger));
      for (const account of accounts) expect(of(account.recognised) + of(account.other)).toBe(of(account.ledger));
      await expectOrdersBehind(bookId, report, each);
    }
  });
});

/** Every line is the sum of the orders behind it, page by page. */
async function expectOrdersBehind(
  bookId: number,
  { channel, period }: Recognition,
  { currency, lines }: Recognition['currencies'][number],
): Promise<void> {
  for (const { line, orders, amount } of lines) {
    const found: number[] = [];
    const names = new Set<string>();
    let after: number | undefined;
    for (;;) {
      const page = await recognitionOrders(session, bookId, { channel, ...period, line, currency, after, limit: 40 });
      for (const order of page.orders) {
        found.push(minorOf(order.amount, currency));
        names.add(order.document);
      }
      if (page.next === null) break;
      after = page.next;
    }
    expect([line, names.size, add(found)]).toEqual([line, orders, minorOf(amount, currency)]);
  }
}

test('the worlds show every line but a few, and never need the reason of last resort', async () => {
  const seen = new Set<string>();
  for (const bookId of Object.values(books)) {
    for (const [, from, to] of ranges) {
      const { report } = await recognition(session, bookId, { channel: 'shop', from, to });
      for (const { lines } of report.currencies) for (const { line } of lines) seen.add(line);
    }
  }
  const unseen = ['waits', 'before-cut-over', 'other', 'credit-notes'];
  expect(recognitionLines.filter((line) => !seen.has(line))).toEqual(unseen);
});

test('a channel that is not there is refused', async () => {
  await expect(recognition(session, books.order, { channel: 'nowhere', from: PLACED, to: PLACED })).rejects.toThrow(
    "there is no channel 'nowhere'",
  );
});
