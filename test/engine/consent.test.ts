import { expect, test } from 'vitest';
import { ApiError, type Consent, type ConsentCode, type ConsentRequest } from '../../src/connectors/contract.ts';
import { vendure } from '../../src/connectors/vendure/index.ts';
import { liveConnectorOf } from '../../src/engine/connect.ts';
import { askConsent, type ConsentWorld, challengeOf, finishConsent } from '../../src/engine/consent.ts';
import { listConsents, takeConsent } from '../../src/storage/live/consents.ts';
import { makeBook } from '../support/books.ts';
import { useDatabase } from '../support/database.ts';
import { makeWorld } from '../support/live-store.ts';

const database = useDatabase();

test('the challenge is made as RFC 7636 says (appendix B)', () => {
  expect(challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  );
});

/** A platform that takes a challenge, and tells what it was asked with. */
function platformWithChallenge() {
  const begun: ConsentRequest[] = [];
  const exchanged: ConsentCode[] = [];
  const consent: Consent = {
    fields: ['address'],
    help: 'Nowhere.',
    hasChallenge: true,
    begin(_credentials, request) {
      begun.push(request);
      return new URL('https://shop.example/authorise');
    },
    answer: (query) => (query.has('error') ? { kind: 'denied' } : { kind: 'allowed', code: query.get('code') ?? '' }),
    async exchange(_api, _credentials, code) {
      exchanged.push(code);
      return { token: 'token', expiresAt: null };
    },
    refresh: () => Promise.reject(new Error('nobody refreshes here')),
  };
  return { consent, begun, exchanged };
}

/** A merchant who was sent to that platform. */
async function askedOn(platform: ReturnType<typeof platformWithChallenge>, changes: Partial<Consent> = {}) {
  const { surroundings, timers } = makeWorld(database);
  const consent = { ...platform.consent, ...changes };
  const world: ConsentWorld = {
    surroundings,
    clock: () => timers.now(),
    liveOf: () => ({ ...liveConnectorOf('woocommerce'), ...forTest, consent }),
  };
  const { bookId } = await makeBook(database, vendure);
  await askConsent(world, {
    ...{ bookId, platform: 'woocommerce', channel: null, askedFrom: null, by: 'ada' },
    credentials: { address: 'https://shop.example' },
    redirectUrl: 'http://127.0.0.1:2665/consent',
  });
  const [{ state, challenge } = { state: '', challenge: null }] = platform.begun;
  const comeBack = (answer: Record<string, string>) => finishConsent(world, new URLSearchParams({ state, ...answer }));
  return { bookId, state, challenge, comeBack };
}

test('whoever exchanges the code shows what the challenge was made of; before that it lies sealed', async () => {
  const platform = platformWithChallenge();
  const { bookId, state, challenge, comeBack } = await askedOn(platform);
  const { rows } = await database.pool.query<{ verifier: Buffer; state_hash: Buffer }>(
    'select verifier, state_hash from consent where book_id = $1',
    [bookId],
  );
  const row = await comeBack({ code: 'c' });
  expect(row.status).toBe('allowed');
  const [{ verifier, ...rest } = { verifier: null }] = platform.exchanged;
  expect(rest).toEqual({ code: 'c', redirectUrl: 'http://127.0.0.1:2665/consent' });
  expect(verifier).toMatch(/^[\w-]{43}$/);
  expect(challenge).toBe(challengeOf(verifier ?? ''));
  expect(rows[0]?.verifier.includes(verifier ?? '')).toBe(false);
  expect(rows[0]?.state_hash.toString()).not.toContain(state);
});

test.each<[string, ApiError, string]>([
  ['that cannot be reached', new ApiError('unavailable', 'no answer'), 'see whether the shop can be reached, then'],
  ['that is down', new ApiError('unavailable', 'answered with 502', 502), 'see whether the shop can be reached, then'],
  ['that asks for a pause', new ApiError('throttled', 'answered with 429', 429), 'ask again in some minutes'],
  ['that says no', new ApiError('refused', 'answered with 400', 400), 'see whether the client secret is right, then'],
])(
  'of a shop %s and gives no token it is said what helps, and nobody needs the verifier any more',
  async (...given) => {
    const [, error, remedy] = given;
    const { comeBack } = await askedOn(platformWithChallenge(), { exchange: () => Promise.reject(error) });
    const { status, problem, verifier } = await comeBack({ code: 'c' });
    expect([status, problem?.remedy, verifier]).toEqual(['failed', expect.stringContaining(remedy), null]);
    expect(problem?.cause).toContain(error.message);
  },
);

test('who says no leaves no verifier behind', async () => {
  const { comeBack } = await askedOn(platformWithChallenge());
  expect(await comeBack({ error: 'access_denied' })).toMatchObject({ status: 'denied', verifier: null });
});

test('a state that grew too old while its answer was looked at is not taken', async () => {
  const { bookId } = await askedOn(platformWithChallenge());
  const [{ consentId, expiresAt } = { consentId: '', expiresAt: 0 }] = await listConsents(database.pool, bookId);
  expect(await takeConsent(database.pool, consentId, 'taken', expiresAt)).toBe(false);
  expect(await takeConsent(database.pool, consentId, 'taken', expiresAt - 1)).toBe(true);
});

/** Reached without proof of who asks. */
const forTest = {
  access: () => ({
    ...{ baseUrl: 'https://shop.example', budgetKey: 'k', limits: { concurrent: 1, bucket: null }, grant: null },
    authorise: <Request>(request: Request) => request,
  }),
};
