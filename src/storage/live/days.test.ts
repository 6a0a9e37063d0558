import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BUCKETS, bucketMs, bucketOf } from './days.ts';

test.each([
  [0, 1],
  [1, 1],
  [2, 3],
  [3, 4],
  [4, 5],
  [250, 16],
  [1_000, 20],
  [60_000, 32],
  [-5, 1],
  [Number.MAX_SAFE_INTEGER, BUCKETS - 1],
])('a wait of %i ms is in bucket %i', (ms, bucket) => {
  expect(bucketOf(ms)).toBe(bucket);
});

test('a bucket’s waits are shorter than it says, and not shorter than the bucket before', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 - 2 }), (ms) => {
      const bucket = bucketOf(ms);
      expect(ms).toBeLessThan(2 ** (bucket / 2));
      expect(ms).toBeGreaterThanOrEqual(2 ** ((bucket - 1) / 2));
      expect(bucketMs(bucket)).toBeGreaterThanOrEqual(ms);
    }),
  );
});
