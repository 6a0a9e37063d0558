import { type Instant, instant, parseInstant } from '../../domain/time/when.ts';
import { type Api, type ApiAnswer, ApiError, type Counted, type Page, type RemoteRecord } from '../contract.ts';
import { currency, instantAt, isObject, type Json, ShapeError, text } from '../shape.ts';
import { CENSUS, ONE_ORDER, ORDERS, ORDERS_FIRST, PRODUCTS } from './documents.ts';
import { ask, type Connection, connection, TooCostlyError } from './graphql.ts';
import { complete } from './nested.ts';
import { numberOf } from './node.ts';

const SECOND = 1_000;

/** Where a page begins: after which cursor, and how many records it may have. */
export interface Position {
  readonly after: string | null;
  readonly first: number;
}

export const START: Position = { after: null, first: ORDERS_FIRST };

/**
 * One page of the orders that changed at or after `from` (null: of all), by the time of their last change. Shopify's
 * cursors name a place in that order, so that an order which changes during the run comes again on a later page.
 */
export async function orderPage(
  api: Api,
  from: Instant | null,
  position: Position,
): Promise<Omit<Page, 'next'> & { readonly next: Position | null }> {
  const query = from === null ? null : `updated_at:>='${seconds(from)}'`;
  const { page, answer, first } = await shrinking(api, position, query);
  const records: RemoteRecord[] = [];
  for (const node of page.nodes) records.push(orderRecord(await complete(api, node), answer.sentAt));
  return {
    records,
    next: page.next === null ? null : { after: page.next, first },
    completeThrough: completeThrough(page, answer),
    total: null,
  };
}

/** Pages get smaller where a shop's schema makes them dearer than a request may be. */
async function shrinking(
  api: Api,
  { after, first }: Position,
  query: string | null,
): Promise<{ readonly page: Connection; readonly answer: ApiAnswer; readonly first: number }> {
  try {
    const { data, answer } = await ask(api, ORDERS, { first, after, query });
    return { page: connection(data.orders), answer, first };
  } catch (error) {
    if (!(error instanceof TooCostlyError) || first === 1) throw error;
    return shrinking(api, { after, first: Math.floor(first / 2) }, query);
  }
}

/** One product after the other by the time of its last change; a change of stock is one. */
export async function productPage(api: Api, from: Instant | null, cursor: string | null): Promise<Page> {
  const query = from === null ? null : `updated_at:>='${seconds(from)}'`;
  const { data, answer } = await ask(api, PRODUCTS, { after: cursor, query });
  const page = connection(data.products);
  const records: RemoteRecord[] = [];
  for (const node of page.nodes) {
    const product = await complete(api, node);
    records.push(recordOf(product, answer.sentAt, `product ${numberOf(product.id) ?? ''}`));
  }
  return { records, next: page.next, completeThrough: completeThrough(page, answer), total: null };
}

/** An order with all that belongs to it, by its number or gid; null where Shopify has none of that id. */
export async function readOne(api: Api, remoteId: string): Promise<readonly RemoteRecord[] | null> {
  const { data, answer } = await ask(api, ONE_ORDER, { id: `gid://shopify/Order/${numberOf(remoteId) ?? remoteId}` });
  if (data.order === null) return null;
  if (!isObject(data.order)) throw new ApiError('unreadable', 'Shopify answered without the order that was asked for');
  return [orderRecord(await complete(api, data.order), answer.sentAt)];
}

/** Orders by `processedAt`, which is when they were placed; Shopify's filter has seconds, so that the ends are cut here. */
export async function* census(api: Api, from: Instant, to: Instant): AsyncIterable<readonly Counted[]> {
  const query = `processed_at:>='${seconds(from)}' processed_at:<='${seconds(to)}'`;
  let after: string | null = null;
  do {
    const { data } = await ask(api, CENSUS, { after, query });
    const page = connection(data.orders);
    const counted = page.nodes.map(countedOf).filter(({ placedAt }) => placedAt >= from && placedAt < to);
    if (counted.length > 0) yield counted;
    after = page.next;
  } while (after !== null);
}

function countedOf(node: Json): Counted {
  return shaped(() => {
    const bag = isObject(node.totalPriceSet) ? node.totalPriceSet : {};
    const money = isObject(bag.presentmentMoney) ? bag.presentmentMoney : {};
    return {
      remoteId: numberOf(node.id) ?? '',
      number: text(node, 'name', 'order'),
      placedAt: instantAt(node, 'processedAt', 'order'),
      currency: currency(money, 'currencyCode', 'order.totalPriceSet'),
      total: text(money, 'amount', 'order.totalPriceSet'),
    };
  });
}

/** Reads fields of an answer; one that is not as the schema says makes the answer unreadable. */
export function shaped<T>(read: () => T): T {
  try {
    return read();
  } catch (fault) {
    if (fault instanceof ShapeError) throw new ApiError('unreadable', `Shopify answered otherwise: ${fault.message}`);
    throw fault;
  }
}

export function orderRecord(order: Json, seenAt: Instant): RemoteRecord {
  return recordOf(order, seenAt, `order ${typeof order.name === 'string' ? order.name : (numberOf(order.id) ?? '')}`);
}

function recordOf(payload: Json, seenAt: Instant, place: string): RemoteRecord {
  return { raw: JSON.stringify(payload), payload, seenAt, place };
}

/**
 * With more pages to come, everything that changed before the last record shown: others may share its second. On the last
 * page, everything until the answer by Shopify's own clock; how far its index lags is what the stream's overlap is for.
 */
function completeThrough(page: Connection, answer: ApiAnswer): Instant | null {
  const newest = page.nodes.at(-1)?.updatedAt;
  const last = typeof newest === 'string' ? parseInstant(newest) : null;
  if (page.next !== null) return last === null ? null : instant(last - SECOND);
  const answeredAt = Date.parse(answer.headers.date ?? '');
  return Number.isNaN(answeredAt) ? last : instant(answeredAt);
}

/** As Shopify's search takes it: whole seconds, cut off. */
function seconds(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
