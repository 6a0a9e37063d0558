import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ApiAnswer, Limits } from '../../connectors/contract.ts';
import { instant } from '../../domain/time/when.ts';
import { Budget, type Urgency } from './budget.ts';
import { VirtualTimers } from './testing.ts';

const NO_BUCKET: Limits = { concurrent: 2, bucket: null };

const bucketOf = (capacity: number, perSecond: number): Limits => ({
  concurrent: 10,
  bucket: { capacity, perSecond, left: ({ headers }) => (headers.left === undefined ? null : Number(headers.left)) },
});

function answer(left?: number): ApiAnswer {
  const headers = left === undefined ? {} : { left: String(left) };
  return { status: 200, headers, text: '', json: () => null, sentAt: instant(0) };
}

/** A budget, and which requests it has let go so far. */
function useBudget(limits: Limits) {
  const timers = new VirtualTimers();
  const budget = new Budget(limits, timers);
  const sent: string[] = [];
  const ask = (name: string, urgency: Urgency = 'live', cost = 1) =>
    void budget.acquire(cost, urgency).then(() => sent.push(name));
  return { timers, budget, sent, ask };
}

describe('without a bucket', () => {
  test('so many requests are on their way at once, live ones first', async () => {
    const { timers, budget, sent, ask } = useBudget(NO_BUCKET);
    ask('history 1', 'backfill');
    ask('history 2', 'backfill');
    ask('history 3', 'backfill');
    ask('live 1');
    ask('live 2');
    await timers.advance(0);
    expect(sent).toEqual(['history 1', 'history 2']);
    budget.release(1, answer());
    await timers.advance(0);
    expect(sent.slice(2)).toEqual(['live 1']);
    budget.release(1, null);
    budget.release(1, answer());
    await timers.advance(0);
    expect(sent.slice(3)).toEqual(['live 2', 'history 3']);
    expect(timers.waiting).toBe(0);
    expect(budget.share).toBeNull();
  });

  test('a pause stops all, and the longer of two counts', async () => {
    const { timers, budget, sent, ask } = useBudget(NO_BUCKET);
    budget.pause(5_000);
    budget.pause(1_000);
    ask('live');
    ask('history', 'backfill');
    await timers.advance(4_999);
    expect(sent).toEqual([]);
    await timers.advance(1);
    expect(sent).toEqual(['live', 'history']);
  });
});

describe('with a bucket', () => {
  test('what it holds goes at once, the rest as it leaks', async () => {
    const { timers, budget, sent, ask } = useBudget(bucketOf(4, 2));
    for (let n = 1; n <= 6; n += 1) ask(`live ${n}`);
    await timers.advance(0);
    expect(sent).toHaveLength(4);
    expect(budget.share).toBe(0);
    await timers.advance(499);
    expect(sent).toHaveLength(4);
    await timers.advance(1);
    expect(sent).toHaveLength(5);
    await timers.advance(500);
    expect(sent).toHaveLength(6);
  });

  test('history leaves half of it to live work', async () => {
    const { timers, sent, ask } = useBudget(bucketOf(4, 1));
    for (let n = 1; n <= 4; n += 1) ask(`history ${n}`, 'backfill');
    await timers.advance(0);
    expect(sent).toEqual(['history 1', 'history 2']);
    ask('live 1');
    ask('live 2');
    await timers.advance(0);
    expect(sent.slice(2)).toEqual(['live 1', 'live 2']);
    await timers.advance(2_999);
    expect(sent).toHaveLength(4);
    await timers.advance(1);
    expect(sent.slice(4)).toEqual(['history 3']);
  });

  test('what costs more than it holds goes when it is full', async () => {
    const { timers, sent, ask } = useBudget(bucketOf(4, 1));
    ask('small');
    ask('large', 'backfill', 9);
    await timers.advance(999);
    expect(sent).toEqual(['small']);
    await timers.advance(1);
    expect(sent).toEqual(['small', 'large']);
    ask('after it');
    // 4 − 9 is 6 short of what the next one needs.
    await timers.advance(5_999);
    expect(sent).toHaveLength(2);
    await timers.advance(1);
    expect(sent).toEqual(['small', 'large', 'after it']);
  });

  test('what the platform says is left counts, less what it may not have come to', async () => {
    const { timers, budget, sent, ask } = useBudget(bucketOf(100, 10));
    ask('a', 'live', 40);
    ask('b', 'live', 40);
    await timers.advance(0);
    // It gives back what the first did not need; the second it has not seen yet.
    budget.release(40, answer(90));
    expect(budget.share).toBe(0.5);
    ask('c', 'live', 60);
    await timers.advance(999);
    expect(sent).toEqual(['a', 'b']);
    await timers.advance(1);
    expect(sent).toEqual(['a', 'b', 'c']);
  });

  test('a clock that is set back stops nothing', async () => {
    const { timers, sent, ask } = useBudget(bucketOf(1, 1));
    ask('first');
    await timers.advance(0);
    timers.set(timers.now() - 3_600_000);
    ask('second');
    await timers.advance(1_000);
    expect(sent).toEqual(['first', 'second']);
  });
});

interface Wanted {
  readonly at: number;
  readonly urgency: Urgency;
  readonly cost: number;
  readonly takesMs: number;
}

const wanted: fc.Arbitrary<Wanted> = fc.record({
  at: fc.nat(5_000),
  urgency: fc.constantFrom<Urgency>('live', 'backfill'),
  cost: fc.integer({ min: 1, max: 12 }),
  takesMs: fc.nat(3_000),
});

/** Requests as a platform sees them that keeps a bucket of its own. */
async function run(limits: Limits, wishes: readonly Wanted[]) {
  const timers = new VirtualTimers();
  const startedAt = timers.now();
  const budget = new Budget(limits, timers);
  const { bucket } = limits;
  let [left, leftAt, underWay, mostUnderWay, leastLeft] = [bucket?.capacity ?? 0, startedAt, 0, 0, Number.MAX_VALUE];
  const sent: Wanted[] = [];
  const fill = () => {
    if (bucket === null) return;
    left = Math.min(bucket.capacity, left + ((timers.now() - leftAt) / 1_000) * bucket.perSecond);
    leftAt = timers.now();
  };
  for (const wish of wishes) {
    timers.after(wish.at, () => {
      void budget.acquire(wish.cost, wish.urgency).then(() => {
        fill();
        // One that no bucket could hold is let go when it is full.
        leastLeft = Math.min(leastLeft, wish.cost > (bucket?.capacity ?? 0) ? 0 : left - wish.cost);
        left -= wish.cost;
        underWay += 1;
        mostUnderWay = Math.max(mostUnderWay, underWay);
        sent.push(wish);
        timers.after(wish.takesMs, () => {
          underWay -= 1;
          fill();
          budget.release(wish.cost, answer(wish.takesMs % 2 === 0 ? left : undefined));
        });
      });
    });
  }
  await timers.advance(600_000);
  return { sent, mostUnderWay, leastLeft };
}

test('never more than the bucket and the number at once allow, and nobody starves', async () => {
  const limits = fc.record({
    concurrent: fc.integer({ min: 1, max: 4 }),
    capacity: fc.integer({ min: 1, max: 20 }),
    perSecond: fc.integer({ min: 1, max: 20 }),
  });
  await fc.assert(
    fc.asyncProperty(limits, fc.array(wanted, { maxLength: 25 }), async ({ concurrent, ...bucket }, wishes) => {
      const told = await run({ ...bucketOf(bucket.capacity, bucket.perSecond), concurrent }, wishes);
      expect(told.mostUnderWay).toBeLessThanOrEqual(concurrent);
      expect(told.leastLeft).toBeGreaterThanOrEqual(-1e-6);
      expect(told.sent).toHaveLength(wishes.length);
    }),
    { numRuns: 60 },
  );
});
