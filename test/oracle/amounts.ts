/** Exact decimal arithmetic on BigInt; written for the oracles alone. */

/** Major units times 10^24: fine enough for whatever a platform writes. */
export type Exact = bigint;

const DECIMALS = 24;

/** ISO 4217 exponents of the currencies in the captures and tables. */
const EXPONENTS: Readonly<Record<string, number>> = { USD: 2, EUR: 2, GBP: 2, CAD: 2, BRL: 2, JPY: 0, KWD: 3 };

const SHAPE = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i;

/** "12.50", 12.5 or 1e-7 as an exact amount; the empty text (WooCommerce writes it for "none") is 0. */
export function exact(value: unknown): Exact {
  if (value === '') return 0n;
  const written = typeof value === 'number' || typeof value === 'string' ? String(value) : undefined;
  const match = written === undefined ? null : SHAPE.exec(written);
  if (match === null) throw new Error(`an amount was expected, not ${JSON.stringify(value)}`);
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const zeros = DECIMALS - fraction.length + Number(exponent);
  if (zeros < 0) throw new Error(`finer than ${DECIMALS} decimals: ${written}`);
  const size = BigInt(whole + fraction) * 10n ** BigInt(zeros);
  return sign === '-' ? -size : size;
}

/** An integer in units of 10^-precision, as an exact amount. */
export function scaled(value: unknown, precision: number): Exact {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    throw new Error(`an integer was expected, not ${JSON.stringify(value)}`);
  }
  return BigInt(value) * 10n ** BigInt(DECIMALS - precision);
}

function minorUnit(currency: string): Exact {
  const exponent = EXPONENTS[currency];
  if (exponent === undefined) throw new Error(`no exponent known for ${currency}`);
  return 10n ** BigInt(DECIMALS - exponent);
}

/** In minor units, rounded half up (away from zero). */
export function minor(amount: Exact, currency: string): bigint {
  const unit = minorUnit(currency);
  const size = ((amount < 0n ? -amount : amount) * 2n + unit) / (2n * unit);
  return amount < 0n ? -size : size;
}

/** Whether the amount does not fit into minor units. */
export function isFiner(amount: Exact, currency: string): boolean {
  return amount % minorUnit(currency) !== 0n;
}

export function sum(amounts: Iterable<bigint>): bigint {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
}

/** Splits a whole amount in proportion to the weights: shares rounded down, the rest to the largest remainders, the first of equals first. */
export function allocate(amount: bigint, weights: readonly bigint[]): bigint[] {
  const whole = sum(weights);
  if (whole < 0n)
    return allocate(
      amount,
      weights.map((weight) => -weight),
    );
  if (whole === 0n) return weights.map((_, index) => (index === 0 ? amount : 0n));
  const parts = weights.map((weight, index) => {
    const rest = (((amount * weight) % whole) + whole) % whole;
    return { index, share: (amount * weight - rest) / whole, rest };
  });
  let left = amount - sum(parts.map((part) => part.share));
  const step = left < 0n ? -1n : 1n;
  for (const part of [...parts].sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1))) {
    if (left === 0n) break;
    part.share += step;
    left -= step;
  }
  return parts.map((part) => part.share);
}
