import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LocalDate } from '../../src/domain/time/when.ts';
import { emptyBook, post, runs, sumsOf } from './books.ts';
import { arrivalsOf, world } from './world.ts';

/** Design.md 1, law 2: the same observations, policies and rates give the same sums in any order, batching and repetition. */
test.each([['by-channel'], ['order']] as const)('rest: recognition %s', (recognition) => {
  fc.assert(
    fc.property(world, (generated) => {
      const { first, other } = arrivalsOf(generated);
      const policy = { recognition };
      const changesOn = '2026-01-29' as LocalDate;
      const one = post(emptyBook({ policy, changesOn }), [first]);
      const another = post(emptyBook({ policy, changesOn }), other);
      expect(sumsOf(another)).toEqual(sumsOf(one));
      expect(another.parked.length === 0).toBe(one.parked.length === 0);
      const open = (book: typeof one) =>
        [...book.discrepancies.values()].map(({ kind, amount }) => `${kind} ${amount}`).sort();
      expect(open(another)).toEqual(open(one));
    }),
    runs(1500),
  );
});
