import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Queue } from './queue.ts';

test('the soonest comes first, and of one instant what was put first', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (instants) => {
      const queue = new Queue<number>();
      for (const [turn, at] of instants.entries()) queue.put(at, turn);
      const taken: { at: number; item: number }[] = [];
      for (let next = queue.take(20); next !== undefined; next = queue.take(20))
        taken.push({ at: next.at, item: next.item });
      const expected = instants.map((at, item) => ({ at, item })).sort((a, b) => a.at - b.at || a.item - b.item);
      expect(taken).toEqual(expected);
      expect(queue.size).toBe(0);
    }),
  );
});

test('what is later stays', () => {
  const queue = new Queue<string>();
  queue.put(5, 'later');
  expect(queue.take(4)).toBeUndefined();
  expect(queue.take(5)?.item).toBe('later');
});
