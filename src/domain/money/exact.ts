import { divideHalfUp, type Minor, minor } from './minor.ts';

/** A decimal amount in major units, exactly as a platform wrote it: units × 10^-scale. Never a floating-point number. */
export interface Exact {
  readonly units: bigint;
  readonly scale: number;
}

export const EXACT_ZERO: Exact = { units: 0n, scale: 0 };

/** More digits or decimal places than this are no amount of money, and would be slow to compute with. */
const PLACES_MAX = 40;

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/**
 * Reads a decimal written with a point ("98.88", "-0.5", "1e-7") or a JSON number (by its shortest decimal form).
 * Returns null for anything else, so that the caller can park the record with its place and reason.
 */
export function exact(value: string | number): Exact | null {
  const text = typeof value === 'number' ? String(value) : value.trim();
  const match = DECIMAL.exec(text);
  if (match === null) return null;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return null;
  const scale = fraction.length - Number.parseInt(exponent, 10);
  if (text.length > 2 * PLACES_MAX || Math.abs(scale) > PLACES_MAX) return null;
  const digits = BigInt(whole + fraction);
  const units = sign === '-' ? -digits : digits;
  return scale < 0 ? { units: units * 10n ** BigInt(-scale), scale: 0 } : { units, scale };
}

/** A whole number of minor units of a currency with that many decimals, as an exact decimal. */
export function fromMinor(amount: number, decimals: number): Exact {
  return { units: BigInt(amount), scale: decimals };
}

function align(a: Exact, b: Exact): readonly [bigint, bigint, number] {
  if (a.scale === b.scale) return [a.units, b.units, a.scale];
  return a.scale > b.scale
    ? [a.units, b.units * 10n ** BigInt(a.scale - b.scale), a.scale]
    : [a.units * 10n ** BigInt(b.scale - a.scale), b.units, b.scale];
}

export function plus(a: Exact, b: Exact): Exact {
  const [x, y, scale] = align(a, b);
  return { units: x + y, scale };
}

export function minus(a: Exact, b: Exact): Exact {
  const [x, y, scale] = align(a, b);
  return { units: x - y, scale };
}

export function negative(a: Exact): Exact {
  return { units: -a.units, scale: a.scale };
}

export function times(a: Exact, factor: number): Exact {
  return { units: a.units * BigInt(factor), scale: a.scale };
}

export function total(amounts: Iterable<Exact>): Exact {
  let result = EXACT_ZERO;
  for (const amount of amounts) result = plus(result, amount);
  return result;
}

export function compare(a: Exact, b: Exact): number {
  const [x, y] = align(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}

export function isZero(a: Exact): boolean {
  return a.units === 0n;
}

/** True where the amount has digits below the minor unit of a currency with that many decimals. */
export function isFiner(a: Exact, decimals: number): boolean {
  return a.scale > decimals && a.units % 10n ** BigInt(a.scale - decimals) !== 0n;
}

/** The amount in minor units, rounded half away from zero where it is finer (accounting.md 16). */
export function toMinor(a: Exact, decimals: number): Minor {
  if (a.scale === decimals) return minor(Number(a.units));
  if (a.scale < decimals) return minor(Number(a.units * 10n ** BigInt(decimals - a.scale)));
  return minor(Number(divideHalfUp(a.units, 10n ** BigInt(a.scale - decimals))));
}

/** The plain decimal text of an amount, without an exponent and without needless zeros. */
export function exactText(a: Exact): string {
  const negativeSign = a.units < 0n ? '-' : '';
  const digits = (a.units < 0n ? -a.units : a.units).toString().padStart(a.scale + 1, '0');
  const whole = digits.slice(0, digits.length - a.scale);
  const fraction = digits.slice(digits.length - a.scale).replace(/0+$/, '');
  return negativeSign + whole + (fraction === '' ? '' : `.${fraction}`);
}
