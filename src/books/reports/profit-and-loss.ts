import { type AccountType, CHART, isBalanceSheet } from '../../domain/ledger/account.ts';
import { major } from '../../domain/money/format.ts';
import { type Currency, divideHalfUp } from '../../domain/money/minor.ts';
import type { LocalDate } from '../../domain/time/when.ts';
import { readChannels } from '../../storage/lists/books.ts';
import type { AccountRow } from '../../storage/reports/accounts.ts';
import { sumKept } from '../../storage/reports/kept.ts';
import type { Session } from '../session.ts';
import { boundariesOf, isWithin, type Period, periodsBy, priorTo, yearBefore } from './periods.ts';
import {
  compareText,
  type Decimal,
  type Ground,
  group,
  makeReport,
  type Reported,
  type ReportOptions,
  sidesOf,
} from './report.ts';

/** All amounts debit positive: income is negative, a profit is a negative result. */
export interface ProfitAndLoss {
  readonly book: string;
  readonly baseCurrency: Currency;
  readonly columns: readonly ProfitColumn[];
  readonly rows: readonly ProfitRow[];
  readonly totals: readonly ProfitTotal[];
}

export interface ProfitColumn {
  readonly kind: 'period' | 'total' | 'prior' | 'prior-year' | 'channel';
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** '' where the column is no channel, or holds what belongs to none. */
  readonly channel: string;
}

interface Figures {
  readonly currency: Currency;
  /** One per column. */
  readonly amounts: readonly Decimal[];
  /** One per column, in percent of its net sales with one decimal; null where there are none. */
  readonly percentOfNetSales: readonly (string | null)[];
}

export interface ProfitRow extends Figures {
  readonly section: ProfitSection;
  readonly code: string;
  readonly name: string;
  readonly type: AccountType;
}

export interface ProfitTotal extends Figures {
  readonly name: ProfitTotalName;
}

/** From top to bottom; each section adds to the total that comes after it (accounting.md H). */
const LADDER = [
  { section: 'sales' },
  { section: 'deductions', total: 'net-sales' },
  { section: 'shipping' },
  { section: 'other-income' },
  { section: 'cost-of-sales', total: 'gross-margin' },
  { section: 'channel-costs', total: 'contribution' },
  { section: 'other-expenses' },
  { section: 'fx-and-rounding', total: 'result' },
] as const;

export type ProfitSection = (typeof LADDER)[number]['section'];
export type ProfitTotalName = 'net-sales' | 'gross-margin' | 'contribution' | 'result';

const CHANNEL_COSTS: ReadonlySet<string> = new Set(
  [CHART.paymentFees, CHART.marketplaceCommission, CHART.disputeFees, CHART.disputeLosses, CHART.promotions].map(
    ({ code }) => code,
  ),
);

/** Accounts of the default chart by their role, a merchant's own by their type. */
function sectionOf({ code, type }: Pick<AccountRow, 'code' | 'type'>): ProfitSection {
  if (code === CHART.sales.code) return 'sales';
  if (code === CHART.shippingIncome.code) return 'shipping';
  if (type === 'contra-income') return 'deductions';
  if (type === 'income') return 'other-income';
  if (type === 'cost-of-sales') return 'cost-of-sales';
  if (type === 'expense') return CHANNEL_COSTS.has(code) ? 'channel-costs' : 'other-expenses';
  return 'fx-and-rounding';
}

export async function profitAndLoss(
  session: Session,
  bookId: number,
  options: ReportOptions = {},
): Promise<Reported<ProfitAndLoss>> {
  return await makeReport(session, bookId, { ...options, defaultCurrency: 'base' }, async (ground) => {
    const { columns, lines } = await linesOf(ground, options.by);
    const totals = totalsOf(lines, columns.length);
    const figures = (amounts: readonly number[], currency: Currency): Figures => ({
      currency,
      amounts: amounts.map((amount) => major(amount, currency)),
      percentOfNetSales: amounts.map((amount, index) =>
        percent(amount, totals.get(`net-sales ${currency}`)?.amounts[index] ?? 0),
      ),
    });
    return {
      book: ground.book.name,
      baseCurrency: ground.book.baseCurrency,
      columns,
      rows: lines.map(({ account: { code, name, type }, currency, amounts }) => ({
        section: sectionOf({ code, type }),
        code,
        name,
        type,
        ...figures(amounts, currency),
      })),
      totals: [...totals.values()].map(({ name, currency, amounts }) => ({ name, ...figures(amounts, currency) })),
    };
  });
}

interface Line {
  readonly account: AccountRow;
  readonly currency: Currency;
  readonly amounts: number[];
}

async function linesOf(ground: Ground, by: ReportOptions['by']): Promise<{ columns: ProfitColumn[]; lines: Line[] }> {
  const { reader, book, accounts, byId, asKnownAt, period } = ground;
  const periods = by === 'channel' ? [period] : columnsOf(ground, by).map(({ from, to }) => ({ from, to }));
  const boundaries = boundariesOf(periods);
  const sums = await sumKept(reader, {
    bookId: book.bookId,
    boundaries,
    withBefore: false,
    accountIds: accounts.filter(({ type }) => !isBalanceSheet(type)).map(({ accountId }) => accountId),
    by: by === 'channel' ? 'channel' : 'account',
    asKnownAt,
  });
  const channels = by === 'channel' ? await channelsIn(ground, sums) : [];
  const columns =
    by === 'channel'
      ? [...channels.map(({ name }) => column('channel', period, name)), column('total', period)]
      : columnsOf(ground, by);
  const lines = new Map<string, Line>();
  for (const sum of sums) {
    const account = byId.get(sum.accountId);
    if (account === undefined) continue;
    const { currency, debit, credit } = sidesOf(sum, ground);
    const line = group(lines, `${account.code} ${currency}`, () => ({
      account,
      currency,
      amounts: columns.map(() => 0),
    }));
    columns.forEach(({ kind, from, to }, index) => {
      const counts =
        kind === 'channel' ? channels[index]?.id === sum.channel : isWithin(sum.bucket, boundaries, { from, to });
      if (counts) line.amounts[index] = (line.amounts[index] ?? 0) + debit - credit;
    });
  }
  const order = LADDER.map(({ section }) => section as ProfitSection);
  const sorted = [...lines.values()].filter(({ amounts }) => amounts.some((amount) => amount !== 0));
  sorted.sort(
    (a, b) =>
      order.indexOf(sectionOf(a.account)) - order.indexOf(sectionOf(b.account)) ||
      compareText(a.account.code, b.account.code) ||
      compareText(a.currency, b.currency),
  );
  return { columns, lines: sorted };
}

const column = (kind: ProfitColumn['kind'], { from, to }: Period, channel = ''): ProfitColumn => ({
  kind,
  from,
  to,
  channel,
});

/** By day or month: each and their total. Else the period, the one before and the same a year ago, where the books reach so far back. */
function columnsOf({ period, first }: Ground, by: 'day' | 'month' | 'channel' | undefined): ProfitColumn[] {
  if (by === 'day' || by === 'month') {
    return [...periodsBy(by, period).map((each) => column('period', each)), column('total', period)];
  }
  const columns = [column('period', period)];
  const prior = priorTo(period);
  const lastYear = yearBefore(period);
  if (prior.to >= first) columns.push(column('prior', prior));
  if (lastYear.to >= first && lastYear.from !== prior.from) columns.push(column('prior-year', lastYear));
  return columns;
}

async function channelsIn({ reader, book }: Ground, sums: readonly { readonly channel: number }[]) {
  const used = new Set(sums.map(({ channel }) => channel));
  const known = (await readChannels(reader, book.bookId)).map(({ connectionId, channel }) => ({
    id: connectionId,
    name: channel,
  }));
  return [...known, { id: 0, name: '' }].filter(({ id }) => used.has(id));
}

interface Total {
  readonly name: ProfitTotalName;
  readonly currency: Currency;
  readonly amounts: readonly number[];
}

/** The running total after each rung that has one, per currency. */
function totalsOf(lines: readonly Line[], width: number): Map<string, Total> {
  const totals = new Map<string, Total>();
  for (const currency of [...new Set(lines.map((line) => line.currency))].sort()) {
    const running = Array.from({ length: width }, () => 0);
    for (const rung of LADDER) {
      for (const { account, amounts, currency: own } of lines) {
        if (own !== currency || sectionOf(account) !== rung.section) continue;
        amounts.forEach((amount, index) => {
          running[index] = (running[index] ?? 0) + amount;
        });
      }
      if ('total' in rung)
        totals.set(`${rung.total} ${currency}`, { name: rung.total, currency, amounts: [...running] });
    }
  }
  return totals;
}

/** Both are credits as a rule, so that income is a positive share of net sales and a cost a negative one. */
function percent(amount: number, netSales: number): string | null {
  if (netSales === 0) return null;
  const tenths = divideHalfUp(BigInt(amount) * 1000n, BigInt(netSales));
  const digits = (tenths < 0n ? -tenths : tenths).toString().padStart(2, '0');
  return `${tenths < 0n ? '-' : ''}${digits.slice(0, -1)}.${digits.slice(-1)}`;
}
