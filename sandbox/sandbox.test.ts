import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Parcel } from './faces/courier.ts';
import { ManualTimers } from './manual-timers.ts';
import { type Sandbox, startSandbox } from './sandbox.ts';
import { SHOPS } from './world/plans.ts';

const START = Date.UTC(2026, 4, 1);
const DAY = 86_400_000;

let sandbox: Sandbox;
let timers: ManualTimers;
let sent: Parcel[];

beforeEach(async () => {
  timers = new ManualTimers();
  sent = [];
  sandbox = await startSandbox({
    seed: 4,
    shops: SHOPS.filter(({ platform }) => platform === 'woocommerce'),
    start: START,
    historyMs: 2 * DAY,
    speed: 600,
    ports: { control: 0, shops: [] },
    clock: () => START + 10 * DAY,
    timers,
    post: async (parcel) => {
      sent.push(parcel);
      return 200;
    },
  });
});

afterEach(() => sandbox.stop());

async function ask(method: string, path: string, body?: unknown): Promise<{ status: number; json: unknown }> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(sandbox.url + path, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, json: await answer.json() };
}

test('shows its shops, with where and how to connect to them, and their history', async () => {
  const { json } = await ask('GET', '/');
  expect(json).toMatchObject({ speed: 600, now: new Date(START + 2 * DAY).toISOString() });
  const { shops } = json as { shops: { key: string; orders: number; url: string }[] };
  expect(shops.map(({ key }) => key)).toEqual(['mugs', 'prints']);
  for (const { orders, url } of shops) {
    expect(orders).toBeGreaterThan(5);
    expect((await fetch(`${url}/wp-json/`)).status).toBe(200);
  }
  expect(sandbox.shops.map(({ credentials }) => Object.keys(credentials))).toEqual([
    ['address', 'consumer-key', 'consumer-secret'],
    ['address', 'consumer-key', 'consumer-secret'],
  ]);
});

test('orders are placed on demand, and their truth is told', async () => {
  const placed = await ask('POST', '/shops/mugs/orders', {});
  expect(placed).toMatchObject({ status: 200, json: { shop: 'mugs', deletedAt: null } });
  const { id, facts } = placed.json as { id: number; facts: { kind: string }[] };
  expect(facts[0]?.kind).toBe('sold');
  expect((await ask('GET', `/shops/mugs/orders/${id}`)).json).toEqual(placed.json);
  const { json: latest } = await ask('GET', '/shops/mugs/orders');
  expect((latest as { id: number }[])[0]?.id).toBe(id);
  expect(await ask('GET', '/shops/mugs/orders/999999')).toMatchObject({ status: 404 });
  expect(await ask('POST', '/shops/hats/orders', {})).toMatchObject({ status: 400 });
});

test('faults and speed are switched while it runs', async () => {
  expect(await ask('PUT', '/faults', { 'webhook dropped': 100 })).toMatchObject({
    status: 200,
    json: { faults: { 'webhook dropped': { odds: 100, committed: 0 }, 'server error': { odds: 0 } } },
  });
  expect(sandbox.faults.odds('webhook dropped')).toBe(100);
  await ask('PUT', '/faults', { all: 0 });
  expect(sandbox.faults.odds('webhook dropped')).toBe(0);
  for (const body of [{ 'webhook eaten': 1 }, { 'webhook dropped': 'often' }, { 'webhook dropped': 1001 }]) {
    expect(await ask('PUT', '/faults', body)).toMatchObject({ status: 400 });
  }
  expect(await ask('PUT', '/speed', { speed: 0 })).toMatchObject({ status: 200, json: { speed: 0 } });
  expect(await ask('PUT', '/speed', { speed: -1 })).toMatchObject({ status: 400 });
  const form = await fetch(`${sandbox.url}/speed`, { method: 'PUT', body: '{"speed":1}' });
  expect(form.status).toBe(415);
});

test('time goes on, and webhooks with it', async () => {
  const [shop] = sandbox.shops;
  const { address, 'consumer-key': key, 'consumer-secret': secret } = shop?.credentials ?? {};
  const made = await fetch(`${address}/wp-json/wc/v3/webhooks`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`,
      'x-forwarded-proto': 'https',
    },
    body: JSON.stringify({ topic: 'order.created', delivery_url: 'http://books.example/hooks/1', secret: 's1' }),
  });
  expect(made.status).toBe(201);
  const before = sandbox.world.shop('mugs').orders.size;
  timers.pass(60_000);
  expect(sandbox.world.now).toBe(START + 2 * DAY + 600 * 60_000);
  const news = sandbox.world.shop('mugs').orders.size - before;
  expect(news).toBeGreaterThan(0);
  await expect
    .poll(() => {
      timers.pass(100);
      return sent.filter(({ headers }) => headers['x-wc-webhook-topic'] === 'order.created').length;
    })
    .toBeGreaterThanOrEqual(news);
});

test('a shop that no face shows is refused, and nothing stays open', async () => {
  const [plan] = SHOPS;
  if (plan === undefined) throw new Error('no shop');
  const shops = [plan, { ...plan, key: 'other', platform: 'abacus' }];
  const start = startSandbox({
    seed: 1,
    shops,
    start: START,
    historyMs: 0,
    speed: 1,
    ports: { control: 0, shops: [] },
    clock: () => START,
    timers,
  });
  await expect(start).rejects.toThrow('no face shows abacus');
});
