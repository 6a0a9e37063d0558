import { expect, test } from 'vitest';
import { makeLink } from '../../src/http/server.ts';
import { demo, host, useServer } from '../support/http.ts';

let now = Date.parse('2026-11-22T09:00:00Z');
const server = useServer({ clock: () => now });
const origin = `http://${host}`;
const dayMs = 86_400_000;

const plain = (url: string, headers: Record<string, string> = {}, method: 'GET' | 'POST' | 'DELETE' = 'GET') =>
  server.app.inject({ url, method, headers: { host, ...headers } });

async function link(): Promise<string> {
  return (await makeLink('', server.signIns)).replace(/^\s+/, '');
}

/** The cookie that a browser would send back. */
async function cookieFrom(path: string): Promise<string> {
  const { headers } = await plain(path);
  return String(headers['set-cookie']).split(';')[0] ?? '';
}

test('nobody is let in without a session', async () => {
  for (const headers of [{}, { authorization: 'Bearer nobody' }, { cookie: 'bookkeeper-2665=nobody' }]) {
    const answer = await plain(`${demo}/today`, headers);
    expect([answer.statusCode, answer.json().type]).toEqual([401, 'urn:bookkeeper:not-signed-in']);
  }
  // Written otherwise it is the same address.
  expect((await plain('/%61pi/books')).statusCode).toBe(401);
  expect((await plain('/api/session/link', { origin }, 'POST')).statusCode).toBe(401);
});

test('a link opens once, and becomes a cookie that scripts cannot read', async () => {
  const path = await link();
  const opened = await plain(path);
  expect([opened.statusCode, opened.headers.location]).toEqual([303, '/']);
  expect(opened.headers['set-cookie']).toMatch(
    /^bookkeeper-2665=[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Strict$/,
  );
  const cookie = String(opened.headers['set-cookie']).split(';')[0] ?? '';
  expect((await plain('/api/books', { cookie: `other=1; ${cookie}` })).statusCode).toBe(200);
  const again = await plain(path);
  expect([again.statusCode, again.json().detail]).toEqual([403, 'the link was used or is too old']);
  // Whoever is in already stays in.
  expect((await plain(path, { cookie })).statusCode).toBe(303);
  // Only hashes are kept.
  const { rows } = await server.database.pool.query('select encode(token_hash, $1) as hash from sign_in', ['base64']);
  expect(JSON.stringify(rows)).not.toContain(cookie.split('=')[1]);
});

test('a link that opens nothing says so to people in a page, with what helps', async () => {
  const path = await link();
  const cookie = await cookieFrom(path);
  const accept = 'text/html,application/xhtml+xml,*/*;q=0.8';
  const page = await plain(path, { accept });
  expect([page.statusCode, page.headers['content-type']]).toEqual([403, 'text/html; charset=utf-8']);
  expect(page.body).toContain('<code>bookkeeper link</code>');
  expect(page.body).not.toContain(path.split('=')[1]);
  const nonce = /<style nonce="([^"]+)">/.exec(page.body)?.[1];
  expect(page.headers['content-security-policy']).toContain(`style-src 'self' 'nonce-${nonce}'`);
  expect((await plain(path, { accept, cookie })).statusCode).toBe(303);
  expect((await plain(path, { accept: 'application/json' })).json()).toMatchObject({
    detail: 'the link was used or is too old',
    remedy: expect.stringContaining('`bookkeeper link`'),
  });
});

test('a link that says its token twice opens nothing', async () => {
  expect((await plain('/open?token=a&token=b')).statusCode).toBe(403);
  expect(server.logged).toEqual([]);
});

test('a program takes the session for itself', async () => {
  const { session } = (await plain(await link(), { accept: 'application/json' })).json();
  expect((await plain('/api/books', { authorization: `Bearer ${session}` })).statusCode).toBe(200);
});

test('links and sessions end', async () => {
  const [unused, used] = [await link(), await link()];
  const cookie = await cookieFrom(used);
  now += dayMs;
  expect((await plain(unused)).statusCode).toBe(403);
  expect((await plain('/api/books', { cookie })).statusCode).toBe(200);
  now += 29 * dayMs;
  expect((await plain('/api/books', { cookie })).statusCode).toBe(401);
});

test('who is in makes a link for another browser, and signs out', async () => {
  const cookie = await cookieFrom(await link());
  const made = await plain('/api/session/link', { cookie, origin }, 'POST');
  const other = await cookieFrom(made.json().path);
  expect((await plain('/api/books', { cookie: other })).statusCode).toBe(200);
  const left = await plain('/api/session', { cookie, origin }, 'DELETE');
  expect(left.headers['set-cookie']).toMatch(/^bookkeeper-2665=; Path=\/; Max-Age=0;/);
  expect((await plain('/api/books', { cookie })).statusCode).toBe(401);
  expect((await plain('/api/books', { cookie: other })).statusCode).toBe(200);
});

test('what changes something comes from a page of this address, or from a program', async () => {
  const cookie = await cookieFrom(await link());
  const retry = `${demo}/parked/retry`;
  const from = async (headers: Record<string, string>) => (await plain(retry, headers, 'POST')).statusCode;
  expect(await from({ cookie, origin })).toBe(200);
  expect(await from({ cookie })).toBe(403);
  expect(await from({ cookie, origin: 'https://evil.example' })).toBe(403);
  // Another server on this machine, whose pages a browser would send the cookie from.
  expect(await from({ cookie, origin: 'http://127.0.0.1:3000' })).toBe(403);
  expect(await from({ cookie, origin: 'null' })).toBe(403);
  const authorization = `Bearer ${cookie.split('=')[1]}`;
  expect(await from({ authorization })).toBe(200);
  expect(await from({ authorization, origin: 'https://evil.example' })).toBe(403);
});
