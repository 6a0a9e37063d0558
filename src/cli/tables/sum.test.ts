import { expect, test } from 'vitest';
import { sumDecimals } from './sum.ts';

test.each([
  [['1.20', '-0.30'], '0.90'],
  [['100', '-350'], '-250'],
  [['1', '0.5', '0.25'], '1.75'],
  [['-0.01', '0.00'], '-0.01'],
  [['90071992547409.93', '0.01'], '90071992547409.94'],
  [[], '0'],
])('%j add up to %s', (decimals, sum) => {
  expect(sumDecimals(decimals)).toBe(sum);
});
