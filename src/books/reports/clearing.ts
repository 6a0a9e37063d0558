import { isClearing } from '../../domain/ledger/account.ts';
import { major } from '../../domain/money/format.ts';
import type { Currency } from '../../domain/money/minor.ts';
import { addDays } from '../../domain/time/when.ts';
import { sumKept } from '../../storage/reports/kept.ts';
import type { Session } from '../session.ts';
import { byCode, type Decimal, group, makeReport, type Reported, type ReportOptions, sidesOf } from './report.ts';

/** What gateways owe the merchant: debit positive, so that opening + payments + refunds + other = closing. */
export interface Clearing {
  readonly book: string;
  readonly baseCurrency: Currency;
  readonly rows: readonly ClearingRow[];
}

export interface ClearingRow {
  readonly code: string;
  readonly name: string;
  readonly currency: Currency;
  readonly opening: Decimal;
  readonly payments: Decimal;
  /** Money paid back or reversed: zero or negative. */
  readonly refunds: Decimal;
  /** What belongs to no channel: opening entries and manual ones. */
  readonly other: Decimal;
  readonly closing: Decimal;
  readonly baseClosing: Decimal;
}

export async function clearing(
  session: Session,
  bookId: number,
  options: ReportOptions = {},
): Promise<Reported<Clearing>> {
  return await makeReport(session, bookId, { ...options, defaultCurrency: 'original' }, async (ground) => {
    const { reader, book, accounts, byId, period, asKnownAt } = ground;
    const sums = await sumKept(reader, {
      bookId: book.bookId,
      boundaries: [period.from, addDays(period.to, 1)],
      withBefore: true,
      accountIds: accounts.filter(({ code }) => isClearing(code)).map(({ accountId }) => accountId),
      by: 'channel',
      asKnownAt,
    });
    const lines = new Map<string, ReturnType<typeof emptyLine>>();
    for (const sum of sums) {
      const { currency, debit, credit } = sidesOf(sum, ground);
      const line = group(lines, `${sum.accountId} ${currency}`, () => emptyLine(sum.accountId, currency));
      line.base += sum.baseDebit - sum.baseCredit;
      if (sum.bucket === 0) line.opening += debit - credit;
      else if (sum.channel === 0) line.other += debit - credit;
      else {
        line.payments += debit;
        line.refunds -= credit;
      }
    }
    const rows = [...lines.values()].map(
      ({ accountId, currency, opening, payments, refunds, other, base }): ClearingRow => ({
        code: byId.get(accountId)?.code ?? '',
        name: byId.get(accountId)?.name ?? '',
        currency,
        opening: major(opening, currency),
        payments: major(payments, currency),
        refunds: major(refunds, currency),
        other: major(other, currency),
        closing: major(opening + payments + refunds + other, currency),
        baseClosing: major(base, book.baseCurrency),
      }),
    );
    return { book: book.name, baseCurrency: book.baseCurrency, rows: rows.sort(byCode) };
  });
}

function emptyLine(accountId: number, currency: Currency) {
  return { accountId, currency, opening: 0, payments: 0, refunds: 0, other: 0, base: 0 };
}
