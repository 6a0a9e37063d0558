import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, type Credentials, NO_SETTINGS, type Page } from '../src/connectors/contract.ts';
import { vendure as connector } from '../src/connectors/vendure/index.ts';
import { live } from '../src/connectors/vendure/live.ts';
import { instant } from '../src/domain/time/when.ts';
import { useDatabase } from '../test/support/database.ts';
import { apiOver } from './api.ts';
import { expectTold, isZero, type Keeper, keep } from './keeper.ts';
import { listen } from './listener.ts';
import { writeRecipe } from './recipe.ts';
import { Driver, type Placed } from './vendure/drive.ts';
import { startVendure, type Vendure } from './vendure/start.ts';

const SECRET = randomBytes(24).toString('hex');
/** Without events a change is found at most so much sooner than by the clock on the wall. */
const HURRY = 60;

const heardBooks = useDatabase();
const deafBooks = useDatabase();
const ending: (() => Promise<void>)[] = [];
let server: Vendure;
let driver: Driver;
let api: Api;
/** Kept up by events alone: it asks for no feed. */
let heard: Keeper;
/** Kept up by asking alone: every event to it is lost. */
let deaf: Keeper;
let events = 0;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bookkeeper-vendure-'));
  ending.push(() => rm(folder, { recursive: true }));
  await writeRecipe('connect-vendure.md', join(folder, 'bookkeeper.plugin.cjs'));
  const listener = await listen(async (delivery) => {
    events += 1;
    return await heard.receive(delivery);
  });
  ending.push(listener.close);
  const environment = { BOOKKEEPER_URL: listener.address, BOOKKEEPER_SECRET: SECRET };
  server = await startVendure({ file: join(folder, 'bookkeeper.plugin.cjs'), environment });
  ending.push(server.stop);
  driver = await Driver.open(server);
  const credentials = credentialsOf(server.user, server.password);
  api = apiOver(live.access(credentials));
  const keeping = { platform: 'vendure', credentials, currency: 'USD', secret: SECRET };
  heard = await keep(heardBooks, { ...keeping, speed: 1, asks: false });
  ending.push(heard.stop);
  deaf = await keep(deafBooks, { ...keeping, speed: HURRY, asks: true });
  ending.push(deaf.stop);
});

afterAll(async () => {
  for (const end of ending.toReversed()) await end();
});

function credentialsOf(user: string, password: string): Credentials {
  return { address: server.admin, 'user-name': user, password };
}

/** What happens to an order: each is looked for in the books before the next. */
interface Story {
  readonly name: string;
  readonly sale: Parameters<Driver['place']>[0];
  readonly steps: readonly (readonly [what: string, act: (order: Placed) => Promise<void>])[];
  /** What the books say of it at its end, where no account shows how it ended. */
  readonly told?: string;
}

/** Vendure keeps some instants in whole seconds; longer than two of them. */
const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 2_500));
const ship = (line: number, quantity: number) => (order: Placed) => driver.ship(order, line, quantity);
const refund = (amount: number) => (order: Placed) => driver.refund(order, amount);

const STORIES: readonly Story[] = [
  { name: 'paid at once', sale: { items: [['MUG-1', 2]] }, steps: [] },
  { name: 'placed long after its cart was filled', sale: { items: [['TEE-S-BLK', 1]], pause }, steps: [] },
  {
    name: 'captured later, given back in part, twice',
    sale: { items: [['MUG-1', 3]], method: 'later' },
    steps: [
      ['captured', (order) => driver.capture(order)],
      ['refunded', refund(300)],
      ['refunded again', refund(45)],
    ],
  },
  {
    name: 'sent in two parcels',
    sale: {
      items: [
        ['MUG-1', 3],
        ['BOOK-1', 1],
      ],
      country: 'GB',
    },
    steps: [
      ['first parcel', ship(0, 2)],
      ['second parcel', ship(0, 1)],
      ['the book', ship(1, 1)],
    ],
  },
  {
    name: 'one line cancelled and given back',
    sale: {
      items: [
        ['MUG-1', 1],
        ['BOOK-1', 2],
      ],
    },
    steps: [
      ['a book cancelled', (order) => driver.cancel(order, 1)],
      ['its money given back', refund(3666)],
    ],
  },
  {
    name: 'cancelled, given back later',
    sale: { items: [['ODD-1', 7]] },
    steps: [
      ['cancelled', (order) => driver.cancel(order)],
      ['given back', (order) => driver.refund(order, order.totalWithTax)],
    ],
  },
  {
    name: 'promised and cancelled',
    sale: { items: [['MUG-1', 1]], method: 'later' },
    steps: [['cancelled', (order) => driver.cancel(order)]],
    told: 'cancelled',
  },
];

describe('books that hear', () => {
  it.each(STORIES)('follow an order $name', async ({ sale, steps, told }) => {
    const order = await driver.place(sale);
    await expect.poll(() => heard.cleared()).toEqual(await moneyOf(driver));
    for (const [what, act] of steps) {
      const before = events;
      await act(order);
      await expect.poll(() => heard.cleared(), { message: what }).toEqual(await moneyOf(driver));
      await expect.poll(() => events, { message: what }).toBeGreaterThan(before);
      const [record] = (await live.readOne(api, order.id)) ?? [];
      const read = connector.decode(record?.payload, NO_SETTINGS, { via: 'read', topic: '' });
      expect(read, what).toMatchObject({ kind: 'report', report: { remoteId: order.id } });
    }
    if (told !== undefined) await expectTold(heard, order.id, told);
  });

  it('know nothing of carts, and of drafts that were thrown away', async () => {
    await driver.fill({ items: [['MUG-1', 1]] });
    const { id } = await driver.admin<{ id: string }>('mutation { createDraftOrder { id } }');
    await driver.admin('mutation ($id: ID!) { deleteDraftOrder(orderId: $id) { result } }', { id });
    expect(await live.readOne(api, id)).toBeNull();
    expect(await heard.cleared()).toEqual(await moneyOf(driver));
  });

  it('missed nothing: to read all again changes nothing', async () => {
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
    expect(new Set(counted)).toEqual(new Set((await ordersOf(driver)).map(({ id }) => id)));
    expect(counted).toHaveLength(STORIES.length);
  });

  it('finds an order that was placed after it was last updated', async () => {
    const { items } = await driver.admin<{
      items: readonly { id: string; updatedAt: string; orderPlacedAt: string }[];
    }>(
      '{ orders(options: { filter: { orderPlacedAt: { isNull: false } } }) { items { id updatedAt orderPlacedAt } } }',
    );
    const late = items.find(
      ({ updatedAt, orderPlacedAt }) => Date.parse(orderPlacedAt) - Date.parse(updatedAt) > 2_000,
    );
    const from = instant(Date.parse(late?.orderPlacedAt ?? ''));
    const { records } = (await live.streams[0]?.page(api, from, null)) ?? { records: [] };
    expect(records.map(({ payload }) => payload)).toContainEqual(expect.objectContaining({ id: late?.id }));
  });

  it('reads an order alone as in the feed', async () => {
    const { records } = (await live.streams[0]?.page(api, null, null)) ?? { records: [] };
    const ids = records.map(({ payload }) => (payload as { id: string }).id);
    const alone = await Promise.all(ids.map((id) => live.readOne(api, id)));
    expect(alone.map((read) => read?.[0]?.payload)).toEqual(records.map(({ payload }) => payload));
  });

  it('sees prices and stock change', async () => {
    await driver.change('EBOOK-1', { price: 1234, stockOnHand: 5 });
    await driver.change('BOOK-1', { price: 4321, stockOnHand: 40 });
    const { records } = (await live.streams[1]?.page(api, null, null)) ?? { records: [] };
    const listed = records.flatMap(({ payload }) => live.listings(payload, NO_SETTINGS));
    expect(listed.find(({ sku }) => sku === 'EBOOK-1')).toMatchObject({ price: { amount: 1234 }, stock: [] });
    expect(listed.find(({ sku }) => sku === 'BOOK-1')).toMatchObject({
      price: { amount: 4321, currency: 'USD' },
      stock: [{ onHand: 40 }],
    });
  });

  it('needs two permissions, and says which is missing', async () => {
    const missing = async (...permissions: string[]) => {
      const user = await driver.addUser(permissions);
      return (await live.identify(apiOver(live.access(credentialsOf(user.name, user.password))))).missing;
    };
    expect(await missing('ReadOrder', 'ReadCatalog')).toEqual([]);
    expect(await missing('ReadOrder')).toEqual([expect.stringContaining('ReadCatalog')]);
    expect(await missing('ReadCatalog')).toEqual([expect.stringContaining('ReadOrder')]);
  });

  it('reads with an API key', async () => {
    const key = await driver.addKey(['ReadOrder', 'ReadCatalog']);
    const byKey = apiOver(live.access({ address: server.admin, 'api-key': key }));
    expect(await live.identify(byKey)).toMatchObject({ currency: 'USD', decimals: 2, missing: [] });
  });

  it('pages through more orders than fit one page, placed at once', async () => {
    for (let made = 0; made < 60; made += 10) {
      await Promise.all(Array.from({ length: 10 }, () => driver.place({ items: [['ODD-1', 1]] })));
    }
    const given: unknown[] = [];
    for (let cursor: string | null = null; ; ) {
      const page: Page | undefined = await live.streams[0]?.page(api, null, cursor);
      given.push(...(page?.records ?? []).map(({ payload }) => (payload as { id: string }).id));
      cursor = page?.next ?? null;
      if (cursor === null) break;
    }
    const ids = (await ordersOf(driver)).map(({ id }) => id);
    expect(new Set(given)).toEqual(new Set(ids));
    expect(given).toHaveLength(STORIES.length + 60);
  });

  it.each([
    ['a wrong password', () => credentialsOf('nobody', 'wrong'), 'unauthorised'],
    ['a wrong key', () => ({ address: server.admin, 'api-key': 'wrong' }), 'unauthorised'],
    ['a wrong address', () => ({ address: `${server.shop}/nothing`, 'api-key': 'wrong' }), 'refused'],
  ])('is told of %s', async (_what, credentials, kind) => {
    await expect(live.identify(apiOver(live.access(credentials())))).rejects.toMatchObject({ kind });
  });
});

async function expectAgreement(keeper: Keeper): Promise<void> {
  expect(await keeper.cleared()).toEqual(await moneyOf(driver));
  expect(await keeper.faults()).toEqual([]);
  const certificates = await keeper.certify();
  expect(certificates.flatMap(({ differing }) => differing)).toEqual([]);
  const counted = certificates.reduce((sum, { theirs }) => sum + (theirs.USD?.orders ?? 0), 0);
  expect(counted).toBe(STORIES.length);
}

interface Told {
  readonly id: string;
  readonly currencyCode: string;
  readonly payments: readonly {
    readonly method: string;
    readonly amount: number;
    readonly state: string;
    readonly refunds: readonly { readonly total: number; readonly state: string }[];
  }[];
}

async function ordersOf({ admin }: Driver): Promise<readonly Told[]> {
  const { items } = await admin<{
    items: readonly Told[];
  }>(`{ orders(options: { take: 500, filter: { active: { eq: false } } }) {
    items { id currencyCode payments { method amount state refunds { total state } } } } }`);
  return items.filter(({ payments }) => payments.length > 0);
}

/** What the shop took and did not give back, in hundredths as it counts, written as the books write it. */
async function moneyOf(from: Driver): Promise<Record<string, string>> {
  const hundredths: Record<string, number> = {};
  for (const { currencyCode, payments } of await ordersOf(from)) {
    for (const { method, amount, state, refunds } of payments) {
      const account = `1100-${method}-${currencyCode}`;
      const back = refunds.reduce((sum, refund) => (refund.state === 'Settled' ? sum + refund.total : sum), 0);
      hundredths[account] = (hundredths[account] ?? 0) + (state === 'Settled' ? amount : 0) - back;
    }
  }
  const amounts = Object.entries(hundredths).map(([account, sum]) => [account, (sum / 100).toFixed(2)] as const);
  return Object.fromEntries(amounts.filter(([, amount]) => !isZero(amount)));
}
