import { decimalsOf } from '../money/currency.ts';
import { type Currency, divideHalfUp, type Minor, minor } from '../money/minor.ts';
import type { LocalDate } from '../time/when.ts';

/** A reference rate: how much of `quote` one unit of `currency` is worth on a date. */
export interface Rate {
  readonly rateId: number;
  readonly currency: Currency;
  readonly quote: Currency;
  readonly date: LocalDate;
  /** units ÷ 10^10. */
  readonly units: bigint;
}

export const RATE_SCALE = 10;

/** Finds the rate for a day (or the last one before it that policy still accepts); null: there is none. */
export type FindRate = (currency: Currency, date: LocalDate) => Rate | null;

/** An amount in the rate's quote currency, rounded half away from zero. */
export function convert(amount: Minor, rate: Rate): Minor {
  const up = decimalsOf(rate.quote);
  const down = decimalsOf(rate.currency) + RATE_SCALE;
  return minor(Number(divideHalfUp(BigInt(amount) * rate.units * 10n ** BigInt(up), 10n ** BigInt(down))));
}
