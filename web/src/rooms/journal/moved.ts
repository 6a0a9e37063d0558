import type { Posting } from '../../api/entries.ts';
import { isNegative, sum } from '../../money/decimal.ts';

export interface Moved {
  readonly amount: string;
  /** Null: the currency of the book. */
  readonly currency: string | null;
}

/** What an entry comes to: its debits. Amounts of several currencies do not add up, so theirs is in base currency. */
export function movedBy(postings: readonly Posting[]): Moved {
  const [currency = null, ...others] = new Set(postings.map((posting) => posting.currency));
  const isOne = others.length === 0;
  const amounts = postings.map(({ amount, baseAmount }) => (isOne ? amount : baseAmount));
  return { amount: sum(amounts.filter((amount) => !isNegative(amount))), currency: isOne ? currency : null };
}
