import { type Instant, instant, parseInstant } from '../../domain/time/when.ts';
import { type Api, ApiError, type Page, type RemoteRecord } from '../contract.ts';
import { isObject, type Json } from '../shape.ts';
import { ordersAt } from './bulk-file.ts';
import { BULK_ORDERS, BULK_RUN, BULK_STATE, PARTS } from './documents.ts';
import { ask, userError } from './graphql.ts';
import { complete } from './nested.ts';
import { numberOf } from './node.ts';
import { orderPage, orderRecord, type Position, readOrder, START } from './read.ts';

/*
 * History is read by a bulk operation: Shopify runs the query by itself and puts the result into a file of JSON lines,
 * kept for seven days. The cursor says where the backfill stands, so that it resumes after a crash:
 *
 *   start ─▶ running ─▶ … ─▶ running, at byte n of the file ─▶ … ─▶ end
 *     ▲         │
 *     └─────────┤ expired, or unknown to Shopify
 *               └ failed, cancelled, or its file is not to be had ─▶ pages, as the stream of changes reads them, from the
 *                                                                    very first order
 *
 *   start    nothing is under way. Shopify allows a few operations at once: where there are too many, it is tried again.
 *   running  the operation's id, when it was asked for, and the byte where the next order begins.
 *   pages    the position among pages.
 */
type Backfill =
  | { readonly state: 'start' }
  | { readonly state: 'running'; readonly id: string; readonly askedAt: number; readonly offset: number }
  | { readonly state: 'pages'; readonly position: Position };

/** Resolves after so many milliseconds. */
export type Wait = (ms: number) => Promise<void>;

/** Looks are as far apart as the operation is long: a quarter of its age so far, within these bounds. */
const POLL_MS_MIN = 250;
const POLL_MS_MAX = 5_000;
const TOO_MANY: ReadonlySet<unknown> = new Set(['LIMIT_REACHED', 'OPERATION_IN_PROGRESS']);

/** One step of the backfill of all orders. */
export async function backfillPage(api: Api, cursor: string | null, wait: Wait): Promise<Page> {
  const backfill = parse(cursor);
  switch (backfill.state) {
    case 'start':
      return start(api, wait);
    case 'running':
      return proceed(api, backfill, wait);
    case 'pages': {
      const { next, ...page } = await orderPage(api, null, backfill.position);
      return { ...page, next: next === null ? null : write({ state: 'pages', position: next }) };
    }
  }
}

async function start(api: Api, wait: Wait): Promise<Page> {
  const { data, answer } = await ask(api, BULK_RUN, { query: BULK_ORDERS });
  const payload = isObject(data.bulkOperationRunQuery) ? data.bulkOperationRunQuery : {};
  const operation = payload.bulkOperation;
  if (isObject(operation) && typeof operation.id === 'string') {
    return nothingYet({ state: 'running', id: operation.id, askedAt: answer.sentAt, offset: 0 });
  }
  if (!isBusy(payload)) {
    throw new ApiError('refused', `Shopify does not export its orders: ${userError(payload) ?? 'no reason given'}`);
  }
  await wait(POLL_MS_MAX);
  return nothingYet({ state: 'start' });
}

function isBusy({ userErrors }: Json): boolean {
  return Array.isArray(userErrors) && userErrors.some((error) => isObject(error) && TOO_MANY.has(error.code));
}

type Running = Extract<Backfill, { state: 'running' }>;

async function proceed(api: Api, running: Running, wait: Wait): Promise<Page> {
  const { data, answer } = await ask(api, BULK_STATE, { id: running.id });
  const operation = isObject(data.bulkOperation) ? data.bulkOperation : { status: 'EXPIRED' };
  switch (operation.status) {
    case 'COMPLETED':
      return sliceOf(api, running, operation);
    case 'FAILED':
    case 'CANCELED':
      return BY_PAGES;
    case 'EXPIRED':
      return nothingYet({ state: 'start' });
    default:
      await wait(Math.min(POLL_MS_MAX, Math.max(POLL_MS_MIN, (answer.sentAt - running.askedAt) / 4)));
      return nothingYet(running);
  }
}

/** The orders that begin within the next bytes of the file. */
async function sliceOf(api: Api, running: Running, operation: Json): Promise<Page> {
  const total = wholeNumber(operation.rootObjectCount);
  const end = { records: [], next: null, completeThrough: instantOf(operation.createdAt), total };
  const size = wholeNumber(operation.fileSize) ?? 0;
  if (typeof operation.url !== 'string' || running.offset >= size) return end;
  const slice = await ordersAt(api, operation.url, running.offset, size);
  if (slice === null) return BY_PAGES;
  const { orders, offset } = slice;
  const records = await withParts(api, orders, instant(running.askedAt));
  if (offset >= size) return { ...end, records };
  return { records, next: write({ ...running, offset }), completeThrough: null, total };
}

type Part = keyof typeof PARTS;

const PART_NAMES: readonly Part[] = ['refunds', 'fulfillments'];

/**
 * Adds to refunds and shipments the lists that a bulk operation cannot give. Where Shopify no longer shows one of them, the
 * order is read anew; one that has gone is left out.
 */
async function withParts(api: Api, orders: readonly Json[], seenAt: Instant): Promise<RemoteRecord[]> {
  const known = new Map<unknown, Json>();
  for (const part of PART_NAMES) {
    const ids = orders.flatMap((order) => partsOf(order, part).map(({ id }) => id));
    for (const node of await nodesOf(api, part, ids)) known.set(node.id, node);
  }
  const records: RemoteRecord[] = [];
  for (const order of orders) {
    const isKnown = PART_NAMES.every((part) => partsOf(order, part).every(({ id }) => known.has(id)));
    const record = isKnown ? orderRecord(filled(order, known), seenAt) : await readOrder(api, numberOf(order.id) ?? '');
    if (record !== null) records.push(record);
  }
  return records;
}

function filled(order: Json, known: ReadonlyMap<unknown, Json>): Json {
  const lists = PART_NAMES.map(
    (part) => [part, partsOf(order, part).map((one) => ({ ...one, ...known.get(one.id) }))] as const,
  );
  return { ...order, ...Object.fromEntries(lists) };
}

function partsOf(order: Json, part: Part): Json[] {
  const list = order[part];
  if (!Array.isArray(list)) throw new ApiError('unreadable', `Shopify exported an order without ${part}`);
  return list.filter(isObject);
}

async function nodesOf(api: Api, part: Part, ids: readonly unknown[]): Promise<Json[]> {
  const { text, first, each } = PARTS[part];
  const nodes: Json[] = [];
  for (let from = 0; from < ids.length; from += first) {
    const some = ids.slice(from, from + first);
    const { data } = await ask(api, { text, cost: some.length * each }, { ids: some });
    for (const node of Array.isArray(data.nodes) ? data.nodes.filter(isObject) : [])
      nodes.push(await complete(api, node));
  }
  return nodes;
}

function nothingYet(backfill: Backfill): Page {
  return { records: [], next: write(backfill), completeThrough: null, total: null };
}

const BY_PAGES = nothingYet({ state: 'pages', position: START });

function wholeNumber(value: unknown): number | null {
  const read = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number.parseInt(value, 10) : value;
  return typeof read === 'number' && Number.isSafeInteger(read) ? read : null;
}

function instantOf(value: unknown): Instant | null {
  return typeof value === 'string' ? parseInstant(value) : null;
}

function write(backfill: Backfill): string {
  return JSON.stringify(backfill);
}

function parse(cursor: string | null): Backfill {
  return cursor === null ? { state: 'start' } : (JSON.parse(cursor) as Backfill);
}
