import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeServer } from '../../src/http/server.ts';
import { host, useServer } from '../support/http.ts';

const bare = useServer({ fill: async () => {} });
let folder: string;
let app: FastifyInstance;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bookkeeper-pages-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><html><head><title>B</title></head><body></body></html>');
  await writeFile(join(folder, 'assets', 'main-1a2b.js'), 'run()');
  await writeFile(join(folder, 'icon.svg'), '<svg/>');
  app = await makeServer({ session: bare.session, pages: folder });
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

const get = (url: string, accept = 'text/html,*/*') => app.inject({ url, headers: { host, accept } });

test.each(['/', '/index.html', '/orders', '/books/Demo%20shop/orders/17?tab=raw'])('%s is the page', async (url) => {
  const { statusCode, headers, body } = await get(url);
  expect([statusCode, headers['content-type'], headers['cache-control']]).toEqual([
    200,
    'text/html; charset=utf-8',
    'no-cache',
  ]);
  expect(body).toContain('<title>B</title>');
});

test('the page may run its own scripts and nothing else; its styles carry a nonce that is new each time', async () => {
  const [first, second] = [await get('/'), await get('/')];
  const nonceOf = ({ body }: { body: string }) =>
    /<meta property="csp-nonce" nonce="([^"]+)" \/>/.exec(body)?.[1] ?? '';
  expect(nonceOf(first)).toMatch(/^[\w+/]{22}==$/);
  expect(nonceOf(first)).not.toBe(nonceOf(second));
  const policy = String(first.headers['content-security-policy']);
  expect(policy).toContain(`style-src 'self' 'nonce-${nonceOf(first)}'`);
  expect(policy).toMatch(/default-src 'none'; script-src 'self';/);
  expect(policy).toMatch(/frame-ancestors 'none'/);
  expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe/);
  expect(first.headers).toMatchObject({ 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer' });
});

test('files: those with a hash in their name may be kept', async () => {
  const script = await get('/assets/main-1a2b.js', '*/*');
  expect([script.statusCode, script.body]).toEqual([200, 'run()']);
  expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect((await get('/icon.svg', '*/*')).headers).toMatchObject({
    'content-type': 'image/svg+xml',
    'cache-control': 'no-cache',
  });
});

test.each(['/assets/gone.js', '/api/nothing', '/../package.json', '/%2e%2e/package.json', '/icon.png'])(
  '%s is nothing',
  async (url) => {
    const { statusCode, headers } = await get(url, '*/*');
    expect(statusCode).toBeGreaterThanOrEqual(400);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
  },
);

test('where the dashboard is not built, the address says so', async () => {
  const { statusCode, body } = await bare.app.inject({ url: '/', headers: { host } });
  expect([statusCode, body]).toEqual([200, expect.stringMatching(/The dashboard is not built/)]);
});
