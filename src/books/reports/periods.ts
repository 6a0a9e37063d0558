import { addDays, type LocalDate } from '../../domain/time/when.ts';
import { Trouble } from '../../domain/trouble.ts';

/** Days from `from` to `to`, both included. */
export interface Period {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

const periodsMax = 400;

/** The days or calendar months of a period, its ends cut to it. */
export function periodsBy(by: 'day' | 'month', { from, to }: Period): Period[] {
  const periods: Period[] = [];
  for (let start = from; start <= to; ) {
    const end = by === 'day' ? start : endOfMonth(start);
    periods.push({ from: start, to: end < to ? end : to });
    start = addDays(end, 1);
    if (periods.length > periodsMax) {
      throw new Trouble(`${from} to ${to} is more than ${periodsMax} ${by}s`, 'narrow it with --from and --to');
    }
  }
  return periods;
}

/** The period of the same length just before: as many months before whole months, else as many days. */
export function priorTo({ from, to }: Period): Period {
  const months = wholeMonths({ from, to });
  const before = addDays(from, -1);
  if (months !== null) return { from: addMonths(from, -months), to: before };
  return { from: addDays(from, -daysIn({ from, to })), to: before };
}

export function yearBefore({ from, to }: Period): Period {
  const end = to === endOfMonth(to) ? endOfMonth(addMonths(startOfMonth(to), -12)) : addMonths(to, -12);
  return { from: addMonths(from, -12), to: end };
}

/** First day of the fiscal year that a day lies in. */
export function fiscalYearStart(date: LocalDate, firstMonth: number): LocalDate {
  const [year = 0, month = 0] = numbers(date);
  return dateOf(month >= firstMonth ? year : year - 1, firstMonth, 1);
}

/** Days at which something begins or has just ended, ascending: between two of them every period is whole or absent. */
export function boundariesOf(periods: readonly Period[]): LocalDate[] {
  return [...new Set(periods.flatMap(({ from, to }) => [from, addDays(to, 1)]))].sort();
}

/** True for a bucket (as width_bucket numbers them) that lies within the period. */
export function isWithin(bucket: number, boundaries: readonly LocalDate[], { from, to }: Period): boolean {
  const start = boundaries[bucket - 1];
  return start !== undefined && start >= from && start <= to;
}

function wholeMonths({ from, to }: Period): number | null {
  if (from !== startOfMonth(from) || to !== endOfMonth(to)) return null;
  const [fromYear = 0, fromMonth = 0] = numbers(from);
  const [toYear = 0, toMonth = 0] = numbers(to);
  return (toYear - fromYear) * 12 + toMonth - fromMonth + 1;
}

function daysIn({ from, to }: Period): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1;
}

function startOfMonth(date: LocalDate): LocalDate {
  return `${date.slice(0, 8)}01` as LocalDate;
}

export function endOfMonth(date: LocalDate): LocalDate {
  const [year = 0, month = 0] = numbers(date);
  return addDays(dateOf(month === 12 ? year + 1 : year, (month % 12) + 1, 1), -1);
}

/** The same day so many months on, or the month's last where it has no such day. */
function addMonths(date: LocalDate, count: number): LocalDate {
  const [year = 0, month = 0, day = 1] = numbers(date);
  const index = year * 12 + month - 1 + count;
  const start = dateOf(Math.floor(index / 12), (((index % 12) + 12) % 12) + 1, 1);
  const end = endOfMonth(start);
  const same = addDays(start, day - 1);
  return same < end ? same : end;
}

function numbers(date: LocalDate): number[] {
  return date.split('-').map((part) => Number.parseInt(part, 10));
}

function dateOf(year: number, month: number, day: number): LocalDate {
  const pad = (value: number, length: number) => String(value).padStart(length, '0');
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}` as LocalDate;
}
