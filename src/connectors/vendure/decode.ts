import type { FulfilmentContent, OrderContent, OrderStatus } from '../../domain/documents/parts.ts';
import type { CompleteList, Decoded, PartReport, PersonReport, Report } from '../../domain/documents/report.ts';
import { type Instant, instant } from '../../domain/time/when.ts';
import { saleInMinorUnits } from '../cancelled.ts';
import type { StoreSettings } from '../contract.ts';
import { decoded } from '../shape.ts';
import { type Context, transitionTo } from './context.ts';
import { identified, paymentParts, refundPart } from './payments.ts';
import { readOrder, type VendureFulfilment, type VendureOrder } from './shapes.ts';
import { showsGrossPrices, soldOf } from './sold.ts';

/** Vendure's default precision: hundredths for every currency, yen too (real-stores.md 1.5). */
export const DECIMALS = 2;

export function decode(payload: unknown, settings: StoreSettings): Decoded {
  return decoded(() => reportOf(readOrder(payload), settings));
}

function reportOf(order: VendureOrder, settings: StoreSettings): Report {
  const context: Context = {
    order,
    decimals: settings.decimals ?? DECIMALS,
    giftCardSkus: settings.giftCardSkus,
    pricesIncludeTax: order.lines.some(showsGrossPrices),
  };
  const payments = identified(order.payments);
  const money = payments.flatMap((payment) => paymentParts(payment, context));
  const refunds = payments.flatMap((payment) =>
    (payment.refunds ?? []).map((refund) => refundPart(refund, payment, context)),
  );
  const fulfilments = (order.fulfilments ?? []).map((fulfilment) => fulfilmentPart(fulfilment, order));
  const lists: CompleteList[] = [listOf('payment', money)];
  if (order.payments.every((payment) => payment.refunds !== null)) lists.push(listOf('refund', refunds));
  if (order.fulfilments !== null) lists.push(listOf('fulfilment', fulfilments));
  return {
    kind: 'order',
    remoteId: order.id,
    parts: [orderPart(context), ...money, ...refunds, ...fulfilments],
    lists,
    newestInstant: newestOf(order),
    person: personOf(order),
  };
}

function listOf(list: string, parts: readonly PartReport[]): CompleteList {
  return { list, keys: parts.map((part) => part.key) };
}

function newestOf(order: VendureOrder): Instant {
  const named = [
    order.createdAt,
    order.updatedAt,
    order.placedAt,
    order.history.newest,
    ...order.payments.flatMap(({ createdAt, refunds }) => [
      createdAt,
      ...(refunds ?? []).map((refund) => refund.createdAt),
    ]),
    ...(order.fulfilments ?? []).flatMap(({ createdAt, updatedAt }) => [createdAt, updatedAt]),
  ];
  return instant(Math.max(...named.map((at) => at ?? 0)));
}

function personOf({ id, customer }: VendureOrder): PersonReport | null {
  const { name, email } = customer;
  if (customer.id === '' && name === '' && email === '') return null;
  return { remoteId: customer.id === '' ? `guest:${id}` : customer.id, name, email };
}

/** No version: `updatedAt` moves with neither payments nor states, only with cancelled lines (real-stores.md 1.1). */
function orderPart(context: Context): PartReport {
  const { order } = context;
  const content: OrderContent = {
    type: 'order',
    number: order.code,
    placedAt: order.placedAt ?? order.createdAt,
    currency: order.currency,
    status: statusOf(order),
    terms: 'prepay',
    cancelledAt: statusOf(order) === 'cancelled' ? (transitionTo(order, 'order', '', 'Cancelled') ?? null) : null,
    changedAt: changedAt(order),
    pricesIncludeTax: context.pricesIncludeTax,
    tellsShipments: true,
    ...saleInMinorUnits(soldOf(context), order.currency),
    unit: 1,
    paid: null,
    overpaidIsInterest: false,
  };
  return { key: 'order', version: null, content, at: order.updatedAt };
}

/**
 * The newest change that Vendure dates: a modification or a cancellation, in whole seconds at times (so never before
 * the order was placed).
 */
function changedAt({ placedAt, modifiedAt, history }: VendureOrder): Instant | null {
  const changes = [modifiedAt, ...history.cancellations.map(({ at }) => at)].filter((at) => at !== null);
  if (placedAt === null || changes.length === 0) return null;
  return instant(Math.max(placedAt, ...changes));
}

const UNPLACED: ReadonlySet<string> = new Set(['Created', 'Draft', 'AddingItems', 'ArrangingPayment']);

/**
 * A cancelled order stays open while something remains charged and money was taken for it (its shipping): its lines are
 * cancelled by themselves. Where no money was captured nobody owes the rest.
 */
function statusOf(order: VendureOrder): OrderStatus {
  if (order.placedAt === null || order.isActive || UNPLACED.has(order.state)) return 'unplaced';
  const keepsMoney = order.totalWithTax !== 0 && order.payments.some((payment) => payment.state === 'Settled');
  return order.state === 'Cancelled' && !keepsMoney ? 'cancelled' : 'open';
}

function fulfilmentPart(fulfilment: VendureFulfilment, order: VendureOrder): PartReport {
  const { id, state, createdAt, updatedAt, lines } = fulfilment;
  const since = updatedAt ?? createdAt;
  const isShipped = state === 'Shipped' || state === 'Delivered';
  const isCancelled = state === 'Cancelled';
  const shippedAt = transitionTo(order, 'fulfilment', id, 'Shipped', 'Delivered') ?? (isShipped ? since : null);
  const cancelledAt = isCancelled ? (transitionTo(order, 'fulfilment', id, 'Cancelled') ?? since) : null;
  const content: FulfilmentContent = {
    type: 'fulfilment',
    id,
    status: isCancelled ? 'cancelled' : isShipped ? 'shipped' : 'pending',
    shippedAt,
    cancelledAt,
    lines: lines.map(({ line, quantity }) => ({ component: `line:${line}`, quantity })),
  };
  return { key: `fulfilment:${id}`, version: null, content, at: cancelledAt ?? shippedAt ?? createdAt };
}
