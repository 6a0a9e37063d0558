import { inMinorUnits } from '../../domain/documents/order.ts';
import type { FulfilmentContent, OrderContent } from '../../domain/documents/parts.ts';
import type { CompleteList, Decoded, PartReport, PersonReport, Report } from '../../domain/documents/report.ts';
import { type Instant, instant } from '../../domain/time/when.ts';
import type { Arrival, StoreSettings } from '../contract.ts';
import { decoded } from '../shape.ts';
import { paymentPart, paymentParts } from './payments.ts';
import { refundMentions, refundParts } from './returned.ts';
import {
  readOrder,
  readStandalone,
  recordOf,
  type ShopifyFulfilment,
  type ShopifyOrder,
  type Standalone,
} from './shapes.ts';
import { componentsOf, removedShipping } from './sold.ts';

/** An order in either shape, or the body of one of its refunds, fulfilments or transactions. */
export function decode(payload: unknown, _settings: StoreSettings, arrival: Arrival): Decoded {
  return decoded(() => {
    const { kind, record } = recordOf(payload);
    return kind === 'order' ? orderReport(readOrder(record), arrival) : standaloneReport(readStandalone(kind, record));
  });
}

function orderReport(order: ShopifyOrder, arrival: Arrival): Report {
  const content = orderContent(order);
  const lists: CompleteList[] = [];
  const parts: PartReport[] = [{ key: 'order', version: order.updated, content, at: order.updated }];
  const put = (list: string, found: readonly PartReport[]) => {
    parts.push(...found);
    // A webhook's retry carries its first body: only what was read or exported lists what is there.
    if (arrival.via !== 'event') lists.push({ list, keys: found.map(({ key }) => key) });
  };
  const { transactions, refunds, fulfilments } = order;
  if (transactions !== null) put('payment', paymentParts(transactions, order));
  if (refunds !== null)
    put(
      'refund',
      refunds.flatMap((refund) => refundParts(refund, order, content.components)),
    );
  if (fulfilments !== null) put('fulfilment', fulfilments.map(fulfilmentPart));
  return { kind: 'order', remoteId: order.id, parts, lists, newestInstant: newestOf(order), person: personOf(order) };
}

function standaloneReport({ orderId, at, ...found }: Standalone): Report {
  const parts =
    found.kind === 'fulfilment'
      ? [fulfilmentPart(found.fulfilment)]
      : found.kind === 'transaction'
        ? [paymentPart(found.transaction)]
        : refundMentions(found.refund);
  return { kind: 'order', remoteId: orderId, parts, lists: [], newestInstant: at, person: null };
}

function orderContent(order: ShopifyOrder): OrderContent {
  const settled = inMinorUnits(componentsOf(order), order.total, order.currency);
  return {
    type: 'order',
    number: order.name,
    // An order taken over from elsewhere was processed when it was placed there.
    placedAt: order.processed,
    currency: order.currency,
    status: order.cancelled === null ? 'open' : 'cancelled',
    terms: termsOf(order),
    cancelledAt: order.cancelled,
    changedAt: order.updated,
    pricesIncludeTax: order.taxesIncluded,
    tellsShipments: true,
    ...settled,
    cancellations: removedShipping(order, settled.components),
    // Both shapes write a currency's own decimals, give or take zeros.
    unit: 1,
    paid: null,
    overpaidIsInterest: false,
  };
}

const MANUAL: ReadonlySet<string> = new Set([
  'manual',
  'cash on delivery (cod)',
  'cash_on_delivery',
  'bank deposit',
  'bank_deposit',
  'money order',
  'money_order',
]);

/**
 * A sale without money: payment terms, a manual gateway (cash on delivery, bank deposit, or one the merchant made up,
 * which only GraphQL marks), or pending with no gateway at all. It stays so once paid, so that the sale keeps its date.
 */
function termsOf(order: ShopifyOrder): OrderContent['terms'] {
  const transactions = order.transactions ?? [];
  const gateways = [...order.gateways, ...transactions.map(({ gateway }) => gateway)];
  const isManual = transactions.some((one) => one.isManual) || gateways.some((name) => MANUAL.has(name.toLowerCase()));
  const isUnasked = order.financialStatus === 'pending' && gateways.length === 0;
  return order.hasPaymentTerms || isManual || isUnasked ? 'on-account' : 'prepay';
}

function fulfilmentPart(fulfilment: ShopifyFulfilment): PartReport {
  const { id, status, created, updated, lines } = fulfilment;
  const isCancelled = status === 'cancelled';
  // A request that failed has shipped nothing.
  const hasShipped = status === 'success' || isCancelled;
  const content: FulfilmentContent = {
    type: 'fulfilment',
    id,
    status: isCancelled ? 'cancelled' : hasShipped ? 'shipped' : 'pending',
    shippedAt: hasShipped ? created : null,
    cancelledAt: isCancelled ? updated : null,
    lines: lines.map(({ line, quantity }) => ({ component: `line:${line}`, quantity })),
  };
  return { key: `fulfilment:${id}`, version: updated, content, at: updated ?? created };
}

function newestOf(order: ShopifyOrder): Instant {
  let newest = Math.max(order.created, order.processed, order.updated, order.cancelled ?? 0);
  const see = (at: Instant | null) => {
    if (at !== null && at > newest) newest = at;
  };
  for (const { at } of order.transactions ?? []) see(at);
  for (const { at } of order.refunds ?? []) see(at);
  for (const { created, updated } of order.fulfilments ?? []) see(updated ?? created);
  return instant(newest);
}

function personOf({ id, customer }: ShopifyOrder): PersonReport | null {
  const { name, email } = customer;
  if (customer.id === '' && name === '' && email === '') return null;
  return { remoteId: customer.id === '' ? `guest:${id}` : customer.id, name, email };
}
