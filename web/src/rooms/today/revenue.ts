import type { Series, Today } from '../../api/today.ts';
import type { Day } from '../../api/types.ts';
import { addDays, dayNumber, showMonth, showShortDay } from '../../money/dates.ts';
import { isNegative, isNothing, negate, percentAbove, sum } from '../../money/decimal.ts';

export interface Bucket {
  readonly from: Day;
  readonly to: Day;
  readonly label: string;
}

export interface Revenue {
  readonly buckets: readonly Bucket[];
  /** One row of amounts per channel, in the order of the buckets. */
  readonly channels: readonly {
    readonly channel: string;
    readonly amounts: readonly string[];
    readonly total: string;
    readonly before: string;
  }[];
  /** The period before, laid over this one bucket by bucket. */
  readonly previous: readonly string[];
  readonly total: string;
  readonly before: string;
}

type Told = Pick<Today, 'revenue' | 'previous' | 'period' | 'previousPeriod' | 'by'>;

interface Span {
  readonly from: Day;
  readonly to: Day;
}

const DAILY_MAX = 45;
const WEEKLY_MAX = 190;

/** Days, weeks or months, so that the eye has between ten and fifty points. */
function bucketsOf({ from, to }: Span, by: 'day' | 'month'): Bucket[] {
  const days = by === 'month' ? WEEKLY_MAX + 1 : dayNumber(to) - dayNumber(from) + 1;
  const buckets: Bucket[] = [];
  for (let start = from; start <= to; ) {
    const next = days <= DAILY_MAX ? addDays(start, 1) : days <= WEEKLY_MAX ? addDays(start, 7) : nextMonth(start);
    const end = addDays(next, -1) < to ? addDays(next, -1) : to;
    const label =
      days <= DAILY_MAX ? showShortDay(start) : days <= WEEKLY_MAX ? `from ${showShortDay(start)}` : showMonth(start);
    buckets.push({ from: start, to: end, label });
    start = next;
  }
  return buckets;
}

function nextMonth(day: Day): Day {
  const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
  return month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, '0')}-01`;
}

function amountsIn(points: Series['points'], buckets: readonly Bucket[]): string[] {
  const found = buckets.map((): string[] => []);
  const start = `${buckets[0]?.from.slice(0, 7)}-01`;
  for (const { date, amount } of points) {
    // A month's point bears its first day, which may lie before the period's own.
    const at = date < start ? -1 : buckets.findIndex(({ to }) => date <= to);
    found[at]?.push(amount);
  }
  return found.map(sum);
}

/** Books that began in the middle of the period are drawn from where they began. */
function withoutEmptyStart(
  buckets: readonly Bucket[],
  now: readonly Series[],
  then: readonly Series[],
): readonly Bucket[] {
  if (then.some(({ points }) => points.some(({ amount }) => !isNothing(amount)))) return buckets;
  const sold = amountsIn(
    now.flatMap(({ points }) => points),
    buckets,
  );
  const first = sold.findIndex((amount) => !isNothing(amount));
  return first < 0 ? buckets : buckets.slice(first);
}

export function revenueOf({ revenue: now, previous: then, period, previousPeriod, by }: Told): Revenue {
  const buckets = withoutEmptyStart(bucketsOf(period, by), now, then);
  const names = [...new Set([...now, ...then].map(({ channel }) => channel))];
  const pointsOf = (series: readonly Series[], name: string) =>
    series.find(({ channel }) => channel === name)?.points ?? [];
  const channels = names.map((channel) => ({
    channel,
    amounts: amountsIn(pointsOf(now, channel), buckets),
    total: sum(pointsOf(now, channel).map(({ amount }) => amount)),
    before: sum(pointsOf(then, channel).map(({ amount }) => amount)),
  }));
  const before = then.flatMap(({ points }) => points);
  const earlier = amountsIn(before, bucketsOf(previousPeriod, by));
  return {
    buckets,
    channels,
    previous: buckets.map((_, index) => earlier[earlier.length - buckets.length + index] ?? '0'),
    total: sum(channels.map(({ total }) => total)),
    before: sum(before.map(({ amount }) => amount)),
  };
}

/** What the chart says, in words. */
export function findingOf({ channels, total, before }: Revenue): string {
  if (isNothing(total)) return 'Nothing was sold in this time';
  const whole = percentAbove(total, before);
  if (whole === null) return channels.length > 1 ? `${largest(channels)} sold most` : 'Revenue over time';
  if (whole === 0)
    return `Revenue is ${isNothing(sum([total, negate(before)])) ? '' : 'about '}as high as in the time before`;
  const all = `Revenue is ${Math.abs(whole)} % ${whole < 0 ? 'below' : 'above'} the time before`;
  const moved = channels
    .map(({ channel, total: now, before: then }) => ({ channel, percent: percentAbove(now, then) }))
    .filter(
      (each): each is { channel: string; percent: number } =>
        each.percent !== null && Math.sign(each.percent) === Math.sign(whole),
    )
    .sort((a, b) => Math.abs(b.percent) - Math.abs(a.percent))[0];
  if (moved === undefined || channels.length < 2) return all;
  return `${all}; ${moved.channel} ${moved.percent < 0 ? 'fell' : 'grew'} ${Math.abs(moved.percent)} %`;
}

const largest = (channels: Revenue['channels']) =>
  channels.reduce((most, each) => (isNegative(sum([most.total, negate(each.total)])) ? each : most)).channel;
