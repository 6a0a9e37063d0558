import { expect, test } from 'vitest';
import { BUCKETS, bucketOf } from '../storage/live/days.ts';
import { waitsOf } from './status.ts';

/** Waits of so many milliseconds, by bucket. */
function bucketsOf(waits: readonly number[]): number[] {
  const buckets = Array.from({ length: BUCKETS }, () => 0);
  for (const ms of waits) buckets[bucketOf(ms)] = (buckets[bucketOf(ms)] ?? 0) + 1;
  return buckets;
}

test('percentiles of waits, each at most the square root of two too high', () => {
  const waits = Array.from({ length: 1_000 }, (_, index) => index + 1);
  const told = waitsOf(bucketsOf(waits));
  expect(told).toEqual({ count: 1_000, p50: 512, p95: 1_024, p99: 1_024 });
});

test('of a single wait all are the same', () => {
  expect(waitsOf(bucketsOf([100]))).toEqual({ count: 1, p50: 128, p95: 128, p99: 128 });
});

test('a slow one in a hundred is the last percentile’s alone', () => {
  const waits = [...Array.from({ length: 98 }, () => 10), 60_000, 60_000];
  expect(waitsOf(bucketsOf(waits))).toEqual({ count: 100, p50: 11, p95: 11, p99: 65_536 });
});

test('of none there are none', () => {
  expect(waitsOf([])).toBeNull();
  expect(waitsOf(bucketsOf([]))).toBeNull();
});
