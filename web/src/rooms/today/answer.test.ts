import { expect, test } from 'vitest';
import type { Connection } from '../../api/stores.ts';
import { answerOf } from './answer.ts';

const PROVED = { at: '2026-11-21T10:00:00Z', entries: 3, head: 'ab' };

const today = (parked: number, odd = 0, isProved = false) => ({
  parked: { count: parked },
  discrepancies: { count: odd, byKind: [] },
  verified: isProved ? PROVED : null,
  lastVerify: null,
});

const DISPROVED = {
  state: 'done' as const,
  ...{ at: PROVED.at, ok: false, entries: 3, documents: 1, head: null },
  ...{ firstDifference: null, problem: null },
};

const LIVE = {
  ...{ name: 'Shop', currency: 'EUR', connectedAt: '', startedAt: '', problem: null, retryAt: null },
  inbox: { waiting: 0, oldest: null },
  reads: { due: 0, later: 0, failing: 0 },
  ...{ webhooks: null, hasWebhooks: false, webhooksByHand: false, lastEventAt: null },
  today: { requests: 0, failed: 0, throttled: 0, received: 0, refused: 0 },
  ...{ waits: null, budget: null, listings: 0, priceChanges: [], priceAlarms: 0 },
};

function store(state: Connection['state'], completeThrough: string | null, hasProblem = false): Connection {
  const orders = {
    stream: 'orders',
    completeThrough,
    running: false,
    done: 0,
    total: null,
    lastRunAt: null,
    dueAt: '',
  };
  const problem = hasProblem ? { cause: 'it does not answer', remedy: 'wait', since: '' } : null;
  return {
    ...{ channel: 'Shop', platform: 'shopify', remoteAccount: null, cutOver: null, state },
    live: { ...LIVE, problem, streams: [orders] },
  };
}

const through = '2026-11-21T10:00:00Z';
const well = store('live', through);
const troubled = store('live', through, true);
const paused = store('paused', null);
const reading = store('live', null);

test.each<[string, ReturnType<typeof today>, readonly Connection[] | undefined]>([
  ['Nothing waits for you.', today(0), []],
  ['Nothing waits for you, and the books are proved.', today(0, 0, true), [well]],
  ['1 thing waits for you.', today(1), [well]],
  ['10 things wait for you.', today(6, 4), [well]],
  ['10 things wait for you.', today(6, 4), undefined],
  ['Nothing waits for you.', today(0, 0, true), undefined],
  ['10 things wait for you, and 2 stores cannot be kept up with.', today(10), [well, troubled, paused]],
  ['Nothing waits for you, but 1 store cannot be kept up with.', today(0, 0, true), [troubled]],
  [
    'Nothing waits for you, but 1 store cannot be kept up with; the history of 1 store is still being read.',
    today(0),
    [paused, reading],
  ],
])('%s', (said, standing, connections) => {
  expect(answerOf(standing, connections)).toBe(said);
});

test('an older proof is no comfort once a newer one failed', () => {
  expect(answerOf({ ...today(0, 0, true), lastVerify: DISPROVED }, [well])).toBe(
    'Nothing waits for you, but the last proof of the books does not hold.',
  );
});
