import type { Day } from '../api/types.ts';

const DAY_MS = 86_400_000;

export const dayNumber = (day: Day) => Math.round(Date.parse(`${day}T00:00:00Z`) / DAY_MS);
export const dayOf = (number: number): Day => new Date(number * DAY_MS).toISOString().slice(0, 10);
export const addDays = (day: Day, count: number) => dayOf(dayNumber(day) + count);

/** Today where the book lives. */
export function todayIn(zone: string, now = new Date()): Day {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(now).slice(0, 10);
}

const utc = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(undefined, { timeZone: 'UTC', ...options });
const dayFormat = utc({ day: 'numeric', month: 'short', year: 'numeric' });
const shortFormat = utc({ day: 'numeric', month: 'short' });
const monthFormat = utc({ month: 'short', year: 'numeric' });
const asDate = (day: Day) => new Date(`${day.slice(0, 10)}T00:00:00Z`);

export const showDay = (day: Day | null) => (day === null || day === '' ? '–' : dayFormat.format(asDate(day)));
export const showShortDay = (day: Day) => shortFormat.format(asDate(day));
export const showMonth = (day: Day) => monthFormat.format(asDate(day.length === 7 ? `${day}-01` : day));

export function showInstant(instant: string | number, zone: string): string {
  const options = {
    timeZone: zone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  } as const;
  return new Intl.DateTimeFormat(undefined, options).format(new Date(instant));
}

export const showClock = (instant: string, zone: string) =>
  new Intl.DateTimeFormat(undefined, { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(new Date(instant));

export const showCount = (count: number) => new Intl.NumberFormat().format(count);
export const plural = (count: number, word: string, many = `${word}s`) =>
  `${showCount(count)} ${count === 1 ? word : many}`;

/** An instant as short as it can be told: today by its clock alone. */
export function showMoment(instant: string, zone: string, now: number): string {
  const isToday = todayIn(zone, new Date(instant)) === todayIn(zone, new Date(now));
  return isToday ? showClock(instant, zone) : showInstant(instant, zone);
}
