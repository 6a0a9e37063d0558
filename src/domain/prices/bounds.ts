import { type Currency, divideHalfUp } from '../money/minor.ts';

/** What a listing is offered at, in minor units. */
export interface Price {
  readonly amount: number;
  readonly currency: Currency;
}

/** How much a price may change before somebody is to look at it. */
export interface PriceBounds {
  /** The most that it may rise, in whole percent of the price before; null: as much as it likes. */
  readonly rise: number | null;
  /** The most that it may fall, likewise; below 100. */
  readonly fall: number | null;
  /** Whether a price that is gone, or zero, is looked at. */
  readonly noPrice: boolean;
}

/**
 * Half, and double: a sale at half the price and its end pass in silence, and so does inflation. What is seen is the slip
 * that costs money: a decimal point that moved (a tenth, or ten times), a digit too few, a price that is lost. Channels that
 * sell at 70 % off have bounds of their own.
 */
export const DEFAULT_BOUNDS: PriceBounds = { rise: 100, fall: 50, noPrice: true };

export const RISE_MAX = 10_000;
export const FALL_MAX = 99;

/** Why a price is to be looked at. */
export type PriceAlarmKind = 'rise' | 'fall' | 'free' | 'missing' | 'currency';

const WHOLE = 100n;

/**
 * Why a change of price is beyond the bounds, or null. Exactly as much as allowed is within them. What had no price, or cost
 * nothing, may get any price. In another currency nothing can be compared: that alone is an alarm.
 */
export function alarmOf(
  before: Price | null,
  after: Price | null,
  { rise, fall, noPrice }: PriceBounds,
): PriceAlarmKind | null {
  if (before === null) return null;
  if (after !== null && after.currency !== before.currency) return 'currency';
  if (before.amount <= 0) return null;
  if (after === null) return noPrice ? 'missing' : null;
  if (after.amount <= 0) return noPrice ? 'free' : null;
  const [was, is] = [BigInt(before.amount), BigInt(after.amount)];
  if (rise !== null && is * WHOLE > was * (WHOLE + BigInt(rise))) return 'rise';
  if (fall !== null && is * WHOLE < was * (WHOLE - BigInt(fall))) return 'fall';
  return null;
}

const TENTHS_OF_PERCENT = 1_000n;

/** By how much a price changed, as '-90.0' percent of the price before; null where the two cannot be compared. */
export function percentOf(before: Price, after: Price | null): string | null {
  if (after === null || after.currency !== before.currency || before.amount <= 0) return null;
  const tenths = divideHalfUp(BigInt(after.amount - before.amount) * TENTHS_OF_PERCENT, BigInt(before.amount));
  const digits = String(tenths < 0n ? -tenths : tenths).padStart(2, '0');
  return `${tenths < 0n ? '-' : ''}${digits.slice(0, -1)}.${digits.slice(-1)}`;
}
