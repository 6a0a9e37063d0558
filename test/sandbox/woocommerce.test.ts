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

describe('what a merchant writes', () => {
  const [plan] = SHOPS.filter(({ platform }) => platform === 'woocommerce');
  if (plan === undefined) throw new Error('no shop');
  const world = World.create({ seed: 29, shops: [{ ...plan, ordersPerDay: 0 }], start: START });
  const sent: Parcel[] = [];
  const address = { country: 'DE', state: '', city: 'Köln', postcode: '50667' };
  let face: Face;
  let product: Shown;

  interface Shown {
    readonly id: number;
    readonly status: string;
    readonly total: string;
    readonly refunds: readonly unknown[];
    readonly line_items: readonly { readonly id: number; readonly total: string; readonly taxes: readonly Tax[] }[];
    readonly shipping_lines: readonly { readonly id: number; readonly total: string; readonly taxes: readonly Tax[] }[];
  }

  interface Tax {
    readonly id: number;
    readonly total: string;
  }

  beforeAll(async () => {
    const post = async (parcel: Parcel) => {
      sent.push(parcel);
      return 200;
    };
    const options = { world, shop: plan.key, seed: 29, faults: new Faults(29), timers: MACHINE };
    face = await startWooCommerce({ ...options, port: 0, post, patienceMs: 50 });
    const mug = { name: 'Mug', sku: 'HAND-MUG', regular_price: '11.90', manage_stock: true, stock_quantity: 9 };
    product = (await write('POST', '/products', mug)).body;
  });

  afterAll(() => face.stop());

  /** As a TLS-terminating proxy passes it on. */
  async function write(method: string, path: string, body?: unknown) {
    const { 'consumer-key': key, 'consumer-secret': secret } = face.credentials;
    const headers = { authorization: `Basic ${btoa(`${key}:${secret}`)}`, 'x-forwarded-proto': 'https' };
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const answer = await fetch(`${face.url}/wp-json/wc/v3${path}`, init);
    return { status: answer.status, body: (await answer.json()) as Shown };
  }

  async function order(more: Record<string, unknown>): Promise<Shown> {
    const { status, body } = await write('POST', '/orders', {
      payment_method: 'by-hand',
      billing: { first_name: 'Ada', last_name: 'Hand', ...address },
      line_items: [{ product_id: product.id, quantity: 3 }],
      shipping_lines: [{ method_id: 'flat_rate', method_title: 'Flat rate', total: '5.00' }],
      ...more,
    });
    expect(status).toBe(201);
    return body;
  }

  const read = async (id: number) => (await write('GET', `/orders/${id}`)).body;

  it('is a product, its price and its stock', async () => {
    expect(product).toMatchObject({ type: 'simple', sku: 'HAND-MUG', price: '11.90', stock_quantity: 9 });
    const changed = await write('PUT', `/products/${product.id}`, { regular_price: '12.50', stock_quantity: 4 });
    expect(changed).toMatchObject({ status: 200, body: { price: '12.50', regular_price: '12.50', stock_quantity: 4 } });
    await order({ line_items: [{ product_id: product.id, quantity: 1 }] });
    expect(await write('GET', `/products/${product.id}`)).toMatchObject({ body: { stock_quantity: 3 } });
    const again = { regular_price: '11.90', stock_quantity: 9 };
    expect(await write('PUT', `/products/${product.id}`, again)).toMatchObject({
      body: { price: '11.90', stock_quantity: 9 },
    });
  });

  it('is an order, taxed where it is sent to, from its status to the next', async () => {
    const { id, ...made } = await order({ status: 'on-hold' });
    expect(made).toMatchObject({
      status: 'on-hold',
      total: '41.65',
      total_tax: '6.65',
      shipping_total: '5.00',
      date_paid: null,
      payment_method: 'by-hand',
      billing: { first_name: 'Ada', city: 'Köln' },
    });
    for (const status of ['processing', 'completed']) {
      expect((await write('PUT', `/orders/${id}`, { status })).body).toMatchObject({
        status,
        date_paid: expect.any(String),
      });
    }
    expect(sumsOf(world.truth.order(plan.key, id)?.facts ?? [])).toMatchObject({ total: 4165, paid: 4165, units: 3 });
  });

  it('is a refund of items, of shipping, and of money alone, and never of more than was paid', async () => {
    const paid = await order({ set_paid: true });
    const [line] = paid.line_items;
    const item = { id: line?.id, quantity: 1, refund_total: 10, refund_tax: [{ id: 1, refund_total: '1.90' }] };
    const byHand = { api_refund: false, reason: 'broken' };
    const first = await write('POST', `/orders/${paid.id}/refunds`, { ...byHand, amount: '11.90', line_items: [item] });
    expect(first).toMatchObject({
      status: 201,
      body: {
        amount: '11.90',
        reason: 'broken',
        refunded_payment: false,
        line_items: [{ quantity: -1, total: '-10.00', total_tax: '-1.90' }],
      },
    });
    const shipping = paid.shipping_lines.map(({ id, total, taxes }) => {
      return { id, refund_total: total, refund_tax: taxes.map((tax) => ({ id: tax.id, refund_total: tax.total })) };
    });
    const second = await write('POST', `/orders/${paid.id}/refunds`, { ...byHand, line_items: shipping });
    expect(second).toMatchObject({ status: 201, body: { amount: '5.95', line_items: [] } });
    await write('POST', `/orders/${paid.id}/refunds`, { ...byHand, amount: '1.00' });
    expect((await read(paid.id)).refunds).toHaveLength(3);
    const facts = world.truth.order(plan.key, paid.id)?.facts ?? [];
    expect(sumsOf(facts)).toMatchObject({ total: 2380, paid: 4165, refunded: 1885, allowance: -100 });
    const tooMuch = await write('POST', `/orders/${paid.id}/refunds`, { ...byHand, amount: '22.81' });
    expect(tooMuch).toMatchObject({ status: 500, body: { code: 'woocommerce_rest_cannot_create_order_refund' } });
    const byGateway = await write('POST', `/orders/${paid.id}/refunds`, { amount: '1.00' });
    expect(byGateway).toMatchObject({ status: 500, body: { message: expect.stringContaining('does not exist') } });
    await write('POST', `/orders/${paid.id}/refunds`, { ...byHand, amount: '22.80' });
    expect((await read(paid.id)).status).toBe('refunded');
  });

  it('is called off, put into the bin, and deleted for good, whatever it came to', async () => {
    const { id } = await order({ status: 'on-hold' });
    expect((await write('PUT', `/orders/${id}`, { status: 'cancelled' })).body.status).toBe('cancelled');
    expect((await write('DELETE', `/orders/${id}`)).body.status).toBe('trash');
    expect(await write('DELETE', `/orders/${id}`)).toMatchObject({
      status: 410,
      body: { code: 'woocommerce_rest_already_trashed', data: { status: 410 } },
    });
    const paid = await order({ set_paid: true });
    for (const gone of [id, paid.id]) {
      expect(await write('DELETE', `/orders/${gone}?force=true`)).toMatchObject({ status: 200, body: { id: gone } });
      expect(await write('GET', `/orders/${gone}`)).toMatchObject({
        status: 404,
        body: { code: 'woocommerce_rest_shop_order_invalid_id', message: 'Invalid ID.', data: { status: 404 } },
      });
    }
  });

  it('is told by webhooks', async () => {
    for (const topic of ['order.created', 'product.created']) {
      await write('POST', '/webhooks', { topic, delivery_url: 'http://books.example/hooks/1', secret: 'secret1' });
    }
    await face.deliver();
    sent.length = 0;
    const { id } = await order({});
    const extra = (await write('POST', '/products', { name: 'Extra' })).body;
    await face.deliver();
    const told = sent.map(({ headers, body }) => [headers['x-wc-webhook-topic'], (JSON.parse(body) as Shown).id]);
    expect(told).toEqual([
      ['order.created', id],
      ['product.created', extra.id],
    ]);
    expect((await write('DELETE', `/products/${extra.id}?force=true`)).status).toBe(200);
    expect((await write('GET', `/products/${extra.id}`)).status).toBe(404);
  });

  const line = { line_items: [{ product_id: 999_999, quantity: 1 }] };
  it.each([
    ['an unknown product', 'POST', '/orders', line, 400, 'order_item_product_invalid_product_id'],
    ['no product', 'POST', '/orders', { line_items: [{}] }, 400, 'woocommerce_rest_required_product_reference'],
    ['an unknown status', 'POST', '/orders', { status: 'eaten' }, 400, 'rest_invalid_param'],
    ['no JSON object', 'POST', '/orders', 'text', 400, 'rest_invalid_json'],
    ['fees', 'POST', '/orders', { fee_lines: [{ total: '1' }] }, 501, 'sandbox_not_simulated'],
    ['an unknown order', 'PUT', '/orders/999999', {}, 404, 'woocommerce_rest_shop_order_invalid_id'],
    ['a refund of it', 'POST', '/orders/999999/refunds', {}, 404, 'woocommerce_rest_invalid_order_id'],
    ['an SKU twice', 'POST', '/products', { sku: 'HAND-MUG' }, 400, 'product_invalid_sku'],
    ['half a cent', 'POST', '/products', { regular_price: '1.005' }, 400, 'rest_invalid_param'],
    ['an unknown product’s price', 'PUT', '/products/999999', {}, 404, 'woocommerce_rest_product_invalid_id'],
    ['a product for the bin', 'DELETE', '/products/1', undefined, 501, 'woocommerce_rest_trash_not_supported'],
  ])('is refused: %s', async (_what, method, path, body, status, code) => {
    expect(await write(method, path, body)).toMatchObject({ status, body: { code, data: { status } } });
  });
});
