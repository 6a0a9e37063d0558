import type { Charge, Order, OrderLine, Refund, Slice } from '../../world/types.ts';
import { itemId, lineItem, metaOf, shippingItem, taxItems, type Writer } from './items.ts';
import { linksOf } from './links.ts';
import { type Sheet, writerOf } from './order.ts';
import { dates } from './text.ts';

/** A refund as `GET /orders/<id>/refunds` shows it: what is given back stands below 0 and names its item. */
export function refundJson(order: Order, refund: Refund, sheet: Sheet): Record<string, unknown> {
  const write = writerOf(sheet);
  const { plan, site } = sheet;
  const lines = refund.slices.flatMap((slice, index) => refundedLine(order, refund, slice, index, write));
  const back = refund.shipping === null ? [] : [negative(refund.shipping)];
  return {
    id: refund.id,
    ...dates('date_created', refund.at, plan),
    amount: write(refund.amount),
    reason: refund.reason,
    refunded_by: 1,
    refunded_payment: refund.transactions.every(({ transactionId }) => transactionId !== ''),
    meta_data: [],
    line_items: lines,
    shipping_lines: back.flatMap((charged) => refundedShipping(order, refund, charged, write)),
    tax_lines: taxItems(
      plan,
      refund.id,
      refund.slices.map(({ charged }) => negative(charged)),
      back,
      write,
    ),
    fee_lines: [],
    _links: linksOf(site, `/orders/${order.id}/refunds/${refund.id}`, { up: `/orders/${order.id}` }, ['GET', 'DELETE']),
  };
}

function refundedLine(order: Order, refund: Refund, slice: Slice, index: number, write: Writer): unknown[] {
  const line = order.lines.find(({ id }: OrderLine) => id === slice.lineId);
  if (line === undefined) return [];
  // A refunded item has no discount of its own: before and after are what is given back.
  const figures = { quantity: -slice.quantity, before: negative(slice.charged), charged: negative(slice.charged) };
  const id = itemId(refund.id, index);
  return [lineItem(line, id, figures, [metaOf(itemId(id, 0), '_refunded_item_id', String(line.id))], write)];
}

function refundedShipping(order: Order, refund: Refund, charged: Charge, write: Writer): unknown[] {
  if (order.shipping === null) return [];
  const id = itemId(refund.id, 40);
  return [
    shippingItem(order.shipping, id, charged, [metaOf(id, '_refunded_item_id', String(order.shipping.id))], write),
  ];
}

function negative({ net, taxes }: Charge): Charge {
  return { net: -net, taxes: taxes.map(({ rateId, amount }) => ({ rateId, amount: -amount })) };
}
