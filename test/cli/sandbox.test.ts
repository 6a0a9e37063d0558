import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { bookkeeper, startBookkeeper, useHome } from '../support/home.ts';

test('a port that is none, or in use, is told with what helps', async () => {
  const home = await useHome();
  const none = await bookkeeper(['sandbox', '--port', '99999'], { home });
  expect(none).toMatchObject({ code: 64, stderr: expect.stringContaining('A port is a number up to 65535.') });

  const other = createServer();
  onTestFinished(() => void other.close());
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const port = String((other.address() as AddressInfo).port);
  const taken = await bookkeeper(['sandbox', '--history', '1', '--port', port], { home });
  expect(taken).toMatchObject({ code: 1, stdout: '' });
  expect(taken.stderr).toBe(
    `bookkeeper: port ${port} is in use: stop what uses it, or give --port another (0 takes any that is free)\n`,
  );
});

test('how to connect is told, and who has to allow private addresses', async () => {
  const { child, ended } = startBookkeeper(['sandbox', '--history', '1'], { home: await useHome() });
  child.stdout.on('data', (part: Buffer) => {
    if (part.includes('BOOKKEEPER_ALLOW_PRIVATE')) child.kill('SIGINT');
  });
  const { stdout, code } = await ended;
  expect(code).toBe(0);
  expect(stdout).toContain('  bookkeeper connect woocommerce --set ');
  expect(stdout).toContain('start Bookkeeper with BOOKKEEPER_ALLOW_PRIVATE=1');
});
