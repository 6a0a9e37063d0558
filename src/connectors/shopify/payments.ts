import type { PaymentContent, PaymentStatus, Tender } from '../../domain/documents/parts.ts';
import type { PartReport } from '../../domain/documents/report.ts';
import { decimalsOf } from '../../domain/money/currency.ts';
import { minus, toMinor, total } from '../../domain/money/exact.ts';
import type { Instant } from '../../domain/time/when.ts';
import type { ShopifyOrder, ShopifyTransaction } from './shapes.ts';

const AUTHORISATIONS: ReadonlySet<string> = new Set(['authorization', 'emv_authorization']);
const CAPTURES: ReadonlySet<string> = new Set(['sale', 'capture']);
const FAILURES: ReadonlySet<string> = new Set(['failure', 'error']);

export type Customer = Pick<ShopifyOrder, 'customer'>;

/**
 * The payments of an order: each sale, capture and authorisation. A void ends its authorisation; change handed back
 * over the counter is less cash taken: received = Σ sales and captures − Σ change; refunds belong to refunds.
 */
export function paymentParts(transactions: readonly ShopifyTransaction[], order: ShopifyOrder): PartReport[] {
  const payments = transactions.filter(({ kind }) => CAPTURES.has(kind) || AUTHORISATIONS.has(kind));
  return payments.map((payment) => {
    const children = transactions.filter(({ parent, status }) => parent === payment.id && status === 'success');
    const change = total(children.filter(({ kind }) => kind === 'change').map(({ amount }) => amount));
    const taken = { ...payment, amount: minus(payment.amount, change) };
    return paymentPart(taken, order, endOf(payment, children, order));
  });
}

/**
 * When a payment came to nothing by itself: an authorisation by its void, or by its expiry, which the order states
 * without a date; a pending one (cash on delivery) when another transaction took its money. Undefined: it stands.
 */
function endOf(
  payment: ShopifyTransaction,
  children: readonly ShopifyTransaction[],
  order: ShopifyOrder,
): Instant | null | undefined {
  const captured = children.find(({ kind }) => CAPTURES.has(kind));
  if (paymentStatus(payment) === 'pending') return captured?.at;
  if (paymentStatus(payment) !== 'authorised') return undefined;
  const voided = children.find(({ kind }) => kind === 'void');
  if (voided !== undefined) return voided.at;
  return order.financialStatus === 'expired' && captured === undefined ? null : undefined;
}

/** `ended`: when the authorisation came to nothing; undefined where it did not. */
export function paymentPart(transaction: ShopifyTransaction, order?: Customer, ended?: Instant | null): PartReport {
  const { id, currency, amount, parent } = transaction;
  const at = ended === undefined ? transaction.at : ended;
  const content: PaymentContent = {
    type: 'payment',
    id,
    tender: tenderOf(transaction, order),
    status: ended === undefined ? paymentStatus(transaction) : 'voided',
    currency,
    amount: toMinor(amount, decimalsOf(currency)),
    ...(parent === null ? {} : { family: parent }),
    at,
  };
  return { key: `payment:${id}`, version: null, content, at };
}

function paymentStatus(transaction: ShopifyTransaction): PaymentStatus {
  if (hasFailed(transaction)) return 'failed';
  if (transaction.status !== 'success') return 'pending';
  return AUTHORISATIONS.has(transaction.kind) ? 'authorised' : 'captured';
}

export function tenderOf({ gateway, giftCard }: ShopifyTransaction, order?: Customer): Tender {
  if (gateway === 'gift_card') return { kind: 'gift-card', card: giftCard };
  if (gateway === 'shopify_store_credit') return { kind: 'store-credit', account: order?.customer.id ?? '' };
  return { kind: 'gateway', gateway };
}

export function hasFailed({ status }: Pick<ShopifyTransaction, 'status'>): boolean {
  return FAILURES.has(status);
}
