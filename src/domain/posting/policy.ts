import type { LocalDate } from '../time/when.ts';

/** How a book wants things booked (design.md 4): one version, in force from a date. */
export interface Policy {
  readonly version: number;
  readonly effectiveFrom: LocalDate;
  readonly body: PolicyBody;
}

export interface PolicyBody {
  /** When revenue is recognised; by-channel: at fulfilment where the channel tells shipments, else at order (accounting.md 11). */
  readonly recognition: 'by-channel' | 'order' | 'fulfilment';
  /** separate: Sales gross of discounts, Discounts apart; net: Sales after discount (accounting.md 15). */
  readonly discounts: 'separate' | 'net';
  /** Tax of an amount-only credit where the platform states none (accounting.md 13). */
  readonly amountOnlyRefundTax: 'pro-rata-when-prices-include-tax' | 'pro-rata' | 'none';
  /** The tax point: at recognition until others are built (accounting.md 21). */
  readonly taxPoint: 'recognition';
  readonly tips: 'income' | 'payable';
  /** Rounding cap in units, however many lines an order has (accounting.md 16). */
  readonly roundingCap: number;
  /** How old a reference rate may be, in days (accounting.md 23). */
  readonly rateDays: number;
  /** Tax scheme by jurisdiction ('DE' → 'OSS'); a jurisdiction that is not named is its own scheme. */
  readonly schemes: Readonly<Record<string, string>>;
  /** Clearing account's name by the gateway's name in payloads ('system_default' → 'Stripe'). */
  readonly gateways: Readonly<Record<string, string>>;
}

export const DEFAULT_POLICY: PolicyBody = {
  recognition: 'by-channel',
  discounts: 'separate',
  amountOnlyRefundTax: 'pro-rata-when-prices-include-tax',
  taxPoint: 'recognition',
  tips: 'income',
  roundingCap: 5,
  rateDays: 7,
  schemes: {},
  gateways: {},
};

/** The version in force on a day: the one with the latest start not after it, of equal starts the newest; the first one for earlier days. */
export function policyOn(policies: readonly Policy[], date: LocalDate): Policy {
  let best: Policy | undefined;
  for (const policy of policies) {
    if (policy.effectiveFrom > date) continue;
    if (best === undefined || policy.effectiveFrom > best.effectiveFrom) best = policy;
    else if (policy.effectiveFrom === best.effectiveFrom && policy.version > best.version) best = policy;
  }
  const found = best ?? policies[0];
  if (found === undefined) throw new RangeError('a book without a policy');
  return found;
}
