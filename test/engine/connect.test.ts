import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { connectorOf } from '../../src/books/connectors.ts';
import type { Json } from '../../src/connectors/shape.ts';
import { TestShop } from '../../src/connectors/vendure/testing.ts';
import { instant, type LocalDate } from '../../src/domain/time/when.ts';
import { Budget } from '../../src/engine/api/budget.ts';
import { disconnectStore, findStore, type KeepAs, keepStore, liveConnectorOf } from '../../src/engine/connect.ts';
import { recordOf, takeRecords } from '../../src/engine/records.ts';
import { purposeOf } from '../../src/engine/sealed.ts';
import { findConnection } from '../../src/storage/books.ts';
import { findLive, setWebhooks } from '../../src/storage/live/connections.ts';
import { importFiles, loadSampleRates, makeBook, samples } from '../support/books.ts';
import { useDatabase } from '../support/database.ts';
import { KEY, mugsStore, wireTo } from '../support/desk.ts';
import { connectStore, makeWorld, type TestWorld } from '../support/live-store.ts';
import { openForTest } from '../support/open-store.ts';
import { linksOf, order, type Payload } from '../support/woocommerce.ts';

/* Which channel a store becomes. */

const database = useDatabase();
const platform = 'woocommerce';

interface Around {
  readonly world: TestWorld;
  readonly bookId: number;
}

const find = ({ world, bookId }: Around) => findStore(world.surroundings, { bookId, platform, credentials: KEY });

async function keep(around: Around, as: KeepAs) {
  const { world, bookId } = around;
  const request = { bookId, platform, credentials: KEY, by: 'ada', ...as };
  return await keepStore(world.surroundings, request, await find(around), () => world.timers.now());
}

async function audited(bookId: number) {
  const { rows } = await database.pool.query(
    'select who, what, before, after from audit where book_id = $1 order by audit_id',
    [bookId],
  );
  return rows;
}

/** The store of `KEY`, and a live channel that was connected at old.example and holds these orders of it. */
async function useMoved(payloads: readonly Payload[] = [order(501)]) {
  const store = mugsStore();
  const world = makeWorld(database, { answer: wireTo(store) });
  const row = await connectStore(database, world, { remoteAccount: 'old.example' });
  const there = (payload: Payload) => ({
    ...payload,
    ...linksOf(`orders/${payload.id}`, undefined, 'https://old.example'),
  });
  await take(world, row, payloads.map(there));
  return { world, store, row, bookId: row.bookId, channel: row.channel };
}

async function take(world: TestWorld, row: Parameters<typeof openForTest>[1], payloads: readonly Payload[]) {
  const records = payloads.map((payload) => ({
    ...{ raw: JSON.stringify(payload), payload, place: 'here', seenAt: instant(world.timers.now()) },
  }));
  await takeRecords(await openForTest(world, row), records.map(recordOf));
}

async function ordersOf(bookId: number): Promise<number> {
  const { rowCount } = await database.pool.query("select 1 from document where book_id = $1 and kind = 'order'", [
    bookId,
  ]);
  return rowCount ?? 0;
}

test('a shop at a new address goes on as the channel it was, once somebody says that it moved', async () => {
  const around = await useMoved();
  const { bookId, channel, world, store } = around;
  expect((await find(around)).takesOver).toEqual({ channel, isCertain: true, agreeing: 1, movedFrom: 'old.example' });
  await expect(keep(around, { channel })).rejects.toThrow(
    /is the shop old\.example: if that has moved to mugs\.example, say so/,
  );
  const { connectionId } = await keep(around, { channel, moved: true });
  expect(await audited(bookId)).toContainEqual({
    ...{ who: 'ada', what: 'shop moved' },
    before: { channel, remoteAccount: 'old.example' },
    after: { channel, remoteAccount: 'mugs.example' },
  });
  const row = await findLive(database.pool, bookId, connectionId);
  if (row === null) throw new Error('the store was not kept');
  await take(world, row, [...store.orders.values()]);
  expect(await ordersOf(bookId)).toBe(3);
});

test('that a shop moved is not believed where none of its orders is there, and nothing is changed', async () => {
  const around = await useMoved([order(9_001), order(9_002)]);
  const { bookId, channel } = around;
  expect((await find(around)).takesOver).toBeNull();
  await expect(keep(around, { channel, moved: true })).rejects.toThrow(
    /of the newest 5 orders of '.*' it has none: see whether/,
  );
  expect((await findConnection(database.pool, bookId, channel))?.remoteAccount).toBe('old.example');
  expect(await audited(bookId)).toEqual([]);
});

test.each<[string, Payload]>([
  ['another instant', { date_created_gmt: '2026-11-20T07:00:00' }],
  ['another currency', { currency: 'EUR' }],
])('an order of the same number and %s is another shop’s', async (_what, changes) => {
  const around = await useMoved([order(501, changes), order(502)]);
  const { channel } = around;
  expect((await find(around)).takesOver).toBeNull();
  await expect(keep(around, { channel, moved: true })).rejects.toThrow(
    /is another shop: mugs\.example has other orders/,
  );
});

test('an order that was changed since it was last read tells neither way', async () => {
  const around = await useMoved([order(501, { total: '40.10' }), order(502)]);
  expect((await find(around)).takesOver).toMatchObject({ agreeing: 1, isCertain: true });
});

const ours: readonly Json[] = readFileSync(join(samples, 'vendure/orders.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line));

/** A channel of Vendure's files, which name no shop, and a Vendure with these orders that writes so many decimals. */
async function useFiles(orders: readonly Json[], decimals = 2) {
  const shop = new TestShop({ orders });
  const answer = async ({ body }: { readonly body: Buffer | null }) => {
    const request = { method: 'POST', path: '', body: JSON.parse(String(body)) } as const;
    const { headers, text } = await shop.send(request);
    const written = text.replaceAll('"moneyStrategyPrecision":2', `"moneyStrategyPrecision":${decimals}`);
    return { headers: { ...headers, 'content-type': 'application/json' }, body: Buffer.from(written) };
  };
  const { surroundings, timers } = makeWorld(database, { answer });
  const book = await makeBook(database, connectorOf({ platform: 'vendure', settings: {} }).connector);
  await loadSampleRates(database);
  await importFiles(database, book, [join(samples, 'vendure/orders.jsonl')]);
  const credentials = { address: 'https://b.example/admin-api', 'api-key': 'k' };
  const request = { bookId: book.bookId, platform: 'vendure', credentials };
  const findIt = () => findStore(surroundings, request);
  return {
    find: findIt,
    keep: async (as: KeepAs) =>
      await keepStore(surroundings, { ...request, by: 'ada', ...as }, await findIt(), () => timers.now()),
    channel: () => findConnection(database.pool, book.bookId, 'vendure'),
    bookId: book.bookId,
  };
}

test('files that name no shop are surely this one’s where it has their orders; then its decimals are noted', async () => {
  const { find: findIt, keep: keepIt, channel } = await useFiles(ours);
  expect((await findIt()).takesOver).toEqual({ channel: 'vendure', isCertain: true, agreeing: 5, movedFrom: null });
  await keepIt({ channel: 'vendure' });
  expect(await channel()).toMatchObject({ settings: { decimals: 2 }, remoteAccount: expect.stringMatching(/./) });
});

test('a guess is told as a guess where the store has none of the orders', async () => {
  const { find: findIt } = await useFiles([]);
  expect((await findIt()).takesOver).toEqual({ channel: 'vendure', isCertain: false, agreeing: 0, movedFrom: null });
});

test('files of another shop, whose orders have the same numbers, are neither offered nor taken', async () => {
  const others = ours.map((one) => ({ ...one, orderPlacedAt: '2026-10-01T00:00:00.000Z' }));
  const { find: findIt, keep: keepIt, channel } = await useFiles(others);
  expect((await findIt()).takesOver).toBeNull();
  await expect(keepIt({ channel: 'vendure' })).rejects.toThrow(/is another shop: .* give the store another name/);
  expect(await channel()).toMatchObject({ remoteAccount: null, settings: {} });
});

test('files that were read with other decimals than the store writes are refused with words', async () => {
  const { keep: keepIt, channel } = await useFiles(ours, 3);
  await expect(keepIt({ channel: 'vendure' })).rejects.toThrow(
    /orders of the channel 'vendure' were read with other decimals than the 3 .* --decimals 3/,
  );
  expect(await channel()).toMatchObject({ settings: {} });
});

describe('a store that is kept again', () => {
  test('says that it is live, and its cut-over stays unless another is said', async () => {
    const around = await useMoved();
    const { channel, bookId } = around;
    const day = '2026-11-01' as LocalDate;
    expect(await keep(around, { channel, moved: true, cutOver: day })).toMatchObject({
      ...{ state: 'live', isCutOverChanged: true },
    });
    const change = { who: 'ada', what: 'cut-over', before: { channel, date: null }, after: { channel, date: day } };
    expect(await audited(bookId)).toContainEqual(change);
    expect(await keep(around, { channel })).toMatchObject({ isCutOverChanged: false });
    expect((await findConnection(database.pool, bookId, channel))?.cutOver).toBe(day);
    expect(await keep(around, { channel, cutOver: null })).toMatchObject({ isCutOverChanged: true });
    expect((await findConnection(database.pool, bookId, channel))?.cutOver).toBeNull();
  });
});

test('webhooks are said to be left where this process does not know their address', async () => {
  const world = makeWorld(database);
  const row = await connectStore(database, world);
  const request = { bookId: row.bookId, channel: row.channel, by: 'ada' };
  const clock = () => world.timers.now();
  expect(await disconnectStore(world.surroundings, request, clock)).toEqual({ webhooks: 'none' });
  const seen = { checkedAt: new Date(0).toISOString(), remadeAt: null, problem: null, code: null };
  await setWebhooks(database.pool, row, { ...seen, topics: ['order.updated'] });
  expect(await disconnectStore(world.surroundings, request, clock)).toEqual({ webhooks: 'left' });
});

test('a store that a merchant let us into is disconnected with what was granted, renewed as that is', async () => {
  const asked: string[] = [];
  const none = { data: { webhookSubscriptions: { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } } } };
  const renewed = { access_token: 'renewed', expires_in: 3_600, refresh_token: 'next' };
  const world = makeWorld(database, {
    publicUrl: 'https://books.example',
    answer: ({ url, headers, body }) => {
      const isGrant = url.pathname.endsWith('/access_token');
      asked.push(isGrant ? String(JSON.parse(String(body)).refresh_token) : String(headers['x-shopify-access-token']));
      return { body: Buffer.from(JSON.stringify(isGrant ? renewed : none)) };
    },
  });
  const row = await connectStore(database, world, { platform: 'shopify' });
  const seal = (text: string, what: string) => world.surroundings.sealer.seal(text, purposeOf(row, what));
  const credentials = { shop: 'shop.myshopify.com', 'client-id': 'app', 'client-secret': 'secret' };
  await database.pool.query(
    `update live set is_consented = true, credentials = $2, token = $3, token_expires_at = 'epoch', refresh_token = $4
     where book_id = $1`,
    [
      ...[row.bookId, seal(JSON.stringify(credentials), 'credentials')],
      ...[seal('ended', 'token'), seal('granted', 'refresh token')],
    ],
  );
  const request = { bookId: row.bookId, channel: row.channel, by: 'ada' };
  const outcome = await disconnectStore(world.surroundings, request, () => world.timers.now());
  expect([world.logged, outcome, asked]).toEqual([[], { webhooks: 'removed' }, ['granted', 'renewed']]);
});

test('a shop that is a channel already is not made another', async () => {
  const around = await useMoved();
  const { channel, bookId } = around;
  await keep(around, { channel, moved: true });
  await expect(keep(around, { channel: 'Another' })).rejects.toThrow(
    `this shop is the channel '${channel}' already: connect it under that name`,
  );
  expect(await findConnection(database.pool, bookId, 'Another')).toBeNull();
});

test.each([
  ['medusa', '{"stores":[{"id":"s","supported_currencies":[{"is_default":true}]}]}', { 'api-key': 'sk_1' }],
  ['vendure', '{"data":{"activeChannel":null}}', { 'api-key': 'k' }],
])('an address where no %s answers is said to be wrong', async (wrong, text, key) => {
  const { surroundings } = makeWorld(database, { answer: () => ({ body: Buffer.from(text) }) });
  const { bookId } = await makeBook(database, connectorOf({ platform: wrong, settings: {} }).connector);
  const credentials = { address: 'https://a.example', ...key };
  await expect(findStore(surroundings, { bookId, platform: wrong, credentials })).rejects.toThrow(
    /^(\w+).* was not connected: .*: check the address: https:\/\/a\.example\S* answers, but not as \1.* does$/,
  );
});

test('who connects a store waits for the budget of whoever keeps up with it in this process', async () => {
  const world = makeWorld(database, { answer: wireTo(mugsStore()) });
  const { budgetKey, limits } = liveConnectorOf(platform).access(KEY);
  const budget = new Budget(limits, world.timers);
  const surroundings = { ...world.surroundings, budgets: new Map([[budgetKey, budget]]) };
  const { bookId } = await makeBook(database, connectorOf({ platform, settings: {} }).connector);
  budget.pause(1_000);
  const found = findStore(surroundings, { bookId, platform, credentials: KEY });
  await world.timers.advance(999);
  expect(world.asked).toEqual([]);
  await world.timers.advance(1);
  expect((await found).identity.remoteAccount).toBe('mugs.example');
});

describe('one shop that is connected twice at once', () => {
  async function newBook(): Promise<Around> {
    const world = makeWorld(database, { answer: wireTo(mugsStore()) });
    return { world, bookId: (await makeBook(database, connectorOf({ platform, settings: {} }).connector)).bookId };
  }

  /** Each has seen that there is no such channel before any makes one. */
  async function keepAtOnce(around: Around, channels: readonly string[]) {
    const client = await database.client();
    await client.query('begin');
    await client.query('lock table connection in exclusive mode');
    const kept = Promise.allSettled(channels.map((channel) => keep(around, { channel })));
    const waiting = "select from pg_locks where relation = 'connection'::regclass and not granted";
    await expect.poll(async () => (await client.query(waiting)).rowCount).toBe(channels.length);
    await client.query('commit');
    await client.end();
    return await kept;
  }

  test('is one channel where both give it the same name', async () => {
    const around = await newBook();
    const kept = await keepAtOnce(around, ['Mugs', 'Mugs']);
    const { connectionId, remoteAccount } = (await findConnection(database.pool, around.bookId, 'Mugs')) ?? {};
    const value = { connectionId, state: 'found', isCutOverChanged: false };
    expect(kept).toEqual([
      { status: 'fulfilled', value },
      { status: 'fulfilled', value },
    ]);
    expect(remoteAccount).toBe('mugs.example');
  });

  test('is the channel of the first, which the second is told; nothing is left of that', async () => {
    const around = await newBook();
    const kept = await keepAtOnce(around, ['One', 'Two']);
    const refused = kept.filter((one) => one.status === 'rejected');
    const { rows } = await database.pool.query<{ channel: string }>(
      "select channel from connection where book_id = $1 and channel in ('One', 'Two')",
      [around.bookId],
    );
    expect(rows).toHaveLength(1);
    expect(refused.map(({ reason }) => reason.message)).toEqual([
      `this shop is the channel '${rows[0]?.channel}' already: connect it under that name`,
    ]);
  });
});
