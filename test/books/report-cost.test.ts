import { beforeAll, expect, test } from 'vitest';
import { listAccounts } from '../../src/books/accounts.ts';
import { balanceSheet } from '../../src/books/reports/balance-sheet.ts';
import { clearing } from '../../src/books/reports/clearing.ts';
import { profitAndLoss } from '../../src/books/reports/profit-and-loss.ts';
import { register } from '../../src/books/reports/register.ts';
import { salesByChannel } from '../../src/books/reports/sales-by-channel.ts';
import { taxReport } from '../../src/books/reports/tax.ts';
import { trialBalance } from '../../src/books/reports/trial-balance.ts';
import type { Session } from '../../src/books/session.ts';
import type { LocalDate } from '../../src/domain/time/when.ts';
import { type OrderPlace, readOrders } from '../../src/storage/lists/orders.ts';
import { useDatabase } from '../support/database.ts';
import { linesOf, makeWorld, storeWorld } from '../support/ledger.ts';
import { explaining, type Plan } from '../support/plans.ts';

/*
 * What a report costs is told by the database itself: which tables it reads, by which index, and how many rows. Two books
 * over the same days, one with six times the orders of the other, cost the same.
 */
const database = useDatabase();
const days = 30;
const small = makeWorld({ bookId: 1, name: 'Small', orders: 2500, days, currencies: ['EUR'] });
const large = makeWorld({ bookId: 2, name: 'Large', orders: 15_000, days, currencies: ['EUR'] });
let kept: Record<string, number>;

beforeAll(async () => {
  await storeWorld(database.pool, small);
  await storeWorld(database.pool, large);
  // Others on the same server, so that reading everything would show.
  for (let bookId = 3; bookId < 8; bookId += 1) {
    await storeWorld(database.pool, makeWorld({ bookId, name: `Other ${bookId}`, orders: 800, days }));
  }
  await database.pool.query('vacuum analyze');
  const { rows } = await database.pool.query(
    `select book_id, count(*) as count from (select book_id from balance union all select book_id from balance_month) k
     where book_id < 3 group by book_id`,
  );
  kept = Object.fromEntries(rows.map(({ book_id, count }) => [book_id, count]));
});

const from = '2024-11-10' as LocalDate;
const to = '2024-11-20' as LocalDate;

type Make = (session: Session, bookId: number) => Promise<unknown>;

const reports: readonly (readonly [string, Make])[] = [
  ['trial balance', (session, bookId) => trialBalance(session, bookId)],
  ['trial balance of some days', (session, bookId) => trialBalance(session, bookId, { from, to })],
  ['profit and loss', (session, bookId) => profitAndLoss(session, bookId)],
  ['profit and loss by day', (session, bookId) => profitAndLoss(session, bookId, { by: 'day' })],
  ['balance sheet', (session, bookId) => balanceSheet(session, bookId)],
  ['sales by channel', (session, bookId) => salesByChannel(session, bookId)],
  ['sales by channel by month', (session, bookId) => salesByChannel(session, bookId, { by: 'month' })],
  ['clearing', (session, bookId) => clearing(session, bookId)],
  ['tax', (session, bookId) => taxReport(session, bookId, { from, to })],
];

async function explained(make: Make, bookId: number): Promise<readonly Plan[]> {
  const { session, plans } = explaining(database);
  await make(session, bookId);
  return plans;
}

const rowsOf = (plans: readonly Plan[], relation: string) =>
  plans.reduce((sum, { rowsRead }) => sum + (rowsRead.get(relation) ?? 0), 0);

test('there is something to tell apart', () => {
  expect(linesOf(large).length).toBeGreaterThan(5 * linesOf(small).length);
  expect(kept[2]).toBeLessThan(1.4 * (kept[1] ?? 0));
});

test.each(reports)('%s reads kept balances of its book only, by their key', async (_name, make) => {
  for (const bookId of [1, 2]) {
    const plans = await explained(make, bookId);
    const balances = plans.filter(({ rowsRead }) => rowsRead.has('balance_month'));
    expect(balances.length).toBeGreaterThan(0);
    // Each statement of the report goes over the book's kept balances, of months and of days, at most once.
    for (const plan of balances) {
      expect(rowsOf([plan], 'balance_month') + rowsOf([plan], 'balance')).toBeLessThanOrEqual(kept[bookId] ?? 0);
    }
    const scans = plans
      .flatMap((plan) => plan.scans)
      .filter((scan) => / on (balance|posting|entry|document|channel_day)/.test(scan));
    expect(scans.filter((scan) => scan.startsWith('Seq Scan') && !scan.includes('channel_day'))).toEqual([]);
    expect(rowsOf(plans, 'document')).toBe(0);
    expect(rowsOf(plans, 'channel_day')).toBeLessThanOrEqual(8 * 3 * days);
  }
});

test.each(reports.filter(([name]) => name !== 'tax'))(
  '%s reads no posting, and no entry between the first and the last',
  async (_name, make) => {
    const plans = await explained(make, 2);
    expect(rowsOf(plans, 'posting')).toBe(0);
    expect(rowsOf(plans, 'entry')).toBeLessThanOrEqual(2);
  },
);

test('what accounts stand at is read from months, and from days of the month that the end cuts', async () => {
  const plans = await explained(listAccounts, 2);
  const lastMonth = large.entries
    .map(({ date }) => date.slice(0, 7))
    .sort()
    .at(-1);
  const { rows } = await database.pool.query(
    `select count(*) as count from balance where book_id = 2 and date >= ($1 || '-01')::date`,
    [lastMonth],
  );
  expect(rowsOf(plans, 'balance')).toBeLessThanOrEqual(rows[0].count);
});

test('tax reads the entries that are late, and no others', async () => {
  const plans = await explained((session, bookId) => taxReport(session, bookId, { from, to }), 2);
  const late = large.entries.filter(({ date, belongsTo }) => date !== belongsTo);
  expect(late.length).toBeGreaterThan(100);
  expect(plans.flatMap(({ scans }) => scans)).toContainEqual(expect.stringMatching(/on entry by entry_late/));
  expect(rowsOf(plans, 'entry')).toBeLessThanOrEqual(late.length);
  expect(rowsOf(plans, 'posting')).toBeLessThanOrEqual(6 * late.length);
});

test.each(['newest', 'oldest'] as const)(
  'a page of orders in the middle, %s first, touches no more than the first',
  async (direction) => {
    const blocksOf = async (after: OrderPlace | null) => {
      const { session, plans } = explaining(database);
      const reader = await session.database.pool.connect();
      await readOrders(reader, { bookId: 2, direction, after, limit: 1 });
      reader.release();
      return plans.reduce((sum, { blocks }) => sum + blocks, 0);
    };
    const middle = { placedOn: '2024-11-15' as LocalDate, documentId: 7_500 };
    expect(await blocksOf(middle)).toBeLessThanOrEqual(1.2 * (await blocksOf(null)));
  },
);

const limit = 50;

test.each<[string, Make]>([
  ['first page', (session, bookId) => register(session, bookId, '1200', { limit })],
  ['page in the middle', (session, bookId) => register(session, bookId, '1200', { limit, after: '2024-11-15.400.1' })],
])('a register reads postings of its %s', async (_name, make) => {
  for (const world of [small, large]) {
    const plans = await explained(make, world.bookId);
    const ofOneDay = Math.max(
      ...Map.groupBy(
        linesOf(world).filter(({ account }) => account === '1200'),
        ({ entry }) => entry.date,
      )
        .values()
        .map((lines) => lines.length),
    );
    // The page, its counter-lines (an entry has few), and the lines of the cursor's own day.
    expect(rowsOf(plans, 'posting')).toBeLessThanOrEqual(limit * 12 + ofOneDay);
    expect(rowsOf(plans, 'entry')).toBeLessThanOrEqual(limit * 2 + 10);
    expect(plans.flatMap(({ scans }) => scans)).toContainEqual(
      expect.stringMatching(/on posting by posting_by_account/),
    );
    expect(
      plans.flatMap(({ scans }) => scans).filter((scan) => /^Seq Scan on (balance|posting|entry|document)/.test(scan)),
    ).toEqual([]);
  }
});
