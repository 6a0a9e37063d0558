import { type Instant, instant, instantInZone, parseDate, type When } from '../../domain/time/when.ts';

/** Reads a cell's date; null where it fits no declared format. */
export type ReadDate = (text: string) => When | null;

/** What a format's tokens stand for, and how they are found in a text. */
interface Token {
  readonly field: 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'fraction' | 'half' | 'offset';
  readonly pattern: string;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const TOKENS: Readonly<Record<string, Token>> = {
  yyyy: { field: 'year', pattern: '\\d{4}' },
  yy: { field: 'year', pattern: '\\d{2}' },
  MMM: { field: 'month', pattern: '[A-Za-z]{3}' },
  MM: { field: 'month', pattern: '\\d{2}' },
  M: { field: 'month', pattern: '\\d{1,2}' },
  dd: { field: 'day', pattern: '\\d{2}' },
  d: { field: 'day', pattern: '\\d{1,2}' },
  HH: { field: 'hour', pattern: '\\d{2}' },
  H: { field: 'hour', pattern: '\\d{1,2}' },
  hh: { field: 'hour', pattern: '\\d{2}' },
  h: { field: 'hour', pattern: '\\d{1,2}' },
  mm: { field: 'minute', pattern: '\\d{2}' },
  ss: { field: 'second', pattern: '\\d{2}' },
  S: { field: 'fraction', pattern: '\\d{1,9}' },
  a: { field: 'half', pattern: '[AaPp][Mm]' },
  Z: { field: 'offset', pattern: 'Z|[+-]\\d{2}:?\\d{2}' },
};

/** The format 'iso': a day, perhaps with a time, perhaps with its offset. */
const ISO = ['yyyy-MM-dd', 'yyyy-MM-dd HH:mm', 'yyyy-MM-ddTHH:mm', 'yyyy-MM-dd HH:mm:ss', 'yyyy-MM-ddTHH:mm:ss'];
const ISO_FORMATS = [
  ...ISO,
  ...ISO.slice(3).flatMap((format) => [`${format}.S`, `${format}Z`, `${format} Z`, `${format}.SZ`]),
];

interface Format {
  readonly shape: RegExp;
  readonly fields: readonly Token['field'][];
}

/** A format from its tokens; null with an unknown token or without a whole day. */
export function formatOf(text: string): Format | null {
  const fields: Token['field'][] = [];
  let pattern = '';
  for (const piece of text.match(/'[^']*'|([A-Za-z])\1*|[^A-Za-z']+/g) ?? []) {
    const token = TOKENS[piece];
    if (token !== undefined) {
      fields.push(token.field);
      pattern += `(${token.pattern})`;
    } else if (/^[A-Za-z]/.test(piece) && piece !== 'T') return null;
    else pattern += (piece.startsWith("'") ? piece.slice(1, -1) : piece).replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  }
  const has = (field: Token['field']) => fields.filter((one) => one === field).length === 1;
  if (!has('year') || !has('month') || !has('day')) return null;
  return { shape: new RegExp(`^${pattern}$`), fields };
}

/** The dates of a profile: each cell by the first format it fits; a day without time stays a day (accounting.md 5). */
export function dateReader(formats: readonly string[], zone: string): ReadDate {
  const known = formats
    .flatMap((format) => (format === 'iso' ? ISO_FORMATS : [format]))
    .flatMap((text) => formatOf(text) ?? []);
  let latest = known[0];
  return (text) => {
    // The cells of a file mostly have one format: the one that fitted last is tried first.
    const fast = latest === undefined ? null : whenOf(text, latest, zone);
    if (fast !== null) return fast;
    for (const format of known) {
      const when = whenOf(text, format, zone);
      if (when === null) continue;
      latest = format;
      return when;
    }
    return null;
  };
}

function whenOf(text: string, { shape, fields }: Format, zone: string): When | null {
  const match = shape.exec(text);
  if (match === null) return null;
  let [year, month, day, hour, minute, second, ms] = [0, 0, 0, 0, 0, 0, 0];
  let hasTime = false;
  let half = '';
  let offset = '';
  for (let index = 0; index < fields.length; index++) {
    const part = match[index + 1] ?? '';
    switch (fields[index]) {
      case 'year':
        year = part.length === 2 ? 2000 + digits(part) : digits(part);
        break;
      case 'month':
        month = part.length === 3 ? MONTHS.indexOf(part.toLowerCase()) + 1 : digits(part);
        break;
      case 'day':
        day = digits(part);
        break;
      case 'hour':
        hour = digits(part);
        hasTime = true;
        break;
      case 'minute':
        minute = digits(part);
        break;
      case 'second':
        second = digits(part);
        break;
      case 'fraction':
        ms = digits(part.slice(0, 3).padEnd(3, '0'));
        break;
      case 'half':
        half = part.toLowerCase();
        break;
      default:
        offset = part;
    }
  }
  if (half !== '') {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (half === 'pm' ? 12 : 0);
  }
  if (!isDay(year, month, day) || hour > 23 || minute > 59 || second > 59) return null;
  if (!hasTime) return parseDate(`${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`);
  const wall = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  if (offset === '') return atWall(wall, zone);
  return instant(wall - offsetMsOf(offset));
}

function digits(text: string): number {
  let number = 0;
  for (let at = 0; at < text.length; at++) number = number * 10 + text.charCodeAt(at) - 48;
  return number;
}

function padded(number: number, length: number): string {
  return String(number).padStart(length, '0');
}

/** A year of other than four digits in every zone is a slip of the pen (0026) or a word for never (9999). */
function isDay(year: number, month: number, day: number): boolean {
  if (year < 1000 || year > 9998 || month < 1 || month > 12 || day < 1 || day > 31) return false;
  return day <= 28 || new Date(Date.UTC(year, month - 1, day)).getUTCMonth() === month - 1;
}

function offsetMsOf(offset: string): number {
  if (offset === 'Z') return 0;
  const minutes = digits(offset.slice(1, 3)) * 60 + digits(offset.slice(-2));
  return (offset.startsWith('-') ? -minutes : minutes) * 60_000;
}

const DAY_MS = 86_400_000;
const QUARTER_MS = 900_000;

/** How far a wall clock is ahead of UTC: on days without a change of the clock one figure for the whole day. */
class Wall {
  readonly #zone: string;
  readonly #days = new Map<number, number | null>();
  readonly #quarters = new Map<number, number>();

  constructor(zone: string) {
    this.#zone = zone;
  }

  instantAt(wall: number): Instant {
    const day = Math.floor(wall / DAY_MS);
    let ahead = this.#days.get(day);
    if (ahead === undefined) {
      const [start, end] = [this.#aheadAt(day * DAY_MS), this.#aheadAt((day + 1) * DAY_MS)];
      ahead = start === end ? start : null;
      this.#days.set(day, ahead);
    }
    return instant(wall - (ahead ?? this.#aheadAt(Math.floor(wall / QUARTER_MS) * QUARTER_MS)));
  }

  #aheadAt(quarter: number): number {
    let ahead = this.#quarters.get(quarter);
    if (ahead === undefined) {
      const at = instantInZone(new Date(quarter).toISOString().slice(0, 19), this.#zone);
      ahead = quarter - (at ?? quarter);
      this.#quarters.set(quarter, ahead);
    }
    return ahead;
  }
}

const walls = new Map<string, Wall>();

/** The instant at which a wall clock of the zone showed this (milliseconds as if it were UTC). */
export function atWall(wall: number, zone: string): Instant {
  let known = walls.get(zone);
  if (known === undefined) {
    known = new Wall(zone);
    walls.set(zone, known);
  }
  return known.instantAt(wall);
}

/** The readings of a cell like 03/04/2026 that no format settles: what to ask for. */
export function readingsOf(text: string): string | null {
  const [, first = '', mark = '', second = ''] = /^(\d{1,2})([./-])(\d{1,2})[./-]\d{2,4}/.exec(text) ?? [];
  if (first === '') return null;
  const [dayFirst, monthFirst] = [`dd${mark}MM${mark}yyyy`, `MM${mark}dd${mark}yyyy`];
  if (digits(first) > 12) return dayFirst;
  return digits(second) > 12 ? monthFirst : `${dayFirst} or ${monthFirst}`;
}

/** Two formats that read one text as two days, with that text; null where none do. */
export function conflictOf(formats: readonly string[]): readonly [string, string, string] | null {
  for (const first of formats) {
    for (const second of formats) {
      const text = sampleOf(first);
      const [one, other] = [first, second].map((format) => dateReader([format], 'UTC')(text));
      if (one !== null && other !== null && one !== other) return [first, second, text];
    }
  }
  return null;
}

/** The third of April 2026 at 05:06:07 in a format. */
function sampleOf(format: string): string {
  if (format === 'iso') return '2026-04-03';
  const samples: Record<string, string> = {
    yyyy: '2026',
    yy: '26',
    MMM: 'Apr',
    MM: '04',
    M: '4',
    dd: '03',
    d: '3',
    HH: '05',
    H: '5',
    hh: '05',
    h: '5',
    mm: '06',
    ss: '07',
    S: '0',
    a: 'AM',
    Z: 'Z',
  };
  return format.replace(
    /'([^']*)'|([A-Za-z])\2*/g,
    (piece, quoted: string | undefined) => quoted ?? samples[piece] ?? piece,
  );
}
