import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { type Post, postOver } from '../../sandbox/faces/courier.ts';
import { startWooCommerce } from '../../sandbox/faces/woocommerce/index.ts';
import { Faults } from '../../sandbox/faults/faults.ts';
import { MACHINE } from '../../sandbox/timers.ts';
import { SHOPS } from '../../sandbox/world/plans.ts';
import type { ShopPlan } from '../../sandbox/world/types.ts';
import { World } from '../../sandbox/world/world.ts';
import { createBook } from '../../src/books/create.ts';
import { importFiles } from '../../src/books/import/import-files.ts';
import { httpTransport } from '../../src/engine/api/transport.ts';
import { StoreDesk } from '../../src/engine/desk.ts';
import { Engine } from '../../src/engine/engine.ts';
import { Receiver } from '../../src/engine/receiver.ts';
import type { Surroundings } from '../../src/engine/surroundings.ts';
import { makeWebhookServer } from '../../src/http/webhooks.ts';
import { Sealer } from '../../src/storage/live/secrets.ts';
import { useDatabase } from '../support/database.ts';
import { sessionOf } from '../support/ledger.ts';

/* An engine as it runs in the product, against a WooCommerce shop of the sandbox, over real HTTP and by the real clock. */

const database = useDatabase();
const DAY = 86_400_000;
const clock = Date.now;
const plan = mugs();

let books = 0;

function mugs(): ShopPlan {
  const found = SHOPS.find(({ key }) => key === 'mugs');
  if (found === undefined) throw new Error('the sandbox has no such shop');
  return found;
}

/** A shop with some days behind it, that goes on only when told; a book in its currency; and a desk. */
async function useShop() {
  books += 1;
  const name = `Book ${books}`;
  const session = sessionOf(database);
  const world = World.create({ seed: books, shops: [plan], start: clock() - 2 * DAY });
  world.advance(clock() - 60_000);
  world.stopTrading();
  const faults = new Faults(1);
  const post: Post = postOver(fetch, 5_000);
  const options = { world, shop: plan.key, seed: 1, faults, port: 0, timers: MACHINE, post, patienceMs: 50 };
  const face = await startWooCommerce(options);
  onTestFinished(() => face.stop());
  const made = await createBook(session.database, { name, currency: 'EUR', zone: 'UTC', maker: 'test' }, clock);
  if (made.kind !== 'created') throw new Error(made.kind);
  const transport = httpTransport({ allowPrivate: true });
  onTestFinished(() => transport.close());
  const hooks = { url: null as string | null };
  const surroundings: Surroundings = {
    ...{ database: session.database, transport, random: Math.random, log: () => undefined },
    sealer: new Sealer(randomBytes(32)),
    timers: {
      now: clock,
      after: (ms, act) => {
        const timer = setTimeout(act, ms);
        return () => clearTimeout(timer);
      },
    },
    get publicUrl() {
      return hooks.url;
    },
  };
  const desk = new StoreDesk(session, surroundings, clock, 'test', null);
  const { bookId } = made.book;
  const count = async (what: 'document' | 'entry') => {
    const { rows } = await database.pool.query<{ n: number }>(`select count(*) as n from ${what} where book_id = $1`, [
      bookId,
    ]);
    return rows[0]?.n ?? 0;
  };
  const request = { platform: 'woocommerce', credentials: face.credentials, channel: 'Mugs', cutOver: null };
  return { name, bookId, world, face, session, surroundings, desk, hooks, request, count };
}

/** Orders that the shop still shows. */
function ordersOf(world: World): number {
  return [...world.shop(plan.key).orders.values()].filter(({ latest }) => latest.deletedAt === null).length;
}

function startEngine(surroundings: Surroundings): Engine {
  const engine = Engine.start(surroundings);
  onTestFinished(() => engine.stop());
  return engine;
}

async function isReadThrough({ desk, name }: { readonly desk: StoreDesk; readonly name: string }): Promise<boolean> {
  const [connection] = await desk.connections(name);
  return (
    connection?.live?.streams.some(({ stream, completeThrough }) => stream === 'orders' && completeThrough !== null) ??
    false
  );
}

const soon = { timeout: 20_000, interval: 50 };

test('a store is found, looked into, started: its history is booked, and what happens from then on', async () => {
  const shop = await useShop();
  const { name, desk, request, world, count, surroundings, hooks, face } = shop;
  const engine = startEngine(surroundings);
  const receiver = new Receiver(surroundings, (bookId, connectionId) => engine.ring(bookId, connectionId));
  const listener = makeWebhookServer(receiver, () => undefined);
  onTestFinished(async () => {
    await listener.close();
    await receiver.close();
  });
  hooks.url = await listener.listen({ host: '127.0.0.1', port: 0 });
  const found = await desk.keep(name, request);
  expect(found).toMatchObject({ name: "Ada's Mugs", currency: 'EUR', missing: [], takesOver: null });
  const look = await desk.look(name, 'Mugs');
  expect(look.orders).toBeGreaterThan(10);
  expect(look.gateways.map(({ gateway }) => gateway)).toContain('stripe');
  expect(await count('document')).toBe(0);

  await desk.start(name, 'Mugs');
  engine.look();
  await expect.poll(() => count('document'), soon).toBe(ordersOf(world));
  await expect
    .poll(async () => (await desk.connections(name))[0]?.live?.webhooks?.topics.length ?? 0, soon)
    .toBeGreaterThan(0);
  world.advance(clock());
  const order = world.place(plan.key);
  world.advance(clock());
  await face.deliver();
  const known = async () =>
    (
      await database.pool.query('select from document where book_id = $1 and remote_id = $2', [
        shop.bookId,
        String(order.id),
      ])
    ).rowCount;
  await expect.poll(known, soon).toBe(1);
  const { waits } = (await desk.connections(name))[0]?.live ?? {};
  expect((await desk.connections(name))[0]).toMatchObject({ state: 'live', live: { problem: null } });
  expect(waits === null || (waits?.p99 ?? 0) < 20_000).toBe(true);
});

test('a shop whose files were imported is taken over: nothing of them is posted again', async () => {
  const shop = await useShop();
  const { name, desk, request, count, surroundings, face, session } = shop;
  const folder = await mkdtemp(join(tmpdir(), 'bookkeeper-takeover-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await desk.keep(name, { ...request, channel: 'Other' });
  const file = join(folder, 'orders.json');
  await writeFile(file, await ordersOver(face.url, request.credentials));
  await database.pool.query('delete from live where book_id = $1', [shop.bookId]);
  await database.pool.query('delete from connection where book_id = $1 and channel = $2', [shop.bookId, 'Other']);
  const imported = await importFiles(
    session.database,
    {
      ...{ paths: [file], book: name, platform: 'woocommerce', channel: 'Mugs', currency: null, zone: null },
      ...{ asOf: null, dryRun: false, profile: null, decimals: null, giftCardSkus: [], command: 'test' },
    },
    Readable.from([]),
    clock,
  );
  expect(imported).toMatchObject({ parked: 0 });
  const found = await desk.find(name, 'woocommerce', request.credentials);
  expect(found.takesOver).toBe('Mugs');
  const sales = async () =>
    (
      await database.pool.query(
        `select posting_key, document_id, count(*) from entry where book_id = $1 and posting_key like 'sale%'
      group by posting_key, document_id having count(*) > 1`,
        [shop.bookId],
      )
    ).rowCount;
  const entries = await count('entry');
  expect(entries).toBeGreaterThan(0);
  await desk.keep(name, request);
  await desk.start(name, 'Mugs');
  startEngine(surroundings);
  await expect.poll(() => isReadThrough(shop), soon).toBe(true);
  expect(await count('document')).toBe(imported.posted);
  expect(await sales()).toBe(0);
});

test('what a dead process kept up with is taken up by another', async () => {
  const shop = await useShop();
  const { name, desk, request, world, count, surroundings } = shop;
  await desk.keep(name, request);
  await desk.start(name, 'Mugs');
  startEngine(surroundings);
  await expect.poll(() => isReadThrough(shop), soon).toBe(true);
  startEngine({ ...surroundings, publicUrl: null });
  const { rows } = await database.pool.query<{ pid: number }>(
    `select distinct pid from pg_locks where locktype = 'advisory' and classid = $1 and granted
       and database = (select oid from pg_database where datname = current_database())`,
    [0x6c656173],
  );
  expect(rows).toHaveLength(1);
  await database.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
  world.advance(clock());
  world.place(plan.key);
  await desk.readAgain(name, 'Mugs', 'orders', false);
  await expect.poll(() => count('document'), soon).toBe(ordersOf(world));
});

/** The shop's orders as its API gives them, as somebody would have saved them. */
async function ordersOver(url: string, credentials: Readonly<Record<string, string>>): Promise<string> {
  const proof = Buffer.from(`${credentials['consumer-key']}:${credentials['consumer-secret']}`).toString('base64');
  const headers = { authorization: `Basic ${proof}`, 'x-forwarded-proto': 'https' };
  const answer = await fetch(`${url}/wp-json/wc/v3/orders?per_page=100&status=any`, { headers });
  return await answer.text();
}
