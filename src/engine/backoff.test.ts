import { expect, test } from 'vitest';
import { backoff } from './backoff.ts';

test.each([
  [1, 2_000],
  [2, 4_000],
  [3, 8_000],
  [9, 512_000],
  [10, 900_000],
  [1_000_000, 900_000],
])('after %i failures in a row: %i ms at most, half of it at least', (failures, most) => {
  expect(backoff(failures, () => 0)).toBe(most / 2);
  expect(backoff(failures, () => 0.999_999)).toBe(most);
});

test('without any failure it is that of the first', () => {
  expect(backoff(0, () => 0)).toBe(1_000);
});
