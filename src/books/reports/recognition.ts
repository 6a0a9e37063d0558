import { major } from '../../domain/money/format.ts';
import type { Currency } from '../../domain/money/minor.ts';
import type { LocalDate } from '../../domain/time/when.ts';
import {
  type CountedDays,
  listRecognition,
  listRecognitionAccounts,
  type RecognitionAccount,
  type RecognitionQuery,
  type RecognitionSum,
  sumCertificates,
  sumRecognition,
} from '../../storage/reports/recognition.ts';
import { connectionNamed } from '../channels.ts';
import { documentRef } from '../refs.ts';
import type { Session } from '../session.ts';
import type { Period } from './periods.ts';
import { byCode, type Decimal, type Ground, makeReport, type Reported } from './report.ts';

/** The lines with orders behind them, in the order in which they lead from placed to what stands in the ledger. */
export const recognitionLines = [
  'placed',
  'waits',
  'not-a-sale',
  'before-cut-over',
  'not-shipped',
  'cancelled',
  'reduced',
  'changed-later',
  'other',
  'given-back',
  'shipped-from-before',
  'sold-from-before',
  'changed-from-before',
  'cancelled-from-before',
  'given-back-from-before',
  'credit-notes',
  'posted-elsewhere',
  'posted-here',
] as const;

export type RecognitionLine = (typeof recognitionLines)[number];

/** How what was placed in a channel on some days became what the ledger recognised on them (accounting.md 40). */
export interface Recognition {
  readonly channel: string;
  readonly period: Period;
  readonly currencies: readonly RecognitionIn[];
}

/** In one currency, gross: with taxes, after discounts. */
export interface RecognitionIn {
  readonly currency: Currency;
  /** What the certificates of these days count; null where no day was compared in this currency. */
  readonly counted: {
    readonly theirs: Decimal;
    /** Books less platform, as last compared. */
    readonly differing: Decimal;
    /** Placed less what the books counted then: days not compared, orders no platform counts, changes since. */
    readonly since: Decimal;
  } | null;
  /** Those that are not nothing; their sum up to the first `posted-…` is `recognised`, of all `inLedger`. */
  readonly lines: readonly { readonly line: RecognitionLine; readonly orders: number; readonly amount: Decimal }[];
  /** By true date. */
  readonly recognised: Decimal;
  /** By the days of the journal; together with all accounts' `recognised` it is zero. */
  readonly inLedger: Decimal;
  /** Debit positive, by the days of the journal: recognition and all other entries together are the ledger. */
  readonly accounts: readonly {
    readonly code: string;
    readonly name: string;
    readonly recognised: Decimal;
    readonly other: Decimal;
    readonly ledger: Decimal;
  }[];
}

export interface RecognitionAsked {
  readonly channel: string;
  readonly from: LocalDate;
  readonly to: LocalDate;
}

export async function recognition(
  session: Session,
  bookId: number,
  { channel, from, to }: RecognitionAsked,
): Promise<Reported<Recognition>> {
  return await makeReport(session, bookId, { from, to, defaultCurrency: 'original' }, async (ground) => {
    const { reader } = ground;
    const query = { bookId, connectionId: await connectionNamed(session.database.pool, bookId, channel), from, to };
    const sums = await sumRecognition(reader, query);
    const accounts = await listRecognitionAccounts(reader, query);
    const counted = await sumCertificates(reader, query);
    const currencies = new Set([...sums, ...accounts, ...counted].map(({ currency }) => currency));
    const only = <T extends { readonly currency: Currency }>(rows: readonly T[], currency: Currency) =>
      rows.filter((row) => row.currency === currency);
    return {
      channel,
      period: { from, to },
      currencies: [...currencies].sort().map((currency) => ({
        currency,
        ...linesOf(only(sums, currency), only(counted, currency)[0], currency),
        accounts: accountsOf(ground, only(accounts, currency)),
      })),
    };
  });
}

function linesOf(
  sums: readonly RecognitionSum[],
  counted: CountedDays | undefined,
  currency: Currency,
): Omit<RecognitionIn, 'currency' | 'accounts'> {
  const amount = (minor: number): Decimal => major(minor, currency);
  const add = (rows: readonly RecognitionSum[]) => rows.reduce((total, row) => total + row.amount, 0);
  const placed = add(sums.filter(({ line }) => line === 'placed'));
  return {
    counted:
      counted === undefined
        ? null
        : {
            theirs: amount(counted.theirs),
            differing: amount(counted.ours - counted.theirs),
            since: amount(placed - counted.ours),
          },
    lines: recognitionLines.flatMap((line) => {
      const sum = sums.find((one) => one.line === line);
      return sum === undefined ? [] : [{ line, orders: sum.orders, amount: amount(sum.amount) }];
    }),
    recognised: amount(add(sums.filter(({ line }) => !line.startsWith('posted-')))),
    inLedger: amount(add(sums)),
  };
}

function accountsOf({ byId }: Ground, rows: readonly RecognitionAccount[]): RecognitionIn['accounts'] {
  return rows
    .map(({ accountId, currency, recognised, ledger }) => ({
      code: byId.get(accountId)?.code ?? '',
      name: byId.get(accountId)?.name ?? '',
      currency,
      recognised: major(recognised, currency),
      other: major(ledger - recognised, currency),
      ledger: major(ledger, currency),
    }))
    .sort(byCode)
    .map(({ currency: _currency, ...row }) => row);
}

export const recognitionOrdersPage = 50;

export interface RecognitionOrders {
  readonly orders: readonly {
    /** The document's own name. */
    readonly document: string;
    readonly number: string;
    readonly placedOn: LocalDate | null;
    readonly status: string;
    /** What of it stands on the line. */
    readonly amount: Decimal;
  }[];
  /** `after` of the next page; null on the last. */
  readonly next: number | null;
}

/** The orders behind a line, in the order in which the books came to know them. */
export async function recognitionOrders(
  session: Session,
  bookId: number,
  {
    channel,
    after = 0,
    limit = recognitionOrdersPage,
    ...asked
  }: RecognitionAsked & {
    readonly line: RecognitionLine;
    readonly currency: Currency;
    readonly after?: number | undefined;
    readonly limit?: number | undefined;
  },
): Promise<RecognitionOrders> {
  const query: RecognitionQuery & typeof asked = {
    ...asked,
    ...{ bookId, connectionId: await connectionNamed(session.database.pool, bookId, channel) },
  };
  const rows = await listRecognition(session.database.pool, { ...query, after, limit: limit + 1 });
  const page = rows.slice(0, limit);
  return {
    orders: page.map(({ documentId, number, placedOn, status, amount }) => ({
      ...{ document: documentRef(documentId), number, placedOn, status },
      amount: major(amount, asked.currency),
    })),
    next: rows.length > limit ? (page.at(-1)?.documentId ?? null) : null,
  };
}
