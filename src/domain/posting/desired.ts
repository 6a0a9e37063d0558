import type { Account } from '../ledger/account.ts';
import type { Cause, PostingLine } from '../ledger/entry.ts';
import { allocateRatio } from '../money/allocate.ts';
import { type Currency, type Minor, minor, ZERO } from '../money/minor.ts';
import type { LocalDate } from '../time/when.ts';

/** All lines that the rules want under one posting key on one true date. */
export interface DesiredEntry {
  readonly key: string;
  readonly date: LocalDate;
  readonly cause: Cause;
  readonly note: string;
  readonly lines: readonly PostingLine[];
}

/** A difference that no rule settles (design.md 4), found while deriving one document. */
export interface Finding {
  readonly kind: FindingKind;
  /** Signed amount in question, in `currency`. */
  readonly amount: Minor;
  readonly currency: Currency;
  readonly note: string;
}

export function finding(kind: FindingKind, amount: number, currency: Currency, note: string): Finding {
  return { kind, amount: minor(amount), currency, note };
}

export type FindingKind =
  | 'does-not-add-up'
  | 'underpaid'
  | 'refund-owed'
  | 'money-without-sale'
  | 'credit-beyond-order'
  | 'gone-with-money'
  | 'untreated-tax'
  | 'currency-differs';

/** What the rules make of a document. */
export type Derived =
  | {
      readonly kind: 'derived';
      readonly entries: readonly DesiredEntry[];
      readonly findings: readonly Finding[];
      /** Why there are no entries, where there are none (accounting.md 8). */
      readonly reason: NoEntryReason | null;
      /** Accounts the entries name beyond the default chart. */
      readonly accounts: readonly Account[];
      readonly totals: Totals;
    }
  | { readonly kind: 'waits'; readonly reason: 'order' | 'rate'; readonly detail: string };

/** What lists of orders show, in the document's currency. */
export interface Totals {
  readonly total: Minor;
  readonly paid: Minor;
  readonly refunded: Minor;
}

export const NO_TOTALS: Totals = { total: ZERO, paid: ZERO, refunded: ZERO };

export type NoEntryReason = 'not-yet-a-sale' | 'before-cut-over' | 'nothing-to-show' | 'gone';

/** One leg while an entry is being written; base is set last. */
export interface Leg {
  readonly account: Account;
  readonly sku: string;
  readonly taxCode: string;
  readonly liable: '' | 'merchant' | 'marketplace';
  amount: number;
  taxBase: number;
}

/** Collects the legs of one key and date, adding up those that differ in nothing. */
export class Legs {
  readonly list: Leg[] = [];

  add(account: Account, amount: number, sku = '', taxCode = '', liable: Leg['liable'] = '', taxBase = 0): void {
    if (amount === 0 && taxBase === 0) return;
    for (const leg of this.list) {
      if (leg.account.code === account.code && leg.sku === sku && leg.taxCode === taxCode && leg.liable === liable) {
        leg.amount += amount;
        leg.taxBase += taxBase;
        return;
      }
    }
    this.list.push({ account, sku, taxCode, liable, amount, taxBase });
  }

  get total(): number {
    let total = 0;
    for (const leg of this.list) total += leg.amount;
    return total;
  }

  get isEmpty(): boolean {
    return this.list.every((leg) => leg.amount === 0 && leg.taxBase === 0);
  }
}

/**
 * Gives the legs that stand against a control leg their base amounts: together −base, each by its share of the
 * amount, by largest remainder (accounting.md 25).
 */
export function spreadBase(legs: readonly Leg[], base: Minor): Minor[] {
  const total = legs.reduce((sum, leg) => sum + leg.amount, 0);
  const weights = legs.map((leg) => leg.amount);
  if (total !== 0) return allocateRatio(weights, BigInt(base), BigInt(total), base);
  return weights.map(() => ZERO);
}

export function line(leg: Leg, base: Minor, currency: Currency, channel: number, rateId: number | null): PostingLine {
  return {
    account: leg.account.code,
    currency,
    amount: minor(leg.amount),
    base,
    channel,
    sku: leg.sku,
    taxCode: leg.taxCode,
    taxBase: minor(leg.taxBase),
    liable: leg.liable,
    rateId,
  };
}
