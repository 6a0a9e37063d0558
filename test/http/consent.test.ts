import { createHmac } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SignIns } from '../../src/books/sign-in.ts';
import { vendure } from '../../src/connectors/vendure/index.ts';
import { disconnectStore } from '../../src/engine/connect.ts';
import { StoreDesk } from '../../src/engine/desk.ts';
import { Receiver } from '../../src/engine/receiver.ts';
import { openStore, type Store } from '../../src/engine/store.ts';
import { makeServer } from '../../src/http/server.ts';
import { makeWebhookServer } from '../../src/http/webhooks.ts';
import { findLive } from '../../src/storage/live/connections.ts';
import { takeConsent } from '../../src/storage/live/consents.ts';
import { makeBook } from '../support/books.ts';
import { useDatabase } from '../support/database.ts';
import { sessionOf } from '../support/ledger.ts';
import { followed, type ShopifyShop, startShopifyShop } from '../support/shopify-shop.ts';

/* The whole way of OAuth's authorisation code: server, database and shop are real, and speak HTTP. */

const HOST = '127.0.0.1:2665';
const ORIGIN = `http://${HOST}`;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const database = useDatabase();
const session = sessionOf(database);
let shop: ShopifyShop;
let desk: StoreDesk;
let app: FastifyInstance;
let cookie: string;
let book: string;
let bookId: number;

beforeAll(async () => {
  shop = await startShopifyShop(session);
  desk = new StoreDesk(session, shop.surroundings, shop.clock, 'ada', null);
  const signIns = new SignIns(session, shop.clock);
  const consentUrl = 'https://books.example/consent';
  app = await makeServer({ session, clock: shop.clock, signIns, desk, consentUrl, pages: '/nowhere' });
  const opened = await app.inject({ url: `/open?token=${await signIns.makeLink()}`, headers: { host: HOST } });
  cookie = String(opened.headers['set-cookie']).split(';')[0] ?? '';
});

afterAll(async () => {
  await app.close();
  await shop.stop();
});

beforeEach(async () => {
  const made = await makeBook(database, vendure);
  bookId = made.bookId;
  const { rows } = await database.pool.query<{ name: string }>('select name from book where book_id = $1', [bookId]);
  book = rows[0]?.name ?? '';
});

/** What a page of the dashboard asks. */
async function ask(method: 'GET' | 'POST', path: string, payload: object = {}) {
  const url = `/api/books/${encodeURIComponent(book)}${path}`;
  const headers = { host: HOST, cookie, origin: ORIGIN };
  const answer = await app.inject({ method, url, headers, ...(method === 'POST' && { payload }) });
  return { status: answer.statusCode, json: answer.json() };
}

/** What a browser that comes from a shop asks: without a cookie, and from wherever that is. */
async function comeBack(query: string, headers: Record<string, string> = {}) {
  const from = { host: HOST, accept: 'text/html', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
  const answer = await app.inject({ url: `/consent?${query}`, headers: { ...from, ...headers } });
  return { status: answer.statusCode, text: answer.body, location: String(answer.headers.location ?? '') };
}

interface Sent {
  readonly id: string;
  readonly url: string;
  /** The query that the shop sends the merchant back with. */
  readonly query: string;
}

const asking = (path = '/consents', payload: object = { platform: 'shopify', credentials: shop.face.credentials }) =>
  ask('POST', path, payload);

/** A merchant was sent to the shop, and has agreed there. */
async function agreed(path?: string): Promise<Sent> {
  const { status, json } = await asking(path);
  expect(status).toBe(201);
  const location = await followed(json.url);
  expect(location).toMatch(/^https:\/\/books\.example\/consent\?/);
  return { ...json, query: location.split('?')[1] ?? '' };
}

const stateOf = async (id: string) => (await ask('GET', `/consents/${id}`)).json;

/** The same query, with something else in it, signed by whoever has the secret. */
function signedAnew(query: string, change: Record<string, string>): string {
  const params = new URLSearchParams({ ...Object.fromEntries(new URLSearchParams(query)), ...change });
  params.delete('hmac');
  params.sort();
  const secret = shop.face.credentials['client-secret'] ?? '';
  params.set('hmac', createHmac('sha256', secret).update(params.toString()).digest('hex'));
  return params.toString();
}

/** A store that was let in and kept. */
async function kept(channel = 'Tees') {
  const { id, query } = await agreed();
  await comeBack(query);
  const answer = await ask('POST', `/consents/${id}/keep`, { channel, moved: false });
  expect(answer).toMatchObject({ status: 201, json: { state: expect.stringMatching(/^(found|live)$/) } });
  const { rows } = await database.pool.query<{ id: number }>(
    'select connection_id as id from connection where book_id = $1 and channel = $2',
    [bookId, channel],
  );
  const row = await findLive(database.pool, bookId, rows[0]?.id ?? 0);
  if (row === null) throw new Error('the store was not kept');
  return row;
}

const refreshes = () =>
  shop.sent.filter(({ body }) => body?.toString().includes('"grant_type":"refresh_token"')).map(({ body }) => body);

describe('a merchant', () => {
  test('lets us in from within the shop; the store is found, kept, and asked with what was granted', async () => {
    const { id, query } = await agreed();
    expect(await stateOf(id)).toMatchObject({ state: 'asked', platform: 'shopify', problem: null });
    const back = await comeBack(query);
    expect([back.status, back.location]).toEqual([
      303,
      `${ORIGIN}/b/${encodeURIComponent(book)}/connections/new?platform=shopify&consent=${id}`,
    ]);
    expect(await stateOf(id)).toMatchObject({ state: 'allowed' });
    const found = await ask('POST', `/consents/${id}/find`);
    expect(found).toMatchObject({ status: 200, json: { name: 'Tidewater Tees', currency: 'USD', takesOver: null } });
    const keeping = await ask('POST', `/consents/${id}/keep`, { channel: 'Tees' });
    expect(keeping).toMatchObject({ status: 201, json: { name: 'Tidewater Tees' } });
    expect(await stateOf(id)).toMatchObject({ state: 'kept', channel: 'Tees' });
    const look = await ask('GET', '/connections/Tees/look');
    expect(look.status).toBe(200);
    expect(look.json.orders).toBeGreaterThan(0);
    expect(shop.sent.filter(({ body }) => body?.toString().includes('client_credentials'))).toEqual([]);
    const again = await ask('POST', `/consents/${id}/keep`, { channel: 'Tees' });
    expect(again).toMatchObject({ status: 422, json: { remedy: 'see the list of connections' } });
  });

  test('is known by a state of which the hash alone is kept, and nothing secret lies open', async () => {
    const { id, url, query } = await agreed();
    const lying = async () => {
      const { rows } = await database.pool.query('select * from consent where consent_id = $1', [id]);
      return JSON.stringify(rows, (_name, value) =>
        value?.type === 'Buffer' ? Buffer.from(value.data).toString('latin1') : value,
      );
    };
    const { searchParams } = new URL(url);
    const secrets = [searchParams.get('state') ?? '', shop.face.credentials['client-secret'] ?? '', 'shpat_', 'shprt_'];
    for (const secret of secrets) expect(await lying()).not.toContain(secret);
    await comeBack(query);
    for (const secret of secrets) expect(await lying()).not.toContain(secret);
    await ask('POST', `/consents/${id}/keep`, { channel: 'Tees' });
    const text = 'select credentials, token, refresh_token, verifier from consent where consent_id = $1';
    expect((await database.pool.query(text, [id])).rows).toEqual([
      { credentials: null, token: null, refresh_token: null, verifier: null },
    ]);
  });

  test('who says no is told so where the way was left, and may be asked again with what was given', async () => {
    const { id, url } = await agreed();
    const state = new URL(url).searchParams.get('state');
    expect((await comeBack(`error=access_denied&state=${state}`)).status).toBe(303);
    expect(await stateOf(id)).toMatchObject({
      state: 'denied',
      problem: { cause: expect.stringContaining('it was not allowed in 127.0.0.1'), remedy: 'ask again' },
    });
    const refused = await ask('POST', `/consents/${id}/find`);
    expect([refused.status, refused.json.remedy]).toEqual([422, 'ask again']);
    const { id: next, query } = await agreed(`/consents/${id}/again`);
    await comeBack(query);
    expect(await stateOf(next)).toMatchObject({ state: 'allowed' });
  });
});

describe('nothing changes where what comes back', () => {
  test('came back before', async () => {
    const { id, query } = await agreed();
    const both = await Promise.all([comeBack(query), comeBack(query)]);
    expect(both.map(({ status }) => status).sort()).toEqual([303, 422]);
    const third = await comeBack(query);
    expect(third.text).toBe(
      'Nothing was connected: this was answered before, and serves once.\nWhat helps: go on where you began to connect the store.\n',
    );
    expect(await stateOf(id)).toMatchObject({ state: 'allowed' });
  });

  test('has a state that nobody was sent with', async () => {
    for (const query of ['', 'state=nobody&code=1', 'code=1&error=access_denied']) {
      expect((await comeBack(query)).text).toContain('nobody was sent to a shop with this state');
    }
    const program = await comeBack('state=nobody', { accept: 'application/json' });
    expect([program.status, JSON.parse(program.text).remedy]).toEqual([404, 'begin to connect the store again']);
  });

  test('is not signed by the shop, or by another: the merchant may still answer', async () => {
    const { id, query } = await agreed();
    const forged = await comeBack(query.replace(/code=[^&]+/, 'code=of-somebody-else'));
    expect([forged.status, forged.text]).toEqual([
      422,
      expect.stringContaining('is not signed with the client secret'),
    ]);
    const other = await comeBack(signedAnew(query, { shop: 'beans.myshopify.com' }));
    expect([other.status, other.text]).toEqual([422, expect.stringContaining('another shop than 127.0.0.1')]);
    expect(await stateOf(id)).toMatchObject({ state: 'asked' });
    expect((await comeBack(query)).status).toBe(303);
  });

  test('comes after ten minutes', async () => {
    const { id, query } = await agreed();
    shop.pass(10 * MINUTE);
    expect((await comeBack(query)).text).toContain('this took more than ten minutes, and serves no more');
    expect(await stateOf(id)).toMatchObject({
      state: 'expired',
      problem: { cause: expect.stringContaining('nobody answered in 127.0.0.1') },
    });
  });
});

describe('what nobody came back to for eight days', () => {
  test('is forgotten with all that was sealed for it, also while no other is asked', async () => {
    const allowed = await agreed();
    await comeBack(allowed.query);
    const { id: open } = await agreed();
    const { id: denied, url } = await agreed();
    await comeBack(`error=access_denied&state=${new URL(url).searchParams.get('state')}`);
    expect((await ask('GET', '/consents')).json).toHaveLength(3);
    shop.pass(8 * DAY);
    for (const id of [allowed.id, open, denied]) {
      expect((await ask('GET', `/consents/${id}`)).status).toBe(404);
      expect((await ask('POST', `/consents/${id}/again`)).status).toBe(404);
    }
    const keeping = await ask('POST', `/consents/${allowed.id}/keep`, { channel: 'Tees' });
    expect([keeping.status, keeping.json.remedy]).toEqual([404, 'begin to connect the store again']);
    expect((await database.pool.query('select 1 from consent where book_id = $1', [bookId])).rows).toEqual([]);
  });

  test('is not among those of the last days', async () => {
    await agreed();
    shop.pass(8 * DAY);
    expect((await ask('GET', '/consents')).json).toEqual([]);
  });
});

describe('what breaks off on the way', () => {
  test('a code that is not taken: said with the consent, and the wizard goes on there', async () => {
    const { id, query } = await agreed();
    const back = await comeBack(signedAnew(query, { code: 'spent' }));
    expect(back.location).toContain(`consent=${id}`);
    expect(await stateOf(id)).toMatchObject({
      state: 'failed',
      problem: { cause: expect.stringMatching(/^Shopify allowed it and then gave no token: .* answered with 400$/) },
    });
  });

  test('a program that dies between the exchange and its keeping: nothing is kept, and that is said', async () => {
    const { id, query } = await agreed();
    // All that is left of it.
    expect(await takeConsent(database.pool, id, 'taken', shop.clock())).toBe(true);
    expect(await stateOf(id)).toMatchObject({ state: 'exchanging', problem: null });
    expect((await comeBack(query)).text).toContain('this was answered before');
    shop.pass(3 * MINUTE);
    expect(await stateOf(id)).toMatchObject({
      state: 'failed',
      problem: { cause: expect.stringContaining('the program ended before that was kept'), remedy: 'ask again' },
    });
    const { id: next, query: answer } = await agreed(`/consents/${id}/again`);
    await comeBack(answer);
    expect(await ask('POST', `/consents/${next}/keep`, { channel: 'Tees' })).toMatchObject({ status: 201 });
  });
});

describe('tokens of a store that was let in', () => {
  const HOUR = 60 * MINUTE;
  const opened: Store[] = [];
  afterAll(() => {
    for (const { abort } of opened) abort.abort();
  });

  async function open(row: Awaited<ReturnType<typeof kept>>): Promise<Store> {
    const store = await openStore(shop.surroundings, row, new Map());
    opened.push(store);
    return store;
  }

  const nameOf = async ({ live, api }: Store) => (await live.identify(api)).name;

  test('are refreshed once before they end, however many processes need them', async () => {
    const row = await kept();
    const stores = await Promise.all([open(row), open(row), open(row)]);
    const before = refreshes().length;
    expect(await Promise.all(stores.map(nameOf))).toEqual(Array.from({ length: 3 }, () => 'Tidewater Tees'));
    expect(refreshes()).toHaveLength(before);
    for (const round of [1, 2, 3]) {
      shop.pass(HOUR);
      expect(await Promise.all([...stores, ...stores].map(nameOf))).toHaveLength(6);
      expect(refreshes()).toHaveLength(before + round);
    }
    // Each with the refresh token that came with the one before.
    expect(new Set(refreshes().slice(before).map(String)).size).toBe(3);
  });

  test('are not lost with an answer that nobody kept: the refresh token of before serves again', async () => {
    const row = await kept();
    const store = await open(row);
    shop.pass(HOUR);
    // A process that died after the shop had answered: the database still holds the token of before.
    const client = await database.client();
    await client.query('begin');
    const [sealed] = (
      await client.query<{ token: Buffer }>('select refresh_token as token from live where book_id = $1', [bookId])
    ).rows;
    const refreshToken = shop.surroundings.sealer.open(
      sealed?.token ?? Buffer.alloc(0),
      `${row.bookId}/${row.connectionId}/refresh token`,
    );
    const body = JSON.stringify({
      ...{ grant_type: 'refresh_token', refresh_token: refreshToken },
      client_id: shop.face.credentials['client-id'],
      client_secret: shop.face.credentials['client-secret'],
    });
    const lost = await fetch(`${shop.face.url}/admin/oauth/access_token`, { method: 'POST', body });
    expect(lost.status).toBe(200);
    await client.end();
    expect(await nameOf(store)).toBe('Tidewater Tees');
  });

  test('that the shop takes no more are said to need the merchant again, and a new consent heals it', async () => {
    const row = await kept();
    const store = await open(row);
    // Whoever lets the same app in elsewhere revokes what was granted here.
    const { query: elsewhere } = await agreed();
    await comeBack(elsewhere);
    await expect(nameOf(store)).rejects.toMatchObject({
      kind: 'unauthorised',
      message: 'Shopify takes the refresh token no more: allow it in the shop again',
    });
    const anew = await kept();
    expect([anew.connectionId, anew.webhookKey]).toEqual([row.connectionId, row.webhookKey]);
    expect(await nameOf(await open(anew))).toBe('Tidewater Tees');
  });

  test('that ended while the store waited to be kept are refreshed as well', async () => {
    const { id, query } = await agreed();
    await comeBack(query);
    shop.pass(24 * HOUR);
    expect((await ask('POST', `/consents/${id}/find`)).status).toBe(200);
    shop.pass(HOUR);
    expect((await ask('POST', `/consents/${id}/keep`, { channel: 'Late' })).status).toBe(201);
  });

  test('are what a store is disconnected with', async () => {
    await kept('Leaving');
    const request = { bookId, channel: 'Leaving', by: 'ada' };
    expect(await disconnectStore(shop.surroundings, request, shop.clock)).toEqual({ webhooks: 'removed' });
  });

  test('give way to own credentials, and the other way round', async () => {
    const row = await kept();
    await ask('POST', '/connections', {
      ...{ platform: 'shopify', credentials: shop.face.credentials, channel: 'Tees' },
    });
    const own = await findLive(database.pool, bookId, row.connectionId);
    expect(own?.isConsented).toBe(false);
    const { rows } = await database.pool.query('select token, refresh_token from live where book_id = $1', [bookId]);
    expect(rows).toEqual([{ token: null, refresh_token: null }]);
    expect((await kept()).isConsented).toBe(true);
  });
});

describe('the way back', () => {
  test('is served under the address that the operator says, and nothing else is', async () => {
    const host = 'books.example';
    expect((await comeBack('state=nobody', { host })).status).toBe(422);
    for (const url of ['/', '/api/books', '/healthz', '/open?token=1', '/consent/x']) {
      expect((await app.inject({ url, headers: { host } })).statusCode).toBe(421);
    }
    expect((await comeBack('state=nobody', { host: 'evil.example' })).status).toBe(421);
  });

  test('is not where stores call', async () => {
    const receiver = new Receiver(shop.surroundings, () => undefined);
    const hooks = makeWebhookServer(receiver, () => undefined);
    expect((await hooks.inject({ url: '/consent?state=1' })).statusCode).toBe(404);
    await hooks.close();
    await receiver.close();
  });

  test('says to go on in the terminal where a program asked', async () => {
    const redirectUrl = 'https://books.example/consent';
    const question = { platform: 'shopify', credentials: shop.face.credentials, channel: null };
    const { id, url } = await desk.consents.ask(book, question, { redirectUrl, askedFrom: null });
    const back = await comeBack((await followed(url)).split('?')[1] ?? '');
    expect([back.status, back.text]).toEqual([
      200,
      expect.stringMatching(
        /^127\.0\.0\.1:\d+ lets Bookkeeper in\.\nGo on in the terminal; this page can be closed\.\n$/,
      ),
    ]);
    expect(await stateOf(id)).toMatchObject({ state: 'allowed' });
  });

  test('is not asked for where the platform has none, or something is missing', async () => {
    const none = await asking('/consents', { platform: 'medusa', credentials: {} });
    expect([none.status, none.json.detail]).toEqual([422, 'Medusa does not ask merchants for consent']);
    const bare = await asking('/consents', { platform: 'shopify', credentials: { shop: 'mugs.myshopify.com' } });
    expect([bare.status, bare.json.detail]).toEqual([422, 'Shopify needs more: client id, client secret']);
    const blank = { shop: 'mugs.myshopify.com', 'client-id': ' ', 'client-secret': '\t' };
    const blanks = await asking('/consents', { platform: 'shopify', credentials: blank });
    expect([blanks.status, blanks.json.detail, blanks.json.field]).toEqual([
      422,
      'Shopify needs more: client id, client secret',
      'client-id',
    ]);
    const unnamed = { platform: 'shopify', credentials: shop.face.credentials, channel: '' };
    expect((await asking('/consents', unnamed)).status).toBe(400);
    expect((await ask('GET', '/consents')).json).toEqual([]);
    expect((await ask('GET', '/consents/nobody')).status).toBe(404);
  });
});
