import { expect, test } from 'vitest';
import type { Consent, ConsentCode, ConsentRequest } from '../../src/connectors/contract.ts';
import { vendure } from '../../src/connectors/vendure/index.ts';
import { liveConnectorOf } from '../../src/engine/connect.ts';
import { askConsent, type ConsentWorld, challengeOf, finishConsent } from '../../src/engine/consent.ts';
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
    answer: (query) => ({ kind: 'allowed', code: query.get('code') ?? '' }),
    async exchange(_api, _credentials, code) {
      exchanged.push(code);
      return { token: 'token', expiresAt: null };
    },
    refresh: () => Promise.reject(new Error('nobody refreshes here')),
  };
  return { consent, begun, exchanged };
}

test('whoever exchanges the code shows what the challenge was made of; before that it lies sealed', async () => {
  const { surroundings, timers } = makeWorld(database);
  const { consent, begun, exchanged } = platformWithChallenge();
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
  const [{ state, challenge } = { state: '', challenge: null }] = begun;
  const { rows } = await database.pool.query<{ verifier: Buffer; state_hash: Buffer }>(
    'select verifier, state_hash from consent where book_id = $1',
    [bookId],
  );
  const row = await finishConsent(world, new URLSearchParams({ state, code: 'c' }));
  expect(row.status).toBe('allowed');
  const [{ verifier, ...rest } = { verifier: null }] = exchanged;
  expect(rest).toEqual({ code: 'c', redirectUrl: 'http://127.0.0.1:2665/consent' });
  expect(verifier).toMatch(/^[\w-]{43}$/);
  expect(challenge).toBe(challengeOf(verifier ?? ''));
  expect(rows[0]?.verifier.includes(verifier ?? '')).toBe(false);
  expect(rows[0]?.state_hash.toString()).not.toContain(state);
});

/** Reached without proof of who asks. */
const forTest = {
  access: () => ({
    ...{ baseUrl: 'https://shop.example', budgetKey: 'k', limits: { concurrent: 1, bucket: null }, grant: null },
    authorise: <Request>(request: Request) => request,
  }),
};
