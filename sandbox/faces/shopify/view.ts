import { grossOf, taxOf, total } from '../../world/money.ts';
import { authorisedOf, capturedOf, refundedOf, totalOf } from '../../world/order.ts';
import type { Amount, Charge, Instant, Order, Payment, ShopPlan, Slice } from '../../world/types.ts';

/*
 * An order as Shopify understands it, before it is dressed as GraphQL or REST. Where Shopify sees it otherwise than the
 * world: units taken off by an edit stay in the line and in the total, and are a refund without money; each try of a
 * payment, its capture and its void are transactions of their own; manual payments begin with a pending one.
 */
export interface OrderView {
  readonly order: Order;
  readonly plan: ShopPlan;
  readonly updatedAt: Instant;
  /** Before edits and refunds took anything off. */
  readonly total: Amount;
  readonly financialStatus: FinancialStatus;
  readonly gateways: readonly string[];
  readonly transactions: readonly TransactionView[];
  readonly refunds: readonly RefundView[];
}

export type FinancialStatus =
  | 'pending'
  | 'authorized'
  | 'partially_paid'
  | 'paid'
  | 'partially_refunded'
  | 'refunded'
  | 'voided';

export interface TransactionView {
  readonly id: number;
  readonly parent: number | null;
  readonly kind: 'authorization' | 'capture' | 'sale' | 'void' | 'refund';
  readonly status: 'success' | 'pending' | 'failure';
  readonly gateway: string;
  readonly isManual: boolean;
  readonly amount: Amount;
  readonly at: Instant;
  /** The gateway's name for it; '' for one that only waits for money. */
  readonly reference: string;
}

export interface RefundView {
  readonly id: number;
  readonly at: Instant;
  readonly lines: readonly RefundLineView[];
  /** Null: no shipping was given back. */
  readonly shipping: { readonly line: number; readonly subtotal: Amount; readonly tax: Amount } | null;
  /** What the lines come to less the money that moved; 0: no discrepancy. */
  readonly kept: Amount;
  readonly transactions: readonly TransactionView[];
  readonly restocked: boolean;
}

export interface RefundLineView {
  readonly id: number;
  readonly line: number;
  readonly quantity: number;
  readonly subtotal: Amount;
  readonly tax: Amount;
}

export function viewOf(order: Order, plan: ShopPlan, updatedAt: Instant): OrderView {
  const charged = total(order.lines.map((line) => grossOf(line.charged)));
  const transactions = transactionsOf(order);
  const all = charged + (order.shipping === null ? 0 : grossOf(order.shipping.charged));
  return {
    order,
    plan,
    updatedAt,
    total: all,
    financialStatus: financialStatusOf(order),
    gateways: all === 0 ? [] : [order.gateway.code],
    transactions,
    refunds: refundsOf(order, plan, transactions),
  };
}

function financialStatusOf(order: Order): FinancialStatus {
  const captured = capturedOf(order);
  const refunded = refundedOf(order);
  if (captured > 0 && refunded >= captured) return 'refunded';
  if (refunded > 0) return 'partially_refunded';
  if (captured > 0) return captured >= totalOf(order) ? 'paid' : 'partially_paid';
  if (order.cancelledAt !== null) return 'voided';
  if (authorisedOf(order) > 0) return 'authorized';
  return totalOf(order) === 0 ? 'paid' : 'pending';
}

/** Ids that the world does not give are made from those it does, far above them. */
const MADE = 1_000_000_000;

function transactionsOf(order: Order): TransactionView[] {
  const waiting = waitingOf(order);
  const paid = order.payments.flatMap((payment) => paymentTransactions(payment, waiting?.id ?? null));
  const back = order.refunds.flatMap((refund) =>
    refund.transactions.map((one): TransactionView => {
      const payment = order.payments.find(({ id }) => id === one.paymentId);
      return {
        id: one.id,
        parent: payment?.settledId ?? one.paymentId,
        kind: 'refund',
        status: 'success',
        gateway: order.gateway.code,
        isManual: isManual(order),
        amount: one.amount,
        at: refund.at,
        reference: one.transactionId,
      };
    }),
  );
  return [...(waiting === null ? [] : [waiting]), ...paid, ...back];
}

const isManual = ({ gateway }: Pick<Order, 'gateway'>) => gateway.captures === 'on account';

/** A manual payment is expected from the start. */
function waitingOf(order: Order): TransactionView | null {
  const first = total(order.lines.filter(({ addedBy }) => addedBy === null).map((line) => grossOf(line.charged)));
  const amount = first + (order.shipping === null ? 0 : grossOf(order.shipping.charged));
  if (!isManual(order) || amount === 0) return null;
  return {
    id: MADE + order.id,
    parent: null,
    kind: 'sale',
    status: 'pending',
    gateway: order.gateway.code,
    isManual: true,
    amount,
    at: order.placedAt,
    reference: '',
  };
}

function paymentTransactions(payment: Payment, waiting: number | null): TransactionView[] {
  const { id, status, amount, captured, at, settledId, capturedAt, voidedAt, gateway, transactionId } = payment;
  const base = { gateway: gateway.code, isManual: isManual(payment), reference: transactionId } as const;
  const isTwo = settledId !== null || gateway.captures === 'later';
  if (!isTwo) {
    const outcome = status === 'failed' ? 'failure' : 'success';
    return [{ ...base, id, parent: waiting, kind: 'sale', status: outcome, amount, at }];
  }
  const first: TransactionView = {
    ...base,
    id,
    parent: null,
    kind: settledId === null && status === 'captured' ? 'sale' : 'authorization',
    status: status === 'failed' ? 'failure' : 'success',
    amount,
    at,
  };
  if (settledId === null) return [first];
  const second = { ...base, id: settledId, parent: id, status: 'success' } as const;
  return capturedAt === null
    ? [first, { ...second, kind: 'void', amount, at: voidedAt ?? at }]
    : [first, { ...second, kind: 'capture', amount: captured, at: capturedAt }];
}

function refundsOf(order: Order, plan: ShopPlan, transactions: readonly TransactionView[]): RefundView[] {
  const removals = order.edits
    .filter(({ removed }) => removed.length > 0)
    .map(({ id, at, removed }): RefundView => {
      const lines = removed.map((slice, index) => refundLine(id, index, slice, plan));
      return { id, at, lines, shipping: null, kept: 0, transactions: [], restocked: true };
    });
  const given = order.refunds.map(({ id, at, slices, shipping, amount, transactions: own, restocked }): RefundView => {
    const lines = slices.map((slice, index) => refundLine(id, index, slice, plan));
    const calculated =
      total(slices.map(({ charged }) => grossOf(charged))) + (shipping === null ? 0 : grossOf(shipping));
    return {
      id,
      at,
      lines,
      shipping:
        shipping === null || order.shipping === null
          ? null
          : { line: order.shipping.id, subtotal: subtotalOf(shipping, plan), tax: taxOf(shipping) },
      kept: calculated - amount,
      transactions: transactions.filter((one) => own.some((other) => other.id === one.id)),
      restocked,
    };
  });
  return [...removals, ...given].sort((a, b) => a.id - b.id);
}

function refundLine(
  refund: number,
  index: number,
  { lineId, quantity, charged }: Slice,
  plan: ShopPlan,
): RefundLineView {
  return {
    id: MADE + refund * 100 + index,
    line: lineId,
    quantity,
    subtotal: subtotalOf(charged, plan),
    tax: taxOf(charged),
  };
}

/** With tax where prices have it. */
function subtotalOf(charged: Charge, plan: ShopPlan): Amount {
  return plan.pricesIncludeTax ? grossOf(charged) : charged.net;
}
