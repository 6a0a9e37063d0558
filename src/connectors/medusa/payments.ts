import type { PaymentContent } from '../../domain/documents/parts.ts';
import type { PartReport } from '../../domain/documents/report.ts';
import { decimalsOf } from '../../domain/money/currency.ts';
import { type Exact, exactText, isFiner, toMinor } from '../../domain/money/exact.ts';
import { sum } from '../../domain/money/minor.ts';
import type { Instant } from '../../domain/time/when.ts';
import type { MedusaPayment } from './shapes.ts';

/**
 * A payment's authorisation, and each capture of it. The authorisation stays when all is captured, for the order is a
 * sale from then; it is for no more than the captures once nothing else will come of it.
 */
export function paymentParts(payment: MedusaPayment): PartReport[] {
  const { id, createdAt, capturedAt, canceledAt } = payment;
  const captures = payment.captures.map((capture) =>
    paymentPart(payment, {
      id: capture.id,
      status: 'captured',
      at: capture.createdAt,
      ...money(capture.amount, payment),
    }),
  );
  const whole = { id, ...money(payment.amount, payment) };
  if (captures.length > 0) {
    const isOpen = capturedAt === null && canceledAt === null;
    const amount = sum(payment.captures.map((capture) => money(capture.amount, payment).amount));
    const authorised = isOpen ? whole : { id, amount, family: id };
    return [...captures, paymentPart(payment, { ...authorised, status: 'authorised', at: createdAt })];
  }
  if (canceledAt !== null) return [paymentPart(payment, { ...whole, status: 'voided', at: canceledAt })];
  if (capturedAt !== null) return [paymentPart(payment, { ...whole, status: 'captured', at: capturedAt })];
  return [paymentPart(payment, { ...whole, status: 'authorised', at: createdAt })];
}

type Stated = Pick<PaymentContent, 'id' | 'status' | 'amount' | 'exact' | 'family'> & { readonly at: Instant };

function paymentPart(payment: MedusaPayment, stated: Stated): PartReport {
  const tender = { kind: 'gateway', gateway: gatewayOf(payment) } as const;
  return {
    key: `payment:${stated.id}`,
    version: null,
    content: { type: 'payment', tender, currency: payment.currency, ...stated },
    at: stated.at,
  };
}

/** Money only: a return has lowered the items before it is paid back, and other refunds name none. */
export function refundParts(payment: MedusaPayment): PartReport[] {
  return payment.refunds.map(({ id, amount, createdAt }) => ({
    key: `refund:${id}`,
    version: null,
    content: {
      type: 'refund',
      id,
      status: 'settled',
      at: createdAt,
      currency: payment.currency,
      ...money(amount, payment),
      tender: { kind: 'gateway', gateway: gatewayOf(payment) },
      lines: [],
      statedTaxes: null,
    },
    at: createdAt,
  }));
}

function gatewayOf(payment: MedusaPayment): string {
  return payment.provider.replace(/^pp_/, '');
}

function money(amount: Exact, { id, currency }: MedusaPayment) {
  const decimals = decimalsOf(currency);
  const rounded = { amount: toMinor(amount, decimals), family: id };
  return isFiner(amount, decimals) ? { ...rounded, exact: exactText(amount) } : rounded;
}
