import { type Api, ApiError } from '../contract.ts';
import { type Json, object } from '../shape.ts';
import { BULK_CHILDREN } from './documents.ts';

/*
 * The file of a bulk operation: a JSON object a line, an order's lines below it, each naming its order as `__parentId`. It
 * may be larger than memory, so that it is read by ranges of bytes.
 */

/** Bytes of the file in one page; some hundred orders. */
const SLICE = 1 << 20;
/** No order is larger. */
const SLICE_MAX = 32 << 20;

/** Some orders of the file, without what a bulk operation leaves out. */
interface Slice {
  readonly orders: readonly Json[];
  /** Where the next order begins. */
  readonly offset: number;
}

/** Reads more bytes at a time until they hold at least one order whole; null where the file is not to be had. */
export async function ordersAt(api: Api, url: string, offset: number, size: number): Promise<Slice | null> {
  for (let length = SLICE; length <= SLICE_MAX; length *= 2) {
    const last = Math.min(offset + length, size) - 1;
    const text = await bytesOf(api, url, offset, last);
    if (text === null) return null;
    const isEnd = last + 1 >= size;
    // Cut off behind a line, an end would look like one.
    if (isEnd && Buffer.byteLength(text) < size - offset) {
      throw new ApiError('unreadable', "Shopify's export was cut off on its way");
    }
    const slice = wholeOrders(text, isEnd);
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
