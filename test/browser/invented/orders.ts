import type { OrderPage, OrderRow, Story } from '../../../web/src/api/orders.ts';
import type { Answers, Asked } from './asked.ts';
import { entriesOf, nameOf } from './entries.ts';
import { oddOrders } from './waiting.ts';
import { minor, type World } from './world.ts';

type Order = ReturnType<World['order']>;

/** What a list and the order's own page both show. */
function sumsOf({ channel, date, total, paid, back, due, status, fulfilled }: Order) {
  const { currency } = channel;
  return {
    ...{ placedOn: date, currency, total: minor(total, currency), paid: minor(paid, currency) },
    ...{ refunded: minor(back, currency), due: minor(due, currency), status, fulfilled },
  };
}

/** How a list shows an order. */
export function orderRow(world: World, index: number): OrderRow {
  const order = world.order(index);
  const { ref: document, number, channel } = nameOf(order);
  return { document, number, channel, ...sumsOf(order), customer: order.customer, discrepancies: order.odd };
}

function list({ world, query }: Asked): OrderPage {
  const { q = '', channel = '', status = '', from = '', to = '9999', limit = 100, cursor = world.size } = query;
  const isWanted = (row: OrderRow) =>
    (!channel || row.channel === channel) &&
    (!status || row.status === status) &&
    (row.placedOn ?? '') >= from &&
    (row.placedOn ?? '') <= to &&
    (!q || `${row.number} ${row.customer}`.toLowerCase().includes(q.toLowerCase()));
  const orders: OrderRow[] = [];
  let index = Number(cursor) - 1;
  for (; index >= 0 && orders.length < Number(limit); index--) {
    const row = orderRow(world, index);
    if (isWanted(row)) orders.push(row);
  }
  return { orders, next: index >= 0 ? String(index + 1) : null, count: q || channel || status ? null : world.size };
}

/** An order goes by `#number` or `id:remoteId`. */
function story({ world, params: { document = '' } }: Asked): Story | null {
  const index = document.startsWith('#') ? Number(document.slice(1)) - 1_000 : Number(document.slice(3)) - 50_000;
  if (!(index >= 0 && index < world.size)) return null;
  const order = world.order(index);
  const { remoteId, placedAt, channel } = order;
  return {
    document: {
      ...{ ...nameOf(order), ...sumsOf(order), platform: channel.platform, policyVersion: 1, decoder: 1, rules: 1 },
      parts: partsOf(order),
    },
    observations: [
      {
        ...{ id: index * 3 + 1, kind: 'order', remoteId, via: 'file', seenAt: placedAt, lastSeenAt: placedAt },
        ...{ decoder: 1, contentHash: 'cd'.repeat(32), parked: null, setAside: null },
      },
    ],
    entries: entriesOf(world, index),
    discrepancies: oddOrders(world).filter((odd) => odd.document.remoteId === remoteId),
    person: { name: order.customer, email: 'someone@example.com' },
  };
}

function partsOf({ remoteId, date, total, back, channel: { currency } }: Order) {
  const sum = `${minor(total, currency)} ${currency}`;
  const returned = `${minor(back, currency)} ${currency} back, settled ${date} 18:00 by Stripe, no goods named`;
  return [
    { key: 'order', text: `placed ${date} 10:15, 2 units in 1 line, total ${sum}` },
    { key: `payment:ch_${remoteId}`, text: `${sum} captured ${date} 10:16 by Stripe` },
    { key: 'fulfilment:f1', text: `2 units shipped ${date} 17:40` },
    ...(back > 0 ? [{ key: `refund:re_${remoteId}`, text: returned }] : []),
  ];
}

export const orderAnswers: Answers = {
  'GET /api/books/:book/orders': list,
  'GET /api/books/:book/orders/:document': story,
};
