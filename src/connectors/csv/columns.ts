import { EXACT_ZERO, type Exact, minus, plus } from '../../domain/money/exact.ts';
import { type Instant, isDate, type When } from '../../domain/time/when.ts';
import { ShapeError } from '../shape.ts';
import { atWall, type ReadDate, readingsOf } from './dates.ts';
import type { ReadNumber } from './numbers.ts';
import type { AmountProfile, Choice, Condition, MomentsProfile, SourceProfile } from './shapes.ts';

/*
 * What a profile says of columns becomes functions of a row, bound once to the places that a header gives the columns.
 */

export type Cells = readonly string[];
export type Read<T> = (row: Cells) => T;

/** A cell that cannot be read; the row is added by whoever walks the rows. */
export class CellFault extends Error {
  readonly column: string;

  constructor(column: string, expected: string) {
    super(expected);
    this.column = column;
  }
}

/** How the cells of a profile are written. */
export interface Locale {
  readonly number: ReadNumber;
  readonly date: ReadDate;
  readonly zone: string;
}

/** The header of one file: where each column stands. */
export class Header {
  readonly file: string;
  readonly names: Cells;
  readonly #mayLack: ReadonlySet<string>;

  constructor(file: string, names: Cells, mayLack: readonly string[]) {
    this.file = file;
    this.names = names;
    this.#mayLack = new Set(mayLack);
  }

  /** The place of a column; −1 for one that the file lacks and may lack. */
  placeOf(column: string): number {
    const place = this.names.indexOf(column);
    if (place < 0) {
      if (this.#mayLack.has(column)) return -1;
      throw new ShapeError(this.file, `there is no column '${column}'`);
    }
    if (this.names.includes(column, place + 1)) throw new ShapeError(this.file, `two columns are named '${column}'`);
    return place;
  }

  text(column: string): Read<string> {
    const place = this.placeOf(column);
    return place < 0 ? () => '' : (row) => (row[place] ?? '').trim();
  }
}

/** Calls `read` for every row; a cell that cannot be read is named with its file and row of the document. */
export function eachRow(file: string, rows: readonly Cells[], read: (row: Cells) => void): void {
  let at = 0;
  try {
    for (; at < rows.length; at++) read(rows[at] ?? []);
  } catch (fault) {
    throw named(fault, `${file}, row ${at + 1} of the document`);
  }
}

/** The same for what a document's rows say together. */
export function inHead<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (fault) {
    throw named(fault, file);
  }
}

function named(fault: unknown, place: string): unknown {
  return fault instanceof CellFault ? new ShapeError(`${place}, column '${fault.column}'`, fault.message) : fault;
}

/** A cell as a message may show it. */
export function shown(text: string): string {
  return `'${text.length > 40 ? `${text.slice(0, 40)}…` : text}'`;
}

/** The text of a source; '' where it has none. */
export function sourceReader(header: Header, source: SourceProfile): Read<string> {
  if (typeof source === 'string') return header.text(source);
  if ('text' in source) return () => source.text;
  const reads = source.first.map((column) => header.text(column));
  return (row) => {
    for (const read of reads) {
      const text = read(row);
      if (text !== '') return text;
    }
    return '';
  };
}

/** The number in a column; null where the cell is empty. */
export function numberIn(header: Header, column: string, locale: Locale): Read<Exact | null> {
  const read = header.text(column);
  return (row) => {
    const text = read(row);
    if (text === '') return null;
    const number = locale.number(text);
    if (number === null) throw new CellFault(column, `${shown(text)} is no number as the profile's 'numbers' has them`);
    return number;
  };
}

/** A number that must be there. */
export function statedNumber(header: Header, column: string, locale: Locale): Read<Exact> {
  const read = numberIn(header, column, locale);
  return (row) => {
    const number = read(row);
    if (number === null) throw new CellFault(column, 'a number is missing');
    return number;
  };
}

/** An amount: of one column, or the sum of several; empty cells are nothing. Null where all are empty. */
export function amountReader(header: Header, amount: AmountProfile, locale: Locale): Read<Exact | null> {
  if (typeof amount === 'string') return numberIn(header, amount, locale);
  const added = (amount.plus ?? []).map((column) => numberIn(header, column, locale));
  const taken = (amount.minus ?? []).map((column) => numberIn(header, column, locale));
  return (row) => {
    let sum: Exact | null = null;
    for (const read of added) {
      const number = read(row);
      if (number !== null) sum = sum === null ? number : plus(sum, number);
    }
    for (const read of taken) {
      const number = read(row);
      if (number !== null) sum = minus(sum ?? EXACT_ZERO, number);
    }
    return sum;
  };
}

/** The newest instant that a payload names. */
export class Newest {
  at: Instant | null = null;
  readonly #zone: string;

  constructor(zone: string) {
    this.#zone = zone;
  }

  note(when: When): void {
    const at = isDate(when) ? atWall(Date.parse(`${when}T00:00:00Z`), this.#zone) : when;
    if (this.at === null || at > this.at) this.at = at;
  }
}

export type ReadMoment = (row: Cells, newest: Newest) => When | null;

/** The date of the first column that has one and whose condition holds; the others are read too, for the newest instant. */
export function momentReader(header: Header, moments: MomentsProfile | undefined, locale: Locale): ReadMoment {
  if (moments === undefined) return () => null;
  const reads = listed(moments).map((moment) => {
    const { column, when } = typeof moment === 'string' ? { column: moment } : moment;
    return { read: dateIn(header, column, locale), holds: conditionReader(header, when, locale) };
  });
  return (row, newest) => {
    let first: When | null = null;
    for (const { read, holds } of reads) {
      const when = read(row);
      if (when === null) continue;
      newest.note(when);
      if (first === null && holds(row)) first = when;
    }
    return first;
  };
}

function dateIn(header: Header, column: string, locale: Locale): Read<When | null> {
  const read = header.text(column);
  return (row) => {
    const text = read(row);
    if (text === '') return null;
    const when = locale.date(text);
    if (when !== null) return when;
    const readings = readingsOf(text);
    const remedy =
      readings === null ? "correct the profile's 'dates.formats'" : `say ${readings} in the profile's 'dates.formats'`;
    throw new CellFault(column, `${shown(text)} fits no declared date format: ${remedy}`);
  };
}

/** Whether a condition holds; without one it always does. */
export function conditionReader(header: Header, condition: Condition | undefined, locale: Locale): Read<boolean> {
  if (condition === undefined) return () => true;
  const { all, any, not, column } = condition;
  if (all !== undefined) {
    const parts = all.map((part) => conditionReader(header, part, locale));
    return (row) => parts.every((holds) => holds(row));
  }
  if (any !== undefined) {
    const parts = any.map((part) => conditionReader(header, part, locale));
    return (row) => parts.some((holds) => holds(row));
  }
  if (not !== undefined) {
    const part = conditionReader(header, not, locale);
    return (row) => !part(row);
  }
  return test(header, column ?? '', condition, locale);
}

function test(header: Header, column: string, condition: Condition, locale: Locale): Read<boolean> {
  const read = header.text(column);
  const { is, isNot, startsWith, matches, empty, sign } = condition;
  if (is !== undefined) {
    const values = new Set(listed(is));
    return (row) => values.has(read(row));
  }
  if (isNot !== undefined) {
    const values = new Set(listed(isNot));
    return (row) => !values.has(read(row));
  }
  if (startsWith !== undefined) return (row) => read(row).startsWith(startsWith);
  if (matches !== undefined) {
    const pattern = new RegExp(matches);
    return (row) => pattern.test(read(row));
  }
  if (empty !== undefined) return (row) => (read(row) === '') === empty;
  const number = numberIn(header, column, locale);
  return (row) => signOf(number(row) ?? EXACT_ZERO) === sign;
}

function signOf({ units }: Exact): 'positive' | 'negative' | 'zero' {
  if (units === 0n) return 'zero';
  return units > 0n ? 'positive' : 'negative';
}

/** The value of the first case that holds. */
export function choiceReader<T extends string>(
  header: Header,
  choice: Choice<T>,
  locale: Locale,
  field: string,
): Read<T> {
  if (typeof choice === 'string') return () => choice;
  const cases = choice.map(({ when, is }) => ({ holds: conditionReader(header, when, locale), is }));
  return (row) => {
    for (const { holds, is } of cases) if (holds(row)) return is;
    throw new ShapeError(header.file, `no case of the profile's '${field}' holds`);
  };
}

/** One or several, as a list. */
export function listed<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
