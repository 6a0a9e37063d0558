import { contentOf, type DocumentState, isGone } from '../domain/documents/fold.ts';
import type { FulfilmentContent, OrderContent, RefundContent } from '../domain/documents/parts.ts';
import { major } from '../domain/money/format.ts';
import type { Currency } from '../domain/money/minor.ts';
import { type LocalDate, parseDate } from '../domain/time/when.ts';
import { Trouble } from '../domain/trouble.ts';
import {
  countOrders,
  type OrderFilter,
  type OrderPageQuery,
  type OrderPlace,
  type OrderRow,
  orderStatuses,
  readOrders,
} from '../storage/lists/orders.ts';
import { BEGIN_WALK, inWalk } from '../storage/snapshot.ts';
import { csvLine } from './export/csv-text.ts';
import { catchUpWithPeople } from './people.ts';
import { documentRef } from './refs.ts';
import type { Decimal } from './reports/report.ts';
import type { Session } from './session.ts';

export { orderStatuses };

/** One line of the list of orders; amounts in the order's own currency. */
export interface ShownOrder {
  /** What `tellStory` takes, whatever numbers other orders have. */
  readonly document: string;
  readonly kind: string;
  readonly number: string;
  readonly remoteId: string;
  readonly placedOn: LocalDate;
  /** Name, else e-mail address; null where neither is known. */
  readonly customer: string | null;
  readonly channel: string;
  readonly currency: Currency | null;
  readonly total: Decimal | null;
  readonly paid: Decimal | null;
  readonly refunded: Decimal | null;
  /** What the customer owes: negative where the merchant does. */
  readonly due: Decimal | null;
  readonly status: string;
  /** Null where nothing ships, or the channel tells no shipments. */
  readonly fulfilled: Fulfilled | null;
  /** How many are open. */
  readonly discrepancies: number;
}

export type Fulfilled = 'none' | 'partly' | 'all';

export interface OrderList {
  readonly orders: readonly ShownOrder[];
  /** `cursor` of the next page; null on the last. */
  readonly next: string | null;
  /** All that match; null where they are too many to count, in a search, and on later pages. */
  readonly count: number | null;
}

export const orderSorts = ['-placedOn', 'placedOn'] as const;

export interface OrderQuery extends Omit<OrderFilter, 'bookId'> {
  readonly q?: string | undefined;
  /** Exactly this number; `q` does not count then. */
  readonly number?: string | undefined;
  readonly sort?: (typeof orderSorts)[number] | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

export const ordersPage = 50;
const countMax = 10_000;
const streamPage = 500;

export async function listOrders(session: Session, bookId: number, query: OrderQuery): Promise<OrderList> {
  await catchUpWithPeople(session, bookId);
  const limit = query.limit ?? ordersPage;
  return await inWalk(session.database.pool, async (reader) => {
    const isSearch = searchOf(query) !== undefined || query.number !== undefined;
    const rows = await readOrders(reader, { ...pageQuery(bookId, query), limit: limit + 1 });
    const page = rows.slice(0, limit);
    const isCounted = !isSearch && query.cursor === undefined;
    const count = isCounted ? await countOrders(reader, { ...query, bookId }, countMax + 1) : null;
    return {
      orders: page.map(shownOrder),
      next: rows.length > limit ? cursorAfter(page.at(-1)) : null,
      count: count === null || count > countMax ? null : count,
    };
  });
}

const COLUMNS = [
  'document',
  'number',
  'remote_id',
  'placed_on',
  'customer',
  'channel',
  'currency',
  'total',
  'paid',
  'refunded',
  'due',
  'status',
  'fulfilled',
  'discrepancies',
];

/** All orders that match as CSV, as they are at this moment; memory does not grow with them. */
export async function* ordersCsv(session: Session, bookId: number, query: OrderQuery): AsyncGenerator<string> {
  await catchUpWithPeople(session, bookId);
  const client = await session.database.client();
  try {
    await client.query(BEGIN_WALK);
    yield `${csvLine(COLUMNS)}\n`;
    let place = pageQuery(bookId, query);
    for (;;) {
      const rows = await readOrders(client, { ...place, limit: streamPage });
      if (rows.length > 0) yield rows.map((row) => `${csvLine(cellsOf(shownOrder(row)))}\n`).join('');
      const last = rows.at(-1);
      if (last === undefined || rows.length < streamPage) break;
      place = { ...place, after: last };
    }
    await client.query('commit');
  } finally {
    await client.end();
  }
}

// biome-ignore format: in the order of COLUMNS
function cellsOf(order: ShownOrder): (string | number | null)[] {
  const { document, number, remoteId, placedOn, customer, channel, currency, total, paid, refunded, due, status, fulfilled, discrepancies } = order;
  return [document, number, remoteId, placedOn, customer, channel, currency, total, paid, refunded, due, status, fulfilled, discrepancies];
}

function pageQuery(bookId: number, query: OrderQuery): Omit<OrderPageQuery, 'limit'> {
  const { sort = '-placedOn', cursor, channel, status, from, to, number } = query;
  return {
    ...{ bookId, channel, status, from, to, number },
    search: searchOf(query),
    direction: sort === '-placedOn' ? 'newest' : 'oldest',
    after: cursor === undefined ? null : placeOf(cursor),
  };
}

function searchOf({ q }: OrderQuery): string | undefined {
  const text = q?.trim() ?? '';
  return text === '' || text.includes('\0') ? undefined : text;
}

function cursorAfter(row: OrderRow | undefined): string | null {
  return row === undefined ? null : `${row.placedOn}.${row.documentId}`;
}

function placeOf(cursor: string): OrderPlace {
  const [, day = '', id = ''] = /^(\d{4}-\d{2}-\d{2})\.(\d{1,15})$/.exec(cursor) ?? [];
  const placedOn = parseDate(day);
  if (placedOn === null)
    throw new Trouble(`"${cursor}" is no place in the list`, 'give what the page before says after "next"');
  return { placedOn, documentId: Number.parseInt(id, 10) };
}

function shownOrder(row: OrderRow): ShownOrder {
  const { documentId, kind, number, remoteId, placedOn, name, email, channel, currency, status, discrepancies } = row;
  const amount = (minor: number) => (currency === null ? null : major(minor, currency));
  return {
    document: documentRef(documentId),
    kind,
    number,
    remoteId,
    placedOn,
    customer: name || email || null,
    channel,
    currency,
    total: amount(row.total),
    paid: amount(row.paid),
    refunded: amount(row.refunded),
    due: amount(row.due),
    status,
    fulfilled: fulfilledOf(row.state),
    discrepancies,
  };
}

/** How much of what ships has shipped. */
export function fulfilledOf(state: DocumentState): Fulfilled | null {
  const order = orderOf(state);
  if (order === null || !order.tellsShipments || order.status !== 'open') return null;
  const left = new Map<string, number>();
  for (const { id, kind, ships, quantity } of order.components) {
    if (kind === 'goods' && ships && quantity > 0) left.set(id, quantity);
  }
  if (left.size === 0) return null;
  for (const { lines } of order.cancellations) take(left, lines);
  let hasShipped = false;
  for (const { lines } of shipmentsOf(state)) {
    hasShipped = true;
    if (lines === null) left.clear();
    else take(left, lines);
  }
  for (const { lines } of refundsOf(state)) take(left, lines);
  if (left.size === 0) return hasShipped ? 'all' : null;
  return hasShipped ? 'partly' : 'none';
}

function orderOf(state: DocumentState): OrderContent | null {
  const part = state.parts.order;
  const content = part === undefined ? null : contentOf(part);
  return content?.type === 'order' ? content : null;
}

function shipmentsOf(state: DocumentState): FulfilmentContent[] {
  return Object.entries(state.parts).flatMap(([key, part]) => {
    const content = contentOf(part);
    return content.type === 'fulfilment' && content.status === 'shipped' && !isGone(state, key) ? [content] : [];
  });
}

/** What is given back leaves the units that have not shipped, as it does in the books (accounting.md 12). */
function refundsOf(state: DocumentState): RefundContent[] {
  return Object.entries(state.parts).flatMap(([key, part]) => {
    const content = contentOf(part);
    return content.type === 'refund' && content.status !== 'failed' && !isGone(state, key) ? [content] : [];
  });
}

function take(
  left: Map<string, number>,
  lines: readonly { readonly component: string; readonly quantity: number }[],
): void {
  for (const { component, quantity } of lines) {
    const rest = (left.get(component) ?? 0) - quantity;
    if (rest > 0) left.set(component, rest);
    else left.delete(component);
  }
}
