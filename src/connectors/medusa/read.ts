import { exactText, total } from '../../domain/money/exact.ts';
import { type Instant, instant } from '../../domain/time/when.ts';
import { type Api, type ApiRequest, type Counted, NO_SETTINGS, type RemoteRecord, type Stream } from '../contract.ts';
import { countedOf } from '../counted.ts';
import { clockOf, type Dated, type Place, pageOfRun, placeAfter, refuseDisorder, START } from '../run.ts';
import {
  amount,
  currency,
  id,
  instantAt,
  integer,
  isObject,
  type Json,
  object,
  optionalText,
  statedList,
} from '../shape.ts';
import { decode } from './decode.ts';
import { find, get } from './rest.ts';

/** Orders with all that belongs to them; Medusa joins them slowly. */
const ORDERS_MAX = 50;
/** Payments, whose orders are then named one by one: Medusa reads no more than twenty names from an address. */
const PAYMENTS_MAX = 20;

/**
 * What the decoder uses, and the figures an accountant would ask for. Named one by one, since what Medusa adds by itself
 * differs between an order in a list and an order alone, and would look like a change.
 */
const WHOLE = [
  ...['id', 'display_id', 'custom_display_id', 'status', 'version', 'is_draft_order', 'email', 'customer_id'],
  ...['currency_code', 'region_id', 'sales_channel_id', 'created_at', 'updated_at', 'canceled_at'],
  ...['item_total', 'shipping_total', 'subtotal', 'tax_total', 'discount_total', 'credit_line_total', 'total'],
  ...['*items', '*items.tax_lines', '*items.adjustments', '*items.detail'],
  ...['*shipping_methods', '*shipping_methods.tax_lines', '*shipping_methods.adjustments'],
  ...['*payment_collections', '*payment_collections.payments'],
  ...['*payment_collections.payments.captures', '*payment_collections.payments.refunds'],
  ...['*fulfillments', '*fulfillments.items', '*fulfillments.labels', '*returns', '*returns.items'],
  ...['*transactions', '*credit_lines', '*customer', '*shipping_address', '*billing_address'],
].join(',');

type Query = NonNullable<ApiRequest['query']>;

/** `updated_at` moves with refunds, fulfilments, returns and edits, and stays when a payment is captured. */
export const orders: Stream = {
  name: 'orders',
  overlap: 120,
  every: 60,
  page: (api, from, cursor) =>
    pageOfRun(cursor, async (place) => {
      const { nodes, count, answer } = await listed(api, '/admin/orders', 'orders', {
        ...behind(place, ORDERS_MAX),
        ...since(from),
        fields: WHOLE,
      });
      const { found, isLast } = ahead(nodes, place, ORDERS_MAX);
      return {
        found: found.map(datedOf),
        records: found.map((node) => recordOf(node, answer.sentAt)),
        isLast,
        remaining: count - place.given.length,
        clock: clockOf(answer),
      };
    }),
};

/** How far back payments are asked for when they are asked for the first time. */
const WEEK_MS = 7 * 86_400_000;

/**
 * The orders of payments that changed: a capture shows here alone. History comes whole with the orders, and is not read a
 * second time from here: at first only what may have changed while they were read.
 */
export const payments: Stream = {
  name: 'payments',
  overlap: 120,
  every: 60,
  page: (api, from, cursor) =>
    pageOfRun(cursor, async (place) => {
      const { nodes, count, answer } = await listed(api, '/admin/payments', 'payments', {
        ...behind(place, PAYMENTS_MAX),
        ...since(from ?? (await aWeekAgo(api))),
        fields: 'id,created_at,payment_collection.order.id',
      });
      const { found, isLast } = ahead(nodes, place, PAYMENTS_MAX);
      return {
        found: found.map(datedOf),
        records: await named(api, [...new Set(found.flatMap(orderOf))]),
        isLast,
        remaining: count - place.given.length,
        clock: clockOf(answer),
      };
    }),
};

/** By the platform's clock. */
async function aWeekAgo(api: Api): Promise<Instant> {
  const { answer } = await get(api, '/admin/payments', { limit: 1, fields: 'id' });
  return instant(clockOf(answer) - WEEK_MS);
}

/**
 * Records at or behind a place, and so many more as were given of its instant: of which instant alone can be asked, not
 * which of its records.
 */
export function behind({ at, given }: Place, most: number): Query {
  return {
    limit: most + given.length,
    offset: 0,
    order: 'created_at',
    ...(at !== null && { 'created_at[$gte]': new Date(at).toISOString() }),
  };
}

/** Those of a page asked for by `behind` that were not given yet. */
export function ahead(nodes: readonly Json[], { given }: Place, most: number) {
  const known = new Set(given);
  return {
    found: nodes.filter((node) => !known.has(id(node, 'id', 'record'))),
    isLast: nodes.length < most + given.length,
  };
}

function since(from: Instant | null): Query {
  return from === null ? {} : { 'updated_at[$gte]': new Date(from).toISOString() };
}

export async function listed(api: Api, path: string, key: string, query: Query) {
  const { body, answer } = await get(api, path, query);
  return { nodes: statedList(body, key, path), count: integer(body, 'count', path), answer };
}

export function datedOf(node: Json): Dated {
  return { id: id(node, 'id', 'record'), at: instantAt(node, 'created_at', 'record') };
}

/** A payment of a cart that was never completed has no order. */
function orderOf(payment: Json): string[] {
  const collection = isObject(payment.payment_collection) ? payment.payment_collection : {};
  return isObject(collection.order) ? [id(collection.order, 'id', 'payment.payment_collection.order')] : [];
}

async function named(api: Api, ids: readonly string[]): Promise<RemoteRecord[]> {
  if (ids.length === 0) return [];
  const names = ids.map((one) => `id[]=${encodeURIComponent(one)}`).join('&');
  const { nodes, answer } = await listed(api, `/admin/orders?${names}`, 'orders', { limit: ids.length, fields: WHOLE });
  return nodes.map((node) => recordOf(node, answer.sentAt));
}

function recordOf(node: Json, seenAt: Instant): RemoteRecord {
  return { raw: JSON.stringify(node), payload: node, seenAt, place: `order ${numberOf(node)}` };
}

function numberOf(node: Json): string {
  return optionalText(node, 'custom_display_id') || id(node, 'display_id', 'order');
}

export async function readOne(api: Api, remoteId: string): Promise<readonly RemoteRecord[] | null> {
  const found = await find(api, `/admin/orders/${encodeURIComponent(remoteId)}`, { fields: WHOLE });
  return found === null ? null : [recordOf(object(found.body.order, 'order'), found.answer.sentAt)];
}

/** Read whole, since the order as placed is worked out from its returns. */
export async function* census(api: Api, from: Instant, to: Instant): AsyncGenerator<readonly Counted[]> {
  let place: Place = { ...START, at: from };
  for (let isDone = false; !isDone; ) {
    const { nodes } = await listed(api, '/admin/orders', 'orders', {
      ...behind(place, ORDERS_MAX),
      'created_at[$lt]': new Date(to).toISOString(),
      fields: WHOLE,
    });
    const { found, isLast } = ahead(nodes, place, ORDERS_MAX);
    isDone = isLast;
    refuseDisorder(place, found.map(datedOf), isLast);
    place = placeAfter(place, found.map(datedOf));
    yield found.map(counted).filter((one) => one !== null);
  }
}

function counted(node: Json): Counted | null {
  return countedOf(decode(node, NO_SETTINGS), () => ({
    remoteId: id(node, 'id', 'order'),
    number: numberOf(node),
    placedAt: instantAt(node, 'created_at', 'order'),
    currency: currency(node, 'currency_code', 'order'),
    total: exactText(total([amount(node, 'item_total', 'order'), amount(node, 'shipping_total', 'order')])),
  }));
}
