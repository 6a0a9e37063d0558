import { type Instant, instant, parseInstant } from '../../domain/time/when.ts';
import { type Api, ApiError, type Page } from '../contract.ts';
import { isObject, type Json, object } from '../shape.ts';
import { BULK_CHILDREN, BULK_ORDERS, BULK_RUN, BULK_STATE, PARTS } from './documents.ts';
import { ask, userError } from './graphql.ts';
import { complete } from './nested.ts';
import { orderPage, orderRecord, type Position, START } from './read.ts';

/*
 * History is read by a bulk operation: Shopify runs the query by itself and puts the result into a file of JSON lines,
 * kept for seven days. The cursor says where the backfill stands, so that it resumes after a crash:
 *
 *   start ─▶ running ──▶ running … ──▶ running, at byte n of the file … ─▶ end
 *     ▲         │ expired, or unknown to Shopify
 *     └─────────┤
 *               └ failed, cancelled, or its file is not to be had ─▶ pages, as the stream of changes reads them, from the
 *                 very first order
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
/** Bytes of the file in one page; some hundred orders. */
const SLICE = 1 << 20;
/** No order is larger. */
const SLICE_MAX = 32 << 20;
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
  const completed = await withParts(api, orders);
  const seenAt = instant(running.askedAt);
  const records = completed.map((order) => orderRecord(order, seenAt));
  if (offset >= size) return { ...end, records };
  return { records, next: write({ ...running, offset }), completeThrough: null, total };
}

interface Slice {
  readonly orders: readonly Json[];
  /** Where the next order begins. */
  readonly offset: number;
}

/** Reads more bytes at a time until they hold at least one order whole; null where the file is not to be had. */
async function ordersAt(api: Api, url: string, offset: number, size: number): Promise<Slice | null> {
  for (let length = SLICE; length <= SLICE_MAX; length *= 2) {
    const last = Math.min(offset + length, size) - 1;
    const text = await bytesOf(api, url, offset, last);
    if (text === null) return null;
    const slice = wholeOrders(text, last + 1 >= size);
    if (slice.bytes > 0) return { orders: slice.orders, offset: offset + slice.bytes };
  }
  throw new ApiError('unreadable', `Shopify exported an order of more than ${SLICE_MAX} bytes`);
}

/** The file lies with another server than the shop's; null where that one does not give it. */
async function bytesOf(api: Api, url: string, first: number, last: number): Promise<string | null> {
  const headers = { range: `bytes=${first}-${last}` };
  const answer = await api.send({ method: 'GET', path: url, headers, cost: 0 }).catch(refusedOrThrow);
  if (answer === null || answer.status === 404) return null;
  const { status, text } = answer;
  // A server that knows no ranges sends all.
  return status === 206
    ? text
    : Buffer.from(text)
        .subarray(first, last + 1)
        .toString('utf8');
}

function refusedOrThrow(error: unknown): null {
  if (error instanceof ApiError && (error.kind === 'refused' || error.kind === 'forbidden')) return null;
  throw error;
}

/**
 * The orders of which the text has all lines: an order's lines stand below it. The last may go on behind the text, and
 * begins the next slice, unless this is the end of the file.
 */
function wholeOrders(text: string, isEnd: boolean): { readonly orders: readonly Json[]; readonly bytes: number } {
  const lines = text.split('\n');
  // What stands behind the last line's end was cut off, or is empty.
  if (!isEnd || lines.at(-1) === '') lines.pop();
  const groups: { readonly order: Json; readonly children: Json[]; readonly line: number }[] = [];
  for (const [line, json] of lines.entries()) {
    const record = parseLine(json);
    if (record.__parentId === undefined) groups.push({ order: record, children: [], line });
    else childOf(groups, record).push(record);
  }
  if (isEnd) return { orders: groups.map(assembled), bytes: Buffer.byteLength(text) };
  const last = groups.at(-1);
  const whole = lines.slice(0, last?.line ?? 0);
  return {
    orders: groups.slice(0, -1).map(assembled),
    bytes: whole.reduce((sum, json) => sum + Buffer.byteLength(json) + 1, 0),
  };
}

function parseLine(line: string): Json {
  try {
    return object(JSON.parse(line), 'line');
  } catch {
    throw new ApiError('unreadable', "a line of Shopify's export is no JSON object");
  }
}

function childOf(groups: readonly { readonly order: Json; readonly children: Json[] }[], child: Json): Json[] {
  const group = groups.at(-1);
  if (group === undefined || group.order.id !== child.__parentId) {
    throw new ApiError('unreadable', "a line of Shopify's export stands apart from its order");
  }
  return group.children;
}

/** An order as a page shows it, its lists put together again. */
function assembled({ order, children }: { readonly order: Json; readonly children: readonly Json[] }): Json {
  const lists = Object.entries(BULK_CHILDREN).map(([type, field]) => {
    const nodes = children.filter((child) => child.__typename === type);
    return [field, { nodes: nodes.map(({ __typename, __parentId, ...node }) => node) }] as const;
  });
  return { ...order, ...Object.fromEntries(lists) };
}

type Part = keyof typeof PARTS;

/** Adds to refunds and shipments the lists that a bulk operation cannot give. An order that has gone is left out. */
async function withParts(api: Api, orders: readonly Json[]): Promise<Json[]> {
  const known = new Map<unknown, Json>();
  for (const part of ['refunds', 'fulfillments'] as const) {
    const ids = orders.flatMap((order) => partsOf(order, part).map(({ id }) => id));
    for (const node of await nodesOf(api, part, ids)) known.set(node.id, node);
  }
  const filled = (order: Json, part: Part) => partsOf(order, part).map((one) => ({ ...one, ...known.get(one.id) }));
  return orders
    .filter((order) =>
      [...partsOf(order, 'refunds'), ...partsOf(order, 'fulfillments')].every(({ id }) => known.has(id)),
    )
    .map((order) => ({ ...order, refunds: filled(order, 'refunds'), fulfillments: filled(order, 'fulfillments') }));
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
