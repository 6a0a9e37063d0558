import type { PostingLine } from '../ledger/entry.ts';
import { minor } from '../money/minor.ts';
import type { LocalDate } from '../time/when.ts';
import type { BalanceDelta } from './state.ts';

/** Adds up what a batch's postings do to the kept balances (accounting.md 37): by entry date, debits and credits apart. */
export class Balances {
  readonly #deltas = new Map<string, BalanceDelta>();

  add(date: LocalDate, line: PostingLine & { readonly accountId: number }): void {
    const { accountId, currency, channel, taxCode, liable } = line;
    const key = `${accountId} ${currency} ${date} ${channel} ${liable} ${taxCode}`;
    let delta = this.#deltas.get(key);
    if (delta === undefined) {
      delta = {
        accountId,
        currency,
        date,
        channel,
        taxCode,
        liable,
        debit: 0,
        credit: 0,
        baseDebit: 0,
        baseCredit: 0,
        taxBase: 0,
        postings: 0,
      };
      this.#deltas.set(key, delta);
    }
    if (line.amount > 0) delta.debit += line.amount;
    else delta.credit -= line.amount;
    if (line.base > 0) delta.baseDebit += line.base;
    else delta.baseCredit -= line.base;
    delta.taxBase += line.taxBase;
    delta.postings += 1;
    refuseInexact(delta);
  }

  /** In the order of the table's key, so that two batches never wait for each other in a circle. */
  deltas(): BalanceDelta[] {
    return [...this.#deltas.values()].sort(
      (a, b) =>
        a.accountId - b.accountId ||
        compare(a.currency, b.currency) ||
        compare(a.date, b.date) ||
        a.channel - b.channel ||
        compare(a.taxCode, b.taxCode) ||
        compare(a.liable, b.liable),
    );
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Sums are kept as numbers: beyond what a number holds exactly the batch fails, is halved, and its culprit parked. */
function refuseInexact(delta: BalanceDelta): void {
  for (const sum of [delta.debit, delta.credit, delta.baseDebit, delta.baseCredit, delta.taxBase]) minor(sum);
}
