import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Parcel } from './faces/courier.ts';
import type { Kept } from './kept.ts';
import { ManualTimers } from './manual-timers.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from './sandbox.ts';
import { SHOPS } from './world/plans.ts';

const START = Date.UTC(2026, 4, 1);
const DAY = 86_400_000;

const shops = SHOPS.filter(({ platform }) => platform === 'woocommerce');

let sandbox: Sandbox;
let timers: ManualTimers;
let sent: Parcel[];

beforeEach(async () => {
  timers = new ManualTimers();
  sent = [];
  sandbox = await startSandbox(optionsOf({}));
});

const optionsOf = (own: Partial<SandboxOptions>): SandboxOptions => ({
  seed: 4,
  shops,
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
  ...own,
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

/** To what is new in the first shop. */
async function subscribe(): Promise<void> {
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
}

test('time goes on, and webhooks with it', async () => {
  await subscribe();
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

/** All that its shops show, as text. */
const portrait = ({ world }: Sandbox): string =>
  JSON.stringify([...world.shops.values()].map(({ orders }) => [...orders.values()].map(({ versions }) => versions)));

test('started again it goes on as it was, with what was ordered by hand and with its webhooks', async () => {
  await subscribe();
  timers.pass(1_230);
  await ask('POST', '/shops/mugs/orders', {});
  await ask('POST', '/shops/mugs/orders', {});
  timers.pass(40_000);
  await ask('POST', '/shops/prints/orders', {});
  timers.pass(120_000);
  await sandbox.stop();
  const before = { portrait: portrait(sandbox), now: sandbox.world.now, webhooks: sandbox.kept().webhooks };

  // As it comes out of a file.
  const kept = JSON.parse(JSON.stringify(sandbox.kept())) as Kept;
  sandbox = await startSandbox(optionsOf({ kept, historyMs: before.now - START }));
  expect(portrait(sandbox) === before.portrait).toBe(true);
  expect(sandbox.kept().webhooks).toEqual(before.webhooks);
  sent = [];
  await ask('POST', '/shops/mugs/orders', {});
  await expect
    .poll(() => {
      timers.pass(100);
      return sent.map(({ url, headers }) => [url, headers['x-wc-webhook-id']]);
    })
    .toContainEqual(['http://books.example/hooks/1', '1']);
});

test('an order by hand is kept before it is answered', async () => {
  const kept: Kept[] = [];
  await sandbox.stop();
  sandbox = await startSandbox(optionsOf({ keep: (now) => kept.push(now) }));
  await ask('POST', '/shops/hats/orders', {});
  expect(kept).toEqual([]);
  await ask('POST', '/shops/mugs/orders', {});
  expect(kept).toMatchObject([{ orders: [{ shop: 'mugs', at: START + 2 * DAY }] }]);
});

test('an order is told by the number that its shop shows', async () => {
  await sandbox.stop();
  sandbox = await startSandbox(optionsOf({ shops: SHOPS }));
  const woo = await ask('POST', '/shops/mugs/orders', {});
  expect(woo.json).toMatchObject({ number: String((woo.json as { id: number }).id) });
  const shopify = (await ask('POST', '/shops/tees/orders', {})).json as { id: number; number: string };
  expect(shopify.number).toBe(`#${sandbox.world.shop('tees').orders.get(shopify.id)?.latest.number}`);
});

test('a shop that no face shows is refused, and nothing stays open', async () => {
  const [plan] = SHOPS;
  if (plan === undefined) throw new Error('no shop');
  const other = { ...plan, key: 'other', platform: 'abacus' };
  await expect(startSandbox(optionsOf({ shops: [plan, other], historyMs: 0 }))).rejects.toThrow('no face shows abacus');
});
