import { grossOf, minus, NOTHING, share, total } from './money.ts';
import type { Amount, Charge, Order, OrderLine, Payment, Slice } from './types.ts';

/* What follows from an order, without changing it: asked by actions, faces and tests alike. */

/** Everything taken off the order's lines so far: by edits and by refunds. */
function slicesOf(order: Order, lineId: number): Slice[] {
  const line = order.lines.find(({ id }) => id === lineId);
  const refunded = order.refunds.flatMap(({ slices }) => slices);
  return [...(line?.removed ?? []), ...refunded.filter((slice) => slice.lineId === lineId)];
}

/** Units that the customer still buys: neither taken off by an edit nor given back. */
export function unitsLeft(order: Order, line: OrderLine): number {
  return line.quantity - total(slicesOf(order, line.id).map(({ quantity }) => quantity));
}

/** Units ordered less those taken off by edits; what was given back still counts. */
export function unitsSold(line: OrderLine): number {
  return line.quantity - total(line.removed.map(({ quantity }) => quantity));
}

export function unitsShipped(order: Order, line: OrderLine): number {
  const shipped = order.shipments.flatMap(({ lines }) => lines).filter(({ lineId }) => lineId === line.id);
  return total(shipped.map(({ quantity }) => quantity));
}

/** Units that wait for their shipment. */
export function unitsToShip(order: Order, line: OrderLine): number {
  if (!line.ships || order.cancelledAt !== null) return 0;
  const early = order.refunds.filter(({ beforeShipment }) => beforeShipment).flatMap(({ slices }) => slices);
  const given = early.filter(({ lineId }) => lineId === line.id).map(({ quantity }) => quantity);
  return unitsSold(line) - total(given) - unitsShipped(order, line);
}

/** What the line charges now, units taken off by edits left out. */
export function chargedNow(line: OrderLine): Charge {
  return line.removed.reduce((left, { charged }) => minus(left, charged), line.charged);
}

/** The same before discounts. */
export function beforeNow(line: OrderLine): Charge {
  return line.removed.reduce((left, { before }) => minus(left, before), line.before);
}

/** What the order costs now: edits counted; refunds, cancellation and payments not. */
export function totalOf(order: Order): Amount {
  const lines = order.lines.map((line) => grossOf(chargedNow(line)));
  return total(lines) + (order.shipping === null ? 0 : grossOf(order.shipping.charged));
}

/** It cost nothing as it was placed: a sale without a payment. */
export function wasFree(order: Order): boolean {
  const placed = order.lines.filter(({ addedBy }) => addedBy === null);
  return totalOf({ ...order, lines: placed.map((line) => ({ ...line, removed: [] })) }) === 0;
}

export function capturedOf(order: Order): Amount {
  return total(order.payments.map(({ captured }) => captured));
}

export function authorisedOf(order: Order): Amount {
  return total(order.payments.filter(({ status }) => status === 'authorised').map(({ amount }) => amount));
}

export function refundedOf(order: Order): Amount {
  return total(order.refunds.map(({ amount }) => amount));
}

/** What of a captured payment was not paid back yet. */
export function leftOf(order: Order, payment: Payment): Amount {
  const back = order.refunds.flatMap(({ transactions }) => transactions).filter((one) => one.paymentId === payment.id);
  return payment.captured - total(back.map(({ amount }) => amount));
}

/** Shipping that was charged and not given back. */
export function shippingLeft(order: Order): Charge {
  if (order.shipping === null) return NOTHING;
  return order.refunds.reduce(
    (left, { shipping }) => (shipping === null ? left : minus(left, shipping)),
    order.shipping.charged,
  );
}

/**
 * The next `quantity` units of a line that are taken off or given back, with their share of what was charged: cumulative,
 * so that the last unit takes whatever rounding left.
 */
export function slice(order: Order, line: OrderLine, quantity: number): Slice {
  const taken = slicesOf(order, line.id);
  const before = total(taken.map((one) => one.quantity));
  const between = (whole: Charge) =>
    minus(share(whole, before + quantity, line.quantity), share(whole, before, line.quantity));
  const discount = between({ net: line.discount, taxes: [] }).net;
  return { lineId: line.id, quantity, discount, before: between(line.before), charged: between(line.charged) };
}

/** All units that are left of an order, line by line. */
export function slicesLeft(order: Order): Slice[] {
  return order.lines
    .map((line) => ({ line, left: unitsLeft(order, line) }))
    .filter(({ left }) => left > 0)
    .map(({ line, left }) => slice(order, line, left));
}
