import { beforeAll, describe, expect, test } from 'vitest';
import { balanceSheet } from '../../src/books/reports/balance-sheet.ts';
import { clearing } from '../../src/books/reports/clearing.ts';
import { profitAndLoss } from '../../src/books/reports/profit-and-loss.ts';
import { register } from '../../src/books/reports/register.ts';
import type { ReportOptions } from '../../src/books/reports/report.ts';
import { salesByChannel } from '../../src/books/reports/sales-by-channel.ts';
import { taxReport } from '../../src/books/reports/tax.ts';
import { trialBalance } from '../../src/books/reports/trial-balance.ts';
import type { LocalDate } from '../../src/domain/time/when.ts';
import { useDatabase } from '../support/database.ts';
import { ACCOUNTS, CHANNELS, linesOf, makeWorld, minorOf, sessionOf, storeWorld, sumBy } from '../support/ledger.ts';

/*
 * Every figure of every report against plain sums over the lines that were stored, made here in memory: the reports read
 * kept balances, the sums do not.
 */
const database = useDatabase();
const session = sessionOf(database);
const bookId = 7;
const world = makeWorld({ bookId, name: 'World', orders: 700, days: 200 });
const lines = linesOf(world);
const typeOf = new Map(ACCOUNTS.map(([code, , type]) => [code, type]));
const isProfit = (code: string) => !['asset', 'liability', 'equity'].includes(typeOf.get(code) ?? '');
const day = (text: string) => text as LocalDate;

beforeAll(async () => {
  await storeWorld(database.pool, world);
  await storeWorld(database.pool, makeWorld({ bookId: 8, name: 'Neighbour', orders: 50, days: 30 }));
});

const asked: readonly (readonly [string, ReportOptions])[] = [
  ['all of it', {}],
  ['some days', { from: day('2024-12-10'), to: day('2025-02-03') }],
  ['from a day', { from: day('2025-03-01') }],
  ['to a day', { to: day('2024-12-31') }],
  ['days before the books', { from: day('2020-01-01'), to: day('2020-12-31') }],
  ['as known at an entry', { asKnownAt: 600 }],
  ['some days as known at an entry', { from: day('2024-12-10'), to: day('2025-02-03'), asKnownAt: 900 }],
  ['as known before the first entry', { asKnownAt: 0 }],
];

/** The lines that a report with these options speaks of, with those before it. */
function chosen({
  from = day('0001-01-01'),
  to = day('9999-12-31'),
  asKnownAt = Number.POSITIVE_INFINITY,
}: ReportOptions) {
  const known = lines.filter(({ entry }) => entry.number <= asKnownAt && entry.date <= to);
  return {
    before: known.filter(({ entry }) => entry.date < from),
    within: known.filter(({ entry }) => entry.date >= from),
  };
}

type ChosenLine = (typeof lines)[number];

describe.each(asked)('%s', (_name, options) => {
  const { before, within } = chosen(options);

  test.each(['original', 'base'] as const)('trial balance in %s currency', async (currency) => {
    const { report } = await trialBalance(session, bookId, { ...options, currency });
    const unit = (line: ChosenLine) => (currency === 'base' ? 'EUR' : line.currency);
    const value = (line: ChosenLine) => (currency === 'base' ? line.base : line.amount);
    const key = (line: ChosenLine) => `${line.account} ${unit(line)}`;
    const debit = sumBy(within, key, (line) => Math.max(value(line), 0));
    const credit = sumBy(within, key, (line) => Math.max(-value(line), 0));
    const opening = sumBy(before, key, value);
    const base = sumBy([...before, ...within], key, (line) => line.base);
    const expected = [...base.keys()]
      .map((name) => ({
        name,
        opening: opening.get(name) ?? 0,
        debit: debit.get(name) ?? 0,
        credit: credit.get(name) ?? 0,
        base: base.get(name) ?? 0,
      }))
      .filter((row) => row.opening !== 0 || row.debit !== 0 || row.credit !== 0 || row.base !== 0)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const found = report.rows.map((row) => ({
      name: `${row.code} ${row.currency}`,
      opening: minorOf(row.opening, row.currency),
      debit: minorOf(row.debit, row.currency),
      credit: minorOf(row.credit, row.currency),
      base: minorOf(row.baseBalance, 'EUR'),
    }));
    expect(found).toEqual(expected);
    for (const row of report.rows) {
      const [from, more, less, to] = [row.opening, row.debit, row.credit, row.balance].map((text) =>
        minorOf(text, row.currency),
      );
      expect((from ?? 0) + (more ?? 0) - (less ?? 0)).toBe(to);
    }
  });

  test.each(['month', 'day', 'channel', undefined] as const)('profit and loss by %s', async (by) => {
    if (by === 'day' && options.from === undefined) return;
    const { report } = await profitAndLoss(session, bookId, { ...options, by });
    const { asKnownAt = Number.POSITIVE_INFINITY } = options;
    report.columns.forEach((column, index) => {
      const own = lines.filter(({ account, channel, entry }) => {
        const isIn =
          entry.number <= asKnownAt && entry.date >= column.from && entry.date <= column.to && isProfit(account);
        return isIn && (column.kind !== 'channel' || (CHANNELS[channel - 2] ?? '') === column.channel);
      });
      const expected = sumBy(
        own,
        ({ account }) => account,
        ({ base }) => base,
      );
      for (const [account, amount] of expected) {
        const row = report.rows.find(({ code }) => code === account);
        expect([account, minorOf(row?.amounts[index] ?? '0.00', 'EUR')]).toEqual([account, amount]);
      }
      const all = [...expected.values()].reduce((sum, amount) => sum + amount, 0);
      const result = report.totals.find(({ name }) => name === 'result')?.amounts[index] ?? '0.00';
      expect(minorOf(result, 'EUR')).toBe(all);
    });
  });

  test.each(['base', 'original'] as const)('balance sheet in %s currency', async (currency) => {
    const { report } = await balanceSheet(session, bookId, { ...options, currency });
    const { asKnownAt = Number.POSITIVE_INFINITY } = options;
    report.columns.forEach(({ at }, index) => {
      const yearStart = `${at.slice(0, 4)}-01-01`;
      const place = ({ account, entry }: ChosenLine) =>
        !isProfit(account) ? account : entry.date < yearStart ? '3100' : '';
      const unit = (line: ChosenLine) => (currency === 'base' ? 'EUR' : line.currency);
      const until = lines.filter(({ entry }) => entry.number <= asKnownAt && entry.date <= at);
      const expected = sumBy(
        until,
        (line) => `${place(line)} ${unit(line)}`,
        (line) => (currency === 'base' ? line.base : line.amount),
      );
      for (const [name, amount] of expected) {
        const row = report.rows.find((each) => `${each.code} ${each.currency}` === name);
        expect([
          at,
          name,
          minorOf(row?.amounts[index] ?? (name.endsWith('JPY') ? '0' : '0.00'), name.slice(-3)),
        ]).toEqual([at, name, amount]);
      }
    });
    for (const total of report.totals.filter(({ name }) => name === 'check')) {
      for (const amount of total.amounts) expect(minorOf(amount, total.currency)).toBe(0);
    }
  });

  test.each(['month', undefined] as const)('sales by channel by %s', async (by) => {
    const { report } = await salesByChannel(session, bookId, { ...options, by });
    for (const row of report.rows) {
      const own = within.filter(
        ({ channel, entry }) =>
          (CHANNELS[channel - 2] ?? '') === row.channel && entry.date >= row.from && entry.date <= row.to,
      );
      const credit = (...codes: string[]) =>
        own.filter(({ account }) => codes.includes(account)).reduce((sum, { base }) => sum - base, 0);
      const tenders = own.filter(
        ({ account, channel }) => channel !== 0 && (account.startsWith('1100-') || account === '2210'),
      );
      const figure = (text: string) => minorOf(text, 'EUR');
      expect(figure(row.gross)).toBe(credit('4000'));
      expect(figure(row.discounts)).toBe(credit('4800'));
      expect(figure(row.returns)).toBe(credit('4810'));
      expect(figure(row.net)).toBe(credit('4000', '4800', '4810'));
      expect(figure(row.shipping)).toBe(credit('4100'));
      expect(figure(row.tips)).toBe(credit('4210'));
      expect(figure(row.other)).toBe(credit('income:sales:market'));
      expect(figure(row.tax)).toBe(credit('2100-DE', '2100-OSS'));
      expect(figure(row.charged)).toBe(tenders.reduce((sum, { base }) => sum + Math.max(base, 0), 0));
      expect(figure(row.refunded)).toBe(tenders.reduce((sum, { base }) => sum + Math.max(-base, 0), 0));
      if (options.asKnownAt === 0) continue;
      const known = new Set(
        lines
          .filter(({ entry }) => entry.number <= (options.asKnownAt ?? Number.POSITIVE_INFINITY))
          .map(({ entry }) => entry.document),
      );
      const placed = world.orders.filter(
        ({ document, channel, date }) =>
          known.has(document) && CHANNELS[channel - 2] === row.channel && date >= row.from && date <= row.to,
      );
      expect([row.orders, row.units]).toEqual([placed.length, placed.reduce((sum, { units }) => sum + units, 0)]);
    }
    const income = within.filter(({ account }) =>
      ['4000', '4800', '4810', '4100', '4210', 'income:sales:market'].includes(account),
    );
    const shown = report.rows
      .flatMap((row) => [row.net, row.shipping, row.tips, row.other])
      .reduce((sum, text) => sum + minorOf(text, 'EUR'), 0);
    expect(shown).toBe(income.reduce((sum, { base }) => sum - base, 0));
  });

  test('tax', async () => {
    const { report } = await taxReport(session, bookId, options);
    const taxed = within.filter(({ taxCode }) => taxCode !== '');
    const key = ({ account, taxCode, liable, currency }: ChosenLine) =>
      `${account.replace('2100-', '').replace('2120', 'Marketplace tax pass-through')} ${taxCode} ${liable} ${currency}`;
    const of = (amount: (line: ChosenLine) => number) => sumBy(taxed, key, amount);
    const charged = of(({ amount }) => Math.max(-amount, 0));
    const credited = of(({ amount }) => Math.max(amount, 0));
    const base = of(({ taxBase }) => taxBase);
    const baseDue = of((line) => -line.base);
    const found = report.rows.map((row) => [
      `${row.scheme} ${row.jurisdiction}:${row.code}:${row.rate} ${row.liable} ${row.currency}`,
      ...[row.base, row.charged, row.credited].map((text) => minorOf(text, row.currency)),
      minorOf(row.baseDue, 'EUR'),
    ]);
    const expected = [...base.keys()].map((name) => [
      name,
      base.get(name),
      charged.get(name),
      credited.get(name),
      baseDue.get(name),
    ]);
    expect(found.sort()).toEqual(expected.sort());
    const late = taxed.filter(
      ({ entry }) => entry.belongsTo < (options.from ?? world.entries.map(({ date }) => date).sort()[0] ?? ''),
    );
    const corrected = sumBy(
      late,
      (line) => `${line.entry.belongsTo.slice(0, 7)} ${key(line)}`,
      ({ amount }) => -amount,
    );
    const told = report.corrections.map((row) => [
      `${row.month} ${row.scheme} ${row.jurisdiction}:${row.code}:${row.rate} ${row.liable} ${row.currency}`,
      minorOf(row.due, row.currency),
    ]);
    expect(told.sort()).toEqual([...corrected].sort());
  });

  test('clearing', async () => {
    const { report } = await clearing(session, bookId, options);
    for (const row of report.rows) {
      const mine = (line: ChosenLine) => line.account === row.code && line.currency === row.currency;
      const sum = (some: readonly ChosenLine[]) => some.filter(mine).reduce((total, { amount }) => total + amount, 0);
      const figures = [row.opening, row.payments, row.refunds, row.other, row.closing].map((text) =>
        minorOf(text, row.currency),
      );
      const ofOrders = within.filter(({ channel }) => channel !== 0);
      expect(figures).toEqual([
        sum(before),
        sum(ofOrders.filter(({ amount }) => amount > 0)),
        sum(ofOrders.filter(({ amount }) => amount < 0)),
        sum(within.filter(({ channel }) => channel === 0)),
        sum([...before, ...within]),
      ]);
    }
  });

  test.each(['base', 'original'] as const)('register in %s currency, page by page', async (currency) => {
    const rows = [];
    let after: string | undefined;
    for (;;) {
      const { report } = await register(session, bookId, '1100-stripe-USD', { ...options, currency, after, limit: 37 });
      rows.push(...report.rows);
      if (report.next === null) break;
      after = report.next;
    }
    const mine = ({ account }: ChosenLine) => account === '1100-stripe-USD';
    const value = (line: ChosenLine) => (currency === 'base' ? line.base : line.amount);
    let running = before.filter(mine).reduce((sum, line) => sum + value(line), 0);
    const expected = within
      .filter(mine)
      .sort((a, b) =>
        a.entry.date === b.entry.date
          ? a.entry.number - b.entry.number || a.index - b.index
          : a.entry.date < b.entry.date
            ? -1
            : 1,
      )
      .map((line) => {
        running += value(line);
        return [line.entry.number, line.entry.key, value(line), running, line.entry.belongsTo];
      });
    const unit = currency === 'base' ? 'EUR' : 'USD';
    const found = rows.map((row) => [
      row.entry,
      row.key,
      minorOf(row.debit, unit) - minorOf(row.credit, unit),
      minorOf(row.balance, unit),
      row.trueDate,
    ]);
    expect(found).toEqual(expected);
  });
});

test('the shape of the trial balance is the documented one', async () => {
  const { report } = await trialBalance(session, bookId);
  expect(Object.keys(report)).toEqual(['book', 'baseCurrency', 'rows']);
  expect(Object.keys(report.rows[0] ?? {})).toEqual([
    'code',
    'name',
    'type',
    'currency',
    'opening',
    'debit',
    'credit',
    'balance',
    'baseBalance',
  ]);
});

test('a period is compared with the one before and the same a year ago', async () => {
  const { report } = await profitAndLoss(session, bookId, { from: day('2025-01-01'), to: day('2025-01-31') });
  expect(report.columns.map(({ kind, from, to }) => `${kind} ${from} ${to}`)).toEqual([
    'period 2025-01-01 2025-01-31',
    'prior 2024-12-01 2024-12-31',
  ]);
});

test('the basis names the entry and its hash', async () => {
  const { basis } = await trialBalance(session, bookId, { asKnownAt: 3 });
  const { rows } = await database.pool.query(
    `select encode(hash, 'hex') as hash from entry where book_id = $1 and number = 3`,
    [bookId],
  );
  expect(basis).toMatchObject({ entries: 3, head: rows[0].hash });
});

test.each<[string, ReportOptions, RegExp]>([
  ['an entry that is not there yet', { asKnownAt: 1_000_000 }, /no entry 1000000 yet: the last one of "World" is/],
  ['days the wrong way round', { from: day('2025-02-01'), to: day('2025-01-01') }, /2025-02-01 is after 2025-01-01/],
])('%s is refused with words', async (_name, options, words) => {
  await expect(trialBalance(session, bookId, options)).rejects.toThrow(words);
});

test('too many columns are refused with words', async () => {
  const options = { by: 'day', from: day('2020-01-01'), to: day('2025-12-31') } as const;
  await expect(profitAndLoss(session, bookId, options)).rejects.toThrow(/more than 400 days: narrow it/);
});

test('a book without entries has empty reports', async () => {
  await database.pool.query(`insert into book values (9, 'Empty', 'EUR', 'UTC', 1, now())`);
  await database.pool.query(`insert into book_head (book_id, head_hash) values (9, $1)`, [Buffer.alloc(32)]);
  expect((await trialBalance(session, 9)).report.rows).toEqual([]);
  expect((await profitAndLoss(session, 9, { by: 'month' })).report.rows).toEqual([]);
  expect((await balanceSheet(session, 9)).report.rows).toEqual([]);
  expect((await salesByChannel(session, 9)).report.rows).toEqual([]);
});
