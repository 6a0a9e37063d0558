import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startWooCommerce } from '../../sandbox/faces/woocommerce/index.ts';
import { Faults } from '../../sandbox/faults/faults.ts';
import { MACHINE } from '../../sandbox/timers.ts';
import { SHOPS } from '../../sandbox/world/plans.ts';
import { World } from '../../sandbox/world/world.ts';
import { useDatabase } from '../support/database.ts';
import { bookkeeper, startBookkeeper, useHome } from '../support/home.ts';
import { order } from '../support/woocommerce.ts';

/* The commands of connected stores, against shops of the sandbox. */

const database = useDatabase();
const DAY = 86_400_000;

async function useShop() {
  const home = await useHome();
  const world = World.create({ seed: 1, shops: SHOPS, start: Date.now() - 2 * DAY });
  world.advance(Date.now() - 60_000);
  const options = { world, shop: 'mugs', seed: 1, faults: new Faults(1), port: 0, timers: MACHINE, patienceMs: 50 };
  const face = await startWooCommerce({ ...options, post: async () => 200 });
  onTestFinished(() => face.stop());
  const env = { DATABASE_URL: database.url };
  const call = (...args: string[]) => bookkeeper(args, { home, env });
  const file = async (name: string, ...payloads: readonly object[]) => {
    await writeFile(join(home, name), payloads.map((payload) => JSON.stringify(payload)).join('\n'));
    return join(home, name);
  };
  const flags = Object.entries(face.credentials).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
  return { face, call, file, flags };
}

test('a store is connected by flags, looked into, started and certified', async () => {
  const { call, flags } = await useShop();
  await call('books', 'create', 'Mugs', '--currency', 'EUR', '--zone', 'Europe/Berlin');
  const connected = await call(
    'connect',
    'woocommerce',
    '--book',
    'Mugs',
    '--channel',
    'Shop',
    ...flags,
    '--go',
    '--json',
  );
  expect(connected.code).toBe(0);
  expect(JSON.parse(connected.stdout)).toMatchObject({
    ...{ channel: 'Shop', name: "Ada's Mugs", currency: 'EUR', missing: [], takesOver: null, started: true },
    look: { isPartial: false, taxes: expect.arrayContaining([expect.stringContaining('UST 19%')]) },
  });
  const listed = await call('connections', '--book', 'Mugs', '--json');
  expect(JSON.parse(listed.stdout)).toMatchObject([{ channel: 'Shop', state: 'live', live: { problem: null } }]);
  const today = new Date().toISOString().slice(0, 10);
  const certified = await call(
    'certify',
    '--book',
    'Mugs',
    '--channel',
    'Shop',
    '--from',
    today,
    '--to',
    today,
    '--json',
  );
  // Nothing was read so far: what is missing is read before anybody is alarmed.
  expect(JSON.parse(certified.stdout)).toMatchObject([{ day: today, verdict: 'provisional' }]);
  expect(certified.code).toBe(0);
});

test('a store that is live stays live with new credentials, and says what its cut-over still needs', async () => {
  const { call, flags } = await useShop();
  await call('books', 'create', 'Again', '--currency', 'EUR', '--zone', 'UTC');
  const connect = ['connect', 'woocommerce', '--book', 'Again', '--channel', 'Shop', ...flags];
  const first = await call(...connect, '--json');
  expect(JSON.parse(first.stdout)).toMatchObject({ state: 'found', started: false, isCutOverChanged: false });
  await call('connections', 'start', 'Shop', '--book', 'Again');
  const again = await call(...connect, '--json');
  expect(JSON.parse(again.stdout)).toMatchObject({ state: 'live', started: true, isCutOverChanged: false });
  const { stdout } = await call(...connect, '--cut-over', '2026-01-01');
  expect(stdout).toContain('Shop is live, and goes on with these credentials.');
  expect(stdout).toContain('what is posted already follows with: bookkeeper apply (see it first: bookkeeper plan)');
  const cutOver = async () => JSON.parse((await call('connections', '--book', 'Again', '--json')).stdout)[0].cutOver;
  await call(...connect, '--go');
  expect(await cutOver()).toBe('2026-01-01');
  await call(...connect, '--cut-over', 'all');
  expect(await cutOver()).toBeNull();
});

test('a channel whose files may be another shop’s is taken over only when it is named', async () => {
  const { call, file, flags } = await useShop();
  await call('books', 'create', 'Guess', '--currency', 'USD', '--zone', 'UTC');
  const { _links, ...unnamed } = order(987_654);
  const imported = await call(
    'import',
    await file('orders.jsonl', unnamed),
    '--as',
    'woocommerce',
    '--book',
    'Guess',
    '--channel',
    'My files',
  );
  expect(imported).toMatchObject({ code: 0 });
  const connect = ['connect', 'woocommerce', '--book', 'Guess', ...flags, '--json'];
  const guessed = await call(...connect);
  expect(guessed).toMatchObject({ code: 1, stdout: '' });
  expect(guessed.stderr).toContain("give --take-over 'My files' if it is; else name a channel with --channel");
  const told = await call(...connect, '--take-over', 'My files');
  expect(JSON.parse(told.stdout)).toMatchObject({ channel: 'My files', takesOver: { isCertain: false, agreeing: 0 } });
});

test('what a broken day raised is listed with both sides and the command that asks again', async () => {
  const { call, flags } = await useShop();
  await call('books', 'create', 'Odd', '--currency', 'EUR', '--zone', 'UTC');
  await call('connect', 'woocommerce', '--book', 'Odd', '--channel', "Ada's", ...flags, '--go');
  const day = new Date(Date.now() - DAY).toISOString().slice(0, 10);
  const days = ['--book', 'Odd', '--channel', "Ada's", '--from', day, '--to', day];
  expect((await call('certify', ...days)).code).toBe(0);
  // Nobody keeps up with this store: what is asked to be read counts as read.
  await database.pool.query('delete from todo');
  const broken = await call('certify', ...days);
  expect(broken.code).toBe(1);
  expect(broken.stdout).toMatch(/broken +\d+: [\d,]+\.\d\d EUR/);
  const listed = await call('discrepancies', '--book', 'Odd', '--limit', '3');
  expect(listed.stdout).toMatch(/open: \d+ × missing in books/);
  expect(listed.stdout).toMatch(/platform \d+\.\d\d EUR, books nothing\. The books never saw it\./);
  expect(listed.stdout.replaceAll(/\s+/g, ' ')).toContain(`certify --channel 'Ada'\\''s' --from ${day} --to ${day}`);
  const json = JSON.parse((await call('discrepancies', '--book', 'Odd', '--json', '--limit', '1')).stdout);
  expect(json.discrepancies[0]).toMatchObject({ sides: null, certificate: { day, ours: null } });
  const bridge = await call('recognition', ...days);
  expect(bridge.stdout).toMatch(/The platform counts +[\d,]+\.\d\d +EUR/);
  const told = JSON.parse((await call('recognition', ...days, '--json')).stdout);
  expect(told).toMatchObject({ channel: "Ada's", currencies: [{ currency: 'EUR', lines: [], recognised: '0.00' }] });
  const orders = await call('recognition', 'orders', 'placed', ...days, '--currency', 'EUR', '--json');
  expect(JSON.parse(orders.stdout)).toEqual({ orders: [], next: null });
});

test('credentials that the store refuses are said to be refused, and shown nowhere', async () => {
  const { call, flags } = await useShop();
  await call('books', 'create', 'Refused', '--currency', 'EUR', '--zone', 'UTC');
  const wrong = flags.map((flag) => (flag.startsWith('consumer-secret=') ? 'consumer-secret=cs_wrong' : flag));
  const { code, stdout, stderr } = await call('connect', 'woocommerce', '--book', 'Refused', ...wrong, '--go');
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(
    /WooCommerce was not connected: the store does not let this key read its settings: .*Read\/Write permission/,
  );
  expect(stderr).not.toMatch(/cs_wrong|ck_/);
  expect((await call('connections', '--book', 'Refused')).stdout).toContain('No channels yet');
});

test('a field that the platform does not have is named, with those it has', async () => {
  const { call } = await useShop();
  await call('books', 'create', 'Fields', '--currency', 'EUR', '--zone', 'UTC');
  const { code, stderr } = await call('connect', 'woocommerce', '--book', 'Fields', '--set', 'token=1');
  expect(code).toBe(1);
  expect(stderr).toContain("WooCommerce has no field 'token': give");
});

describe('on a machine without books', () => {
  const empty = useDatabase();

  test('the first start opens two shops that trade; what is ordered there is in the books, also after the next', async () => {
    const home = await useHome();
    const env = { DATABASE_URL: empty.url, PORT: String(await freePorts(5)) };
    const begin = async () => {
      const { child, ended } = startBookkeeper(['start'], { home, env });
      let said = '';
      child.stdout.on('data', (chunk) => {
        said += chunk;
      });
      await expect.poll(() => said).toContain('Stores call');
      expect(said).toContain('trade with "Demo shop" live');
      const [control = ''] = /http:\/\/127\.0\.0\.1:\d+(?=\/shops\/mugs)/.exec(said) ?? [];
      const end = async () => {
        child.kill('SIGTERM');
        expect(await ended).toMatchObject({ code: 0 });
      };
      return { control, end };
    };
    const orderAt = async (control: string) => {
      const headers = { 'content-type': 'application/json' };
      const placed = await fetch(`${control}/shops/mugs/orders`, { method: 'POST', headers, body: '{}' });
      return ((await placed.json()) as { readonly id: number }).id;
    };
    const inBooks = async (id: number) => {
      const text = `select document.state -> 'parts' -> 'order' -> 'sightings' -> -1 -> 'content' ->> 'placedAt' as at, status <> 'gone' as stands from document join connection using (book_id, connection_id)
        where channel like 'Ada%' and remote_id = $1`;
      return (await empty.pool.query(text, [String(id)])).rows;
    };
    const first = await begin();
    const id = await orderAt(first.control);
    await expect.poll(() => inBooks(id)).toHaveLength(1);
    const before = await inBooks(id);
    await first.end();
    const again = await begin();
    const next = await orderAt(again.control);
    expect(next).not.toBe(id);
    await expect.poll(() => inBooks(next)).toHaveLength(1);
    expect(await inBooks(id)).toEqual(before);
    await again.end();
  });
});

/** The first of some ports in a row that nobody uses. */
async function freePorts(count: number): Promise<number> {
  for (let first = 20_000 + (process.pid % 20_000); ; first += count) {
    const servers = Array.from({ length: count }, () => createServer());
    const isFree = await Promise.all(
      servers.map(
        (server, index) =>
          new Promise<boolean>((resolve) => {
            server.once('error', () => resolve(false));
            server.listen(first + index, '127.0.0.1', () => resolve(true));
          }),
      ),
    );
    await Promise.all(servers.map((server) => new Promise<void>((done) => void server.close(() => done()))));
    if (isFree.every((free) => free)) return first;
  }
}
