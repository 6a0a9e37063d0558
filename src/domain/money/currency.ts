import * as list from 'dinero.js/currencies';
import type { Currency } from './minor.ts';

/** ISO 4217 writes the two currencies whose sub-unit is a fifth (MGA, MRU) with two decimals; the package counts fifths. */
const FIFTHS = 5;

const DECIMALS: ReadonlyMap<string, number> = new Map(
  Object.values(list).map(({ code, base, exponent }) => [code, Number(base) === FIFTHS ? 2 : exponent]),
);

/** True for a code of ISO 4217. */
export function isCurrency(code: string): code is Currency {
  return DECIMALS.has(code);
}

/** Decimals of a currency's minor unit by ISO 4217 (JPY 0, EUR 2, KWD 3). Throws for a code that is none: check with isCurrency at the edge. */
export function decimalsOf(currency: Currency): number {
  const decimals = DECIMALS.get(currency);
  if (decimals === undefined) throw new RangeError(`not an ISO 4217 currency: ${currency}`);
  return decimals;
}
