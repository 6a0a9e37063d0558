import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { useDatabase } from '../support/database.ts';
import { bookkeeper, startBookkeeper, useHome } from '../support/home.ts';
import { sessionOf } from '../support/ledger.ts';
import { startShopifyShop } from '../support/shopify-shop.ts';

/* The command that sends a merchant to the shop, beside a server that takes in the answer. */

const database = useDatabase();
const session = sessionOf(database);

async function useShop() {
  const [home, port, { face, stop }] = await Promise.all([useHome(), freePort(), startShopifyShop(session)]);
  onTestFinished(stop);
  const env = {
    ...{ DATABASE_URL: database.url, PORT: String(port), WEBHOOK_PORT: '0' },
    ...{ BOOKKEEPER_DEMO: 'off', BOOKKEEPER_ALLOW_PRIVATE: '1' },
  };
  const flags = Object.entries(face.credentials).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
  const connect = ['connect', 'shopify', '--consent', '--book', 'Tees', ...flags];
  const call = (...args: string[]) => bookkeeper(args, { home, env });
  return { home, env, port, connect, call };
}

/** A port that nobody uses. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

function saying({ stdout, stderr }: ReturnType<typeof startBookkeeper>['child']): () => string {
  let said = '';
  for (const stream of [stdout, stderr]) {
    stream.on('data', (chunk) => {
      said += chunk;
    });
  }
  return () => said;
}

test('says the address, waits for the server, and goes on as with credentials', async () => {
  const { home, env, port, connect, call } = await useShop();
  await call('books', 'create', 'Tees', '--currency', 'USD', '--zone', 'UTC');
  const alone = await call(...connect);
  expect([alone.code, alone.stderr]).toEqual([
    1,
    `bookkeeper: no server runs at http://127.0.0.1:${port} to take in the shop's answer: start it with \`bookkeeper start\` in another terminal (PORT says where it is), then run this again\n`,
  ]);
  const server = startBookkeeper(['start'], { home, env });
  await expect.poll(saying(server.child)).toContain('Stores call');

  const asking = startBookkeeper([...connect, '--go', '--json'], { home, env });
  const said = saying(asking.child);
  await expect.poll(said).toMatch(/\nhttp\S+\/admin\/oauth\/authorize\?\S+\n/);
  expect(said()).toContain(`The app has to know this redirect URL: http://127.0.0.1:${port}/consent\n`);
  const [url = ''] = /http\S+\/admin\/oauth\/authorize\?\S+/.exec(said()) ?? [];
  const page = await (await fetch(url)).text();
  expect(page).toMatch(/lets Bookkeeper in\.\nGo on in the terminal; this page can be closed\.\n$/);
  const ended = await asking.ended;
  expect(ended.code).toBe(0);
  expect(JSON.parse(ended.stdout)).toMatchObject({ channel: 'shopify', name: 'Tidewater Tees', started: true });
  expect(ended.stderr).not.toMatch(/shpss_|shpat_|shprt_/);

  const refused = startBookkeeper(connect, { home, env });
  const asked = saying(refused.child);
  await expect.poll(asked).toMatch(/\nhttp\S+\/admin\/oauth\/authorize\?\S+\n/);
  const state = /[?&]state=([\w-]+)/.exec(asked())?.[1];
  await fetch(`http://127.0.0.1:${port}/consent?error=access_denied&state=${state}`);
  const { code, stderr } = await refused.ended;
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/bookkeeper: it was not allowed in 127\.0\.0\.1:\d+: run the command again\n$/),
  ]);
  server.child.kill('SIGTERM');
  expect(await server.ended).toMatchObject({ code: 0 });
});

test('is not for platforms without it', async () => {
  const { call } = await useShop();
  await call('books', 'create', 'Other', '--currency', 'USD', '--zone', 'UTC');
  const { code, stderr } = await call('connect', 'medusa', '--consent', '--book', 'Other');
  expect([code, stderr]).toEqual([1, 'bookkeeper: Medusa does not ask merchants for consent: leave --consent out\n']);
});
