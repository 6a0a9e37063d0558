import { exactText } from '../../domain/money/exact.ts';
import { type Instant, instant } from '../../domain/time/when.ts';
import {
  type Api,
  type ApiAnswer,
  ApiError,
  type Counted,
  type Missed,
  NO_SETTINGS,
  type RemoteRecord,
  type Stream,
} from '../contract.ts';
import { countedOf } from '../counted.ts';
import { amount, currency, id, instantAt, type Json, ShapeError } from '../shape.ts';
import { GONE, objectAt, pagesBackwards, type Row } from './answers.ts';
import { decode } from './decode.ts';
import { pageOfFeeds } from './feed.ts';
import type { Feed } from './walk.ts';
import { filterText, mayBeSkipped, siteOf, skipped, wholeSecond } from './wall-clock.ts';

const ORDERS = '/wc/v3/orders';

/** The bin is asked for first: it is small, and completeness moves on with the second walk. */
const FEEDS: readonly Feed[] = [
  { path: ORDERS, query: { status: 'trash' } },
  { path: ORDERS, query: { status: 'any' } },
];

export const orders: Stream = {
  name: 'orders',
  overlap: 300,
  every: 60,
  page: async (api, from, cursor) => {
    const again: string[] = [];
    const page = await pageOfFeeds(api, FEEDS, from, cursor, (sameApi, rows, answer) =>
      withRefunds(sameApi, rows, answer, (order) => again.push(order)),
    );
    return { ...page, again };
  },
};

/** An order's modified instant moves with all else: payment, refund, status, the bin. */
export const misses: readonly Missed[] = ['deletion', 'refund-deletion'];

/** The order with its refunds, also from the bin; null where it was deleted for good. */
export async function readOne(api: Api, remoteId: string): Promise<readonly RemoteRecord[] | null> {
  const order = await objectAt(api, `${ORDERS}/${encodeURIComponent(remoteId)}`, GONE);
  return order === null ? null : await withRefunds(api, [order], order.answer);
}

/**
 * Each order followed by its refunds, which its own body only mentions. Those that the store does not give fail it all, or
 * are told to who listens: one order must not hold up the others.
 */
async function withRefunds(
  api: Api,
  rows: readonly Row[],
  answer: ApiAnswer,
  onMissing?: (order: string) => void,
): Promise<RemoteRecord[]> {
  const refundsOrNone = async (order: string) => {
    try {
      return await refundsOf(api, order);
    } catch (error) {
      if (onMissing === undefined || !(error instanceof ApiError) || !error.isOfThisAlone) throw error;
      onMissing(order);
      return [];
    }
  };
  const groups = await Promise.all(
    rows.map(async (row) => {
      const order = String(row.body.id);
      return [recordOf(row, answer, `order ${order}`), ...(hasRefunds(row.body) ? await refundsOrNone(order) : [])];
    }),
  );
  return groups.flat();
}

function hasRefunds({ refunds }: Json): boolean {
  return Array.isArray(refunds) && refunds.length > 0;
}

/** An order that was deleted since it was shown has none. */
async function refundsOf(api: Api, order: string): Promise<RemoteRecord[]> {
  const records = new Map<string, RemoteRecord>();
  for await (const { rows, answer } of pagesBackwards(api, `${ORDERS}/${order}/refunds`, {}, GONE)) {
    for (const row of rows) {
      const refund = String(row.body.id);
      records.set(refund, recordOf(row, answer, `refund ${refund} of order ${order}`));
    }
  }
  return [...records.values()];
}

function recordOf({ raw, body }: Row, answer: ApiAnswer, place: string): RemoteRecord {
  return { raw, payload: body, seenAt: answer.sentAt, place };
}

/** What the decoder reads of an order but the person. */
const COUNTED =
  'id,number,status,currency,prices_include_tax,date_created_gmt,date_modified_gmt,date_paid_gmt,total,' +
  'payment_method,transaction_id,line_items,shipping_lines,fee_lines,tax_lines,refunds';

/** What lies in the bin is deleted, and so is not counted. An order in no known currency is left out: it is parked. */
export async function* census(api: Api, from: Instant, to: Instant): AsyncGenerator<readonly Counted[]> {
  const lower = instant(wholeSecond(from) - 1000);
  const zone = mayBeSkipped(lower) ? (await siteOf(api)).zone : null;
  const window = {
    status: 'any',
    dates_are_gmt: true,
    after: filterText(instant(lower - skipped(lower, zone))),
    before: filterText(wholeSecond(to + 999)),
    _fields: COUNTED,
  };
  const seen = new Set<string>();
  for await (const { rows } of pagesBackwards(api, ORDERS, window)) {
    const fresh = rows
      .map(({ body }) => counted(body))
      .filter((one) => one !== null)
      .filter(({ remoteId, placedAt }) => placedAt >= from && placedAt < to && !seen.has(remoteId));
    for (const { remoteId } of fresh) seen.add(remoteId);
    yield fresh;
  }
}

function counted(order: Json): Counted | null {
  try {
    return countedOf(decode(order, NO_SETTINGS, { via: 'read', topic: '' }), () => stated(order));
  } catch (fault) {
    if (fault instanceof ShapeError) return null;
    throw fault;
  }
}

function stated(order: Json): Counted {
  return {
    remoteId: id(order, 'id', 'order'),
    number: id(order, 'number', 'order'),
    placedAt: instantAt(order, 'date_created_gmt', 'order'),
    currency: currency(order, 'currency', 'order'),
    total: exactText(amount(order, 'total', 'order')),
  };
}
