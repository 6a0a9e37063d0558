import type { AccountType } from '../../domain/ledger/account.ts';
import { major } from '../../domain/money/format.ts';
import type { Currency } from '../../domain/money/minor.ts';
import { addDays } from '../../domain/time/when.ts';
import { sumKept } from '../../storage/reports/kept.ts';
import type { Session } from '../session.ts';
import {
  byCode,
  type Decimal,
  type Ground,
  group,
  makeReport,
  type Reported,
  type ReportOptions,
  sidesOf,
} from './report.ts';

export interface TrialBalance {
  readonly book: string;
  readonly baseCurrency: Currency;
  readonly rows: readonly TrialBalanceRow[];
}

/** One account in one currency. Opening, balance and base balance are debit positive; debit and credit are sums of their own. */
export interface TrialBalanceRow {
  readonly code: string;
  readonly name: string;
  readonly type: AccountType;
  readonly currency: Currency;
  readonly opening: Decimal;
  readonly debit: Decimal;
  readonly credit: Decimal;
  readonly balance: Decimal;
  readonly baseBalance: Decimal;
}

export async function trialBalance(
  session: Session,
  bookId: number,
  options: ReportOptions = {},
): Promise<Reported<TrialBalance>> {
  return await makeReport(session, bookId, { ...options, defaultCurrency: 'original' }, async (ground) => ({
    book: ground.book.name,
    baseCurrency: ground.book.baseCurrency,
    rows: await rowsOf(ground),
  }));
}

interface Line {
  opening: number;
  debit: number;
  credit: number;
  base: number;
}

async function rowsOf(ground: Ground): Promise<TrialBalanceRow[]> {
  const { reader, book, byId, period, asKnownAt } = ground;
  const boundaries = [period.from, addDays(period.to, 1)];
  const sums = await sumKept(reader, {
    bookId: book.bookId,
    boundaries,
    withBefore: true,
    accountIds: null,
    by: 'account',
    asKnownAt,
  });
  const lines = new Map<string, { readonly accountId: number; readonly currency: Currency } & Line>();
  for (const sum of sums) {
    const { accountId, bucket } = sum;
    const { currency, debit, credit } = sidesOf(sum, ground);
    const line = group(lines, `${accountId} ${currency}`, () => ({
      accountId,
      currency,
      opening: 0,
      debit: 0,
      credit: 0,
      base: 0,
    }));
    line.base += sum.baseDebit - sum.baseCredit;
    if (bucket === 0) line.opening += debit - credit;
    else {
      line.debit += debit;
      line.credit += credit;
    }
  }
  return [...lines.values()]
    .flatMap(({ accountId, currency, opening, debit, credit, base }) => {
      const account = byId.get(accountId);
      const isEmpty = opening === 0 && debit === 0 && credit === 0 && base === 0;
      if (account === undefined || isEmpty) return [];
      return {
        code: account.code,
        name: account.name,
        type: account.type,
        currency,
        opening: major(opening, currency),
        debit: major(debit, currency),
        credit: major(credit, currency),
        balance: major(opening + debit - credit, currency),
        baseBalance: major(base, book.baseCurrency),
      };
    })
    .sort(byCode);
}
