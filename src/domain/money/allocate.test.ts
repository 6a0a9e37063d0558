import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allocate, allocateRatio } from './allocate.ts';
import { minor } from './minor.ts';

describe('allocate: largest remainder', () => {
  test.each<readonly [string, number, readonly number[], readonly number[]]>([
    ['in thirds, the earlier part first', 100, [1, 1, 1], [34, 33, 33]],
    ['the largest remainder first', 10, [25, 25, 50], [3, 2, 5]],
    ['by weight', 1001, [3000, 300], [910, 91]],
    ['a negative total', -100, [1, 1, 1], [-33, -33, -34]],
    ['a negative weight', 90, [100, -10], [100, -10]],
    ['half of a negative weight', 45, [100, -10], [50, -5]],
    ['a weight of nothing gets nothing', 7, [0, 3, 4], [0, 3, 4]],
    ['all weights zero: the first takes it', 5, [0, 0], [5, 0]],
    ['nothing', 0, [3, 4], [0, 0]],
    ['nothing to allocate to', 0, [], []],
    ['large figures', 9_007_199_254_740_991, [1, 2], [3_002_399_751_580_330, 6_004_799_503_160_661]],
  ])('%s', (_, total, weights, parts) => {
    expect(allocate(minor(total), weights)).toEqual(parts);
  });

  test('adds up, and no part is more than one unit from its share', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), weights, (total, given) => {
        const parts = allocate(minor(total), given);
        const whole = given.reduce((sum, weight) => sum + weight, 0);
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total);
        if (whole === 0) return;
        parts.forEach((part, index) => {
          expect(Math.abs(part - (total * (given[index] ?? 0)) / whole)).toBeLessThanOrEqual(1);
        });
      }),
    );
  });
});

test('allocateRatio rounds each part so that all add up to what is asked', () => {
  expect(allocateRatio([101, 202, -303], 11111n, 10000n, minor(0))).toEqual([112, 225, -337]);
  expect(allocateRatio([1, 1], 3n, -2n, minor(-3))).toEqual([-1, -2]);
});
