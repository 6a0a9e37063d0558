import { expect, test } from 'vitest';
import { minor } from '../money/minor.ts';
import type { LocalDate } from '../time/when.ts';
import { convert, RATE_SCALE } from './rates.ts';

test.each([
  [10000, 'EUR', 'USD', 11_000_000_000n, 11000],
  [1, 'EUR', 'USD', 15_000_000_000n, 2],
  [-1, 'EUR', 'USD', 15_000_000_000n, -2],
  [3300, 'JPY', 'EUR', 61_000_000n, 2013],
  [2013, 'EUR', 'JPY', 1_639_344_262_295n, 3300],
  [10005, 'KWD', 'USD', 32_500_000_000n, 3252],
  [100, 'USD', 'KWD', 3_076_923_077n, 308],
])('%i of %s in %s at %i ÷ 10^10 is %i', (amount, currency, quote, units, expected) => {
  expect(RATE_SCALE).toBe(10);
  const date = '2026-01-01' as LocalDate;
  expect(convert(minor(amount), { rateId: 1, currency, quote, date, units })).toBe(expected);
});
