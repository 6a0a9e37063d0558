import { type Instant, instant, parseInstant } from '../../domain/time/when.ts';
import { type Api, type ApiAnswer, ApiError, type Counted, type Page, type RemoteRecord } from '../contract.ts';
import { currency, instantAt, integer, isObject, type Json, object, text } from '../shape.ts';
import { CENSUS, ONE_ORDER, ORDERS, ORDERS_COUNT, ORDERS_FIRST, PRODUCTS } from './documents.ts';
import { ask, type Connection, connection, TooCostlyError } from './graphql.ts';
import { complete } from './nested.ts';
import { numberOf } from './node.ts';
import { mustSeeOrder, mustSeeSince } from './visible.ts';

const SECOND = 1_000;

/** Where a page begins. */
export interface Position {
  readonly after: string | null;
  /** When the order before it was changed last; null at the beginning. */
  readonly changed: string | null;
  /** How many records it may have. */
  readonly first: number;
  /** How often it came out short, and was asked for again. */
  readonly again: number;
}

export const START: Position = { after: null, changed: null, first: ORDERS_FIRST, again: 0 };

/** A page that stays short is as long as Shopify makes it. */
const AGAIN_MAX = 2;

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
  if (position.again < AGAIN_MAX && (await isShort(api, from, { ...position, first }, page, answer))) {
    return { records, next: { ...position, first, again: position.again + 1 }, completeThrough: null, total: null };
  }
  const changed = changeOf(page.nodes.at(-1)) ?? position.changed;
  return {
    records,
    next: page.next === null ? null : { after: page.next, changed, first, again: 0 },
    completeThrough: completeThrough(page, answer),
    total: null,
  };
}

/**
 * True where a page lacks orders that Shopify knows of: it may come from a copy of the shop that lags, and does not say so.
 * A page with others behind it is full; the last one is held against Shopify's own count.
 */
async function isShort(
  api: Api,
  from: Instant | null,
  { changed, first }: Position,
  page: Connection,
  answer: ApiAnswer,
): Promise<boolean> {
  if (page.next !== null) return page.nodes.length < first;
  const answeredAt = answeredAtOf(answer);
  const since = changed !== null ? `updated_at:>'${changed}'` : from === null ? '' : `updated_at:>='${seconds(from)}'`;
  const until = answeredAt === null ? '' : `updated_at:<='${seconds(answeredAt)}'`;
  const { data } = await ask(api, ORDERS_COUNT, { query: `${since} ${until}`.trim() });
  const count = integer(object(data.ordersCount, 'ordersCount'), 'count', 'ordersCount');
  return count > page.nodes.filter((node) => changed === null || (changeOf(node) ?? '') > changed).length;
}

/** As Shopify writes it: in UTC and to the second, so that such texts compare as instants do. */
function changeOf(node: Json | undefined): string | null {
  return typeof node?.updatedAt === 'string' ? node.updatedAt : null;
}

/** Pages get smaller where a shop's schema makes them dearer than a request may be. */
async function shrinking(
  api: Api,
  { after, first, ...position }: Position,
  query: string | null,
): Promise<{ readonly page: Connection; readonly answer: ApiAnswer; readonly first: number }> {
  try {
    const { data, answer } = await ask(api, ORDERS, { first, after, query });
    return { page: connection(data.orders), answer, first };
  } catch (error) {
    if (!(error instanceof TooCostlyError) || first === 1) throw error;
    return shrinking(api, { ...position, after, first: Math.floor(first / 2) }, query);
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

/**
 * An order with all that belongs to it, by its number or gid; null where Shopify has none of that id. Throws where the
 * order may only be too old to be shown.
 */
export async function readOne(api: Api, remoteId: string): Promise<readonly RemoteRecord[] | null> {
  const number = numberOf(remoteId) ?? remoteId;
  const record = await readOrder(api, number);
  if (record !== null) return [record];
  await mustSeeOrder(api, number);
  return null;
}

/** Null where Shopify shows none of that number. */
export async function readOrder(api: Api, number: string): Promise<RemoteRecord | null> {
  const { data, answer } = await ask(api, ONE_ORDER, { id: `gid://shopify/Order/${number}` });
  if (data.order === null) return null;
  if (!isObject(data.order)) throw new ApiError('unreadable', 'Shopify answered without the order that was asked for');
  return orderRecord(await complete(api, data.order), answer.sentAt);
}

/**
 * Orders by `processedAt`, which is when they were placed; Shopify's filter has seconds, so that the ends are cut here.
 * Throws where some may only be too old to be shown.
 */
export async function* census(api: Api, from: Instant, to: Instant): AsyncIterable<readonly Counted[]> {
  await mustSeeSince(api, from);
  const query = `processed_at:>='${seconds(from)}' processed_at:<='${seconds(to)}'`;
  let after: string | null = null;
  do {
    const { data } = await ask(api, CENSUS, { after, query });
    const page = connection(data.orders);
    const sold = page.nodes.filter(({ test }) => test !== true);
    const counted = sold.map(countedOf).filter(({ placedAt }) => placedAt >= from && placedAt < to);
    if (counted.length > 0) yield counted;
    after = page.next;
  } while (after !== null);
}

function countedOf(node: Json): Counted {
  const bag = isObject(node.totalPriceSet) ? node.totalPriceSet : {};
  const money = isObject(bag.presentmentMoney) ? bag.presentmentMoney : {};
  return {
    remoteId: numberOf(node.id) ?? '',
    number: text(node, 'name', 'order'),
    placedAt: instantAt(node, 'processedAt', 'order'),
    currency: currency(money, 'currencyCode', 'order.totalPriceSet'),
    total: text(money, 'amount', 'order.totalPriceSet'),
  };
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
  const newest = changeOf(page.nodes.at(-1));
  const last = newest === null ? null : parseInstant(newest);
  if (page.next !== null) return last === null ? null : instant(last - SECOND);
  return answeredAtOf(answer) ?? last;
}

/** By Shopify's own clock. */
function answeredAtOf({ headers }: ApiAnswer): Instant | null {
  const at = Date.parse(headers.date ?? '');
  return Number.isNaN(at) ? null : instant(at);
}

/** As Shopify's search takes it: whole seconds, cut off. */
function seconds(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
