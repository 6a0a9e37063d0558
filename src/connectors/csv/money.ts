import type {
  PaymentContent,
  PaymentStatus,
  RefundContent,
  RefundStatus,
  Tender,
} from '../../domain/documents/parts.ts';
import { type Exact, toMinor } from '../../domain/money/exact.ts';
import { type Minor, minor } from '../../domain/money/minor.ts';
import type { When } from '../../domain/time/when.ts';
import {
  amountReader,
  CellFault,
  type Cells,
  choiceReader,
  conditionReader,
  type Header,
  type Locale,
  momentReader,
  type Newest,
  sourceReader,
} from './columns.ts';
import { unitsReader } from './lines.ts';
import type { PaymentsProfile, RefundsProfile } from './shapes.ts';
import { type Goods, type Named, unitsOf } from './units.ts';

/** What a money row is read against. */
export interface MoneyContext {
  readonly currency: string;
  readonly decimals: number;
  /** When the row itself names no instant. */
  readonly at: When | null;
  readonly newest: Newest;
}

/** What the books call a kind of payment, where not as the file does. */
export type GatewayNames = Readonly<Record<string, string>>;

/** A payment as its row states it; the id is '' where it names none. */
export type ReadPayment = (row: Cells, context: MoneyContext) => PaymentContent | null;

export function paymentReader(
  header: Header,
  payments: PaymentsProfile,
  locale: Locale,
  gateways: GatewayNames,
): ReadPayment {
  const holds = conditionReader(header, payments.when, locale);
  const id = payments.id === undefined ? () => '' : header.text(payments.id);
  const amountOf = amountReader(header, payments.amount, locale);
  const gateway = sourceReader(header, payments.gateway);
  const at = momentReader(header, payments.at, locale);
  const statusOf = choiceReader<PaymentStatus | 'none'>(header, payments.status, locale, 'payments.status');
  return (row, { currency, decimals, at: documentAt, newest }) => {
    if (!holds(row)) return null;
    const status = statusOf(row);
    if (status === 'none') return null;
    const when = at(row, newest) ?? documentAt;
    const amount = positive(amountOf(row), decimals, payments.amount, "tell refunds apart with 'payments.when'");
    if (amount === null || (amount === 0 && payments.per === 'document')) return null;
    return {
      type: 'payment',
      id: id(row),
      tender: tenderOf(gateway(row), gateways),
      status,
      currency,
      amount,
      at: when,
    };
  };
}

/** What a refund row adds to the refund it belongs to. */
export interface RefundRow {
  readonly content: RefundContent;
  readonly goods: Named | null;
}

export type ReadRefund = (row: Cells, context: MoneyContext) => RefundRow | null;

export function refundReader(
  header: Header,
  refunds: RefundsProfile,
  locale: Locale,
  gateways: GatewayNames,
): ReadRefund {
  const holds = conditionReader(header, refunds.when, locale);
  const id = refunds.id === undefined ? () => '' : header.text(refunds.id);
  const amountOf = amountReader(header, refunds.amount, locale);
  const gateway = refunds.gateway === undefined ? null : sourceReader(header, refunds.gateway);
  const at = momentReader(header, refunds.at, locale);
  const line = refunds.line === undefined ? () => '' : header.text(refunds.line);
  const units = refunds.quantity === undefined ? () => null : unitsReader(header, refunds.quantity, locale);
  const statusOf = choiceReader<RefundStatus>(header, refunds.status, locale, 'refunds.status');
  return (row, { currency, decimals, newest }) => {
    if (!holds(row)) return null;
    const when = at(row, newest);
    const amount = positive(
      amountOf(row),
      decimals,
      refunds.amount,
      'write a column of negative amounts as {"minus": ["…"]}',
    );
    const name = line(row);
    if (amount === null || (amount === 0 && name === '')) return null;
    const content: RefundContent = {
      type: 'refund',
      id: id(row),
      status: statusOf(row),
      at: when,
      currency,
      amount,
      tender: gateway === null ? null : tenderOf(gateway(row), gateways),
      lines: [],
      statedTaxes: null,
    };
    return { content, goods: name === '' ? null : { line: name, quantity: units(row) } };
  };
}

/** Rows that name one refund are one: their money adds up, and so do their goods. */
export function joinedRefund(rows: readonly RefundRow[], goods: Goods): RefundContent | null {
  const [first] = rows;
  if (first === undefined) return null;
  const amount = minor(rows.reduce((sum, { content }) => sum + content.amount, 0));
  return {
    ...first.content,
    amount,
    lines: unitsOf(
      rows.flatMap((row) => row.goods ?? []),
      goods,
    ),
  };
}

/** A voucher or gift card of a file is a gateway too: its sale was never seen (accounting.md 30). */
function tenderOf(stated: string, gateways: GatewayNames): Tender {
  const named = Object.hasOwn(gateways, stated) ? gateways[stated] : undefined;
  return { kind: 'gateway', gateway: stated === '' ? 'unknown' : (named ?? stated) };
}

function positive(
  amount: Exact | null,
  decimals: number,
  from: PaymentsProfile['amount'],
  remedy: string,
): Minor | null {
  if (amount === null) return null;
  if (amount.units < 0n)
    throw new CellFault(typeof from === 'string' ? from : 'amount', `a negative amount: ${remedy}`);
  return toMinor(amount, decimals);
}
