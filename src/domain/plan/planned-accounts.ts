import type { Account } from '../ledger/account.ts';
import { DEFAULT_CHART } from '../ledger/account.ts';
import type { BookState, StoredAccount } from './state.ts';

/** Accounts by code, opened with the first entry that uses them. */
export class PlannedAccounts {
  readonly opened: StoredAccount[] = [];
  readonly #byCode: Map<string, StoredAccount>;
  #next: number;

  constructor(state: BookState) {
    this.#byCode = new Map(state.accounts);
    this.#next = state.head.nextAccount;
  }

  get next(): number {
    return this.#next;
  }

  open(accounts: readonly Account[]): void {
    for (const account of accounts) if (!this.#byCode.has(account.code)) this.#add(account);
  }

  idOf(code: string): number {
    const known = this.#byCode.get(code);
    if (known !== undefined) return known.accountId;
    const standard = DEFAULT_CHART.find((account) => account.code === code);
    if (standard === undefined) throw new Error(`an entry names account ${code}, which nobody opened`);
    return this.#add(standard).accountId;
  }

  #add(account: Account): StoredAccount {
    const stored = { accountId: this.#next++, code: account.code, name: account.name, type: account.type };
    this.#byCode.set(account.code, stored);
    this.opened.push(stored);
    return stored;
  }
}
