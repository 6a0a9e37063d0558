import type { Discrepancy, DiscrepancyPage, Parked, ParkedPage } from '../../../web/src/api/waiting.ts';
import type { Answers, Asked } from './asked.ts';
import { raisedDifferences } from './certificates.ts';
import { nameOf } from './entries.ts';
import { minor, type World } from './world.ts';

/** Records that could not be booked. */
export const PARKED = 4;
const SHOWN_MAX = 60;
const SINCE = '2026-11-20T08:00:00.000Z';

/** Orders that do not add up. */
export function oddOrders(world: World): Discrepancy[] {
  const list: Discrepancy[] = [];
  for (let index = 0; index < world.size && list.length < SHOWN_MAX; index += 211) {
    const order = world.order(index);
    const { currency } = order.channel;
    list.push({
      ...{ id: index + 1, kind: index % 2 ? 'refund-owed' : 'does-not-add-up', state: 'open' },
      ...{ amount: minor(1240, currency), currency, note: 'the lines add up to 12.40 more than the total' },
      ...{ openedAt: order.placedAt, settledAt: null, settledBy: null },
      ...{ document: nameOf(order), sides: null, certificate: null },
    });
  }
  return list;
}

function discrepancies({ world, query }: Asked): DiscrepancyPage {
  const all = [...raisedDifferences(world.size > 10), ...oddOrders(world)];
  const list = all.filter((each) => !query.state || each.state === query.state);
  const kinds = Map.groupBy(list, ({ kind }) => kind);
  return { discrepancies: list, next: null, open: [...kinds].map(([kind, of]) => ({ kind, count: of.length })) };
}

const SHOPS = [
  { channel: 'Shop DE', platform: 'woocommerce', remoteId: (index: number) => String(7712 + index) },
  { channel: 'Marketplace FR', platform: 'medusa', remoteId: () => 'order_01M7ZG6FMS15MCFC1DZQV0TXW1' },
] as const;

function record(_: unknown, index: number): Parked {
  const isOrder = index % 2 === 1;
  const { remoteId, ...shop } = SHOPS[index === 1 ? 1 : 0];
  return {
    ...{ id: 900 + index, since: SINCE, seenAt: SINCE, attempts: index + 1, via: 'file' },
    reason: isOrder ? 'rate' : 'order',
    detail: isOrder ? 'no rate KWD to EUR within 7 days of 2026-11-20' : 'refund 7712 waits for order 50999',
    ...{ ...shop, remoteId: remoteId(index), kind: isOrder ? 'order' : 'refund' },
    document: isOrder ? `#${1500 + index}` : null,
    ref: isOrder ? `id:${50_500 + index}` : null,
    setAside: null,
  };
}

const WORDS = ['older than these books', 'a test order of ours, placed when the checkout was changed', 'came twice'];

function recordsSetAside(): Parked[] {
  return WORDS.map((note, index) => ({
    ...record(note, index + PARKED),
    ...{ reason: 'no-record', detail: 'an event that carries only an id', ref: null, document: null },
    setAside: { at: SINCE, by: 'ada', note },
  }));
}

function parked({ world, query }: Asked): ParkedPage {
  const counts = ['order', 'rate'].map((reason) => ({ reason, count: 2 }));
  if (world.size === 0) return { parked: [], next: null, counts: [], setAside: 0 };
  const list = query.state === 'set-aside' ? recordsSetAside() : Array.from({ length: PARKED }, record);
  return { parked: list, next: null, counts, setAside: WORDS.length };
}

const PAYLOADS: Readonly<Record<string, string>> = { order: '{"id":7713,"total":"1.50"}', refund: '502 Bad Gateway' };

function message({ params }: Asked): (Parked & { readonly payload: string }) | null {
  const found = Array.from({ length: PARKED }, record).find(({ id }) => String(id) === params.id);
  return found === undefined ? null : { ...found, payload: PAYLOADS[found.kind] ?? '' };
}

export const waitingAnswers: Answers = {
  'GET /api/books/:book/discrepancies': discrepancies,
  'GET /api/books/:book/parked': parked,
  'GET /api/books/:book/parked/:id': message,
};
