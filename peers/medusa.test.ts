import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Api, type Credentials, NO_SETTINGS } from '../src/connectors/contract.ts';
import { medusa as connector } from '../src/connectors/medusa/index.ts';
import { live } from '../src/connectors/medusa/live.ts';
import { instant } from '../src/domain/time/when.ts';
import { useDatabase } from '../test/support/database.ts';
import { apiOver } from './api.ts';
import { expectTold, isZero, type Keeper, keep } from './keeper.ts';
import { listen } from './listener.ts';
import { Driver, type Placed } from './medusa/drive.ts';
import { type Shop, seed } from './medusa/seed.ts';
import { type Medusa, startMedusa } from './medusa/start.ts';
import { writeRecipe } from './recipe.ts';

const SECRET = randomBytes(24).toString('hex');
/** Without events a change is found at most so much sooner than by the clock on the wall. */
const HURRY = 60;

const heardBooks = useDatabase();
const deafBooks = useDatabase();
const ending: (() => Promise<void>)[] = [];
let server: Medusa;
let shop: Shop;
let driver: Driver;
let api: Api;
/** Kept up by events alone: it asks for no feed. */
let heard: Keeper;
/** Kept up by asking alone: every event to it is lost. */
let deaf: Keeper;
let events = 0;

beforeAll(async () => {
  const listener = await listen(async (delivery) => {
    events += 1;
    return await heard.receive(delivery);
  });
  ending.push(listener.close);
  server = await startMedusa(
    inject('cluster'),
    (folder) => writeRecipe('connect-medusa.md', join(folder, 'src', 'subscribers', 'bookkeeper.js')),
    { BOOKKEEPER_URL: listener.address, BOOKKEEPER_SECRET: SECRET },
  );
  ending.push(server.stop);
  shop = await seed(server);
  driver = new Driver(shop);
  const credentials: Credentials = { address: server.address, 'api-key': shop.apiKey };
  api = apiOver(live.access(credentials));
  const keeping = { platform: 'medusa', credentials, currency: 'EUR', secret: SECRET };
  heard = await keep(heardBooks, { ...keeping, speed: 1, asks: false });
  ending.push(heard.stop);
  deaf = await keep(deafBooks, { ...keeping, speed: HURRY, asks: true });
  ending.push(deaf.stop);
});

afterAll(async () => {
  for (const end of ending.toReversed()) await end();
});

/** What happens to an order: each is looked for in the books before the next. */
interface Story {
  readonly name: string;
  readonly items: Parameters<Driver['place']>[0]['items'];
  readonly steps: readonly (readonly [what: string, act: (order: Placed) => Promise<void>])[];
  /** What the books say of it at its end, where no account shows how it ended. */
  readonly told?: string;
}

const capture = (order: Placed) => driver.capture(order);
const ship = (sku: string, quantity: number) => (order: Placed) => driver.ship(order, sku, quantity);
const refund = (amount: number) => (order: Placed) => driver.refund(order, amount);

const STORIES: readonly Story[] = [
  { name: 'promised and captured', items: [['MUG-1', 2]], steps: [['captured', capture]] },
  {
    name: 'captured in two parts',
    items: [['MUG-1', 4]],
    steps: [
      ['the first part', (order) => driver.capture(order, 20)],
      ['the second', (order) => driver.capture(order, 10.5)],
    ],
  },
  {
    name: 'given back in part, twice',
    items: [['BOOK-1', 1]],
    steps: [
      ['captured', capture],
      ['refunded', refund(3)],
      ['refunded again', refund(4.05)],
    ],
  },
  {
    name: 'sent in two parcels, one thing taken back',
    items: [
      ['MUG-1', 3],
      ['BOOK-1', 1],
    ],
    steps: [
      ['captured', capture],
      ['first parcel', ship('MUG-1', 2)],
      ['second parcel', ship('MUG-1', 1)],
      ['the book', ship('BOOK-1', 1)],
      ['a mug taken back', (order) => driver.takeBack(order, 'MUG-1', 1)],
      ['its money given back', refund(15.46)],
    ],
  },
  {
    name: 'cancelled when it was paid',
    items: [['MUG-1', 1]],
    steps: [
      ['captured', capture],
      ['cancelled', (order) => driver.cancel(order)],
    ],
  },
  {
    name: 'promised and cancelled',
    items: [['BOOK-1', 2]],
    steps: [['cancelled', (order) => driver.cancel(order)]],
    told: 'cancelled',
  },
];
/** And the draft that is confirmed. */
const ORDERS = STORIES.length + 1;

describe('books that hear', () => {
  it.each(STORIES)('follow an order $name', async ({ items, steps, told }) => {
    const order = await driver.place({ items });
    for (const [what, act] of steps) {
      const before = events;
      await act(order);
      await expect.poll(() => heard.cleared(), { message: what }).toEqual(await moneyOf(shop));
      await expect.poll(() => events, { message: what }).toBeGreaterThan(before);
      const [record] = (await live.readOne(api, order.id)) ?? [];
      const read = connector.decode(record?.payload, NO_SETTINGS, { via: 'read', topic: '' });
      expect(read, what).toMatchObject({ kind: 'report', report: { remoteId: order.id } });
    }
    if (told !== undefined) await expectTold(heard, order.id, told);
  });

  it('know a draft when it is confirmed', async () => {
    await driver.confirm(await driver.draft('MUG-1', 2));
    await driver.draft('MUG-1', 1);
    expect(await live.readOne(api, 'order_01M7ZGAKSF4D2GTF8VJGMQA739')).toBeNull();
  });

  it('missed nothing: to read all again changes nothing', async () => {
    await expect.poll(() => differingIn(heard)).toEqual([]);
    await expectAgreement(heard);
    const before = await heard.lastEntry();
    await heard.readAllAgain();
    await expectAgreement(heard);
    expect(await heard.lastEntry()).toBe(before);
  });
});

describe('books that hear nothing', () => {
  it('come out the same, later', async () => {
    const wanted = await heard.standing();
    await expect.poll(() => deaf.standing(), { timeout: 240_000, interval: 1_000 }).toEqual(wanted);
    await expectAgreement(deaf);
  });
});

describe('the connector', () => {
  it('counts what the shop counts', async () => {
    const counted: string[] = [];
    const now = instant(Date.now() + 60_000);
    for await (const page of live.census(api, instant(now - 3_600_000), now)) {
      counted.push(...page.map(({ remoteId }) => remoteId));
    }
    expect(new Set(counted)).toEqual(new Set((await ordersOf(shop)).map(({ id }) => id)));
    expect(counted).toHaveLength(ORDERS);
  });

  it('reads an order alone as in the feed', async () => {
    const { records } = (await live.streams[0]?.page(api, null, null)) ?? { records: [] };
    const ids = records.map(({ payload }) => (payload as { id: string }).id);
    const alone = await Promise.all(ids.map((id) => live.readOne(api, id)));
    expect(alone.map((read) => stated(read?.[0]?.payload))).toEqual(records.map(({ payload }) => stated(payload)));
  });

  it('sees prices and stock change', async () => {
    await driver.change('BOOK-1', { price: 43.21, stock: 40 });
    const { records } = (await live.streams[2]?.page(api, null, null)) ?? { records: [] };
    const listed = records.flatMap(({ payload }) => live.listings(payload, NO_SETTINGS));
    expect(listed.find(({ sku }) => sku === 'BOOK-1')).toMatchObject({
      price: { amount: 4321, currency: 'EUR' },
      stock: [{ onHand: 40 }],
    });
  });

  it.each(['us', 'jp'] as const)('reads an order from %s in its own currency', async (country) => {
    const { id } = await driver.place({ items: [['MUG-1', 1]], country });
    const [record] = (await live.readOne(api, id)) ?? [];
    const read = connector.decode(record?.payload, NO_SETTINGS, { via: 'read', topic: '' });
    const currency = country === 'us' ? 'USD' : 'JPY';
    expect(read).toMatchObject({ kind: 'report', report: { parts: [{ content: { currency } }, {}] } });
  });

  it.each([
    ['a wrong key', () => ({ address: server.address, 'api-key': 'sk_wrong' }), 'unauthorised'],
    ['a wrong address', () => ({ address: `${server.address}/nothing`, 'api-key': shop.apiKey }), 'refused'],
  ])('is told of %s', async (_what, credentials, kind) => {
    await expect(live.identify(apiOver(live.access(credentials())))).rejects.toMatchObject({ kind });
  });
});

async function expectAgreement(keeper: Keeper): Promise<void> {
  expect(await keeper.cleared()).toEqual(await moneyOf(shop));
  expect(await keeper.faults()).toEqual([]);
  expect(await differingIn(keeper)).toEqual([]);
  const certificates = await keeper.certify();
  expect(certificates.reduce((sum, { theirs }) => sum + (theirs.EUR?.orders ?? 0), 0)).toBe(ORDERS);
}

/** An address that there is not is null in a list, and left out of an order alone. */
function stated(payload: unknown): unknown {
  return JSON.parse(JSON.stringify(payload, (_key, value: unknown) => value ?? undefined));
}

async function differingIn(keeper: Keeper): Promise<readonly unknown[]> {
  return (await keeper.certify()).flatMap(({ differing }) => differing);
}

interface Told {
  readonly id: string;
  readonly currency_code: string;
  readonly transactions: readonly { readonly amount: number }[];
}

async function ordersOf({ admin }: Shop): Promise<readonly Told[]> {
  const fields = 'id,currency_code,*transactions';
  return (await admin<{ orders: readonly Told[] }>('GET', `/admin/orders?limit=100&fields=${fields}`)).orders;
}

/** The shop's own cash journal, written as the books write it. */
async function moneyOf(of: Shop): Promise<Record<string, string>> {
  const cents: Record<string, number> = {};
  for (const { currency_code, transactions } of await ordersOf(of)) {
    const account = `1100-system_default-${currency_code.toUpperCase()}`;
    for (const { amount } of transactions) cents[account] = (cents[account] ?? 0) + Math.round(amount * 100);
  }
  const amounts = Object.entries(cents).map(([account, sum]) => [account, (sum / 100).toFixed(2)] as const);
  return Object.fromEntries(amounts.filter(([, amount]) => !isZero(amount)));
}
