import { compareIds } from '../../domain/documents/ids.ts';
import type { PaymentStatus, RefundStatus } from '../../domain/documents/parts.ts';
import type { PartReport } from '../../domain/documents/report.ts';
import { decimalsOf } from '../../domain/money/currency.ts';
import { exactText, fromMinor, isFiner, toMinor } from '../../domain/money/exact.ts';
import type { Minor } from '../../domain/money/minor.ts';
import type { Instant } from '../../domain/time/when.ts';
import { type Context, transitionTo } from './context.ts';
import type { VendurePayment, VendureRefund } from './shapes.ts';

/** A payment with the id it is known by: the gateway's, unless it has none or another payment of the order has the same. */
export interface IdentifiedPayment extends VendurePayment {
  readonly key: string;
}

export function identified(payments: readonly VendurePayment[]): IdentifiedPayment[] {
  const taken = new Set<string>();
  const inOrder = payments.toSorted((a, b) => a.createdAt - b.createdAt || compareIds(a.id, b.id));
  return inOrder.map((payment) => {
    const { id, transactionId } = payment;
    const own = transactionId === '' ? id : transactionId;
    const key = taken.has(own) ? `${own}:${id}` : own;
    taken.add(key);
    return { ...payment, key };
  });
}

const PAYMENT_STATUS: Readonly<Record<string, PaymentStatus>> = {
  Settled: 'captured',
  Authorized: 'authorised',
  Cancelled: 'voided',
  Declined: 'failed',
  Error: 'failed',
};

/** The payment; and, where it was authorised before it was settled, that by itself: the order is a sale from then. */
export function paymentParts(payment: IdentifiedPayment, context: Context): PartReport[] {
  const { key, id, state, createdAt } = payment;
  const at = transitionTo(context.order, 'payment', id, state) ?? createdAt;
  const status = PAYMENT_STATUS[state] ?? 'pending';
  const parts = [paymentPart(payment, { id: key, status, at }, context)];
  const authorisedAt = transitionTo(context.order, 'payment', id, 'Authorized');
  if (status === 'captured' && authorisedAt !== undefined) {
    parts.push(paymentPart(payment, { id: familyOf(payment), status: 'authorised', at: authorisedAt }, context));
  }
  return parts;
}

function paymentPart(
  payment: IdentifiedPayment,
  stated: { readonly id: string; readonly status: PaymentStatus; readonly at: Instant },
  context: Context,
): PartReport {
  return {
    key: `payment:${stated.id}`,
    version: null,
    content: {
      type: 'payment',
      tender: { kind: 'gateway', gateway: payment.method },
      currency: context.order.currency,
      ...money(payment.amount, context),
      family: familyOf(payment),
      ...stated,
    },
    at: stated.at,
  };
}

/** Named after the authorisation, of which a captured payment is the capture. */
function familyOf({ key }: IdentifiedPayment): string {
  return `authorisation:${key}`;
}

const REFUND_STATUS: Readonly<Record<string, RefundStatus>> = { Settled: 'settled', Failed: 'failed' };

/** Money only, by its total: items + shipping + adjustment is not it, and cancelled lines have shrunk (real-stores.md 1.4). */
export function refundPart(refund: VendureRefund, payment: IdentifiedPayment, context: Context): PartReport {
  const { id, state, createdAt } = refund;
  const at = transitionTo(context.order, 'refund', id, state) ?? createdAt;
  return {
    key: `refund:${id}`,
    version: null,
    content: {
      type: 'refund',
      id,
      status: REFUND_STATUS[state] ?? 'pending',
      at,
      currency: context.order.currency,
      ...money(refund.total, context),
      family: familyOf(payment),
      tender: { kind: 'gateway', gateway: payment.method },
      lines: [],
      statedTaxes: null,
    },
    at,
  };
}

function money(figure: number, { order, decimals }: Context): { readonly amount: Minor; readonly exact?: string } {
  const amount = fromMinor(figure, decimals);
  const places = decimalsOf(order.currency);
  const rounded = { amount: toMinor(amount, places) };
  return isFiner(amount, places) ? { ...rounded, exact: exactText(amount) } : rounded;
}
