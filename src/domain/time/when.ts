import { Temporal } from 'temporal-polyfill';

/** Milliseconds since 1970-01-01T00:00Z. */
declare const instantBrand: unique symbol;
export type Instant = number & { readonly [instantBrand]: true };

/** A calendar day, 'YYYY-MM-DD'. Compares by text. */
declare const dateBrand: unique symbol;
export type LocalDate = string & { readonly [dateBrand]: true };

/** When something happened: an instant, or only a day where the source names no time (accounting.md 5). */
export type When = Instant | LocalDate;

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?([zZ]|[+-]\d{2}:?\d{2})?$/;
/** Days are written with four digits of the year in every zone, and so are those before and after them. */
const FIRST_MS = Date.parse('0001-01-02T00:00:00Z');
const END_MS = Date.parse('9999-12-30T00:00:00Z');
const DAY = 86_400_000;
const QUARTER_HOUR = 900_000;
/** What is kept by quarter hours (seven years of them) and by days: more is forgotten, and made again. */
const CACHED_MAX = 250_000;

export function instant(ms: number): Instant {
  if (!Number.isSafeInteger(ms)) throw new RangeError(`not an instant: ${ms}`);
  return ms as Instant;
}

/** Reads an ISO 8601 instant; one without zone is read as UTC when `assumeUtc`, else refused. Null when it cannot be read. */
export function parseInstant(text: string, assumeUtc = false): Instant | null {
  const match = INSTANT.exec(text);
  if (match === null || parseDate(match[1] ?? '') === null) return null;
  const isZoned = match[2] !== undefined;
  if (!isZoned && !assumeUtc) return null;
  const ms = Date.parse(isZoned ? text : `${text}Z`);
  return isInReach(ms) ? (ms as Instant) : null;
}

/** Reads 'YYYY-MM-DD'; null for anything that is not a day of the calendar. */
export function parseDate(text: string): LocalDate | null {
  if (!DATE.test(text)) return null;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return isInReach(ms) && new Date(ms).toISOString().slice(0, 10) === text ? (text as LocalDate) : null;
}

function isInReach(ms: number): boolean {
  return ms >= FIRST_MS && ms < END_MS;
}

export function isDate(when: When): when is LocalDate {
  return typeof when === 'string';
}

const offsets = new Map<string, Map<number, number>>();

/** Zone rules change at quarter hours at the finest, so that one look-up serves every instant of the quarter. */
function offsetMs(ms: number, zone: string): number {
  let known = offsets.get(zone);
  if (known === undefined) {
    known = new Map();
    offsets.set(zone, known);
  }
  const quarter = Math.floor(ms / QUARTER_HOUR);
  let offset = known.get(quarter);
  if (offset === undefined) {
    const zoned = Temporal.Instant.fromEpochMilliseconds(quarter * QUARTER_HOUR).toZonedDateTimeISO(zone);
    offset = zoned.offsetNanoseconds / 1e6;
    if (known.size >= CACHED_MAX) known.clear();
    known.set(quarter, offset);
  }
  return offset;
}

const days = new Map<number, LocalDate>();

/** Throws a RangeError beyond the years of four digits: other days neither compare by text nor are the database's. */
function dayText(epochDay: number): LocalDate {
  let text = days.get(epochDay);
  if (text === undefined) {
    const day = new Date(epochDay * DAY).toISOString().slice(0, -14);
    if (!DATE.test(day)) throw new RangeError(`a year of other than four digits: ${day}`);
    text = day as LocalDate;
    if (days.size >= CACHED_MAX) days.clear();
    days.set(epochDay, text);
  }
  return text;
}

/** The day in a time zone on which something happened: its accounting date (accounting.md 5). */
export function dateIn(when: When, zone: string): LocalDate {
  if (isDate(when)) return when;
  const local = zone === 'UTC' ? when : when + offsetMs(when, zone);
  return dayText(Math.floor(local / DAY));
}

/** The instant a wall clock in that zone showed ('2017-01-01 10:00:00'); a time skipped or doubled by a clock change takes the earlier reading. */
export function instantInZone(text: string, zone: string): Instant | null {
  try {
    const zoned = Temporal.PlainDateTime.from(text.replace(' ', 'T')).toZonedDateTime(zone, {
      disambiguation: 'earlier',
    });
    return isInReach(zoned.epochMilliseconds) ? (zoned.epochMilliseconds as Instant) : null;
  } catch {
    return null;
  }
}

/** When a day begins in that zone: mostly at midnight, later where a clock change leaves midnight out. */
export function startOfDay(date: LocalDate, zone: string): Instant {
  return Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds as Instant;
}

/** The day so many days later (or earlier). Throws a RangeError beyond the years of four digits. */
export function addDays(date: LocalDate, count: number): LocalDate {
  return dayText(Math.round(Date.parse(`${date}T00:00:00Z`) / DAY) + count);
}

/** An order of happenings within one time zone: by day, then by instant; a day without time stands at its start. */
export function startOf(when: When): number {
  return isDate(when) ? Date.parse(`${when}T00:00:00Z`) : when;
}
