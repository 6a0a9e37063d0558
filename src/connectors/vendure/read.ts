import { exactText, fromMinor } from '../../domain/money/exact.ts';
import type { Instant } from '../../domain/time/when.ts';
import { type Api, type Counted, NO_SETTINGS, type RemoteRecord, type Stream } from '../contract.ts';
import { countedOf } from '../counted.ts';
import { clockOf, type Dated, type Place, pageOfRun, placeAfter, refuseDisorder, START } from '../run.ts';
import { currency, id, instantAt, integer, type Json, list, object, statedList, text } from '../shape.ts';
import { decode } from './decode.ts';
import { CENSUS, HISTORY, ORDER, ORDERS } from './documents.ts';
import { ask } from './graphql.ts';

/** Orders with all that belongs to them; a server may cap what one query may cost, so no more. */
const ORDERS_MAX = 50;
/** Entries of an order's history that come with it; there are seldom more than twenty. */
const HISTORY_MAX = 100;

/** What the history dates; notes and changes of address are persons' texts. */
const DATED = [
  'ORDER_STATE_TRANSITION',
  'ORDER_PAYMENT_TRANSITION',
  'ORDER_REFUND_TRANSITION',
  'ORDER_FULFILLMENT_TRANSITION',
  'ORDER_CANCELLATION',
];

/** Carts and drafts are no orders yet; an aggregate is the sum of its sellers' orders, which are the sales. */
const PLACED = { active: { eq: false }, type: { notEq: 'Aggregate' } };
/** By one key alone: GraphQL hands several on in the order of the schema, where `id` stands first. */
const BY_PLACING = { orderPlacedAt: 'ASC' };

/**
 * What was placed or updated since. `updatedAt` alone would lose orders: it stays while an order is placed, so that one
 * left in the cart for an hour is placed with an instant long gone by (8 of 30 recorded ones show it).
 */
export const orders: Stream = {
  name: 'orders',
  overlap: 120,
  every: 60,
  page: (api, from, cursor) =>
    pageOfRun(cursor, async (place) => {
      const { data, answer } = await ask(api, ORDERS, {
        options: { take: ORDERS_MAX, sort: BY_PLACING, filter: changedSince(from, place) },
        history: historyFrom(0),
      });
      const given = object(data.orders, 'orders');
      const nodes = statedList(given, 'items', 'orders');
      return {
        found: nodes.map(placedOf),
        records: await wholeOnes(api, nodes, answer.sentAt),
        isLast: nodes.length < ORDERS_MAX,
        remaining: integer(given, 'totalItems', 'orders'),
        clock: clockOf(answer),
      };
    }),
};

function changedSince(from: Instant | null, place: Place): Json {
  return {
    ...PLACED,
    ...behind('orderPlacedAt', place),
    ...(from !== null && { _or: [{ updatedAt: { after: before(from) } }, { orderPlacedAt: { after: before(from) } }] }),
  };
}

/** Records at or behind a place, of which those already given are left out. */
export function behind(field: 'orderPlacedAt' | 'createdAt', { at, given }: Place): Json {
  return {
    [field]: at === null ? { isNull: false } : { after: before(at) },
    ...(given.length > 0 && { id: { notIn: given } }),
  };
}

/** Vendure compares with `after`, which leaves the instant itself out. */
function before(at: Instant): string {
  return new Date(at - 1).toISOString();
}

function placedOf(node: Json): Dated {
  return { id: id(node, 'id', 'order'), at: instantAt(node, 'orderPlacedAt', 'order') };
}

async function wholeOnes(api: Api, nodes: readonly Json[], seenAt: Instant): Promise<RemoteRecord[]> {
  const records: RemoteRecord[] = [];
  for (const node of nodes) records.push(recordOf(await withHistory(api, node), seenAt));
  return records;
}

/** The order with its history to the end, oldest first. */
async function withHistory(api: Api, node: Json): Promise<Json> {
  const path = 'order.history';
  const history = object(node.history, path);
  const items = [...list(history, 'items', path)];
  const total = integer(history, 'totalItems', path);
  while (items.length < total) {
    const { data } = await ask(api, HISTORY, { id: id(node, 'id', 'order'), history: historyFrom(items.length) });
    const more = list(object(object(data.order, 'order').history, path), 'items', path);
    if (more.length === 0) break;
    items.push(...more);
  }
  const written = (entry: Json) => instantAt(entry, 'createdAt', path);
  return { ...node, history: { ...history, items: items.toSorted((a, b) => written(a) - written(b)) } };
}

/** By id, since many entries share an instant, and each is to stand on one page. */
function historyFrom(skip: number): Json {
  return { skip, take: HISTORY_MAX, sort: { id: 'ASC' }, filter: { type: { in: DATED } } };
}

function recordOf(node: Json, seenAt: Instant): RemoteRecord {
  return { raw: JSON.stringify(node), payload: node, seenAt, place: `order ${text(node, 'code', 'order')}` };
}

export async function readOne(api: Api, remoteId: string): Promise<readonly RemoteRecord[] | null> {
  const { data, answer } = await ask(api, ORDER, { id: remoteId, history: historyFrom(0) });
  if (data.order === null) return null;
  return [recordOf(await withHistory(api, object(data.order, 'order')), answer.sentAt)];
}

/** Read whole, since the order as placed is worked out from its history. */
export async function* census(api: Api, from: Instant, to: Instant): AsyncGenerator<readonly Counted[]> {
  let place: Place = { ...START, at: from };
  for (let isLast = false; !isLast; ) {
    const { orderPlacedAt, ...rest } = behind('orderPlacedAt', place);
    const window = { ...object(orderPlacedAt, 'filter'), before: new Date(to).toISOString() };
    const { data, answer } = await ask(api, CENSUS, {
      options: { take: ORDERS_MAX, sort: BY_PLACING, filter: { ...PLACED, ...rest, orderPlacedAt: window } },
      history: historyFrom(0),
    });
    const nodes = statedList(object(data.orders, 'orders'), 'items', 'orders');
    const found = nodes.map(placedOf);
    const records = await wholeOnes(api, nodes, answer.sentAt);
    isLast = nodes.length < ORDERS_MAX;
    refuseDisorder(place, found, isLast);
    place = placeAfter(place, found);
    const decimals = precisionOf(data);
    yield records.map(({ payload }) => counted(payload, decimals)).filter((one) => one !== null);
  }
}

function counted(payload: unknown, decimals: number): Counted | null {
  return countedOf(decode(payload, { ...NO_SETTINGS, decimals }), () => {
    const path = 'order';
    const node = object(payload, path);
    return {
      remoteId: id(node, 'id', path),
      number: text(node, 'code', path),
      placedAt: instantAt(node, 'orderPlacedAt', path),
      currency: currency(node, 'currencyCode', path),
      total: exactText(fromMinor(integer(node, 'totalWithTax', path), decimals)),
    };
  });
}

/** Decimals of the server's integer amounts, the same for every currency. */
export function precisionOf(data: Json): number {
  const path = 'globalSettings';
  const config = object(object(data.globalSettings, path).serverConfig, `${path}.serverConfig`);
  return integer(config, 'moneyStrategyPrecision', `${path}.serverConfig`);
}
