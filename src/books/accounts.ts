import type { AccountType } from '../domain/ledger/account.ts';
import { major } from '../domain/money/format.ts';
import type { Currency } from '../domain/money/minor.ts';
import { addDays } from '../domain/time/when.ts';
import { sumKept } from '../storage/reports/kept.ts';
import { type Decimal, makeReport } from './reports/report.ts';
import type { Session } from './session.ts';

/** An account with what it stands at, debit positive. */
export interface ShownAccount {
  readonly code: string;
  readonly name: string;
  readonly type: AccountType;
  /** One per currency that it holds. */
  readonly balances: readonly { readonly currency: Currency; readonly balance: Decimal }[];
  readonly baseBalance: Decimal;
}

/** All accounts of a book by code, with their balances on its last day. */
export async function listAccounts(session: Session, bookId: number): Promise<ShownAccount[]> {
  const { report } = await makeReport(session, bookId, { defaultCurrency: 'original' }, async (ground) => {
    const { reader, book, accounts, period } = ground;
    const sums = await sumKept(reader, {
      bookId,
      boundaries: [addDays(period.to, 1)],
      withBefore: true,
      accountIds: null,
      by: 'account',
      asKnownAt: null,
    });
    const ofAccount = Map.groupBy(sums, ({ accountId }) => accountId);
    return accounts.map(({ accountId, code, name, type }): ShownAccount => {
      const own = (ofAccount.get(accountId) ?? []).sort((a, b) => (a.currency < b.currency ? -1 : 1));
      const base = own.reduce((sum, { baseDebit, baseCredit }) => sum + baseDebit - baseCredit, 0);
      return {
        ...{ code, name, type },
        balances: own.map(({ currency, debit, credit }) => ({ currency, balance: major(debit - credit, currency) })),
        baseBalance: major(base, book.baseCurrency),
      };
    });
  });
  return report;
}
