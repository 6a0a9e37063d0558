import type { FulfilmentContent, OrderContent, OrderStatus } from '../../domain/documents/parts.ts';
import type { CompleteList, Decoded, PartReport, PersonReport, Report } from '../../domain/documents/report.ts';
import { type Instant, instant } from '../../domain/time/when.ts';
import { saleInMinorUnits } from '../cancelled.ts';
import type { StoreSettings } from '../contract.ts';
import { decoded } from '../shape.ts';
import { paymentParts, refundParts } from './payments.ts';
import { type MedusaFulfilment, type MedusaOrder, readOrder } from './shapes.ts';
import { soldOf } from './sold.ts';

export function decode(payload: unknown, settings: StoreSettings): Decoded {
  return decoded(() => reportOf(readOrder(payload), settings));
}

function reportOf(order: MedusaOrder, settings: StoreSettings): Report {
  const payments = (order.collections ?? []).flatMap((collection) => collection.payments);
  const money = payments.flatMap(paymentParts);
  const refunds = payments.flatMap(refundParts);
  const fulfilments = (order.fulfilments ?? []).map((fulfilment) => fulfilmentPart(fulfilment, order));
  const lists: CompleteList[] = [];
  if (order.collections !== null) lists.push(listOf('payment', money), listOf('refund', refunds));
  if (order.fulfilments !== null) lists.push(listOf('fulfilment', fulfilments));
  const parts = [orderPart(order, settings), ...money, ...refunds, ...fulfilments];
  return {
    kind: 'order',
    remoteId: order.id,
    parts,
    lists,
    newestInstant: newestOf(order, parts),
    person: personOf(order),
  };
}

function listOf(list: string, parts: readonly PartReport[]): CompleteList {
  return { list, keys: parts.map((part) => part.key) };
}

function newestOf(order: MedusaOrder, parts: readonly PartReport[]): Instant {
  const returned = order.returns.map((item) => item.receivedAt ?? 0);
  return instant(Math.max(...parts.map((part) => part.at ?? 0), ...returned));
}

function personOf({ id, customer }: MedusaOrder): PersonReport | null {
  const { name, email } = customer;
  if (customer.id === '' && name === '' && email === '') return null;
  return { remoteId: customer.id === '' ? `guest:${id}` : customer.id, name, email };
}

/** `updated_at` moves with edits, returns and cancellation, not with a capture: that is a part of its own. */
function orderPart(order: MedusaOrder, settings: StoreSettings): PartReport {
  const content: OrderContent = {
    type: 'order',
    number: order.number,
    placedAt: order.createdAt,
    currency: order.currency,
    status: statusOf(order),
    terms: termsOf(order),
    cancelledAt: order.canceledAt,
    changedAt: order.updatedAt,
    pricesIncludeTax: order.items.some((item) => item.isTaxInclusive),
    tellsShipments: true,
    ...saleInMinorUnits(soldOf(order, settings), order.currency),
    unit: 1,
    paid: null,
    overpaidIsInterest: false,
  };
  return { key: 'order', version: order.updatedAt, content, at: order.updatedAt };
}

function statusOf(order: MedusaOrder): OrderStatus {
  if (order.status === 'canceled') return 'cancelled';
  return order.isDraft || order.status === 'draft' ? 'unplaced' : 'open';
}

/**
 * A checkout makes its payment collection before the order; a draft that was converted has none, or one that was made
 * when somebody paid. So an order that began without a collection is a sale on account, also once it is paid.
 */
function termsOf(order: MedusaOrder): OrderContent['terms'] {
  if (order.collections === null) return 'prepay';
  return order.collections.some((collection) => collection.createdAt <= order.createdAt) ? 'prepay' : 'on-account';
}

/** Packed is not shipped; goods marked as delivered without a shipment (collected) left when they were delivered. */
function fulfilmentPart(fulfilment: MedusaFulfilment, order: MedusaOrder): PartReport {
  const { id, canceledAt } = fulfilment;
  const shippedAt = fulfilment.shippedAt ?? fulfilment.deliveredAt;
  const status = canceledAt !== null ? 'cancelled' : shippedAt !== null ? 'shipped' : 'pending';
  const content: FulfilmentContent = {
    type: 'fulfilment',
    id,
    status,
    shippedAt,
    cancelledAt: canceledAt,
    lines: linesOf(fulfilment, order),
  };
  return { key: `fulfilment:${id}`, version: null, content, at: canceledAt ?? fulfilment.deliveredAt ?? shippedAt };
}

/** A bundle has an entry for each of its inventory items: as many units were sent as the least of them says. */
function linesOf(fulfilment: MedusaFulfilment, order: MedusaOrder) {
  const sent = new Map<string, number>();
  for (const { lineItem, quantity } of fulfilment.items) {
    if (order.items.some((item) => item.id === lineItem)) {
      sent.set(lineItem, Math.min(sent.get(lineItem) ?? quantity, quantity));
    }
  }
  return [...sent].map(([item, quantity]) => ({ component: `line:${item}`, quantity }));
}
