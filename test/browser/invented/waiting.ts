import type { Discrepancy, DiscrepancyPage, Parked, ParkedPage } from '../../../web/src/api/waiting.ts';
import type { Answers, Asked, State } from './asked.ts';
import { raisedDifferences } from './certificates.ts';
import { ago } from './days.ts';
import { nameOf } from './entries.ts';
import { minor, type World } from './world.ts';

const SHOWN_MAX = 60;
const SINCE = '2026-11-20T08:00:00.000Z';

/** Orders that do not add up. */
export function oddOrders(world: World, { accepted }: State): Discrepancy[] {
  const list: Discrepancy[] = [];
  for (let index = 0; index < world.size && list.length < SHOWN_MAX; index += 211) {
    const order = world.order(index);
    const { currency } = order.channel;
    const [id, isAccepted] = [index + 1, accepted.has(index + 1)];
    list.push({
      ...{ id, kind: index % 2 ? 'refund-owed' : 'does-not-add-up', state: isAccepted ? 'accepted' : 'open' },
      ...{ amount: minor(1240, currency), currency, note: 'the lines add up to 12.40 more than the total' },
      ...{ openedAt: order.placedAt, settledAt: isAccepted ? ago(0) : null, settledBy: isAccepted ? 'you' : null },
      ...{ document: nameOf(order), sides: null, certificate: null },
    });
  }
  return list;
}

function discrepancies({ world, state, query }: Asked): DiscrepancyPage {
  const all = [...raisedDifferences(world.size > 10), ...oddOrders(world, state)];
  const list = all.filter((each) => !query.state || each.state === query.state);
  const kinds = Map.groupBy(list, ({ kind }) => kind);
  return { discrepancies: list, next: null, open: [...kinds].map(([kind, of]) => ({ kind, count: of.length })) };
}

function accept({ state, body }: Asked) {
  for (const id of (body as { readonly ids: readonly number[] }).ids) state.accepted.add(id);
  return { accepted: 1 };
}

function record(_: unknown, index: number): Parked {
  const isOrder = index % 2 === 1;
  return {
    ...{ id: 900 + index, since: SINCE, seenAt: SINCE, attempts: index + 1, via: 'file' },
    reason: isOrder ? 'rate' : 'order',
    detail: isOrder ? 'no rate KWD to EUR within 7 days of 2026-11-20' : 'refund 7712 waits for order 50999',
    ...{ channel: 'Shop DE', platform: 'woocommerce', kind: isOrder ? 'order' : 'refund' },
    remoteId: String(7712 + index),
    document: isOrder ? `#${1500 + index}` : null,
    ref: isOrder ? `id:${50_500 + index}` : null,
  };
}

function parked({ world, state }: Asked): ParkedPage {
  const counts = ['order', 'rate'].map((reason) => ({ reason, count: 2 }));
  const isEmpty = world.size === 0;
  return {
    parked: Array.from({ length: isEmpty ? 0 : state.parkedLeft }, record),
    next: null,
    counts: isEmpty ? [] : counts,
  };
}

/** All but one is posted. */
function retry({ state }: Asked) {
  const tried = state.parkedLeft;
  state.parkedLeft = 1;
  return { tried, posted: tried - 1, parked: 1 };
}

export const waitingAnswers: Answers = {
  'GET /api/books/:book/discrepancies': discrepancies,
  'POST /api/books/:book/discrepancies/accept': accept,
  'GET /api/books/:book/parked': parked,
  'POST /api/books/:book/parked/retry': retry,
};
