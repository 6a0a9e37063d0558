import { major } from '../../domain/money/format.ts';
import type { Currency } from '../../domain/money/minor.ts';
import type { PostingRow } from '../../storage/lists/entries.ts';

/** One posting as plain-text accounting writes it: an amount, and what it cost in all where that is another currency. */
export interface PlainLine {
  readonly posting: PostingRow;
  readonly currency: Currency;
  readonly amount: number;
  /** In base currency, without sign; null where the amount is in base currency itself. */
  readonly cost: number | null;
}

/**
 * An amount in base currency stands by itself; another one has its total cost; what is in base only (exchange gains)
 * is written in base currency (accounting.md 24). The sign of a cost follows its amount's, so that a base amount on
 * the other side goes on a line of its own.
 */
export function plainLines(posting: PostingRow, baseCurrency: Currency): PlainLine[] {
  const { amount, currency, baseAmount } = posting;
  const inBase = (base: number): PlainLine => ({ posting, currency: baseCurrency, amount: base, cost: null });
  if (currency === baseCurrency || amount === 0) return [inBase(baseAmount)];
  if (baseAmount !== 0 && amount < 0 !== baseAmount < 0) {
    return [{ posting, currency, amount, cost: 0 }, inBase(baseAmount)];
  }
  return [{ posting, currency, amount, cost: Math.abs(baseAmount) }];
}

export function lineText({ amount, currency, cost }: PlainLine, baseCurrency: Currency): string {
  const text = `${major(amount, currency)} ${currency}`;
  return cost === null ? text : `${text} @@ ${major(cost, baseCurrency)} ${baseCurrency}`;
}

/** What each account ends with, per currency, of the lines as written: asserted at the end of the file. */
export class EndBalances {
  readonly #sums = new Map<string, Map<Currency, number>>();

  add(account: string, { currency, amount }: PlainLine): void {
    let sums = this.#sums.get(account);
    if (sums === undefined) {
      sums = new Map();
      this.#sums.set(account, sums);
    }
    sums.set(currency, (sums.get(currency) ?? 0) + amount);
  }

  *all(): Generator<{ readonly account: string; readonly currency: Currency; readonly text: string }> {
    for (const account of [...this.#sums.keys()].sort()) {
      for (const [currency, amount] of this.#sums.get(account) ?? []) {
        yield { account, currency, text: `${major(amount, currency)} ${currency}` };
      }
    }
  }
}

/** Names for accounts, each of its own: where two would become the same, the later one has its place in the list added. */
export function uniqueNames<T extends { readonly code: string }>(
  accounts: readonly T[],
  nameOf: (account: T) => string,
): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  accounts.forEach((account, index) => {
    const plain = nameOf(account);
    const name = taken.has(plain) ? `${plain}-${index + 1}` : plain;
    taken.add(name);
    names.set(account.code, name);
  });
  return names;
}
