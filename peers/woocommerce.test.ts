import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Api, type Credentials, NO_SETTINGS, type RemoteRecord } from '../src/connectors/contract.ts';
import { major } from '../src/domain/money/format.ts';
import { type Instant, instant } from '../src/domain/time/when.ts';
import { useDatabase } from '../test/support/database.ts';
import { apiOver } from './api.ts';
import { isZero, type Keeper, keep } from './keeper.ts';
import { listen } from './listener.ts';
import { Driver, type Placed, type Sale } from './woocommerce/drive.ts';
import { plain, textOf } from './woocommerce/money.ts';
import { asking, live } from './woocommerce/rest.ts';
import { held, moneyIn, type Said, saidOf } from './woocommerce/said.ts';
import { NAME, openShop } from './woocommerce/shop.ts';

const SECRET = randomBytes(24).toString('hex');
/** Without events a change is found at most so much sooner than by the clock on the wall. */
const HURRY = 60;
/** WooCommerce sends its webhooks when somebody visits and WordPress does what waits, which may take a minute. */
const PATIENCE = { timeout: 180_000, interval: 500 };
const PING = { timeout: 5_000 };
/** Of several steps, each of which may need all of the patience. */
const STORY_MS = 600_000;

const heardBooks = useDatabase();
const deafBooks = useDatabase();
const ending: (() => Promise<void>)[] = [];
/** More than the shop's clock may be behind ours or before it. */
const CLOCKS_MS = 300_000;
const startedAt = instant(Date.now() - CLOCKS_MS);
let credentials: Credentials;
let driver: Driver;
let api: Api;
/** Kept up by events alone: it asks for no feed. Null: the shop's events do not reach us. */
let heard: Keeper | null = null;
/** Kept up by asking alone: every event to it is lost. */
let deaf: Keeper;
let events = 0;
/** Orders of the shop that the certificates count, without ours. */
let others: number;

beforeAll(async () => {
  const shop = await openShop();
  ending.push(shop.stop);
  credentials = shop.credentials;
  api = apiOver(live.access(credentials));
  const { currency } = await live.identify(api);
  driver = await Driver.open(asking(credentials));
  ending.push(() => driver.restore());
  const keeping = { platform: 'woocommerce', credentials, currency, secret: SECRET };
  deaf = await keep(deafBooks, { ...keeping, speed: HURRY, asks: true });
  ending.push(deaf.stop);
  if (await reachesUs(shop.callback, shop.port)) {
    heard = await keep(heardBooks, { ...keeping, speed: 1, asks: false });
    ending.push(heard.stop);
  } else {
    process.stdout.write(`${NAME} does not reach us: that its webhooks are heard is not tested (peers/README.md)\n`);
  }
  others = await counted(deaf);
}, STORY_MS);

afterAll(async () => {
  const failed: unknown[] = [];
  for (const end of ending.toReversed()) await end().catch((error: unknown) => failed.push(error));
  if (failed.length > 0) throw new AggregateError(failed, failed.join('; '));
}, STORY_MS);

/** Sets the webhooks up as the product does; true where their pings come in, which WooCommerce sends at once. */
async function reachesUs(callback: string | null, port: number): Promise<boolean> {
  const listener = await listen(async (delivery) => {
    events += 1;
    return live.webhooks?.isPing(delivery) === true ? 200 : ((await heard?.receive(delivery)) ?? 200);
  }, port);
  ending.push(listener.close);
  const address = callback ?? listener.address;
  ending.push(async () => live.webhooks?.remove(api, address));
  await live.webhooks?.ensure(api, address, SECRET);
  const pinged = vi.waitFor(() => expect(events).toBeGreaterThan(0), PING);
  return await pinged.then(
    () => true,
    () => false,
  );
}

/** What happens to an order: each is looked for in the books before the next. */
interface Step {
  readonly what: string;
  readonly act: (order: Placed) => Promise<void>;
  /** WooCommerce tells nobody: it is found when the day's orders are counted. */
  readonly isSilent?: true;
}

interface Story {
  readonly name: string;
  readonly sale: Sale;
  readonly steps: readonly Step[];
}

const status = (to: string): Step => ({ what: to, act: (order) => driver.set(order, { status: to }) });

const STORIES: readonly Story[] = [
  {
    name: 'paid at once, given back in part, twice',
    sale: { quantity: 3, isPaid: true },
    steps: [
      { what: 'one of three given back', act: (order) => driver.refundUnits(order, 1) },
      { what: 'money alone given back', act: (order) => driver.refundAmount(order, '3') },
    ],
  },
  {
    name: 'on hold, paid later and sent',
    sale: { quantity: 1, status: 'on-hold' },
    steps: [status('processing'), status('completed')],
  },
  {
    name: 'waiting for its payment, its shipping given back',
    sale: { quantity: 2 },
    steps: [
      { what: 'paid', act: (order) => driver.set(order, { set_paid: true }) },
      { what: 'shipping given back', act: (order) => driver.refundShipping(order) },
    ],
  },
  {
    name: 'sent and given back whole',
    sale: { quantity: 2, isPaid: true },
    steps: [status('completed'), { what: 'all given back', act: (order) => driver.refundAll(order) }],
  },
  { name: 'on hold and called off', sale: { quantity: 1, status: 'on-hold' }, steps: [status('cancelled')] },
  {
    name: 'called off when it was paid, its money given back later',
    sale: { quantity: 1, isPaid: true },
    steps: [status('cancelled'), { what: 'money given back', act: (order) => driver.refundAmount(order, order.total) }],
  },
  {
    name: 'on hold and put into the bin',
    sale: { quantity: 1, status: 'on-hold' },
    steps: [{ what: 'put into the bin', act: (order) => driver.putIntoBin(order) }],
  },
  {
    name: 'on hold and deleted for good',
    sale: { quantity: 1, status: 'on-hold' },
    steps: [{ what: 'deleted', act: (order) => driver.destroy(order), isSilent: true }],
  },
];

describe(NAME, () => {
  it.each(STORIES)('books follow an order $name', { timeout: STORY_MS }, async ({ sale, steps }) => {
    const order = await driver.place(sale);
    await expectFound(order, { what: 'placed', act: async () => {} });
    for (const step of steps) {
      const before = events;
      await step.act(order);
      await expectFound(order, step);
      if (heard === null || step.isSilent === true) continue;
      const told = awake(() => events);
      await expect.poll(told, { ...PATIENCE, message: step.what }).toBeGreaterThan(before);
    }
  });

  it('missed nothing: to read all again changes nothing', { timeout: STORY_MS }, async ({ skip }) => {
    if (heard === null) return skip('its events do not reach us');
    await expectAgreement(heard);
    const before = await heard.lastEntry();
    await heard.readAllAgain();
    await expectAgreement(heard);
    expect(await heard.lastEntry()).toBe(before);
  });

  it('comes out the same in books that hear nothing, later', { timeout: STORY_MS }, async () => {
    const wanted = await (heard ?? deaf).standing();
    const found = async () => {
      await deaf.certify();
      return await deaf.standing();
    };
    await expect.poll(found, { ...PATIENCE, interval: 1_000 }).toEqual(wanted);
    await expectAgreement(deaf);
  });
});

describe('the connector', () => {
  it('counts what the shop counts', async () => {
    const totals = new Map<string, string>();
    for await (const page of live.census(api, startedAt, instant(Date.now() + CLOCKS_MS))) {
      for (const { remoteId, total } of page) totals.set(remoteId, total);
    }
    const ours = driver.made.map(async (id) => ({ id, said: await said(id) }));
    for (const { id, said: shop } of await Promise.all(ours)) {
      const total = totals.get(String(id));
      expect({ id, total: total === undefined ? null : plain(total) }).toEqual({ id, total: shop?.total ?? null });
    }
  });

  it('reads an order alone as in the feed', async () => {
    const inFeed = new Map<string, unknown[]>();
    for (const { place, payload } of await recordsOf('orders', startedAt)) {
      const id = /\d+$/.exec(place)?.[0] ?? '';
      inFeed.set(id, [...(inFeed.get(id) ?? []), payload]);
    }
    for (const id of driver.made.map(String)) {
      const alone = ((await live.readOne(api, id)) ?? []).map(({ payload }) => payload);
      expect(alone).toEqual(inFeed.get(id) ?? []);
    }
  });

  it('sees prices and stock change', async () => {
    await driver.change({ regular_price: '17', stock_quantity: 40 });
    const listed = (await recordsOf('listings', startedAt)).flatMap(({ payload }) =>
      live.listings(payload, NO_SETTINGS),
    );
    const ours = listed.find(({ remoteId }) => remoteId === String(driver.product));
    expect(ours).toMatchObject({ sku: driver.sku, stock: [{ onHand: 40, available: 40 }] });
    expect(plain(major(ours?.price?.amount ?? 0, ours?.price?.currency ?? ''))).toBe('17');
  });

  it.each([
    ['a wrong key', () => ({ ...credentials, 'consumer-key': 'ck_wrong' }), 'unauthorised'],
    ['a wrong address', () => ({ ...credentials, address: `${credentials.address}/nothing` }), 'refused'],
  ])('is told of %s', async (_what, given, kind) => {
    await expect(live.identify(apiOver(live.access(given())))).rejects.toMatchObject({ kind });
  });
});

async function recordsOf(name: 'orders' | 'listings', from: Instant): Promise<readonly RemoteRecord[]> {
  const records: RemoteRecord[] = [];
  const feed = live.streams.find((stream) => stream.name === name);
  for (let cursor: string | null = null; feed !== undefined; ) {
    const page = await feed.page(api, from, cursor);
    records.push(...page.records);
    cursor = page.next;
    if (cursor === null) break;
  }
  return records;
}

/** Asks after a visit to the shop, at which WordPress does what waits. */
function awake<T>(ask: () => T | Promise<T>): () => Promise<T> {
  return async () => {
    await fetch(`${credentials.address}/wp-cron.php`).catch(() => null);
    return await ask();
  };
}

async function expectFound({ id }: Placed, { what, isSilent }: Step): Promise<void> {
  const keeper = heard ?? deaf;
  const ours = async () => {
    if (isSilent === true) await keeper.certify();
    return held(await keeper.told(String(id)));
  };
  await expect.poll(awake(ours), { ...PATIENCE, message: what }).toEqual(await said(id));
}

/** What the shop says of an order now. */
async function said(id: number): Promise<Said | null> {
  return saidOf(await driver.look(id));
}

async function expectAgreement(keeper: Keeper): Promise<void> {
  const ours = new Set(driver.made.map(String));
  await expect.poll(() => differingIn(keeper, ours), PATIENCE).toEqual([]);
  expect(await cleared(keeper)).toEqual(await moneyOf());
  expect(await keeper.faults(ours)).toEqual([]);
  const standing = await Promise.all(driver.made.map(said));
  expect(await counted(keeper)).toBe(others + standing.filter((one) => one !== null).length);
}

async function differingIn(keeper: Keeper, ours: ReadonlySet<string>): Promise<readonly unknown[]> {
  const differing = (await keeper.certify()).flatMap((certificate) => certificate.differing);
  return differing.filter(({ remoteId }) => ours.has(remoteId));
}

/** Orders of all currencies that the shop counts since the books were opened. */
async function counted(keeper: Keeper): Promise<number> {
  const sums = (await keeper.certify()).flatMap(({ theirs }) => Object.values(theirs));
  return sums.reduce((all, { orders }) => all + orders, 0);
}

/** What stands with our method of payment. */
async function cleared(keeper: Keeper): Promise<Record<string, string>> {
  const ours = Object.entries(await keeper.cleared()).filter(([code]) => code.includes(driver.gateway));
  return Object.fromEntries(ours.map(([code, amount]) => [code, plain(amount)]));
}

/** What the shop took and did not give back of what was paid with our method, written as the books write it. */
async function moneyOf(): Promise<Record<string, string>> {
  const units: Record<string, { sum: number; decimals: number }> = {};
  for (const order of await Promise.all(driver.made.map((id) => driver.look(id)))) {
    if (order === null) continue;
    const { paid, refunded, decimals } = moneyIn(order);
    const account = `1100-${driver.gateway}-${order.currency}`;
    units[account] = { sum: (units[account]?.sum ?? 0) + paid - refunded, decimals };
  }
  const amounts = Object.entries(units).map(
    ([account, { sum, decimals }]) => [account, textOf(sum, decimals)] as const,
  );
  return Object.fromEntries(
    amounts.filter(([, amount]) => !isZero(amount)).map(([code, amount]) => [code, plain(amount)]),
  );
}
