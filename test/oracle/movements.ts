/** What one document moves on each account, by true date: minor units of its currency, debit positive. */
export class Movements {
  readonly #sums = new Map<string, bigint>();

  add(date: string, account: string, amount: bigint): void {
    const key = `${date} ${account}`;
    this.#sums.set(key, (this.#sums.get(key) ?? 0n) + amount);
  }

  /** `2017-09-13 4000 -5890`, in order; what adds up to nothing is left out. */
  lines(): string[] {
    return [...this.#sums]
      .filter(([, amount]) => amount !== 0n)
      .map(([key, amount]) => `${key} ${amount}`)
      .sort();
  }
}

/** Adds up lines of many documents by account, over all dates. */
export function totalsOf(documents: Iterable<readonly string[]>): Map<string, bigint> {
  const totals = new Map<string, bigint>();
  for (const lines of documents) {
    for (const line of lines) {
      const [, account = '', amount = ''] = line.split(' ');
      totals.set(account, (totals.get(account) ?? 0n) + BigInt(amount));
    }
  }
  return totals;
}
