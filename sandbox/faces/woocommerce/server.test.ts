import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Faults } from '../../faults/faults.ts';
import { MACHINE } from '../../timers.ts';
import type { Action } from '../../world/act.ts';
import { cancelUnpaid, deleteRefund, refundAmount } from '../../world/give-back.ts';
import { annotate, destroyForGood, throwAway } from '../../world/leave.ts';
import { pay } from '../../world/pay.ts';
import { SHOPS } from '../../world/plans.ts';
import { World } from '../../world/world.ts';
import type { Parcel } from '../courier.ts';
import type { Face } from '../face.ts';
import { startWooCommerce } from './index.ts';

const START = Date.UTC(2026, 2, 1, 12);
const SECOND = 1000;
const HOOK = 'http://books.example/hooks/1';
const SECRET = 'woo-secret-1';

type Row = Record<string, unknown> & {
  readonly id: number;
  readonly status: string;
  readonly date_modified_gmt: string;
};

let world: World;
let faults: Faults;
let face: Face;
let sent: Parcel[];
/** What the receiver of webhooks answers. */
let status: number | null;

beforeEach(async () => {
  const [plan] = SHOPS;
  if (plan === undefined) throw new Error('no shop');
  const quiet = { ...plan, ordersPerDay: 0, products: 6, gateways: plan.gateways.slice(0, 1) };
  world = World.create({ seed: 5, shops: [quiet], start: START });
  faults = new Faults(5);
  sent = [];
  status = 200;
  const post = async (parcel: Parcel) => {
    sent.push(parcel);
    return status;
  };
  const options = { world, shop: 'mugs', seed: 5, faults, port: 0, timers: MACHINE, post, patienceMs: 5 };
  face = await startWooCommerce(options);
});

afterEach(() => face.stop());

/** As a TLS-terminating proxy passes it on. */
async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const { 'consumer-key': key, 'consumer-secret': secret } = face.credentials;
  const basic = Buffer.from(`${key}:${secret}`).toString('base64');
  const headers = { authorization: `Basic ${basic}`, 'x-forwarded-proto': 'https' };
  return await fetch(`${face.url}/wp-json/wc/v3${path}`, { ...init, headers });
}

const rows = async (path: string) => (await (await ask(path)).json()) as Row[];
const row = async (path: string) => (await (await ask(path)).json()) as Row;
const ids = async (path: string) => (await rows(path)).map(({ id }) => id);

const wait = (seconds: number) => world.advance(world.now + seconds * SECOND);
const act = (id: number, action: Action) => world.act('mugs', id, action);

function placeSome(count: number): number[] {
  return Array.from({ length: count }, () => {
    wait(1);
    return world.place('mugs', { isLeftAlone: true }).id;
  });
}

describe('who asks', () => {
  test('over http a Basic header is refused, and no key at all', async () => {
    const { 'consumer-key': key, 'consumer-secret': secret } = face.credentials;
    const basic = { authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}` };
    const answer = await fetch(`${face.url}/wp-json/wc/v3/orders`, { headers: basic });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ code: 'woocommerce_rest_cannot_view', data: { status: 401 } });
    expect((await fetch(`${face.url}/wp-json/wc/v3/orders`)).status).toBe(401);
  });

  test('over http OAuth 1.0a is taken, once a nonce, and only with the right secret', async () => {
    const signed = signedAddress(
      'orders',
      { status: 'any', note: "it's (50 %)!" },
      'n1',
      face.credentials['consumer-secret'],
    );
    expect((await fetch(signed)).status).toBe(200);
    expect(await (await fetch(signed)).json()).toMatchObject({ message: expect.stringContaining('nonce') });
    const forged = signedAddress('orders', { status: 'any' }, 'n2', 'cs_other');
    expect((await fetch(forged)).status).toBe(401);
  });

  test('a wrong secret is refused, and the index is open to everyone', async () => {
    const headers = { authorization: `Basic ${btoa('ck_1:cs_1')}`, 'x-forwarded-proto': 'https' };
    expect((await fetch(`${face.url}/wp-json/wc/v3/orders`, { headers })).status).toBe(401);
    const index = await (await fetch(`${face.url}/wp-json/?_fields=name,timezone_string`)).json();
    expect(index).toEqual({ name: "Ada's Mugs", timezone_string: 'Europe/Berlin' });
  });
});

/** Written out from RFC 5849 for HMAC-SHA256, apart from the face's own. */
function signedAddress(path: string, query: Record<string, string>, nonce: string, secret: string | undefined): string {
  const url = `${face.url}/wp-json/wc/v3/${path}`;
  const percent = (text: string) =>
    encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  const all: Record<string, string> = {
    ...query,
    oauth_consumer_key: face.credentials['consumer-key'] ?? '',
    oauth_nonce: nonce,
    oauth_signature_method: 'HMAC-SHA256',
    oauth_timestamp: '1772366400',
  };
  const pairs = Object.keys(all)
    .sort()
    .map((name) => `${percent(name)}=${percent(all[name] ?? '')}`);
  const base = `GET&${percent(url)}&${percent(pairs.join('&'))}`;
  const signature = createHmac('sha256', `${secret}&`).update(base).digest('base64');
  return `${url}?${new URLSearchParams({ ...all, oauth_signature: signature })}`;
}

describe('lists', () => {
  test('are newest first and ten long, and say how many there are', async () => {
    const placed = placeSome(12);
    const answer = await ask('/orders');
    expect(await ids('/orders')).toEqual(placed.toReversed().slice(0, 10));
    expect(answer.headers.get('x-wp-total')).toBe('12');
    expect(answer.headers.get('x-wp-totalpages')).toBe('2');
    expect(answer.headers.get('link')).toContain('page=2>; rel="next"');
    expect(answer.headers.get('date')).toBe(new Date(world.now).toUTCString());
    expect(await ids('/orders?page=2')).toEqual(placed.toReversed().slice(10));
    expect(await ids('/orders?page=9')).toEqual([]);
    expect(await ids('/orders?offset=11')).toEqual(placed.slice(0, 1));
    expect(await ids('/orders?per_page=3&orderby=id&order=asc')).toEqual(placed.slice(0, 3));
    expect(await ids(`/orders?include=${placed[1]},${placed[4]}&orderby=id&order=asc`)).toEqual([placed[1], placed[4]]);
  });

  test('take dates, exclusive, in UTC or as the site’s clock shows them', async () => {
    const [first = 0, second = 0] = placeSome(2);
    const { date_created_gmt: gmt, date_created: local } = await row(`/orders/${first}`);
    expect(local).not.toBe(gmt);
    expect(await ids(`/orders?after=${gmt}&dates_are_gmt=true`)).toEqual([second]);
    expect(await ids(`/orders?after=${local}`)).toEqual([second]);
    expect(await ids(`/orders?before=${local}`)).toEqual([]);
    const { date_modified_gmt: modified } = await row(`/orders/${second}`);
    expect(await ids(`/orders?modified_after=${modified}&dates_are_gmt=true`)).toEqual([]);
    wait(1);
    act(first, annotate);
    expect(await ids(`/orders?modified_after=${modified}&dates_are_gmt=true`)).toEqual([]);
    act(first, pay);
    act(first, refundAmount);
    expect(await ids(`/orders?modified_after=${modified}&dates_are_gmt=true`)).toEqual([first]);
  });

  test('refuse what is no number and no date, and know their fields', async () => {
    expect((await ask('/orders?per_page=101')).status).toBe(400);
    expect(await (await ask('/orders?modified_after=1772366400')).json()).toMatchObject({ code: 'rest_invalid_param' });
    const [id = 0] = placeSome(1);
    expect(await rows('/orders?_fields=id,status')).toEqual([{ id, status: 'pending' }]);
  });

  test('hold what lies in the bin only for who asks for it; what is deleted for good is gone', async () => {
    const [binned = 0, kept = 0] = placeSome(2);
    act(binned, cancelUnpaid);
    act(binned, throwAway);
    expect(await ids('/orders?status=any')).toEqual([kept]);
    expect(await ids('/orders?status=trash')).toEqual([binned]);
    expect(await row(`/orders/${binned}`)).toMatchObject({ status: 'trash' });
    act(binned, destroyForGood);
    expect(await ids('/orders?status=trash')).toEqual([]);
    const gone = await ask(`/orders/${binned}`);
    expect(gone.status).toBe(404);
    expect(await gone.json()).toMatchObject({ code: 'woocommerce_rest_shop_order_invalid_id' });
  });
});

test('the modified instant moves with payment and refund, and not with a refund’s deletion', async () => {
  const [id = 0] = placeSome(1);
  const modified = async () => (await row(`/orders/${id}`)).date_modified_gmt;
  const seen = [await modified()];
  for (const action of [pay, refundAmount, deleteRefund]) {
    wait(2);
    act(id, action);
    seen.push(await modified());
  }
  expect(new Set(seen.slice(0, 3)).size).toBe(3);
  expect(seen[3]).toBe(seen[2]);
  expect(await rows(`/orders/${id}/refunds`)).toEqual([]);
});

test('a refund is its own record, and its order names it', async () => {
  const [id = 0] = placeSome(1);
  act(id, pay);
  act(id, refundAmount);
  const [refund] = await rows(`/orders/${id}/refunds`);
  const order = await row(`/orders/${id}`);
  expect(order.refunds).toEqual([{ id: refund?.id, reason: 'goodwill', total: `-${refund?.amount}` }]);
});

test('settings, products and variations', async () => {
  const [currency] = (await rows('/settings/general')).filter(({ id }) => String(id) === 'woocommerce_currency');
  expect(currency).toMatchObject({ value: 'EUR' });
  expect(await row('/settings/general/woocommerce_price_num_decimals')).toMatchObject({ value: '2' });
  expect(await row('/system_status')).toMatchObject({ settings: { currency: 'EUR', number_of_decimals: 2 } });
  const [variable] = (await rows('/products?orderby=id&order=asc')).filter(({ type }) => type === 'variable');
  const variations = await ids(`/products/${variable?.id}/variations?orderby=id&order=asc`);
  expect(variations).toEqual(variable?.variations);
  expect((await ask('/customers')).status).toBe(404);
});

describe('webhooks', () => {
  const make = async (topic: string): Promise<Row> => {
    const body = JSON.stringify({ name: topic, topic, delivery_url: HOOK, secret: SECRET });
    const answer = await ask('/webhooks', { method: 'POST', body });
    expect(answer.status).toBe(201);
    return (await answer.json()) as Row;
  };

  /** Topics of what was sent since it was last asked; the ping has none. */
  const topics = async (): Promise<string[]> => {
    await face.deliver();
    return sent.splice(0).map(({ headers, body }) => headers['x-wc-webhook-topic'] ?? body);
  };

  test('ping when they are made, and show no secret', async () => {
    const made = await make('order.created');
    expect(JSON.stringify(made)).not.toContain(SECRET);
    expect(await topics()).toEqual([`webhook_id=${made.id}`]);
    expect((await ask('/webhooks', { method: 'POST', body: '{"topic":"order.eaten"}' })).status).toBe(400);
    expect((await ask(`/webhooks/${made.id}`, { method: 'DELETE' })).status).toBe(501);
    expect((await ask(`/webhooks/${made.id}?force=true`, { method: 'DELETE' })).status).toBe(200);
    expect(await rows('/webhooks')).toEqual([]);
  });

  test('are signed, carry the order as it is when they are sent, and come together', async () => {
    await make('order.created');
    await make('order.updated');
    await topics();
    const [id = 0] = placeSome(1);
    act(id, pay);
    await face.deliver();
    expect(sent.map(({ headers }) => headers['x-wc-webhook-topic']).toSorted()).toEqual([
      'order.created',
      'order.updated',
    ]);
    for (const { headers, body } of sent) {
      expect(JSON.parse(body)).toEqual(await row(`/orders/${id}`));
      expect(headers['x-wc-webhook-signature']).toBe(createHmac('sha256', SECRET).update(body).digest('base64'));
    }
  });

  test('say of the bin only the id, and nothing of notes, deleted refunds and orders deleted for good', async () => {
    for (const topic of ['order.updated', 'order.deleted']) await make(topic);
    const [id = 0, other = 0] = placeSome(2);
    act(other, pay);
    act(other, refundAmount);
    await topics();
    act(other, annotate);
    act(other, deleteRefund);
    expect(await topics()).toEqual([]);
    act(id, throwAway);
    await face.deliver();
    expect(sent.map(({ body }) => body)).toEqual([JSON.stringify({ id })]);
    sent.length = 0;
    act(id, destroyForGood);
    expect(await topics()).toEqual([]);
  });

  test('carry a signed error where the order is gone by then', async () => {
    await make('order.created');
    await topics();
    const [id = 0] = placeSome(1);
    act(id, destroyForGood);
    await face.deliver();
    expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({ code: 'woocommerce_rest_shop_order_invalid_id' });
  });

  test('are disabled after more than five failures in a row, and come back by hand', async () => {
    const { id } = await make('order.updated');
    await topics();
    status = 500;
    const shown = async () => (await row(`/webhooks/${id}`)).status;
    for (let failures = 1; failures <= 6; failures += 1) {
      expect(await shown()).toBe('active');
      placeSome(1);
      await topics();
    }
    expect(await shown()).toBe('disabled');
    status = 200;
    placeSome(1);
    expect(await topics()).toEqual([]);
    await ask(`/webhooks/${id}`, { method: 'PUT', body: '{"status":"active"}' });
    placeSome(1);
    expect(await topics()).toEqual(['order.updated']);
  });
});

describe('what goes wrong when it is told to', () => {
  test('webhooks are dropped, doubled and late', async () => {
    const body = JSON.stringify({ topic: 'order.created', delivery_url: HOOK, secret: SECRET });
    await ask('/webhooks', { method: 'POST', body });
    await face.deliver();
    sent.length = 0;
    faults.set('webhook dropped', 1000);
    placeSome(1);
    await face.deliver();
    expect(sent).toEqual([]);
    faults.set('webhook dropped', 0);
    faults.set('webhook doubled', 1000);
    faults.set('webhook delayed', 1000);
    placeSome(1);
    await face.deliver();
    expect(sent).toEqual([]);
    wait(7 * 3600);
    await face.deliver();
    expect(sent).toHaveLength(2);
  });

  test('requests are refused, cut, reset and left without an answer', async () => {
    placeSome(3);
    faults.set('too many requests', 1000);
    const refused = await ask('/orders');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    faults.setAll(0);
    faults.set('bad gateway', 1000);
    expect((await ask('/orders')).status).toBe(502);
    faults.setAll(0);
    faults.set('cut answer', 1000);
    await expect((await ask('/orders')).json()).rejects.toThrow(SyntaxError);
    faults.setAll(0);
    for (const kind of ['connection reset', 'no answer'] as const) {
      faults.set(kind, 1000);
      await expect(ask('/orders').then((answer) => answer.text())).rejects.toThrow(TypeError);
      faults.setAll(0);
    }
  });

  test('a page lacks its last rows, a replica lags, a clock is off', async () => {
    const placed = placeSome(5);
    faults.set('short page', 1000);
    const short = await ids('/orders?orderby=id&order=asc');
    expect(short.length).toBeLessThan(5);
    expect(short).toEqual(placed.slice(0, short.length));
    faults.setAll(0);
    const [last = 0] = placeSome(1);
    faults.set('stale read', 1000);
    expect((await ask(`/orders/${last}`)).status).toBe(404);
    faults.setAll(0);
    faults.set('clock skew', 1000);
    wait(3600);
    act(last, pay);
    const { date_modified_gmt: modified, date_paid_gmt: paid } = await row(`/orders/${last}`);
    expect(modified).not.toBe(paid);
  });

  test('work is done though no answer comes', async () => {
    faults.set('no answer', 1000);
    const body = JSON.stringify({ topic: 'order.created', delivery_url: HOOK, secret: SECRET });
    await expect(ask('/webhooks', { method: 'POST', body })).rejects.toThrow(TypeError);
    faults.setAll(0);
    expect(await rows('/webhooks')).toHaveLength(1);
  });
});
