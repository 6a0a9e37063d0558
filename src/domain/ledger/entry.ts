import type { Currency, Minor } from '../money/minor.ts';
import type { LocalDate } from '../time/when.ts';

/** Why a difference was posted (accounting.md 3). */
export type Cause = 'fact' | 'correction' | 'undo' | 'manual' | 'opening';

/** What tells two postings of one key and date apart. */
export interface PostingLine {
  readonly account: string;
  readonly currency: Currency;
  /** Debit positive. */
  readonly amount: Minor;
  /** In the book's base currency, debit positive. */
  readonly base: Minor;
  /** The connection that sold, 0 where there is none. */
  readonly channel: number;
  readonly sku: string;
  /** '' for a posting without tax detail. */
  readonly taxCode: string;
  /** Taxable base in the posting's currency; positive for a sale. */
  readonly taxBase: Minor;
  readonly liable: '' | 'merchant' | 'marketplace';
  /** The rate that made the base amount, null where none was needed. */
  readonly rateId: number | null;
}

/** Lines that are in balance; only balance() makes one. */
declare const balancedBrand: unique symbol;
export type Balanced = readonly PostingLine[] & { readonly [balancedBrand]: true };

export interface Unbalanced {
  readonly kind: 'unbalanced';
  /** 'base', or the currency that does not add up. */
  readonly where: string;
  readonly difference: number;
}

/** Checks that lines add up to zero in each currency and in base, and are at least two (design.md 6). */
export function balance(
  lines: readonly PostingLine[],
): { readonly kind: 'balanced'; readonly lines: Balanced } | Unbalanced {
  if (lines.length < 2) return { kind: 'unbalanced', where: 'lines', difference: lines.length - 2 };
  const sums = new Map<Currency, number>();
  let base = 0;
  for (const line of lines) {
    sums.set(line.currency, (sums.get(line.currency) ?? 0) + line.amount);
    base += line.base;
  }
  for (const [currency, difference] of sums)
    if (difference !== 0) return { kind: 'unbalanced', where: currency, difference };
  if (base !== 0) return { kind: 'unbalanced', where: 'base', difference: base };
  return { kind: 'balanced', lines: lines as Balanced };
}

/** A journal entry as it stands, before and after it is stored; never changed. */
export interface Entry {
  /** Gapless per book, from 1. */
  readonly number: number;
  readonly date: LocalDate;
  /** The true date: the event's own. */
  readonly belongsTo: LocalDate;
  readonly documentId: number;
  readonly postingKey: string;
  readonly revision: number;
  readonly cause: Cause;
  readonly note: string;
  readonly policyVersion: number;
  readonly decoderVersion: number;
  readonly rulesVersion: number;
  readonly lines: Balanced;
  /** Over the entry's content and its predecessor's hash. */
  readonly hash: Buffer;
}
