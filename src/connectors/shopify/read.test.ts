import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant } from '../../domain/time/when.ts';
import { type Counted, NO_SETTINGS, type Page } from '../contract.ts';
import type { Json } from '../shape.ts';
import { lengths, orderWith } from './fixtures/orders.ts';
import { ANSWERED_AT, Platform, SENT_AT } from './fixtures/platform.ts';
import { UPDATED } from './fixtures/world.ts';
import { shopify } from './index.ts';
import { shopifyLive } from './live.ts';

const live = shopifyLive({ wait: async () => {} });
const FROM = instant(Date.parse('2026-11-01T00:00:30.500Z'));
const TO = instant(Date.parse('2026-11-20T00:00:00Z'));

const [orders, products] = live.streams;
if (orders === undefined || products === undefined) throw new Error('two streams');

const plain = orderWith(1, { lines: 1, shipping: 1, refunds: [], shipments: [1] });

async function runOf(platform: Platform, from = FROM): Promise<unknown[]> {
  const records: unknown[] = [];
  let cursor: string | null = null;
  do {
    const page: Page | undefined = await orders?.page(platform.api, from, cursor);
    records.push(...(page?.records.map(({ payload }) => payload) ?? []));
    cursor = page?.next ?? null;
  } while (cursor !== null);
  return records;
}

async function countedIn(platform: Platform, from = FROM): Promise<Counted[]> {
  const all: Counted[] = [];
  for await (const some of live.census(platform.api, from, TO)) all.push(...some);
  return all;
}

const variablesOf = (platform: Platform) => platform.asked.map(({ body }) => (body as { variables: Json }).variables);

describe('an order', () => {
  it('comes with every nested list read to its end, however its pages are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(lengths, { minLength: 1, maxLength: 7 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        async (all, inline, more) => {
          const whole = all.map((each, index) => orderWith(index + 1, each));
          const platform = new Platform({ orders: whole }, { inline, more });
          const read = await runOf(platform);
          expect(read.map((order) => JSON.stringify(order))).toEqual(whole.map((order) => JSON.stringify(order)));
          expect(await live.readOne(platform.api, '1')).toMatchObject([{ payload: whole[0], place: 'order #1' }]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is refused by the decoder where only a first page is known', () => {
    const page = { nodes: [], pageInfo: { hasNextPage: true, endCursor: 'x' } };
    const decoded = shopify.decode({ ...plain, lineItems: page }, NO_SETTINGS, { via: 'read', topic: '' });
    expect(decoded).toMatchObject({ kind: 'undecodable', detail: 'order.lineItems: only the first page of it' });
  });

  it("is decoded as the vendor's example is, whichever way it came", async () => {
    const file = readFileSync(new URL('./fixtures/order.graphql.json', import.meta.url), 'utf8');
    const example = (JSON.parse(file) as { data: { order: Json } }).data.order;
    const records = await live.readOne(new Platform({ orders: [example] }, { inline: 1, more: 1 }).api, '450789469');
    const arrival = { via: 'read', topic: '' } as const;
    expect(shopify.decode(records?.[0]?.payload, NO_SETTINGS, arrival)).toEqual(
      shopify.decode(example, NO_SETTINGS, arrival),
    );
  });

  it('is null where Shopify has none', async () => {
    const platform = new Platform({ orders: [plain] });
    expect(await live.readOne(platform.api, '5')).toBeNull();
    expect(variablesOf(platform)[0]).toEqual({ id: 'gid://shopify/Order/5' });
  });

  it('is not taken for deleted where it may only be too old to be shown', async () => {
    const platform = new Platform({ orders: [{ ...plain, id: 'gid://shopify/Order/1000' }] });
    platform.scopes = ['read_orders'];
    expect(await live.readOne(platform.api, '1001')).toBeNull();
    expect(await live.readOne(platform.api, '20000')).toBeNull();
    await expect(live.readOne(platform.api, '999')).rejects.toThrow('read_all_orders');
    await expect(live.readOne(new Platform({ orders: [] }).api, '7')).resolves.toBeNull();
  });

  it('that goes while its lists are read stops the reading', async () => {
    const platform = new Platform({ orders: [orderWith(1, { lines: 9, shipping: 0, refunds: [], shipments: [] })] });
    const answers: Json[] = [{ data: { orders: page([longOrder]) } }, { data: { node: null } }];
    platform.answersFirst.push(...answers.map((answer) => [answer] as const));
    await expect(orders.page(platform.api, FROM, null)).rejects.toMatchObject({ kind: 'unreadable' });
  });
});

const page = (nodes: readonly Json[]) => ({ nodes, pageInfo: { hasNextPage: false, endCursor: null } });
const longOrder = { ...plain, lineItems: { nodes: [], pageInfo: { hasNextPage: true, endCursor: 'a' } } };

describe('the stream of orders', () => {
  it('asks for what changed, in whole seconds, and says how far it came', async () => {
    const platform = new Platform({
      orders: Array.from({ length: 7 }, (_, index) =>
        orderWith(index, { lines: 1, shipping: 0, refunds: [], shipments: [] }),
      ),
    });
    const first = await orders.page(platform.api, FROM, null);
    expect(variablesOf(platform)).toEqual([{ first: 5, after: null, query: "updated_at:>='2026-11-01T00:00:30Z'" }]);
    expect(first.completeThrough).toBe(Date.parse(UPDATED) - 1_000);
    expect(first.records[0]).toMatchObject({ seenAt: SENT_AT, raw: JSON.stringify(first.records[0]?.payload) });
    const last = await orders.page(platform.api, FROM, first.next);
    expect(last).toMatchObject({ next: null, completeThrough: Date.parse(ANSWERED_AT) });
    expect(last.records).toHaveLength(2);
  });

  it('asks again for a page that is shorter than it should be, but not for ever', async () => {
    const three = Array.from({ length: 3 }, (_, index) => ({ ...plain, id: `gid://shopify/Order/${index}` }));
    const platform = new Platform({ orders: three });
    const short = (hasNextPage: boolean) => {
      return { data: { orders: { nodes: three.slice(0, 1), pageInfo: { hasNextPage, endCursor: 'x' } } } };
    };
    platform.answersFirst.push([short(true)], [short(false)]);
    expect(new Set(await runOf(platform)).size).toBe(5);
    const counted = (count: number) => ({ data: { ordersCount: { count } } });
    platform.asked.length = 0;
    for (let time = 0; time < 3; time += 1) platform.answersFirst.push([short(false)], [counted(9)]);
    expect(await runOf(platform)).toEqual([three[0], three[0], three[0]]);
    expect(variablesOf(platform).map(({ first }) => first ?? 'count')).toEqual([5, 'count', 5, 'count', 5]);
  });

  it('counts what should be on its last page: behind the page before, until the answer', async () => {
    const all = Array.from({ length: 6 }, (_, index) =>
      orderWith(index, { lines: 1, shipping: 0, refunds: [], shipments: [] }),
    );
    const platform = new Platform({ orders: all });
    await runOf(platform);
    expect(variablesOf(platform).at(-1)).toEqual({
      query: `updated_at:>'${UPDATED}' updated_at:<='2026-11-10T12:00:07Z'`,
    });
    const empty = new Platform({ orders: [] });
    expect(await runOf(empty)).toEqual([]);
    expect(variablesOf(empty).at(-1)).toEqual({
      query: "updated_at:>='2026-11-01T00:00:30Z' updated_at:<='2026-11-10T12:00:07Z'",
    });
  });

  it('asks for fewer where a page would cost more than a request may', async () => {
    const platform = new Platform({ orders: [plain, plain, plain] });
    const tooDear = { errors: [{ message: 'Query cost is 1400', extensions: { code: 'MAX_COST_EXCEEDED' } }] };
    platform.answersFirst.push([tooDear], [tooDear]);
    expect(await runOf(platform)).toHaveLength(3);
    expect(variablesOf(platform).map(({ first }) => first)).toEqual([5, 2, 1, 1, 1, undefined]);
  });
});

describe("Shopify's errors", () => {
  const throttled = {
    errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
    extensions: { cost: { requestedQueryCost: 987, throttleStatus: { currentlyAvailable: 3 } } },
  };

  it('of throttling: asks again at the cost Shopify names, and gives up in the end', async () => {
    const platform = new Platform({ orders: [plain] });
    platform.answersFirst.push([throttled], [throttled]);
    expect(await runOf(platform)).toHaveLength(1);
    expect(platform.asked.map(({ cost }) => cost)).toEqual([952, 987, 987, 1]);
    platform.answersFirst.push([throttled], [throttled], [throttled], [throttled]);
    await expect(runOf(platform)).rejects.toMatchObject({ name: 'ApiError', kind: 'throttled' });
  });

  it.each([
    ['forbidden', { errors: [{ message: 'Access denied for orders field.', extensions: { code: 'ACCESS_DENIED' } }] }],
    ['unavailable', { errors: [{ message: 'oops', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] }],
    ['refused', { errors: [{ message: "Field 'x' doesn't exist" }] }],
    ['refused', { errors: 'Not Found' }],
    ['unreadable', { data: null }],
    ['unreadable', { data: { orders: null } }],
    ['unreadable', { data: { orders: { nodes: [], pageInfo: { hasNextPage: true, endCursor: null } } } }],
  ])('%s', async (kind, body) => {
    const platform = new Platform({ orders: [] });
    platform.answersFirst.push([body]);
    await expect(runOf(platform)).rejects.toMatchObject({ kind });
  });

  it('says where there is no shop', async () => {
    const platform = new Platform({ orders: [] });
    platform.answersFirst.push([{ errors: 'Not Found' }, 404]);
    await expect(runOf(platform)).rejects.toThrow('there is no Shopify shop at this address');
  });

  it('about people only leave people out', async () => {
    const platform = new Platform({ orders: [] });
    const denied = (path: readonly (string | number)[]) => ({
      message: 'This app is not approved to access the Customer object',
      path,
      extensions: { code: 'ACCESS_DENIED' },
    });
    const data = { orders: page([{ ...plain, customer: null }]) };
    platform.answersFirst.push([{ data, errors: [denied(['orders', 'nodes', 0, 'customer'])] }]);
    expect(await runOf(platform)).toMatchObject([{ customer: null }]);
    platform.answersFirst.push([{ data, errors: [denied(['orders', 'nodes', 0, 'transactions'])] }]);
    await expect(runOf(platform)).rejects.toMatchObject({ kind: 'forbidden' });
  });
});

describe('the census', () => {
  it('has every order placed at from ≤ instant < to, page by page', async () => {
    const placed = ['2026-11-01T00:00:30Z', '2026-11-01T00:00:31Z', '2026-11-19T23:59:59Z', '2026-11-20T00:00:00Z'];
    const all = placed.map((processedAt, index) => ({
      id: `gid://shopify/Order/${index}`,
      name: `#${index}`,
      processedAt,
      totalPriceSet: { presentmentMoney: { amount: '12.5', currencyCode: 'EUR' } },
    }));
    const platform = new Platform({ orders: all });
    const counted = await countedIn(platform);
    expect(counted.map(({ remoteId }) => remoteId)).toEqual(['1', '2']);
    expect(counted[0]).toEqual({
      remoteId: '1',
      number: '#1',
      placedAt: Date.parse('2026-11-01T00:00:31Z'),
      currency: 'EUR',
      total: '12.5',
    });
    expect(variablesOf(platform)[1]?.query).toBe(
      "processed_at:>='2026-11-01T00:00:30Z' processed_at:<='2026-11-20T00:00:00Z'",
    );
  });

  it('leaves out tests, which are no sales', async () => {
    const platform = new Platform({
      orders: [{ ...plain, name: '#1', processedAt: '2026-11-02T00:00:00Z', test: true }],
    });
    expect(await countedIn(platform)).toEqual([]);
  });

  it('throws where orders are too old to be all shown', async () => {
    const platform = new Platform({ orders: [] });
    platform.scopes = ['read_orders'];
    const days = (count: number) => instant(Date.parse(ANSWERED_AT) - count * 86_400_000);
    await expect(countedIn(platform)).resolves.toEqual([]);
    await expect(countedIn(platform, days(61))).rejects.toMatchObject({ kind: 'forbidden' });
    await expect(countedIn(platform, days(59))).resolves.toEqual([]);
  });

  it('throws where an order is not as the schema says', async () => {
    const platform = new Platform({ orders: [{ id: 'gid://shopify/Order/1', name: '#1', processedAt: 'yesterday' }] });
    await expect(countedIn(platform)).rejects.toMatchObject({ kind: 'unreadable' });
  });
});

describe('products', () => {
  const level = (location: number, available: number, onHand: number) => ({
    location: { id: `gid://shopify/Location/${location}` },
    quantities: [
      { name: 'available', quantity: available },
      { name: 'on_hand', quantity: onHand },
    ],
  });
  const variant = (id: number, title: string, tracked: boolean, levels: number) => ({
    id: `gid://shopify/ProductVariant/${id}`,
    sku: id === 1 ? null : `SKU-${id}`,
    title,
    price: '1299',
    inventoryItem: {
      id: `gid://shopify/InventoryItem/${id}`,
      tracked,
      inventoryLevels: { nodes: Array.from({ length: levels }, (_, index) => level(index, id - 3, id)) },
    },
  });
  const product = {
    id: 'gid://shopify/Product/9',
    title: 'Mug',
    updatedAt: UPDATED,
    priceRangeV2: { minVariantPrice: { currencyCode: 'JPY' } },
    variants: {
      nodes: [variant(1, 'Default Title', false, 1), variant(2, 'Blue', true, 5), variant(3, 'Red', true, 0)],
    },
  };

  it('are read with all variants and all their stock levels, and listed', async () => {
    const platform = new Platform({ orders: [], products: [product] }, { inline: 1, more: 2 });
    const read = await products.page(platform.api, FROM, null);
    expect(read.records).toMatchObject([{ payload: product, place: 'product 9' }]);
    expect(read.next).toBeNull();
    const listed = live.listings(read.records[0]?.payload, NO_SETTINGS);
    expect(listed.map(({ stock, ...rest }) => [rest, stock.length])).toEqual([
      [{ remoteId: '1', productId: '9', sku: '', title: 'Mug', price: { amount: 1299, currency: 'JPY' } }, 0],
      [
        { remoteId: '2', productId: '9', sku: 'SKU-2', title: 'Mug – Blue', price: { amount: 1299, currency: 'JPY' } },
        5,
      ],
      [
        { remoteId: '3', productId: '9', sku: 'SKU-3', title: 'Mug – Red', price: { amount: 1299, currency: 'JPY' } },
        0,
      ],
    ]);
    expect(listed[1]?.stock[4]).toEqual({ location: '4', onHand: 2, available: -1 });
  });

  it.each([
    ['no product', null, 'product'],
    ['a half-read list', { ...product, variants: undefined }, 'variants'],
    [
      'no price',
      { ...product, variants: { nodes: [{ ...variant(1, 'A', true, 1), price: 'free' }] } },
      'variant.price',
    ],
  ])('are refused: %s', (_what, payload, place) => {
    expect(() => live.listings(payload, NO_SETTINGS)).toThrow(place);
  });
});
