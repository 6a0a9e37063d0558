import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Parcel } from '../../sandbox/faces/courier.ts';
import type { Face } from '../../sandbox/faces/face.ts';
import { startWooCommerce } from '../../sandbox/faces/woocommerce/index.ts';
import { Faults } from '../../sandbox/faults/faults.ts';
import { MACHINE } from '../../sandbox/timers.ts';
import { SHOPS } from '../../sandbox/world/plans.ts';
import { type OrderTruth, sumsOf } from '../../sandbox/world/truth.ts';
import { World } from '../../sandbox/world/world.ts';
import type { Api, RemoteRecord } from '../../src/connectors/contract.ts';
import { woocommerce } from '../../src/connectors/woocommerce/index.ts';
import { woocommerceLive } from '../../src/connectors/woocommerce/live.ts';
import { fetchApi } from '../../src/connectors/woocommerce/testing.ts';
import { MemoryBook } from '../../src/domain/plan/memory-book.ts';
import { documentKey } from '../../src/domain/plan/state.ts';
import { instant } from '../../src/domain/time/when.ts';
import { incoming } from '../support/memory-books.ts';

/* The connector against WooCommerce shops of the sandbox: what it reads over HTTP, booked, is the world's truth to the cent. */

const DAY = 86_400_000;
const START = Date.parse('2026-02-02T08:00:00Z');
const CONNECTION = 2;
const SETTINGS = { decimals: 2, giftCardSkus: new Set(['GIFT-CARD']) };

/** Amounts that books hold of an order by kind of account; income is below 0, as it is credited. */
interface Held {
  readonly money: number;
  readonly tax: number;
  readonly shipping: number;
  readonly giftCards: number;
  readonly goods: number;
}

const KINDS: readonly (readonly [kind: keyof Held, code: RegExp])[] = [
  ['money', /^1100-/],
  ['tax', /^2100/],
  ['giftCards', /^2210$/],
  ['shipping', /^4100$/],
  ['goods', /^4/],
];

const NOTHING: Held = { money: 0, tax: 0, shipping: 0, giftCards: 0, goods: 0 };

function heldOf(book: MemoryBook, id: number): Held {
  const document = book.documents.get(documentKey(CONNECTION, 'order', String(id)));
  const held = { ...NOTHING };
  for (const entry of book.entries.filter(({ documentId }) => documentId === document?.documentId)) {
    for (const { account, amount } of entry.lines) {
      const kind = KINDS.find(([, code]) => code.test(account))?.[0];
      if (kind !== undefined) held[kind] += amount;
    }
  }
  return held;
}

/** An order that nobody accepted is no sale. The tax of money that is given without goods is policy: then only money is. */
function truthOf({ facts }: OrderTruth): Partial<Held> {
  const sums = sumsOf(facts);
  const money = sums.paid - sums.refunded;
  if (!facts.some(({ kind }) => kind === 'accepted')) return NOTHING;
  if (sums.allowance !== 0) return { money };
  const giftCards = facts.reduce((all, fact) => all + ('giftCards' in fact ? fact.giftCards : 0), 0);
  const goods = sums.goods - sums.discount - giftCards;
  return { money, tax: 0 - sums.tax, shipping: 0 - sums.shipping, giftCards: 0 - giftCards, goods: 0 - goods };
}

function refundsDeletedIn(world: World): number[] {
  const orders = [...world.shops.values()].flatMap((shop) => [...shop.orders]);
  return orders
    .filter(([, { versions }]) => versions.some(({ change }) => change === 'refund deleted'))
    .map(([id]) => id);
}

describe.each(SHOPS.filter(({ platform }) => platform === 'woocommerce'))('$key', (plan) => {
  const world = World.create({ seed: 17, shops: [plan], start: START });
  const sent: Parcel[] = [];
  let nonces = 0;
  const now = () => instant(world.now);
  const nonce = () => {
    nonces += 1;
    return `nonce${nonces}`;
  };
  const live = woocommerceLive({ random: nonce, clock: now });
  let face: Face;
  let api: Api;

  beforeAll(async () => {
    const post = async (parcel: Parcel) => {
      sent.push(parcel);
      return 200;
    };
    const options = { world, shop: plan.key, seed: 17, faults: new Faults(17), timers: MACHINE };
    face = await startWooCommerce({ ...options, port: 0, post, patienceMs: 50 });
    api = fetchApi(live.access(face.credentials), now);
    world.advance(START + 4 * DAY);
  });

  afterAll(() => face.stop());

  const newBook = () =>
    new MemoryBook({
      baseCurrency: plan.currency.code,
      connections: [{ connectionId: CONNECTION, channel: plan.key, sells: true, cutOver: null }],
    });

  async function recordsOf(stream: 'orders' | 'listings', from: number | null): Promise<RemoteRecord[]> {
    const feed = live.streams.find(({ name }) => name === stream);
    if (feed === undefined) throw new Error(`no stream ${stream}`);
    const records: RemoteRecord[] = [];
    let cursor: string | null = null;
    do {
      const page = await feed.page(api, from === null ? null : instant(from), cursor);
      records.push(...page.records);
      cursor = page.next;
    } while (cursor !== null);
    return records;
  }

  function book(into: MemoryBook, records: readonly RemoteRecord[]): void {
    const batch = records.map(({ payload, seenAt }) => {
      const decoded = woocommerce.decode(payload, SETTINGS, { via: 'read', topic: '' });
      if (decoded.kind !== 'report') throw new Error(`${decoded.reason}: ${decoded.detail}`);
      return incoming(decoded.report, seenAt, CONNECTION);
    });
    into.post(batch);
  }

  it('says who it is, and that nothing is missing', async () => {
    const { name, currency } = plan;
    expect(await live.identify(api)).toMatchObject({ name, currency: currency.code, decimals: 2, missing: [] });
  });

  it('offers what the shop sells', async () => {
    const records = await recordsOf('listings', null);
    const listings = records.flatMap(({ payload }) => live.listings(payload, SETTINGS));
    const offered = new Map(listings.map(({ sku, price }) => [sku, price?.amount]));
    const variants = [...world.shop(plan.key).products.values()].flatMap(({ latest }) => latest.variants);
    expect(offered).toEqual(new Map(variants.map(({ sku, price }) => [sku, price])));
  });

  it('sends webhooks that verify, and hint at the order they carry', async () => {
    await live.webhooks?.ensure(api, 'http://books.example/hooks/1', 'secret1');
    await face.deliver();
    const pings = sent.splice(0).map(({ headers, body }) => ({ headers, body: Buffer.from(body) }));
    expect(pings.every((ping) => live.webhooks?.isPing(ping))).toBe(true);
    const { id } = world.place(plan.key);
    await face.deliver();
    const deliveries = sent.map(({ headers, body }) => ({ headers, body: Buffer.from(body) }));
    expect(deliveries.every((delivery) => live.webhooks?.verify(delivery, 'secret1'))).toBe(true);
    const hints = deliveries.map((delivery) => live.webhooks?.hint(delivery));
    expect(hints).toContainEqual({ topic: 'order.created', isRecord: true, reads: [String(id)] });
  });

  it('is booked to the cent, whether watched from its first day or read once at the end', async () => {
    const watched = newBook();
    book(watched, await recordsOf('orders', null));
    for (let from = world.now; !world.isAtRest; from = world.now) {
      if (world.now > START + 6 * DAY) world.stopTrading();
      world.advance(world.now + 7 * 3_600_000);
      book(watched, await recordsOf('orders', from));
    }
    // What moves no instant is not in the stream (a deleted refund): the connector says so, and such orders are read again.
    for (const id of refundsDeletedIn(world)) book(watched, (await live.readOne(api, String(id))) ?? []);
    const once = newBook();
    book(once, await recordsOf('orders', null));
    const orders = [...world.truth.orders()].filter(({ deletedAt }) => deletedAt === null);
    expect(orders.length).toBeGreaterThan(50);
    const expected = orders.map((truth) => ({ id: truth.id, ...truthOf(truth) }));
    for (const each of [once, watched]) {
      expect(each.parked).toEqual([]);
      expect(expected.map(({ id }) => ({ id, ...heldOf(each, id) }))).toMatchObject(expected);
    }
  });
});
