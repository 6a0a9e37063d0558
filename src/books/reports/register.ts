import { major } from '../../domain/money/format.ts';
import type { Currency } from '../../domain/money/minor.ts';
import { type LocalDate, parseDate } from '../../domain/time/when.ts';
import { Missing, Trouble } from '../../domain/trouble.ts';
import type { AccountRow } from '../../storage/reports/accounts.ts';
import { type RegisterCursor, type RegisterLine, readOpening, readRegister } from '../../storage/reports/register.ts';
import { walkOn } from '../../storage/snapshot.ts';
import type { Session } from '../session.ts';
import { type Decimal, type Ground, makeReport, type Reported, type ReportOptions } from './report.ts';

export interface Register {
  readonly book: string;
  readonly baseCurrency: Currency;
  readonly code: string;
  readonly name: string;
  /** What the account stood at before the first row: in base currency, or one per currency. */
  readonly opening: readonly { readonly currency: Currency; readonly balance: Decimal }[];
  readonly rows: readonly RegisterRow[];
  /** Where the next page begins (`after`); null on the last. */
  readonly next: string | null;
}

export interface RegisterRow {
  readonly date: LocalDate;
  readonly entry: number;
  readonly key: string;
  readonly document: string;
  readonly channel: string;
  readonly text: string;
  readonly counterAccounts: readonly string[];
  readonly debit: Decimal;
  readonly credit: Decimal;
  /** Running, debit positive. */
  readonly balance: Decimal;
  /** The currency of debit, credit and balance. */
  readonly currency: Currency;
  readonly originalAmount: Decimal;
  readonly originalCurrency: Currency;
  readonly taxCode: string;
  readonly trueDate: LocalDate;
  /** ISO 8601, UTC. */
  readonly recordedAt: string;
}

export interface RegisterOptions extends ReportOptions {
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

export const registerPage = 50;

export async function register(
  session: Session,
  bookId: number,
  code: string,
  options: RegisterOptions = {},
): Promise<Reported<Register>> {
  return await makeReport(session, bookId, { ...options, defaultCurrency: 'base' }, async (ground) => {
    const account = findAccount(ground, code);
    const limit = options.limit ?? registerPage;
    const query = {
      bookId,
      accountId: account.accountId,
      ...ground.period,
      after: options.after === undefined ? null : parseCursor(options.after),
      limit: limit + 1,
      asKnownAt: ground.asKnownAt,
    };
    const opening = await readOpening(ground.reader, query);
    await walkOn(ground.reader);
    const lines = await readRegister(ground.reader, query);
    const page = lines.slice(0, limit);
    const last = page.at(-1);
    const balances = new Map<Currency, number>();
    for (const { currency, amount, baseAmount } of opening) {
      if (!ground.inBase) balances.set(currency, amount);
      else balances.set(ground.book.baseCurrency, (balances.get(ground.book.baseCurrency) ?? 0) + baseAmount);
    }
    return {
      book: ground.book.name,
      baseCurrency: ground.book.baseCurrency,
      code: account.code,
      name: account.name,
      opening: [...balances].map(([currency, balance]) => ({ currency, balance: major(balance, currency) })),
      rows: page.map((line) => rowOf(line, ground, balances)),
      next: lines.length > limit && last !== undefined ? `${last.date}.${last.number}.${last.line}` : null,
    };
  });
}

function rowOf(line: RegisterLine, { inBase, book }: Ground, balances: Map<Currency, number>): RegisterRow {
  const currency = inBase ? book.baseCurrency : line.currency;
  const amount = inBase ? line.baseAmount : line.amount;
  const balance = (balances.get(currency) ?? 0) + amount;
  balances.set(currency, balance);
  return {
    date: line.date,
    entry: line.number,
    key: line.key,
    document: line.documentNumber,
    channel: line.channel,
    text: line.note,
    counterAccounts: line.counterAccounts,
    debit: major(Math.max(amount, 0), currency),
    credit: major(Math.max(-amount, 0), currency),
    balance: major(balance, currency),
    currency,
    originalAmount: major(line.amount, line.currency),
    originalCurrency: line.currency,
    taxCode: line.taxCode,
    trueDate: line.trueDate,
    recordedAt: new Date(line.recordedAt).toISOString(),
  };
}

/** The account of that code, or the only one whose code or name begins so. */
function findAccount({ accounts }: Ground, asked: string): AccountRow {
  const exact = accounts.find(({ code }) => code === asked);
  if (exact !== undefined) return exact;
  const wanted = asked.toLowerCase();
  const close = accounts.filter(
    ({ code, name }) => code.toLowerCase().startsWith(wanted) || name.toLowerCase().startsWith(wanted),
  );
  const [only] = close;
  if (only !== undefined && close.length === 1) return only;
  const some =
    close.length === 0
      ? 'see the codes with `bookkeeper report trial-balance`'
      : `take one of ${close.map(({ code }) => code).join(', ')}`;
  throw new Missing(`there is no account ${asked}`, some);
}

function parseCursor(text: string): RegisterCursor {
  const [, day = '', number = '', line = ''] = /^(\d{4}-\d{2}-\d{2})\.(\d+)\.(\d+)$/.exec(text) ?? [];
  const date = parseDate(day);
  if (date === null)
    throw new Trouble(`"${text}" is no place in a register`, 'give what the page before says after "next"');
  return { date, number: Number.parseInt(number, 10), line: Number.parseInt(line, 10) };
}
