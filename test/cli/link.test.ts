import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useDatabase } from '../support/database.ts';
import { bookkeeper, startBookkeeper, useHome } from '../support/home.ts';

const database = useDatabase();

test('prints a link of the server of this home, whatever its port, and none where no server runs', async () => {
  const home = await useHome();
  const env = { DATABASE_URL: database.url, PORT: '0', WEBHOOK_PORT: '0', BOOKKEEPER_DEMO: 'off' };
  const server = startBookkeeper(['start'], { home, env });
  let said = '';
  server.child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  await expect.poll(() => said).toContain('Stores call');

  const elsewhere = { home, env: { ...env, PORT: '1' } };
  const { stdout, stderr, code } = await bookkeeper(['link'], elsewhere);
  expect([code, stderr]).toEqual([0, 'It opens once, in a browser on this machine, within a day.\n']);
  const [, address] = /Open (http:\/\/127\.0\.0\.1:\d+)\/open/.exec(said) ?? [];
  expect(stdout.trim()).toMatch(new RegExp(`^${address}/open\\?token=[\\w-]{43}$`));
  const opened = await fetch(stdout.trim(), { headers: { accept: 'application/json' } });
  const { session } = (await opened.json()) as { session: string };
  const books = await fetch(`${address}/api/books`, { headers: { authorization: `Bearer ${session}` } });
  expect(books.status).toBe(200);
  expect((await bookkeeper(['link', '--port', '1'], elsewhere)).stderr).toMatch(/no server runs at http:\S+:1:/);

  server.child.kill('SIGTERM');
  await server.ended;
  await expect(stat(join(home, 'server-address'))).rejects.toThrow('ENOENT');
  const none = await bookkeeper(['link'], elsewhere);
  expect([none.code, none.stdout, none.stderr]).toEqual([
    1,
    '',
    'bookkeeper: no server runs at http://127.0.0.1:1: start it with `bookkeeper start`, which prints a link, or say with --port where it runs\n',
  ]);
});
