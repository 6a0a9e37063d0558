/**
 * Money as whole minor units of an ISO 4217 currency (cents, yen, fils).
 * A JavaScript number that is checked to be a safe integer: exact up to 9 × 10^15 minor units.
 */
declare const minorBrand: unique symbol;
export type Minor = number & { readonly [minorBrand]: true };

/** A three-letter ISO 4217 code in capitals. */
export type Currency = string;

export const ZERO = 0 as Minor;

/** Brands a whole number of minor units; throws on anything that is not a safe integer, since such a figure is a bug, never data. */
export function minor(value: number): Minor {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a whole number of minor units: ${value}`);
  return (value === 0 ? 0 : value) as Minor;
}

export function add(a: Minor, b: Minor): Minor {
  return minor(a + b);
}

export function subtract(a: Minor, b: Minor): Minor {
  return minor(a - b);
}

export function negate(a: Minor): Minor {
  return minor(-a);
}

export function sum(amounts: Iterable<Minor>): Minor {
  let total = 0;
  for (const amount of amounts) total += amount;
  return minor(total);
}

/**
 * amount × numerator ÷ denominator, rounded half away from zero.
 * Used where a share of a figure is asked for cumulatively (accounting.md 11); splits use allocate().
 */
export function share(amount: Minor, numerator: number, denominator: number): Minor {
  if (numerator === denominator) return amount;
  const product = amount * numerator;
  if (Number.isSafeInteger(product) && Number.isSafeInteger(product * 2)) {
    const sign = product < 0 !== denominator < 0 ? -1 : 1;
    const size = Math.abs(denominator);
    const doubled = Math.abs(product) * 2 + size;
    if (Number.isSafeInteger(doubled)) return minor(sign * ((doubled - (doubled % (2 * size))) / (2 * size)));
  }
  return minor(Number(divideHalfUp(BigInt(amount) * BigInt(numerator), BigInt(denominator))));
}

/** Exact integer division rounded half away from zero. */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n !== denominator < 0n;
  const top = numerator < 0n ? -numerator : numerator;
  const bottom = denominator < 0n ? -denominator : denominator;
  const rounded = (top * 2n + bottom) / (bottom * 2n);
  return negative ? -rounded : rounded;
}
