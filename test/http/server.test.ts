import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { trialBalance } from '../../src/books/reports/trial-balance.ts';
import { listen, makeServer } from '../../src/http/server.ts';
import { useServer } from '../support/http.ts';
import { makeWorld, storeWorld } from '../support/ledger.ts';

const server = useServer({
  fill: async ({ database }) => {
    await storeWorld(database.pool, makeWorld({ bookId: 1, name: 'Shop / one', orders: 120, days: 60 }));
  },
});
const { ask, session } = server;
const book = `/api/books/${encodeURIComponent('Shop / one')}`;

test('it says that it is well, to everybody', async () => {
  const { statusCode, body } = await server.app.inject({ url: '/healthz', headers: { host: 'localhost' } });
  expect([statusCode, JSON.parse(body)]).toEqual([200, { status: 'ok' }]);
});

test('the books', async () => {
  expect((await ask('/api/books')).json).toMatchObject([
    {
      name: 'Shop / one',
      baseCurrency: 'EUR',
      channels: ['Shop DE', 'Shop US', 'Märkte "Ost"; Süd'],
      lastVerify: null,
    },
  ]);
});

test('a report is what the program itself says', async () => {
  const reported = await trialBalance(session, 1, { from: '2024-11-20' as never, currency: 'base' });
  const answer = await ask(`${book}/reports/trial-balance?from=2024-11-20&currency=base`);
  expect(answer.json).toEqual(JSON.parse(JSON.stringify(reported)));
});

test.each([
  '',
  'today',
  'orders',
  'orders?q=1010&sort=placedOn',
  'orders/1010',
  'entries?limit=3&cause=correction',
  'entries?after=10&limit=2',
  'accounts',
  'accounts/1200?limit=5',
  'reports/profit-and-loss?by=month',
  'reports/profit-and-loss?by=channel&asKnownAt=50',
  'reports/balance-sheet',
  'reports/sales-by-channel?by=month',
  'reports/tax',
  'reports/clearing',
  'parked',
  'discrepancies',
  'policy',
  'locks',
  'imports',
  'verify/latest',
])('%s is answered', async (path) => {
  const answer = await ask(`${book}/${path}`.replace(/\/$/, ''));
  expect([answer.status, answer.headers['x-content-type-options']]).toEqual([200, 'nosniff']);
  expect(answer.headers['cache-control']).toMatch(/^(no-store|private, no-cache)$/);
});

test.each<[string, number, RegExp]>([
  ['/api/books/None/reports/tax', 404, /no book "None"/],
  [`${book}/reports/tax?from=2026-02-30`, 400, /from must be a day/],
  [`${book}/reports/tax?from=yesterday`, 400, /from must be a day/],
  [`${book}/reports/profit-and-loss?by=week`, 400, /by must be one of day, month, channel/],
  [`${book}/reports/tax?by=day`, 400, /no "by" in the query/],
  [`${book}/reports/tax?asKnownAt=99999`, 422, /no entry 99999 yet/],
  [`${book}/reports/tax?asKnownAt=1&knownOn=2026-01-01`, 422, /an entry and a day are asked for/],
  [`${book}/reports/tax?knownOn=soon`, 400, /knownOn must be a day/],
  [`${book}/reports/tax?from=2026-01-02&to=2026-01-01`, 422, /is after/],
  [`${book}/accounts/nothing`, 404, /no account nothing/],
  [`${book}/accounts/1200?limit=100000`, 400, /limit must be <= 500/],
  [`${book}/accounts/1200?cursor=here`, 422, /"here" is no place/],
  [`${book}/orders/nowhere`, 404, /no order nowhere/],
  [`${book}/orders/id:99999`, 404, /no order id:99999/],
  [`${book}/orders?cursor=2026-13-45.1`, 422, /is no place in the list/],
  [`${book}/orders?limti=5`, 400, /no "limti" in the query/],
  [`${book}/entries/99999`, 404, /no entry 99999/],
  [`${book}/entries?account=9`, 404, /no account 9/],
  [`${book}/entries?before=0`, 400, /before must be >= 1/],
  [`${book}/entries?before=99999999999999999999`, 400, /before must be <=/],
  [`${book}/parked/7`, 404, /nothing is parked under 7/],
  [`${book}/imports/7`, 404, /no import 7/],
  [`${book}/verify/7`, 404, /no verification 7/],
  [`${book}/export/pdf`, 400, /format must be one of/],
  ['/api/live', 400, /"book" is missing in the query/],
  ['/api/nothing', 404, /is nothing/],
  [`${book}/today?from=2026-01-02&to=2026-01-01`, 422, /is after/],
  [`${book}/orders?from=2026-01-02&to=2026-01-01`, 422, /is after/],
  [`${book}/entries?from=2026-01-02&to=2026-01-01`, 422, /is after/],
  [`${book}/today?from=0001-01-01&to=9999-12-31`, 422, /no day of books/],
  [`${book}/reports/tax?knownOn=9999-12-31`, 422, /9999-12-31 is no day of books/],
  ['/api/books/%E0%A4%A', 400, /cannot be read/],
  [`${book}/orders/a%00b`, 400, /holds a NUL/],
  [`${book}/orders?q=%00`, 400, /holds a NUL/],
  ['/api/books/%00', 400, /holds a NUL/],
])('%s is refused with %i and words', async (url, status, words) => {
  const answer = await ask(url);
  expect([answer.status, answer.headers['content-type']]).toEqual([status, 'application/problem+json; charset=utf-8']);
  expect(answer.json).toMatchObject({
    status,
    type: expect.stringMatching(/^urn:bookkeeper:/),
    title: expect.any(String),
  });
  expect(answer.json.detail).toMatch(words);
  expect(answer.json.remedy).not.toBe('');
  expect(answer.json.id).toMatch(/^[0-9a-f-]{36}$/);
});

test('what is no JSON is refused with words', async () => {
  const headers = { 'content-type': 'application/json' };
  const broken = await ask(`${book}/locks`, { method: 'POST', headers, payload: '{' });
  expect([broken.status, broken.json.type]).toEqual([400, 'urn:bookkeeper:not-understood']);
  const text = await ask(`${book}/locks`, { method: 'POST', headers: { 'content-type': 'text/plain' }, payload: '{}' });
  expect([text.status, text.json.type]).toEqual([415, 'urn:bookkeeper:wrong-content']);
  const nul = await ask(`${book}/locks`, {
    method: 'POST',
    headers,
    payload: '{"through":"2026-01-01","scheme":"\\u0000"}',
  });
  expect([nul.status, nul.json.detail]).toEqual([400, 'a text holds a NUL']);
  const deep = `{"through":"2026-01-01","scheme":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
  const nested = await ask(`${book}/locks`, { method: 'POST', headers, payload: deep });
  expect([nested.status, nested.json.detail]).toEqual([400, 'scheme must be string']);
  const large = await ask(`${book}/locks`, { method: 'POST', headers, payload: `"${'x'.repeat(2_000_000)}"` });
  expect([large.status, large.json.type]).toEqual([413, 'urn:bookkeeper:too-large']);
});

test('an address that a stranger pointed here is not served', async () => {
  const from = async (host: string, url = '/api/books') => (await ask(url, { headers: { host } })).status;
  expect([await from('evil.example'), await from('evil.example:2665'), await from('127.0.0.1.evil.example')]).toEqual([
    421, 421, 421,
  ]);
  for (const host of ['localhost', 'LOCALHOST:80', '[::1]:2665', '127.0.0.1'])
    expect(await from(host, '/healthz')).toBe(200);
});

test('a fault keeps its words for the log, under the id that is answered', async () => {
  const said: string[] = [];
  const pool = { query: () => Promise.reject(new Error('the disk burns')) } as never;
  const broken = { ...session, database: { ...session.database, pool } };
  const other = await makeServer({ session: broken, log: (line) => said.push(line), pages: '/nowhere' });
  const answer = await other.inject({ url: '/healthz?name=Ada', headers: { host: 'localhost' } });
  await other.close();
  const { id, detail } = answer.json();
  expect([answer.statusCode, detail]).toEqual([500, 'it failed']);
  expect(answer.body).not.toMatch(/burns|at /);
  const [line = '{}'] = said;
  expect(JSON.parse(line)).toMatchObject({ id, route: 'GET /healthz', err: { message: 'the disk burns' } });
  expect(line).not.toMatch(/Ada/);
});

interface Operation {
  readonly operationId: string;
  readonly security?: readonly object[];
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema: object }> }>;
  readonly requestBody?: { readonly content: Record<string, unknown> };
  readonly parameters?: readonly object[];
}

interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, { readonly properties: object }> };
}

test('the OpenAPI document tells of every path, to everybody', async () => {
  const answer = await server.app.inject({ url: '/api/openapi.json', headers: { host: 'localhost' } });
  const { openapi, paths, components } = answer.json() as Document;
  expect(openapi).toBe('3.1.0');
  expect(Object.entries(paths).flatMap(([path, of]) => Object.keys(of).map((method) => `${method} ${path}`))).toEqual(
    PATHS,
  );
  const operations = Object.values(paths).flatMap((of) => Object.values(of));
  const ids = operations.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { responses } of operations) expect(responses).toHaveProperty('4XX.content.application/problem+json');
  expect(paths['/healthz']?.get?.security).toEqual([]);
  const report = paths['/api/books/{book}/reports/trial-balance']?.get;
  expect(report?.parameters).toContainEqual(
    expect.objectContaining({ in: 'query', name: 'from', schema: expect.objectContaining({ format: 'date' }) }),
  );
  expect(Object.keys(report?.responses['200']?.content ?? {})).toContain('text/csv');
  expect(components.schemas.Entry?.properties).toHaveProperty('postings.items.$ref', '#/components/schemas/Posting');
  expect(paths['/api/books/{book}/imports']?.post?.requestBody?.content).toHaveProperty('multipart/form-data');
  // Every reference leads somewhere.
  for (const [, name = ''] of answer.body.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
    expect(components.schemas).toHaveProperty(name);
  }
});

const inBook = (path: string) => path.replace(' ', ' /api/books/{book}');

const PATHS = [
  'get /healthz',
  'post /api/session/link',
  'delete /api/session',
  'get /api/books',
  'post /api/books',
  ...[
    'get ',
    'get /today',
    'get /orders',
    'get /orders.csv',
    'get /orders/{document}',
    'get /orders/{document}/payloads/{observation}',
    'get /entries',
    'get /entries/{number}',
    'get /accounts',
    'get /accounts/{code}',
    'get /accounts/{code}/postings.csv',
    'get /reports/trial-balance',
    'get /reports/profit-and-loss',
    'get /reports/balance-sheet',
    'get /reports/sales-by-channel',
    'get /reports/tax',
    'get /reports/clearing',
    'get /parked',
    'get /parked/{id}',
    'post /parked/set-aside',
    'post /parked/bring-back',
    'post /parked/retry',
    'get /discrepancies',
    'post /discrepancies/{id}/accept',
    'post /discrepancies/accept',
    'get /policy',
    'post /policy',
    'post /policy/preview',
    'post /apply',
    'get /imports',
    'post /imports',
    'get /imports/{id}',
    'post /imports/recognise',
  ].map(inBook),
  'get /api/platforms',
  ...[
    'get /connections',
    'post /connections',
    'post /connections/find',
    'get /connections/{channel}/look',
    'post /connections/{channel}/gift-cards',
    'post /connections/{channel}/start',
    'get /connections/{channel}/webhook',
    'post /connections/{channel}/disconnect',
    'post /connections/{channel}/read-again',
    'get /certificates',
    'post /connections/{channel}/certify',
    'get /certificates/recognition',
    'get /certificates/recognition/orders',
    'get /prices/alarms',
    'post /prices/accept',
    'get /prices/bounds',
    'post /prices/bounds',
    'delete /prices/bounds',
    'post /consents',
    'get /consents',
    'get /consents/{consent}',
    'post /consents/{consent}/again',
    'post /consents/{consent}/find',
    'post /consents/{consent}/keep',
    'get /locks',
    'post /locks',
    'delete /locks',
    'post /verify',
    'get /verify/latest',
    'get /verify/{id}',
    'get /export/{format}',
  ].map(inBook),
  'get /api/live',
];

test('a port in use is said with the remedy', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as { port: number };
  const other = await makeServer({ session });
  await expect(listen(other, port)).rejects.toThrow(
    `port ${port} is in use: stop what uses it, or set PORT to another`,
  );
  await other.close();
  taken.close();
});

test('an address that cannot be read is answered with what guards every answer', async () => {
  const { headers } = await ask('/api/books/%E0%A4%A');
  expect(headers).toMatchObject({
    'content-security-policy': expect.stringContaining("default-src 'none'"),
    'x-content-type-options': 'nosniff',
  });
});

test.each(['.', ' .. ', '  '])('a book cannot be called %j, which no address could name', async (name) => {
  const answer = await server.post('/api/books', { name, currency: 'EUR', zone: 'UTC' });
  expect([answer.status, answer.json.detail]).toEqual([422, expect.stringContaining('needs a name')]);
});
