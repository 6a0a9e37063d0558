import type { AccountType } from '../domain/ledger/account.ts';
import { DEFAULT_CHART } from '../domain/ledger/account.ts';
import { type Minor, minor } from '../domain/money/minor.ts';
import type { Plan } from '../domain/plan/state.ts';
import { listAccounts } from '../storage/accounts.ts';
import type { Database } from '../storage/database.ts';

/** What entries do to one account in one month of their true dates, in base currency, debit positive. */
export interface EffectRow {
  /** 'YYYY-MM'. */
  readonly month: string;
  readonly code: string;
  readonly name: string;
  readonly type: AccountType;
  readonly base: Minor;
}

/** Adds up what planned entries do to P&L and balance sheet, by month. */
export class Effect {
  readonly #names: Map<string, { readonly name: string; readonly type: AccountType }>;
  readonly #sums = new Map<string, number>();

  private constructor(names: Map<string, { readonly name: string; readonly type: AccountType }>) {
    this.#names = names;
  }

  static async open(database: Database, bookId: number): Promise<Effect> {
    const accounts = [...DEFAULT_CHART, ...(await listAccounts(database.pool, bookId))];
    return new Effect(new Map(accounts.map(({ code, name, type }) => [code, { name, type }])));
  }

  /** Adds entries, and the accounts that they would open. */
  add({ entries, accounts }: Pick<Plan, 'entries' | 'accounts'>): void {
    for (const { code, name, type } of accounts) this.#names.set(code, { name, type });
    for (const { belongsTo, lines } of entries) {
      for (const { account, base } of lines) {
        const key = `${belongsTo.slice(0, 7)} ${account}`;
        this.#sums.set(key, (this.#sums.get(key) ?? 0) + base);
      }
    }
  }

  /** By month and code, without what comes to nothing. */
  rows(): EffectRow[] {
    const rows: EffectRow[] = [];
    for (const [key, base] of this.#sums) {
      if (base === 0) continue;
      const [month = '', code = ''] = [key.slice(0, 7), key.slice(8)];
      const { name, type } = this.#names.get(code) ?? { name: code, type: 'other' };
      rows.push({ month, code, name, type, base: minor(base) });
    }
    return rows.sort((a, b) => (a.month === b.month ? (a.code < b.code ? -1 : 1) : a.month < b.month ? -1 : 1));
  }
}
