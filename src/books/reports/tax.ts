import { taxPayable } from '../../domain/ledger/account.ts';
import { major } from '../../domain/money/format.ts';
import type { Currency } from '../../domain/money/minor.ts';
import { addDays } from '../../domain/time/when.ts';
import type { AccountRow } from '../../storage/reports/accounts.ts';
import { sumKept } from '../../storage/reports/kept.ts';
import { readLateTax } from '../../storage/reports/late-tax.ts';
import type { Session } from '../session.ts';
import {
  compareText,
  type Decimal,
  type Ground,
  group,
  makeReport,
  type Reported,
  type ReportOptions,
} from './report.ts';

/** What a tax return needs: tax charged less tax credited = net due, owed when positive. */
export interface TaxReport {
  readonly book: string;
  readonly baseCurrency: Currency;
  readonly rows: readonly TaxRow[];
  /** Of the rows' figures what belongs to earlier, locked periods. */
  readonly corrections: readonly TaxCorrection[];
}

interface TaxKey {
  /** Name of the scheme; for a tax outside Tax payable the account's name. */
  readonly scheme: string;
  readonly jurisdiction: string;
  readonly code: string;
  /** In percent, '' where the code names none. */
  readonly rate: string;
  readonly liable: string;
  readonly currency: Currency;
}

export interface TaxRow extends TaxKey {
  /** Net amount taxed, of sales less credits, in `currency`. */
  readonly base: Decimal;
  readonly charged: Decimal;
  readonly credited: Decimal;
  readonly due: Decimal;
  /** Net due in the book's base currency. */
  readonly baseDue: Decimal;
}

export interface TaxCorrection extends TaxKey {
  readonly month: string;
  readonly base: Decimal;
  readonly due: Decimal;
  readonly baseDue: Decimal;
}

export async function taxReport(
  session: Session,
  bookId: number,
  options: ReportOptions = {},
): Promise<Reported<TaxReport>> {
  return await makeReport(session, bookId, { ...options, defaultCurrency: 'original' }, async (ground) => ({
    book: ground.book.name,
    baseCurrency: ground.book.baseCurrency,
    rows: await rowsOf(ground),
    corrections: await correctionsOf(ground),
  }));
}

async function rowsOf(ground: Ground): Promise<TaxRow[]> {
  const { reader, book, byId, period, asKnownAt, inBase } = ground;
  const sums = await sumKept(reader, {
    bookId: book.bookId,
    boundaries: [period.from, addDays(period.to, 1)],
    withBefore: false,
    accountIds: null,
    by: 'tax',
    asKnownAt,
  });
  const rows = sums.map((sum): TaxRow => {
    const shown = inBase ? book.baseCurrency : sum.currency;
    const [charged, credited] = inBase ? [sum.baseCredit, sum.baseDebit] : [sum.credit, sum.debit];
    return {
      ...keyOf(sum, byId),
      base: major(sum.taxBase, sum.currency),
      charged: major(charged, shown),
      credited: major(credited, shown),
      due: major(charged - credited, shown),
      baseDue: major(sum.baseCredit - sum.baseDebit, book.baseCurrency),
    };
  });
  return rows.sort(byKey);
}

async function correctionsOf(ground: Ground): Promise<TaxCorrection[]> {
  const { reader, book, byId, period, asKnownAt } = ground;
  const late = await readLateTax(reader, { bookId: book.bookId, ...period, asKnownAt });
  const months = new Map<string, TaxCorrection>();
  for (const each of late) {
    const key = keyOf(each, byId);
    const month = each.month.slice(0, 7);
    group(months, `${month} ${Object.values(key).join(' ')}`, () => ({
      ...key,
      month,
      base: major(each.taxBase, each.currency),
      due: major(-each.amount, each.currency),
      baseDue: major(-each.base, book.baseCurrency),
    }));
  }
  return [...months.values()].sort((a, b) => compareText(a.month, b.month) || byKey(a, b));
}

const payablePrefix = taxPayable('').code;

/** A code is `<jurisdiction>:<platform's code or name>:<rate in percent>`; the scheme is the account's (accounting.md 19). */
function keyOf(
  sum: { readonly accountId: number; readonly currency: Currency; readonly taxCode: string; readonly liable: string },
  byId: ReadonlyMap<number, AccountRow>,
): TaxKey {
  const account = byId.get(sum.accountId);
  const { taxCode } = sum;
  const first = taxCode.indexOf(':');
  const last = taxCode.lastIndexOf(':');
  const isPayable = account?.code.startsWith(payablePrefix) === true;
  return {
    scheme: isPayable ? account.code.slice(payablePrefix.length) : (account?.name ?? ''),
    jurisdiction: first < 0 ? '' : taxCode.slice(0, first),
    code: first < 0 ? taxCode : taxCode.slice(first + 1, Math.max(first + 1, last)),
    rate: first < 0 || last === first ? '' : taxCode.slice(last + 1),
    liable: sum.liable,
    currency: sum.currency,
  };
}

function byKey(a: TaxKey, b: TaxKey): number {
  for (const name of ['scheme', 'jurisdiction', 'liable', 'code', 'rate', 'currency'] as const) {
    const order = compareText(a[name], b[name]);
    if (order !== 0) return order;
  }
  return 0;
}
