import { type AccountType, CHART, isBalanceSheet } from '../../domain/ledger/account.ts';
import { major } from '../../domain/money/format.ts';
import type { Currency } from '../../domain/money/minor.ts';
import { addDays, type LocalDate } from '../../domain/time/when.ts';
import type { AccountRow } from '../../storage/reports/accounts.ts';
import { sumKept } from '../../storage/reports/kept.ts';
import type { Session } from '../session.ts';
import { fiscalYearStart, periodsBy } from './periods.ts';
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

/** All amounts debit positive: what is owed, equity and a profit are negative; `check` is zero in every column. */
export interface BalanceSheet {
  readonly book: string;
  readonly baseCurrency: Currency;
  readonly columns: readonly { readonly at: LocalDate }[];
  readonly rows: readonly BalanceSheetRow[];
  readonly totals: readonly BalanceSheetTotal[];
}

export interface BalanceSheetRow {
  readonly section: 'asset' | 'liability' | 'equity';
  /** '' for the result of the current fiscal year, which has no account. */
  readonly code: string;
  readonly name: string;
  readonly currency: Currency;
  readonly amounts: readonly Decimal[];
}

export interface BalanceSheetTotal {
  readonly name: 'assets' | 'liabilities' | 'equity' | 'check';
  readonly currency: Currency;
  readonly amounts: readonly Decimal[];
}

export const CURRENT_RESULT = 'Result of the year';

export async function balanceSheet(
  session: Session,
  bookId: number,
  options: ReportOptions = {},
): Promise<Reported<BalanceSheet>> {
  return await makeReport(session, bookId, { ...options, defaultCurrency: 'base' }, async (ground) => {
    const days = daysOf(ground, options);
    const lines = await linesOf(ground, days);
    return {
      book: ground.book.name,
      baseCurrency: ground.book.baseCurrency,
      columns: days.map((at) => ({ at })),
      rows: lines
        .filter(({ amounts }) => amounts.some((amount) => amount !== 0))
        .map((line) => ({ ...line, amounts: line.amounts.map((amount) => major(amount, line.currency)) })),
      totals: totalsOf(lines, days.length),
    };
  });
}

/** The last day; before it the ends of its months or days, else the day before `--from` or the end of the last fiscal year. */
function daysOf({ period, first, book }: Ground, { by, from }: ReportOptions): LocalDate[] {
  if (by === 'day' || by === 'month') return periodsBy(by, period).map(({ to }) => to);
  const before = addDays(from ?? fiscalYearStart(period.to, book.fiscalYearStart), -1);
  return before >= first && before < period.to ? [period.to, before] : [period.to];
}

interface Line {
  readonly section: BalanceSheetRow['section'];
  readonly code: string;
  readonly name: string;
  readonly currency: Currency;
  readonly amounts: number[];
}

async function linesOf(ground: Ground, days: readonly LocalDate[]): Promise<Line[]> {
  const { reader, book, byId, asKnownAt } = ground;
  const years = days.map((day) => fiscalYearStart(day, book.fiscalYearStart));
  const boundaries = [...new Set([...days.map((day) => addDays(day, 1)), ...years])].sort();
  const sums = await sumKept(reader, {
    bookId: book.bookId,
    boundaries,
    withBefore: true,
    accountIds: null,
    by: 'account',
    asKnownAt,
  });
  const lines = new Map<string, Line>();
  for (const sum of sums) {
    const account = byId.get(sum.accountId);
    if (account === undefined) continue;
    const { currency, debit, credit } = sidesOf(sum, ground);
    days.forEach((day, index) => {
      // A bucket lies before a boundary as a whole or not at all.
      const start = boundaries[sum.bucket - 1] ?? '';
      if (start > day) return;
      const place = placeOf(account, start < (years[index] ?? ''), ground.accounts);
      const line = group(lines, `${place.section} ${place.code} ${currency}`, () => ({
        ...place,
        currency,
        amounts: days.map(() => 0),
      }));
      line.amounts[index] = (line.amounts[index] ?? 0) + debit - credit;
    });
  }
  const order = ['asset', 'liability', 'equity'];
  return [...lines.values()].sort(
    (a, b) => order.indexOf(a.section) - order.indexOf(b.section) || last(a) - last(b) || byCode(a, b),
  );
}

/** The result of the year stands after the accounts. */
const last = ({ code }: Line) => (code === '' ? 1 : 0);

/** Where an account's balance stands: earlier years' profit in Retained earnings, this year's in a line of its own (accounting.md 35). */
function placeOf(
  account: AccountRow,
  isOfEarlierYear: boolean,
  accounts: readonly AccountRow[],
): Omit<Line, 'currency' | 'amounts'> {
  if (isBalanceSheet(account.type)) {
    return {
      section: account.type as Extract<AccountType, BalanceSheetRow['section']>,
      code: account.code,
      name: account.name,
    };
  }
  if (!isOfEarlierYear) return { section: 'equity', code: '', name: CURRENT_RESULT };
  const retained = accounts.find(({ code }) => code === CHART.retainedEarnings.code) ?? CHART.retainedEarnings;
  return { section: 'equity', code: retained.code, name: retained.name };
}

function totalsOf(lines: readonly Line[], width: number): BalanceSheetTotal[] {
  const names = { asset: 'assets', liability: 'liabilities', equity: 'equity' } as const;
  const sums = new Map<
    string,
    { readonly name: BalanceSheetTotal['name']; readonly currency: Currency; readonly amounts: number[] }
  >();
  for (const currency of [...new Set(lines.map((line) => line.currency))].sort()) {
    for (const name of [...Object.values(names), 'check'] as const) {
      const amounts = Array.from({ length: width }, () => 0);
      sums.set(`${name} ${currency}`, { name, currency, amounts });
    }
  }
  for (const { section, currency, amounts } of lines) {
    for (const name of [names[section], 'check']) {
      const sum = sums.get(`${name} ${currency}`);
      amounts.forEach((amount, index) => {
        if (sum !== undefined) sum.amounts[index] = (sum.amounts[index] ?? 0) + amount;
      });
    }
  }
  return [...sums.values()].map((sum) => ({
    ...sum,
    amounts: sum.amounts.map((amount) => major(amount, sum.currency)),
  }));
}
