import { CHART, isBalanceSheet, isClearing } from '../../domain/ledger/account.ts';
import { major } from '../../domain/money/format.ts';
import type { Currency } from '../../domain/money/minor.ts';
import type { LocalDate } from '../../domain/time/when.ts';
import { readChannels } from '../../storage/lists/books.ts';
import type { AccountRow } from '../../storage/reports/accounts.ts';
import { sumPlaced } from '../../storage/reports/channel-days.ts';
import { sumKept } from '../../storage/reports/kept.ts';
import type { Session } from '../session.ts';
import { boundariesOf, type Period, periodsBy } from './periods.ts';
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

/** Figures by name, income positive: gross + discounts + returns = net. */
export interface SalesByChannel {
  readonly book: string;
  readonly baseCurrency: Currency;
  readonly rows: readonly SalesRow[];
}

export interface SalesRow {
  /** '' for what belongs to no channel. */
  readonly channel: string;
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly currency: Currency;
  /** By the day placed; of all currencies, on the first row of a channel and period. */
  readonly orders: number;
  readonly units: number;
  readonly gross: Decimal;
  readonly discounts: Decimal;
  /** Goods and goodwill given back. */
  readonly returns: Decimal;
  readonly net: Decimal;
  readonly shipping: Decimal;
  readonly tips: Decimal;
  /** Other income: fees, instalment interest, accounts of the merchant's own. */
  readonly other: Decimal;
  readonly tax: Decimal;
  /** Collected and owed by a marketplace: for information. */
  readonly marketplaceTax: Decimal;
  /** Money and tenders that came in. */
  readonly charged: Decimal;
  /** Money and tenders that went out, positive. */
  readonly refunded: Decimal;
}

const FIGURES = [
  'gross',
  'discounts',
  'returns',
  'shipping',
  'tips',
  'other',
  'tax',
  'marketplaceTax',
  'charged',
  'refunded',
] as const;

type Figure = (typeof FIGURES)[number];

/** The figure that an account's credits less debits add to; tenders are told apart by side instead. */
function figureOf({ code, type }: AccountRow): Exclude<Figure, 'charged' | 'refunded'> | null {
  if (code === CHART.sales.code) return 'gross';
  if (code === CHART.discounts.code) return 'discounts';
  if (type === 'contra-income') return 'returns';
  if (code === CHART.shippingIncome.code) return 'shipping';
  if (code === CHART.tips.code || code === CHART.tipsPayable.code) return 'tips';
  if (type === 'income') return 'other';
  if (code.startsWith('2100-')) return 'tax';
  return code === CHART.marketplaceTax.code ? 'marketplaceTax' : null;
}

/** Where money and tenders of orders come in and go out. While no gateway is connected only orders post there. */
function isTender({ code }: AccountRow): boolean {
  return isClearing(code) || code === CHART.giftCards.code || code === CHART.storeCredit.code;
}

export async function salesByChannel(
  session: Session,
  bookId: number,
  options: ReportOptions = {},
): Promise<Reported<SalesByChannel>> {
  return await makeReport(session, bookId, { ...options, defaultCurrency: 'base' }, async (ground) => {
    const { by } = options;
    const periods = by === 'day' || by === 'month' ? periodsBy(by, ground.period) : [ground.period];
    return { book: ground.book.name, baseCurrency: ground.book.baseCurrency, rows: await rowsOf(ground, periods) };
  });
}

interface Line {
  readonly channel: number;
  readonly bucket: number;
  readonly currency: Currency;
  readonly figures: Record<Figure, number>;
}

async function rowsOf(ground: Ground, periods: readonly Period[]): Promise<SalesRow[]> {
  const { reader, book, accounts, asKnownAt } = ground;
  const boundaries = boundariesOf(periods);
  const wanted = accounts.filter(
    (account) => figureOf(account) !== null || isTender(account) || !isBalanceSheet(account.type),
  );
  const sums = await sumKept(reader, {
    bookId: book.bookId,
    boundaries,
    withBefore: false,
    accountIds: wanted.map(({ accountId }) => accountId),
    by: 'channel',
    asKnownAt,
  });
  const placed = await sumPlaced(reader, { bookId: book.bookId, boundaries, asKnownAt });
  const names = new Map(
    (await readChannels(reader, book.bookId)).map(({ connectionId, channel }) => [connectionId, channel]),
  );
  const lines = new Map<string, Line>();
  const lineOf = (channel: number, bucket: number, currency: Currency) =>
    group(lines, `${channel} ${bucket} ${currency}`, () => ({ channel, bucket, currency, figures: nothing() }));
  for (const sum of sums) {
    const account = ground.byId.get(sum.accountId);
    if (account === undefined) continue;
    const { currency, debit, credit } = sidesOf(sum, ground);
    const { figures } = lineOf(sum.channel, sum.bucket, currency);
    const figure = figureOf(account);
    if (figure !== null) figures[figure] += credit - debit;
    if (!isTender(account) || sum.channel === 0) continue;
    figures.charged += debit;
    figures.refunded += credit;
  }
  for (const { channel, bucket } of placed) {
    if (![...lines.values()].some((line) => line.channel === channel && line.bucket === bucket)) {
      lineOf(channel, bucket, book.baseCurrency);
    }
  }
  const counts = new Map(placed.map((each) => [`${each.channel} ${each.bucket}`, each]));
  return [...lines.values()]
    .filter(
      ({ channel, bucket, figures }) =>
        counts.has(`${channel} ${bucket}`) || FIGURES.some((name) => figures[name] !== 0),
    )
    .sort(
      (a, b) =>
        (a.channel || Infinity) - (b.channel || Infinity) || a.bucket - b.bucket || compareText(a.currency, b.currency),
    )
    .map(({ channel, bucket, currency, figures }) => {
      const key = `${channel} ${bucket}`;
      const count = counts.get(key);
      counts.delete(key);
      const { from, to } = periods.find((period) => period.from === boundaries[bucket - 1]) ?? ground.period;
      const decimal = (figure: number) => major(figure, currency);
      const { gross, discounts, returns } = figures;
      return {
        channel: names.get(channel) ?? '',
        from,
        to,
        currency,
        orders: count?.orders ?? 0,
        units: count?.units ?? 0,
        gross: decimal(gross),
        discounts: decimal(discounts),
        returns: decimal(returns),
        net: decimal(gross + discounts + returns),
        shipping: decimal(figures.shipping),
        tips: decimal(figures.tips),
        other: decimal(figures.other),
        tax: decimal(figures.tax),
        marketplaceTax: decimal(figures.marketplaceTax),
        charged: decimal(figures.charged),
        refunded: decimal(figures.refunded),
      };
    });
}

function nothing(): Record<Figure, number> {
  return Object.fromEntries(FIGURES.map((name) => [name, 0])) as Record<Figure, number>;
}
