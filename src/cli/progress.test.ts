import { expect, test } from 'vitest';
import { progressLine } from './progress.ts';

test.each([
  [12_500, 5_000, 0.5, '12,500 records · 50 % · 2,500/s · 0:05 left'],
  [0, 0, 0, '0 records · 0 % · 0/s'],
  [100, 65_000, 0.25, '100 records · 25 % · 2/s · 3:15 left'],
  [7, 1_000, null, '7 records · 7/s'],
])('%i records after %i ms at %s', (count, elapsedMs, share, line) => {
  expect(progressLine(count, 'records', elapsedMs, share)).toBe(line);
});
