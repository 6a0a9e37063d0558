import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postOver } from '../../sandbox/faces/courier.ts';
import type { Face } from '../../sandbox/faces/face.ts';
import { startShopify } from '../../sandbox/faces/shopify/index.ts';
import { Faults } from '../../sandbox/faults/faults.ts';
import { MACHINE } from '../../sandbox/timers.ts';
import { destroyForGood } from '../../sandbox/world/leave.ts';
import { SHOPS } from '../../sandbox/world/plans.ts';
import { sumsOf } from '../../sandbox/world/truth.ts';
import { World } from '../../sandbox/world/world.ts';
import type { Api, Counted, Delivery, Page, RemoteRecord } from '../../src/connectors/contract.ts';
import { NO_SETTINGS } from '../../src/connectors/contract.ts';
import { shopify } from '../../src/connectors/shopify/index.ts';
import { shopifyLive } from '../../src/connectors/shopify/live.ts';
import type { CreditLine, PartContent } from '../../src/domain/documents/parts.ts';
import type { Report } from '../../src/domain/documents/report.ts';
import { type Instant, instant } from '../../src/domain/time/when.ts';
import { makeApi } from '../../src/engine/api/api.ts';
import { Budget } from '../../src/engine/api/budget.ts';
import { httpTransport, type Transport } from '../../src/engine/api/transport.ts';

/* The connector against a Shopify shop of the sandbox: GraphQL executed for real, bulk files, webhooks, faults. */

const SHOP = 'tees';
const DAY = 86_400_000;
const START = Date.parse('2026-10-01T08:00:00Z');

const live = shopifyLive({ wait: async () => {} });
const wire = httpTransport({ allowPrivate: true });
let throttled = 0;
const transport: Transport = async (request) => {
  const answer = await wire(request);
  if (answer.body.includes('"THROTTLED"')) throttled += 1;
  return answer;
};

/** A clock that runs a hundred times as fast, so that waits are short and still kept. */
const SPEED = 100;
const begunAt = performance.now();
const now = () => (performance.now() - begunAt) * SPEED;
const timers = { now, after: (ms: number, act: () => void) => MACHINE.after(ms / SPEED, act) };

/** The engine's own way of asking, with a token granted by the shop. */
async function apiOf(face: Face): Promise<Api> {
  const access = live.access(face.credentials);
  const options = {
    access,
    transport,
    budget: new Budget(access.limits, timers),
    urgency: 'live',
    timers,
    random: () => 0,
  } as const;
  const granted = await access.grant?.(makeApi({ ...options, tokens: null }));
  return makeApi({ ...options, tokens: async () => granted?.token ?? '' });
}

async function runOf(api: Api, stream: 'orders' | 'listings', from: Instant | null): Promise<Page[]> {
  const feed = live.streams.find(({ name }) => name === stream);
  const pages: Page[] = [];
  for (let cursor: string | null = null; feed !== undefined; ) {
    const page: Page = await feed.page(api, from, cursor);
    pages.push(page);
    cursor = page.next;
    if (cursor === null) break;
  }
  return pages;
}

const recordsOf = (pages: readonly Page[]): RemoteRecord[] => pages.flatMap(({ records }) => records);

function reportOf(payload: unknown, via: 'read' | 'event' = 'read'): Report {
  const decoded = shopify.decode(payload, NO_SETTINGS, { via, topic: '' });
  if (decoded.kind !== 'report') throw new Error(`${decoded.reason}: ${decoded.detail}`);
  return decoded.report;
}

function contentsOf<Type extends PartContent['type']>(report: Report, type: Type) {
  return report.parts.flatMap(({ content }) =>
    content.type === type ? [content as Extract<PartContent, { type: Type }>] : [],
  );
}

const sum = (amounts: readonly number[]) => amounts.reduce((all, amount) => all + amount, 0);

/** What the decoder makes of an order, in the truth's terms. */
function figuresOf(report: Report) {
  const [order] = contentsOf(report, 'order');
  const payments = contentsOf(report, 'payment').filter(({ status }) => status === 'captured');
  const refunds = contentsOf(report, 'refund').filter(({ status }) => status === 'settled');
  const grossOf = (lines: readonly Pick<CreditLine, 'net' | 'taxes'>[]) =>
    sum(lines.flatMap(({ net, taxes }) => [net, ...taxes.map(({ amount }) => amount)]));
  return {
    sold: grossOf(order?.components ?? []),
    given: sum(refunds.map(({ lines }) => grossOf(lines))),
    paid: sum(payments.map(({ amount }) => amount)),
    refunded: sum(refunds.map(({ amount }) => amount)),
    units: sum(contentsOf(report, 'fulfilment').flatMap(({ lines }) => lines?.map(({ quantity }) => quantity) ?? [])),
    total: order?.total,
    cancelled: order?.status === 'cancelled',
  };
}

const faults = new Faults(11);
const plan = SHOPS.find(({ key }) => key === SHOP);
if (plan === undefined) throw new Error(`no shop ${SHOP}`);
const world = World.create({ seed: 11, shops: [plan], start: START });

/** `points`: what the shop's bucket holds. */
function startFace(points: number): Promise<Face> {
  const post = postOver(fetch, 1_000);
  const options = { world, shop: SHOP, seed: 11, faults, port: 0, post, patienceMs: 50 };
  return startShopify({ ...options, timers: { ...MACHINE, now }, bucket: { capacity: points, perSecond: 100 } });
}
let face: Face;
let api: Api;

beforeAll(async () => {
  world.advance(START + 20 * DAY);
  face = await startFace(2_000);
  api = await apiOf(face);
});

afterAll(async () => {
  await face.stop();
  wire.close();
});

/** Orders that are still there. */
const standing = () =>
  [...world.shop(SHOP).orders.values()].map(({ latest }) => latest).filter(({ deletedAt }) => deletedAt === null);
const idsOf = (records: readonly RemoteRecord[]) => records.map(({ payload }) => reportOf(payload).remoteId);
const sorted = (ids: readonly string[]) => ids.toSorted((a, b) => Number(a) - Number(b));

describe('a shop of the sandbox', () => {
  it('says who it is, and that nothing is missing', async () => {
    expect(await live.identify(api)).toMatchObject({
      name: 'Tidewater Tees',
      currency: 'USD',
      zone: 'America/New_York',
      missing: [],
    });
  });

  it('gives its whole history in bulk, order by order as it is read one by one', async () => {
    const pages = await runOf(api, 'orders', null);
    const records = recordsOf(pages);
    expect(records.length).toBeGreaterThan(500);
    expect(sorted(idsOf(records))).toEqual(sorted(standing().map(({ id }) => String(id))));
    expect(pages.at(-1)).toMatchObject({ completeThrough: world.now, total: records.length });
    for (const record of records.filter((_, index) => index % 25 === 0)) {
      const [one] = (await live.readOne(api, reportOf(record.payload).remoteId)) ?? [];
      expect(one?.raw).toBe(record.raw);
    }
  });

  it('is read as what is true of it', async () => {
    for (const { payload } of recordsOf(await runOf(api, 'orders', null))) {
      const report = reportOf(payload);
      const facts = world.truth.order(SHOP, Number(report.remoteId))?.facts ?? [];
      const truth = sumsOf(facts);
      const figures = figuresOf(report);
      expect(figures).toMatchObject({
        paid: truth.paid,
        refunded: truth.refunded,
        units: truth.units,
        total: figures.sold,
      });
      const isGoods = facts.every(({ kind }) => kind !== 'cancelled');
      if (isGoods) expect([report.remoteId, figures.sold - figures.given]).toEqual([report.remoteId, truth.total]);
      else expect(figures.cancelled).toBe(true);
    }
  });

  it('counts its orders by when they were placed', async () => {
    const from = instant(START + 3 * DAY);
    const to = instant(START + 5 * DAY);
    const counted: Counted[] = [];
    for await (const some of live.census(api, from, to)) counted.push(...some);
    const placed = standing().filter(({ placedAt }) => placedAt >= from && placedAt < to);
    expect(counted.map(({ remoteId }) => remoteId)).toEqual(placed.map(({ id }) => String(id)));
    for (const { remoteId, total, placedAt } of counted) {
      const [record] = (await live.readOne(api, remoteId)) ?? [];
      const [order] = contentsOf(reportOf(record?.payload), 'order');
      expect([total, placedAt]).toEqual([((order?.total ?? 0) / 100).toFixed(2), order?.placedAt]);
    }
  });

  it('lists its variants with price and stock, however many there are of one product', async () => {
    const records = recordsOf(await runOf(api, 'listings', null));
    const listed = records.flatMap(({ payload }) => live.listings(payload, NO_SETTINGS));
    const variants = [...world.shop(SHOP).products.values()].flatMap(({ latest }) => latest.variants);
    expect(listed).toHaveLength(variants.length);
    for (const { id, sku, price, stock } of variants) {
      const [first] = Object.values(stock);
      expect(listed.find(({ remoteId }) => remoteId === String(id))).toMatchObject({
        sku,
        price: { amount: price, currency: 'USD' },
        stock: first === undefined ? [] : expect.arrayContaining([expect.objectContaining({ onHand: first.onHand })]),
      });
    }
  });

  it('shows every change since an instant, and what became of it', async () => {
    const since = instant(world.now);
    const changed = new Set<number>();
    for (const event of world.advance(since + DAY)) if (event.about === 'order') changed.add(event.id);
    const pages = await runOf(api, 'orders', instant(since + 1_000));
    const seen = new Set(idsOf(recordsOf(pages)));
    expect(sorted([...seen])).toEqual(
      sorted(
        standing()
          .filter(({ id }) => changed.has(id))
          .map(({ id }) => String(id)),
      ),
    );
    expect(pages.at(-1)?.completeThrough).toBe(Math.floor(world.now / 1_000) * 1_000);
  });

  it('answers null for an order that was deleted', async () => {
    const { id } = world.place(SHOP);
    expect(await live.readOne(api, String(id))).toHaveLength(1);
    expect(world.act(SHOP, id, destroyForGood)).toBe(true);
    expect(await live.readOne(api, String(id))).toBeNull();
  });
});

describe('its webhooks', () => {
  const received: Delivery[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      received.push({ headers, body: Buffer.concat(chunks) });
      response.writeHead(status).end();
    });
  });
  let url = '';
  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/1`;
  });
  afterAll(() => server.close());

  const secret = () => face.credentials['client-secret'] ?? '';

  it('are signed, name the order, and mean the same as what is read', async () => {
    const { topics, remade } = (await live.webhooks?.ensure(api, url, secret())) ?? { topics: [], remade: [] };
    expect(remade).toEqual(topics);
    expect(await live.webhooks?.ensure(api, url, secret())).toEqual({ topics, remade: [] });
    const changed = new Set<string>();
    for (const event of world.advance(world.now + DAY)) if (event.about === 'order') changed.add(String(event.id));
    await face.deliver();
    const hints = received.map((delivery) => live.webhooks?.hint(delivery));
    expect(received.every((delivery) => live.webhooks?.verify(delivery, secret()))).toBe(true);
    expect(new Set(hints.flatMap((hint) => hint?.reads ?? []))).toEqual(changed);
    const newest = new Map<string, unknown>();
    for (const [index, hint] of hints.entries()) {
      const [id] = hint?.reads ?? [];
      if (hint?.isRecord && id !== undefined) newest.set(id, JSON.parse(received[index]?.body.toString('utf8') ?? ''));
    }
    expect(newest.size).toBeGreaterThan(10);
    for (const [id, body] of newest) {
      const records = await live.readOne(api, id);
      if (records === null) continue;
      const read = reportOf(records[0]?.payload).parts.filter(({ key }) => !key.startsWith('payment:'));
      expect(reportOf(body, 'event').parts).toEqual(read);
    }
  });

  it('are tried again where nobody takes them, and dropped in the end: then they are made again', async () => {
    status = 500;
    world.place(SHOP);
    for (let hours = 0; hours < 12; hours += 1) {
      await face.deliver();
      world.advance(world.now + DAY / 24);
    }
    status = 200;
    const remade = (await live.webhooks?.ensure(api, url, secret()))?.remade ?? [];
    expect(remade).toContain('ORDERS_CREATE');
    await live.webhooks?.remove(api, url);
    const before = received.length;
    world.advance(world.now + DAY / 4);
    await face.deliver();
    expect(received.length).toBe(before);
  });
});

describe('when things go wrong', () => {
  it('all orders come all the same', async () => {
    const kinds = ['server error', 'bad gateway', 'connection reset', 'stale read', 'short page'] as const;
    for (const kind of kinds) faults.set(kind, 100);
    const since = instant(world.now - DAY);
    const seen = new Set(idsOf(recordsOf(await runOf(api, 'orders', since))));
    faults.setAll(0);
    expect(seen.size).toBeGreaterThan(10);
    expect(seen).toEqual(new Set(idsOf(recordsOf(await runOf(api, 'orders', since)))));
  });

  it('a bucket that another drains only slows it down', async () => {
    const narrow = await startFace(1_000);
    const run = async () => recordsOf(await runOf(await apiOf(narrow), 'orders', instant(world.now - DAY))).length;
    const counts = await Promise.all([run(), run()]);
    await narrow.stop();
    expect(counts[0]).toBeGreaterThan(10);
    expect(counts[1]).toBe(counts[0]);
    expect(throttled).toBeGreaterThan(0);
  });
});
