import { CHART, isClearing } from '../domain/ledger/account.ts';
import { major } from '../domain/money/format.ts';
import type { Currency } from '../domain/money/minor.ts';
import { addDays, dateIn, type Instant, type LocalDate } from '../domain/time/when.ts';
import { readChannels } from '../storage/lists/books.ts';
import { countDiscrepancies } from '../storage/lists/discrepancies.ts';
import { countParked } from '../storage/lists/parked.ts';
import { type KeptSum, sumKept } from '../storage/reports/kept.ts';
import { listOrders, type ShownOrder } from './orders.ts';
import { boundariesOf, type Period, periodsBy, priorTo } from './reports/periods.ts';
import { type Decimal, type Ground, makeReport } from './reports/report.ts';
import type { Session } from './session.ts';
import { latestVerification, type Verification } from './verifications.ts';
import type { Clock } from './writer.ts';

/** What a merchant sees first. Figures in base currency. */
export interface Today {
  readonly baseCurrency: Currency;
  readonly period: Period;
  readonly previousPeriod: Period;
  /** Of the points: their dates begin a day or a month. */
  readonly by: 'day' | 'month';
  /** Net sales by channel, income positive; every day or month of the period has its point. */
  readonly revenue: readonly Series[];
  /** The same of the period before. */
  readonly previous: readonly Series[];
  /** At the end of the period, debit positive. */
  readonly atGateways: Decimal;
  readonly receivable: Decimal;
  readonly deposits: Decimal;
  /** Owed when positive. */
  readonly taxDue: Decimal;
  readonly parked: {
    readonly count: number;
    readonly byReason: readonly { readonly reason: string; readonly count: number }[];
  };
  /** Those that are open. */
  readonly discrepancies: {
    readonly count: number;
    readonly byKind: readonly { readonly kind: string; readonly count: number }[];
  };
  readonly latestOrders: readonly ShownOrder[];
  /** The last verdict, where the books held. */
  readonly verified: { readonly at: string; readonly entries: number; readonly head: string } | null;
  /** The last proof that came to a verdict, whichever. */
  readonly lastVerify: Verification | null;
}

export interface Series {
  /** '' for what belongs to no channel. */
  readonly channel: string;
  readonly points: readonly { readonly date: LocalDate; readonly amount: Decimal }[];
}

export interface TodayQuery {
  readonly from?: LocalDate | undefined;
  readonly to?: LocalDate | undefined;
}

const usualDays = 30;
/** A longer period has a point a month. */
const dayPointsMax = 100;
const latestOrdersMax = 8;

export async function today(
  session: Session,
  { bookId, zone }: { readonly bookId: number; readonly zone: string },
  query: TodayQuery,
  clock: Clock,
): Promise<Today> {
  const { pool } = session.database;
  const { report: figures } = await makeReport(session, bookId, { defaultCurrency: 'base' }, async (ground) => {
    const period = periodOf(query, ground, dateIn(clock() as Instant, zone));
    return await figuresOf(ground, period);
  });
  const [parked, discrepancies, latest, { verdict }] = await Promise.all([
    countParked(pool, bookId),
    countDiscrepancies(pool, bookId, 'open'),
    listOrders(session, bookId, { limit: latestOrdersMax }),
    latestVerification(session, bookId, clock),
  ]);
  return {
    ...figures,
    parked: { count: total(parked), byReason: parked },
    discrepancies: { count: total(discrepancies), byKind: discrepancies },
    latestOrders: latest.orders,
    verified: verifiedOf(verdict),
    lastVerify: verdict,
  };
}

const total = (counts: readonly { readonly count: number }[]) => counts.reduce((sum, { count }) => sum + count, 0);

function verifiedOf(verdict: Verification | null): Today['verified'] {
  if (verdict?.ok !== true || verdict.at === null || verdict.head === null) return null;
  return { at: verdict.at, entries: verdict.entries, head: verdict.head };
}

/** Thirty days up to now, or up to the last day with entries where that lies further back. */
function periodOf({ from, to }: TodayQuery, ground: Ground, now: LocalDate): Period {
  const last = ground.period.to;
  const usual = last < addDays(now, -usualDays) && last > '0001-01-01' ? last : now;
  const end = to ?? (from !== undefined && from > usual ? from : usual);
  const start = from ?? addDays(end, 1 - usualDays);
  return start <= end ? { from: start, to: end } : { from: end, to: end };
}

type Figures = Omit<Today, 'parked' | 'discrepancies' | 'latestOrders' | 'verified' | 'lastVerify'>;

async function figuresOf(ground: Ground, period: Period): Promise<Figures> {
  const { reader, book, accounts, byId } = ground;
  const { bookId, baseCurrency } = book;
  const previousPeriod = priorTo(period);
  const by = addDays(period.from, dayPointsMax) < period.to ? 'month' : 'day';
  const steps = { now: periodsBy(by, period), before: periodsBy(by, previousPeriod) };
  const boundaries = boundariesOf([...steps.before, ...steps.now]);
  const sales = await sumKept(reader, {
    bookId,
    boundaries,
    withBefore: false,
    accountIds: accounts
      .filter(({ code, type }) => code === CHART.sales.code || type === 'contra-income')
      .map(({ accountId }) => accountId),
    by: 'channel',
    asKnownAt: null,
  });
  const standing = await sumKept(reader, {
    bookId,
    boundaries: [addDays(period.to, 1)],
    withBefore: true,
    accountIds: null,
    by: 'account',
    asKnownAt: null,
  });
  const names = new Map((await readChannels(reader, bookId)).map((row) => [row.connectionId, row.channel]));
  const balance = (is: (code: string) => boolean) =>
    standing.reduce((sum, each) => (is(byId.get(each.accountId)?.code ?? '') ? sum + baseOf(each) : sum), 0);
  const series = (periods: readonly Period[]) => seriesOf(sales, periods, boundaries, names, baseCurrency);
  return {
    baseCurrency,
    period,
    previousPeriod,
    by,
    revenue: series(steps.now),
    previous: series(steps.before),
    atGateways: major(balance(isClearing), baseCurrency),
    receivable: major(
      balance((code) => code === CHART.receivable.code),
      baseCurrency,
    ),
    deposits: major(
      balance((code) => code === CHART.deposits.code),
      baseCurrency,
    ),
    taxDue: major(0 - balance((code) => code.startsWith(taxPayablePrefix)), baseCurrency),
  };
}

const taxPayablePrefix = '2100-';

const baseOf = ({ baseDebit, baseCredit }: KeptSum) => baseDebit - baseCredit;

function seriesOf(
  sums: readonly KeptSum[],
  periods: readonly Period[],
  boundaries: readonly LocalDate[],
  names: ReadonlyMap<number, string>,
  currency: Currency,
): Series[] {
  const points = new Map<number, Map<LocalDate, number>>();
  const starts = new Set(periods.map(({ from }) => from));
  for (const sum of sums) {
    const start = boundaries[sum.bucket - 1];
    if (start === undefined || !starts.has(start)) continue;
    const known = points.get(sum.channel) ?? new Map<LocalDate, number>();
    points.set(sum.channel, known);
    known.set(start, (known.get(start) ?? 0) - baseOf(sum));
  }
  return [...points]
    .filter(([, amounts]) => [...amounts.values()].some((amount) => amount !== 0))
    .sort(([a], [b]) => (a || Infinity) - (b || Infinity))
    .map(([channel, amounts]) => ({
      channel: names.get(channel) ?? '',
      points: periods.map(({ from: date }) => ({ date, amount: major(amounts.get(date) ?? 0, currency) })),
    }));
}
