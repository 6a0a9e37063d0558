import { inMinorUnits } from '../../domain/documents/order.ts';
import type { OrderContent, OrderStatus, PaidMark } from '../../domain/documents/parts.ts';
import type { CompleteList, Decoded, PartReport, PersonReport, Report } from '../../domain/documents/report.ts';
import { decimalsOf } from '../../domain/money/currency.ts';
import { isZero } from '../../domain/money/exact.ts';
import { type Instant, instant } from '../../domain/time/when.ts';
import type { Arrival, StoreSettings } from '../contract.ts';
import { decoded } from '../shape.ts';
import { mention, refundPart } from './returned.ts';
import { readOrder, readRefund, recordOf, type WooOrder, type WooRefund } from './shapes.ts';
import { componentsOf } from './sold.ts';

/** An order's body gives the order and mentions its refunds; a refund's own body gives what was given back. */
export function decode(payload: unknown, settings: StoreSettings, arrival: Arrival): Decoded {
  return decoded(() => {
    const { kind, record } = recordOf(payload);
    return kind === 'order' ? orderReport(readOrder(record), settings, arrival) : refundReport(readRefund(record));
  });
}

function orderReport(order: WooOrder, settings: StoreSettings, arrival: Arrival): Report {
  const mentions = order.refunds.map((refund) => mention(order, refund));
  const parts: PartReport[] = [
    {
      key: 'order',
      version: order.modified,
      content: orderContent(order, settings),
      at: order.modified ?? order.created,
    },
    ...mentions,
  ];
  // A webhook's body is built when it is delivered, no one says when: its list vouches for no instant.
  const lists: CompleteList[] =
    arrival.via === 'event' ? [] : [{ list: 'refund-mention', keys: mentions.map((part) => part.key) }];
  return { kind: 'order', remoteId: order.id, parts, lists, newestInstant: newestOf(order), person: personOf(order) };
}

function refundReport(refund: WooRefund): Report {
  const { orderId, created } = refund;
  return {
    kind: 'order',
    remoteId: orderId,
    parts: [refundPart(refund)],
    lists: [],
    newestInstant: created,
    person: null,
  };
}

function orderContent(order: WooOrder, settings: StoreSettings): OrderContent {
  return {
    type: 'order',
    number: order.number,
    placedAt: order.created,
    currency: order.currency,
    status: statusOf(order),
    terms: termsOf(order),
    // The platform dates no cancellation; the modified instant moves with it and dates it.
    cancelledAt: null,
    changedAt: order.modified,
    pricesIncludeTax: order.pricesIncludeTax,
    tellsShipments: false,
    ...inMinorUnits(componentsOf(order.items, settings), order.total, order.currency),
    cancellations: [],
    unit: unitOf(order, settings),
    paid: paidMark(order),
    overpaidIsInterest: false,
  };
}

const UNPLACED: ReadonlySet<string> = new Set(['pending', 'failed', 'checkout-draft', 'auto-draft', 'draft']);
const COMMITTED: ReadonlySet<string> = new Set(['on-hold', 'processing', 'completed', 'refunded']);

/** Core's offline methods: the order stands without money, and is paid later by hand. */
const OFFLINE: ReadonlySet<string> = new Set(['bacs', 'cheque', 'cod']);

/** Paid is a date, not a status: a paid order stays placed, whatever a plugin made of its status. Custom statuses are open. */
function statusOf({ status, paid, total, items }: WooOrder): OrderStatus {
  if (status === 'cancelled') return 'cancelled';
  if (status === 'trash') return 'deleted';
  // Nothing is left to pay, so nothing keeps it from being a sale (accounting.md 9); an empty order is still being made.
  if (status === 'pending' && isZero(total) && items.lines.length > 0) return 'open';
  return UNPLACED.has(status) && paid === null ? 'unplaced' : 'open';
}

/**
 * The store has accepted it without money: cash on delivery, bank transfer, cheque (accounting.md 9). By method and not
 * only while unpaid, so that an order read after its payment is a sale on the same day as one watched from the start.
 */
function termsOf({ status, paid, paymentMethod }: WooOrder): OrderContent['terms'] {
  return COMMITTED.has(status) && (paid === null || OFFLINE.has(paymentMethod)) ? 'on-account' : 'prepay';
}

function paidMark(order: WooOrder): PaidMark | null {
  if (order.paid === null) return null;
  const gateway = order.paymentMethod === '' ? 'unknown' : order.paymentMethod;
  return {
    id: order.transactionId === '' ? order.id : order.transactionId,
    tender: { kind: 'gateway', gateway },
    at: order.paid,
  };
}

/** Decimals follow the store's setting, not the currency: KWD is written "10.01", JPY "9277.00" (accounting.md 16). */
function unitOf(order: WooOrder, settings: StoreSettings): number {
  const missing = decimalsOf(order.currency) - (settings.decimals ?? order.decimals);
  return missing > 0 ? 10 ** missing : 1;
}

function newestOf({ created, modified, paid, completed }: WooOrder): Instant {
  return instant(Math.max(created, modified ?? 0, paid ?? 0, completed ?? 0));
}

/** A guest has no id: each order is a person of its own. */
function personOf({ id, customer }: WooOrder): PersonReport | null {
  const { name, email } = customer;
  if (customer.id === '' && name === '' && email === '') return null;
  return { remoteId: customer.id === '' ? `guest:${id}` : customer.id, name, email };
}
