import type { Decoded, Report, UndecodableReason } from '../domain/documents/report.ts';
import { isCurrency } from '../domain/money/currency.ts';
import { type Exact, exact } from '../domain/money/exact.ts';
import type { Currency } from '../domain/money/minor.ts';
import { type Instant, parseInstant } from '../domain/time/when.ts';

/**
 * Readers for the fields of a payload: each returns the typed value or throws a ShapeError that names the place.
 * They stop at the first fault; `decode` turns it into an Undecodable, so no bad payload escapes as an exception.
 */
export class ShapeError extends Error {
  readonly reason: UndecodableReason;

  constructor(path: string, expected: string, reason: UndecodableReason = 'unknown-shape') {
    super(`${path}: ${expected}`);
    this.reason = reason;
  }
}

export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function object(value: unknown, path: string): Json {
  if (!isObject(value)) throw new ShapeError(path, 'expected an object');
  return value;
}

/** The list at a key; an absent or null one is empty. */
export function list(from: Json, key: string, path: string): readonly Json[] {
  const value = from[key];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new ShapeError(`${path}.${key}`, 'expected a list');
  return value.map((item, index) => object(item, `${path}.${key}[${index}]`));
}

/** A list that the shape must state: left out is unknown, not empty. */
export function statedList(from: Json, key: string, path: string): readonly Json[] {
  if (!Array.isArray(from[key])) throw new ShapeError(`${path}.${key}`, 'expected a list');
  return list(from, key, path);
}

/**
 * Texts are as the database keeps them: half of a letter (an emoji that a shop has cut in two) is a replacement character
 * there, and what was posted under it would not be found again.
 */
export function text(from: Json, key: string, path: string): string {
  const value = from[key];
  if (typeof value !== 'string') throw new ShapeError(`${path}.${key}`, 'expected a text');
  return value.toWellFormed();
}

export function optionalText(from: Json, key: string): string {
  const value = from[key];
  return typeof value === 'string' ? value.toWellFormed() : '';
}

/** An id that platforms write as text or as a number. */
export function id(from: Json, key: string, path: string): string {
  const value = from[key];
  if (typeof value === 'string' && value !== '') return value.toWellFormed();
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  throw new ShapeError(`${path}.${key}`, 'expected an id');
}

export function integer(from: Json, key: string, path: string): number {
  const value = from[key];
  if (typeof value !== 'number' || !Number.isSafeInteger(value))
    throw new ShapeError(`${path}.${key}`, 'expected a whole number');
  return value;
}

export function flag(from: Json, key: string): boolean {
  return from[key] === true;
}

/** An amount in major units, written as text or as a JSON number. */
export function amount(from: Json, key: string, path: string): Exact {
  const value = from[key];
  const read = typeof value === 'string' || typeof value === 'number' ? exact(value) : null;
  if (read === null) throw new ShapeError(`${path}.${key}`, 'expected an amount');
  return read;
}

/** An ISO 4217 code in either case. */
export function currency(from: Json, key: string, path: string): Currency {
  const code = text(from, key, path).toUpperCase();
  if (!isCurrency(code))
    throw new ShapeError(`${path}.${key}`, `'${code}' is not an ISO 4217 currency`, 'unknown-currency');
  return code;
}

/** An ISO 8601 instant; one without zone is UTC (fields that say so: '…_gmt'). Null for null, absent or empty. */
export function instantOrNull(from: Json, key: string, path: string): Instant | null {
  const value = from[key];
  if (value === undefined || value === null || value === '') return null;
  const read = typeof value === 'string' ? parseInstant(value, true) : null;
  if (read === null) throw new ShapeError(`${path}.${key}`, 'expected an ISO 8601 instant');
  return read;
}

export function instantAt(from: Json, key: string, path: string): Instant {
  const read = instantOrNull(from, key, path);
  if (read === null) throw new ShapeError(`${path}.${key}`, 'expected an ISO 8601 instant');
  return read;
}

/**
 * Runs a decoder's reading; a fault of the payload becomes the reason it is parked with. So does one of ours: thrown, it
 * would stop all that the store sends after it.
 */
export function decoded(read: () => Report): Decoded {
  try {
    return { kind: 'report', report: read() };
  } catch (fault) {
    if (fault instanceof ShapeError) return { kind: 'undecodable', reason: fault.reason, detail: fault.message };
    if (fault instanceof RangeError)
      return { kind: 'undecodable', reason: 'too-large', detail: 'an amount too large to keep' };
    return { kind: 'undecodable', reason: 'fault', detail: fault instanceof Error ? fault.message : String(fault) };
  }
}
