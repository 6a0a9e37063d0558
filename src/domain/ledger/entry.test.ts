import { expect, test } from 'vitest';
import { minor } from '../money/minor.ts';
import { balance, type PostingLine } from './entry.ts';

const line = (currency: string, amount: number, base = amount): PostingLine => ({
  account: '1000',
  currency,
  amount: minor(amount),
  base: minor(base),
  channel: 0,
  sku: '',
  taxCode: '',
  taxBase: minor(0),
  liable: '',
  rateId: null,
});

test.each([
  ['two sides', [line('EUR', 5), line('EUR', -5)]],
  [
    'through Currency conversion',
    [line('GBP', 85, 111), line('GBP', -85, -111), line('EUR', 100, 111), line('EUR', -100, -110), line('EUR', 0, -1)],
  ],
  ['base only', [line('EUR', 0, 7), line('EUR', 0, -7)]],
])('balanced: %s', (_, lines) => {
  expect(balance(lines)).toEqual({ kind: 'balanced', lines });
});

test.each([
  ['a currency', [line('EUR', 5), line('EUR', -4, -5)], 'EUR', 1],
  ['currencies that only add up together', [line('EUR', 5), line('USD', -5)], 'EUR', 5],
  ['base', [line('EUR', 5, 6), line('EUR', -5)], 'base', 1],
  ['a single line', [line('EUR', 0)], 'lines', -1],
  ['no line', [], 'lines', -2],
])('unbalanced: %s', (_, lines, where, difference) => {
  expect(balance(lines)).toEqual({ kind: 'unbalanced', where, difference });
});
