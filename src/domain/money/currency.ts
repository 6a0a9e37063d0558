import { data } from 'currency-codes';
import type { Currency } from './minor.ts';

const DECIMALS: ReadonlyMap<string, number> = new Map(data.map((entry) => [entry.code, entry.digits]));

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
