import { describe, expect, test } from 'vitest';
import { type Access, type ApiAnswer, ApiError, type ApiRequest } from '../../connectors/contract.ts';
import { ClosedAddressError } from './addresses.ts';
import { makeApi, type Tokens } from './api.ts';
import { Budget } from './budget.ts';
import { VirtualTimers } from './testing.ts';
import { OversizeError, type WireAnswer, type WireRequest } from './transport.ts';

const SECRET = 'cs_0123456789';

const access: Access = {
  baseUrl: 'https://shop.example/wp-json',
  budgetKey: 'shop',
  limits: { concurrent: 2, bucket: null },
  authorise: (request, token) => ({
    ...request,
    query: { ...request.query, secret: SECRET },
    ...(token === null ? {} : { headers: { authorization: `Bearer ${token}` } }),
  }),
  grant: null,
  isRefused: ({ text }) => text.includes('ENDED'),
};

type Reply = Partial<WireAnswer> | Error;

const lost = (code: string) => Object.assign(new Error(`connect ${code} 10.1.2.3:443`), { code });

/** A store that answers as it is told, one reply after the other; the last one again and again. */
function useStore(replies: readonly Reply[], { tokens = null as Tokens | null } = {}) {
  const timers = new VirtualTimers();
  const seen: { readonly at: number; readonly request: WireRequest }[] = [];
  const outcomes: string[] = [];
  const startedAt = timers.now();
  const transport = async (request: WireRequest): Promise<WireAnswer> => {
    const reply = replies[Math.min(seen.length, replies.length - 1)] ?? {};
    seen.push({ at: timers.now() - startedAt, request });
    if (reply instanceof Error) throw reply;
    return { status: 200, headers: {}, body: Buffer.from('{}'), ...reply };
  };
  const budget = new Budget(access.limits, timers);
  const options = { access, transport, budget, urgency: 'live' as const, timers, random: () => 0.5, tokens };
  const api = makeApi({ ...options, onRequest: (outcome) => outcomes.push(outcome) });
  /** Sends, and lets as much time pass as it takes. */
  const send = async (request: Partial<ApiRequest> = {}): Promise<ApiAnswer | ApiError> => {
    const sending = api.send({ method: 'GET', path: '/wc/v3/orders', ...request }).catch((error: unknown) => error);
    await timers.advance(3_600_000);
    return (await sending) as ApiAnswer | ApiError;
  };
  return { api, timers, seen, outcomes, send };
}

test('a request is authorised, says what it is, and carries its query and body', async () => {
  const { seen, send, outcomes } = useStore([{ body: Buffer.from('{"id":7}'), headers: { 'x-total': '1' } }]);
  const answer = await send({ method: 'POST', query: { page: 2, all: true }, body: { name: 'Ünder' } });
  expect(seen.map(({ request }) => request)).toMatchObject([
    {
      method: 'POST',
      url: new URL(`https://shop.example/wp-json/wc/v3/orders?page=2&all=true&secret=${SECRET}`),
      headers: { accept: 'application/json', 'content-type': 'application/json', 'user-agent': 'Bookkeeper/0.1' },
      body: Buffer.from('{"name":"Ünder"}'),
    },
  ]);
  if (answer instanceof ApiError) throw answer;
  expect([answer.status, answer.headers['x-total'], answer.json()]).toEqual([200, '1', { id: 7 }]);
  expect(outcomes).toEqual(['answered']);
});

test('that a thing does not exist is an answer', async () => {
  const { send, seen } = useStore([{ status: 404, body: Buffer.from('no JSON') }]);
  const answer = await send();
  if (answer instanceof ApiError) throw answer;
  expect(answer.status).toBe(404);
  expect(() => answer.json()).toThrow('shop.example/wp-json/wc/v3/orders did not answer in JSON');
  expect(seen).toHaveLength(1);
});

describe('tried again', () => {
  const get: ApiRequest = { method: 'GET', path: '/' };
  const post: ApiRequest = { method: 'POST', path: '/' };

  test.each<readonly [string, ApiRequest, readonly Reply[], number, string | null]>([
    ['429 of any method', post, [{ status: 429 }, {}], 2, null],
    ['503 of a GET', get, [{ status: 503 }, {}], 2, null],
    ['502 of what may be repeated', { ...post, repeatable: true }, [{ status: 502 }, {}], 2, null],
    ['a lost connection of a GET', get, [lost('ECONNRESET'), {}], 2, null],
    ['but not 500 of a POST', post, [{ status: 500 }], 1, 'unavailable'],
    ['nor a lost connection of a POST', post, [lost('ECONNRESET')], 1, 'unavailable'],
    ['nor of a GET that must not be repeated', { ...get, repeatable: false }, [{ status: 500 }], 1, 'unavailable'],
    ['nor what is refused', get, [{ status: 422 }], 1, 'refused'],
    ['nor what is not allowed', get, [{ status: 403 }], 1, 'forbidden'],
    ['nor wrong credentials', get, [{ status: 401 }], 1, 'unauthorised'],
    ['nor what leads elsewhere', get, [{ status: 301 }], 1, 'refused'],
    ['nor an answer without end', get, [new OversizeError(64_000_000)], 1, 'unreadable'],
    ['nor a private address', get, [new ClosedAddressError('shop.example')], 1, 'refused'],
    ['four times in all', get, [{ status: 503 }], 4, 'unavailable'],
    ['four times in all, throttled too', post, [{ status: 429 }], 4, 'throttled'],
  ])('%s', async (_, request, replies, times, kind) => {
    const { send, seen, outcomes } = useStore(replies);
    const answer = await send(request);
    expect(seen).toHaveLength(times);
    expect(answer instanceof ApiError ? answer.kind : null).toBe(kind);
    expect(outcomes).toHaveLength(times);
  });

  test('after waits that double', async () => {
    const { send, seen, outcomes } = useStore([{ status: 503 }]);
    await send();
    expect(seen.map(({ at }) => at)).toEqual([0, 500, 1_500, 3_500]);
    expect(outcomes).toEqual(['failed', 'failed', 'failed', 'failed']);
  });

  test('when the platform says so, and nobody else asks before', async () => {
    const { api, timers, seen, outcomes } = useStore([{ status: 429, headers: { 'retry-after': '7.2' } }, {}]);
    const first = api.send({ method: 'GET', path: '/first' });
    await timers.advance(1_000);
    const second = api.send({ method: 'GET', path: '/second' });
    await timers.advance(6_199);
    expect(seen).toHaveLength(1);
    await timers.advance(1);
    await Promise.all([first, second]);
    expect(seen.map(({ at, request }) => [at, request.url.pathname])).toEqual([
      [0, '/wp-json/first'],
      [7_200, '/wp-json/second'],
      [7_200, '/wp-json/first'],
    ]);
    expect(outcomes).toEqual(['throttled', 'answered', 'answered']);
  });

  test('not by us where the platform asks for more than half a minute', async () => {
    const { send, seen, timers } = useStore([{ status: 429, headers: { 'retry-after': '31' } }]);
    expect(await send()).toMatchObject({ kind: 'throttled', status: 429 });
    expect(seen).toHaveLength(1);
    expect(timers.waiting).toBe(0);
  });

  test('a store that asks for years is heard for a quarter of an hour', async () => {
    const { api, timers, seen } = useStore([{ status: 429, headers: { 'retry-after': '1e12' } }, {}]);
    await expect(api.send({ method: 'GET', path: '/' })).rejects.toMatchObject({ kind: 'throttled' });
    const second = api.send({ method: 'GET', path: '/' });
    await timers.advance(15 * 60_000 - 1);
    expect(seen).toHaveLength(1);
    await timers.advance(1);
    expect(await second).toMatchObject({ status: 200 });
  });

  test.each(['Wed, 21 Oct 2026 07:28:00 GMT', '-1', 'soon', ''])(
    'a wait that says nothing (%j) is ours',
    async (wait) => {
      const { send, seen } = useStore([{ status: 429, headers: { 'retry-after': wait } }, {}]);
      await send();
      expect(seen.map(({ at }) => at)).toEqual([0, 500]);
    },
  );
});

describe('a token', () => {
  /** Gives token 1, then another for each that was refused. */
  function countingTokens() {
    const refusals: (string | null)[] = [];
    const tokens: Tokens = async (after) => {
      refusals.push(after);
      return `token ${refusals.length}`;
    };
    return { tokens, refusals };
  }

  test('that is refused is fetched anew exactly once', async () => {
    const { tokens, refusals } = countingTokens();
    const { send, seen } = useStore([{ status: 401 }, {}], { tokens });
    expect(await send()).toMatchObject({ status: 200 });
    expect(refusals).toEqual([null, 'token 1']);
    expect(seen.map(({ request }) => request.headers.authorization)).toEqual(['Bearer token 1', 'Bearer token 2']);
  });

  test('that is refused in an answer of 200 is fetched anew too, and what is said then stands', async () => {
    const { tokens, refusals } = countingTokens();
    const { send, seen } = useStore([{ body: Buffer.from('{"code":"ENDED"}') }], { tokens });
    expect(await send()).toMatchObject({ status: 200, text: '{"code":"ENDED"}' });
    expect(refusals).toEqual([null, 'token 1']);
    expect(seen).toHaveLength(2);
  });

  test('that is refused again is the credentials’ fault', async () => {
    const { tokens, refusals } = countingTokens();
    const { send, seen } = useStore([{ status: 401 }], { tokens });
    expect(await send()).toMatchObject({ kind: 'unauthorised', status: 401 });
    expect(refusals).toHaveLength(2);
    expect(seen).toHaveLength(2);
  });
});

describe('where requests go', () => {
  test('an address that an answer named, of the same server', async () => {
    const { send, seen } = useStore([{}]);
    await send({ path: 'https://shop.example/other?page=2' });
    expect(seen[0]?.request.url.href).toBe(`https://shop.example/other?page=2&secret=${SECRET}`);
  });

  test.each([
    ['https://evil.example/wp-json', 'evil.example'],
    ['http://shop.example/wp-json', 'shop.example'],
    ['https://shop.example:8443/', 'shop.example:8443'],
    ['https://shop.example@evil.example/', 'evil.example'],
  ])('nothing is done at %s', async (path, host) => {
    const { send, seen } = useStore([{}]);
    expect(await send({ method: 'POST', path })).toMatchObject({
      kind: 'refused',
      message: `an answer leads to another server, ${host}`,
    });
    expect(seen).toEqual([]);
  });

  test('a file on another server is fetched, without saying who asks', async () => {
    const { send, seen } = useStore([{}]);
    await send({ path: 'https://files.example/export.jsonl?signature=1' });
    expect(seen[0]?.request.url.href).toBe('https://files.example/export.jsonl?signature=1');
    expect(JSON.stringify(seen)).not.toContain(SECRET);
  });

  test('but not where everybody can listen in', async () => {
    const { send, seen } = useStore([{}]);
    expect(await send({ path: 'http://files.example/export.jsonl' })).toMatchObject({ kind: 'refused' });
    expect(seen).toEqual([]);
  });
});

describe('what is said', () => {
  const place = 'shop.example/wp-json/wc/v3/orders';

  test.each<readonly [string, Reply]>([
    [`${place} answered with 503`, { status: 503 }],
    [`${place} asks for fewer requests`, { status: 429 }],
    [`${place} does not accept the credentials`, { status: 401 }],
    [`${place} does not allow it`, { status: 403 }],
    [`${place} answered with 418`, { status: 418 }],
    [`${place} leads elsewhere: connect with the store's own address`, { status: 308 }],
    [`${place} cannot be reached (ECONNREFUSED)`, lost('ECONNREFUSED')],
    [`${place} cannot be reached`, new Error(`something about ${SECRET}`)],
    [`${place} did not answer in time`, new DOMException('The operation was aborted', 'TimeoutError')],
    [`${place}: an answer is longer than 64 MB`, new OversizeError(64_000_000)],
    [
      'shop.example leads to a private address, which is refused unless Bookkeeper is started with BOOKKEEPER_ALLOW_PRIVATE=1',
      new ClosedAddressError('shop.example'),
    ],
  ])('%s', async (message, reply) => {
    const body = Buffer.from(`{"message":"${SECRET}"}`);
    const { send } = useStore([reply instanceof Error ? reply : { body, ...reply }]);
    const error = await send({ query: { email: 'ada@example.com' } });
    expect(error).toMatchObject({ message });
    expect(JSON.stringify(error)).not.toMatch(/cs_|ada@/);
  });
});
