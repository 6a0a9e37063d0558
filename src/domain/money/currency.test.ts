import { expect, test } from 'vitest';
import { decimalsOf, isCurrency } from './currency.ts';
import { major } from './format.ts';

// A package that changes one of these changes every amount that is stored.
test.each([
  ['JPY', 0],
  ['KRW', 0],
  ['CLP', 0],
  ['VND', 0],
  ['ISK', 0],
  ['EUR', 2],
  ['USD', 2],
  ['GBP', 2],
  ['HUF', 2],
  ['MGA', 2],
  ['MRU', 2],
  ['KWD', 3],
  ['BHD', 3],
  ['JOD', 3],
  ['OMR', 3],
  ['TND', 3],
  ['IQD', 3],
  ['LYD', 3],
  ['UYW', 4],
  ['CLF', 4],
])('%s has %i decimals', (currency, decimals) => {
  expect(decimalsOf(currency)).toBe(decimals);
});

test.each(['eur', 'EURO', 'BTC', '', 'XYZ'])('%j is no currency of ISO 4217', (code) => {
  expect(isCurrency(code)).toBe(false);
  expect(() => decimalsOf(code)).toThrow(RangeError);
});

test.each([
  [-9888, 'EUR', '-98.88'],
  [5, 'EUR', '0.05'],
  [3300, 'JPY', '3300'],
  [10005, 'KWD', '10.005'],
  [-1, 'KWD', '-0.001'],
  [0, 'EUR', '0.00'],
  [0, 'JPY', '0'],
])('%i %s is written %s', (amount, currency, text) => {
  expect(major(amount, currency)).toBe(text);
});
