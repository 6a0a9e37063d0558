import type { Counted } from '../connectors/contract.ts';
import { decimalsOf } from '../domain/money/currency.ts';
import { exact, toMinor } from '../domain/money/exact.ts';
import { addDays, dateIn, type Instant, type LocalDate, startOfDay } from '../domain/time/when.ts';
import type { DaySums, Differing, HeldOrder, Verdict } from '../storage/live/certificates.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Days after which a day is certified again: marketplaces change orders late (design.md 8). */
const AGES = [1, 14, 30];
/** While the day lasts, and while a difference is being settled. */
const SOON_MS = 10 * MINUTE_MS;
/** What was asked to be read again needs a moment. */
const AFTER_READS_MS = MINUTE_MS;

/** One day of one channel, as both sides tell it. */
export interface DayCompared {
  readonly day: LocalDate;
  readonly theirs: DaySums;
  readonly ours: DaySums;
  readonly differing: readonly Differing[];
}

/** An order of the platform's, in minor units, on its day. */
interface TheirOrder {
  readonly remoteId: string;
  readonly number: string;
  readonly day: LocalDate;
  readonly currency: string;
  readonly total: number;
}

/** The instants of some days in a zone: from ≤ instant < to. */
export function instantsOf(
  from: LocalDate,
  to: LocalDate,
  zone: string,
): { readonly from: Instant; readonly to: Instant } {
  return { from: startOfDay(from, zone), to: startOfDay(addDays(to, 1), zone) };
}

/** Compares what a platform counts with what the books hold, day by day (accounting.md 40: gross, by the day of placing). */
export function compareDays(
  days: readonly LocalDate[],
  counted: readonly Counted[],
  held: readonly HeldOrder[],
  zone: string,
): DayCompared[] {
  const theirs = groupByDay(counted.map((one) => theirOrder(one, zone)));
  const ours = groupByDay(held);
  return days.map((day) => compareDay(day, theirs.get(day) ?? [], ours.get(day) ?? []));
}

function theirOrder({ remoteId, number, placedAt, currency, total }: Counted, zone: string): TheirOrder {
  const amount = exact(total);
  if (amount === null) throw new RangeError(`order ${number} comes to no amount`);
  return { remoteId, number, day: dateIn(placedAt, zone), currency, total: toMinor(amount, decimalsOf(currency)) };
}

function groupByDay<T extends { readonly day: LocalDate }>(orders: readonly T[]): Map<LocalDate, T[]> {
  const days = new Map<LocalDate, T[]>();
  for (const order of orders) {
    const same = days.get(order.day);
    if (same === undefined) days.set(order.day, [order]);
    else same.push(order);
  }
  return days;
}

function compareDay(day: LocalDate, theirs: readonly TheirOrder[], held: readonly HeldOrder[]): DayCompared {
  const known = new Map(theirs.map((order) => [order.remoteId, order]));
  // What is not a sale yet, and what the platform does not count, is nobody's difference.
  const ours = new Map(
    held.filter(({ isOpen, remoteId }) => !isOpen || known.has(remoteId)).map((order) => [order.remoteId, order]),
  );
  const differing: Differing[] = [];
  for (const remoteId of new Set([...known.keys(), ...ours.keys()])) {
    const [their, our] = [known.get(remoteId), ours.get(remoteId)];
    if (their?.total === our?.total && their?.currency === our?.currency) continue;
    differing.push({
      remoteId,
      number: their?.number ?? our?.number ?? '',
      theirs: their === undefined ? null : { total: their.total, currency: their.currency },
      ours: our === undefined ? null : { total: our.total, currency: our.currency },
      parked: null,
    });
  }
  return { day, theirs: sumsOf([...known.values()]), ours: sumsOf([...ours.values()]), differing };
}

function sumsOf(orders: readonly { readonly currency: string; readonly total: number }[]): DaySums {
  const sums: Record<string, { orders: number; total: number }> = {};
  for (const { currency, total } of orders) {
    const sum = sums[currency] ?? { orders: 0, total: 0 };
    sum.orders += 1;
    sum.total += total;
    sums[currency] = sum;
  }
  return sums;
}

/** Days since a day ended, begun ones too; 0 while it lasts. */
export function ageOf(day: LocalDate, zone: string, now: number): number {
  return Math.max(0, Math.floor((now - instantsOf(day, day, zone).to) / DAY_MS) + 1);
}

/** A difference that nobody settles is asked for less often as it grows old: counting a day is the platform's work. */
function soonOf(age: number): number {
  return age <= 1 ? SOON_MS : age <= 14 ? HOUR_MS : DAY_MS;
}

/** What a day's certificate says, and when it is made again. */
export interface Judged {
  readonly verdict: Verdict;
  readonly age: number;
  readonly nextAt: Instant | null;
}

/** What a verdict looks at besides the two sides. */
export interface Circumstances {
  readonly now: number;
  readonly zone: string;
  readonly completeThrough: number | null;
  /** Orders that differed before, and were read again since. */
  readonly confirmed: ReadonlySet<string>;
  /** Orders that a person lets differ as they do. */
  readonly accepted: ReadonlySet<string>;
}

/**
 * Provisional before the day has begun, while it lasts, while the feed has not passed it, and when an order differs for the first time: it is
 * read again before anybody is alarmed. Broken where one differs that differed before. A day of which all differences are
 * accepted stays broken, and is asked for again as seldom as one that is certified.
 */
export function judge(
  { day, differing }: DayCompared,
  { now, zone, completeThrough, confirmed, accepted }: Circumstances,
): Judged {
  const { from, to } = instantsOf(day, day, zone);
  // Nobody has sold anything on it yet.
  if (now < from) return { verdict: 'provisional', age: 0, nextAt: from };
  const age = ageOf(day, zone, now);
  const isOver = now >= to && completeThrough !== null && completeThrough >= to;
  const next = (ms: number) => Math.round(ms) as Instant;
  const following = AGES.find((days) => to + days * DAY_MS > now);
  const seldom = following === undefined ? null : next(to + following * DAY_MS);
  if (differing.length > 0) {
    const isOld = differing.some(({ remoteId }) => confirmed.has(remoteId));
    const isQuiet = isOver && differing.every(({ remoteId }) => accepted.has(remoteId));
    const soon = next(now + (isOld ? soonOf(age) : AFTER_READS_MS));
    return { verdict: isOld ? 'broken' : 'provisional', age, nextAt: isOld && isQuiet ? seldom : soon };
  }
  if (!isOver) return { verdict: 'provisional', age, nextAt: next(now + SOON_MS) };
  return { verdict: 'certified', age, nextAt: seldom };
}
