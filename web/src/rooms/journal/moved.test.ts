import { expect, test } from 'vitest';
import type { Posting } from '../../api/entries.ts';
import { movedBy } from './moved.ts';

const posting = (amount: string, currency: string, baseAmount: string): Posting => ({
  ...{ code: '1200', name: 'Accounts receivable', channel: '', sku: '', taxCode: '', taxBase: '0.00', liable: '' },
  ...{ amount, currency, baseAmount },
});

test.each([
  [
    'one currency: its debits',
    [posting('110.00', 'USD', '100.00'), posting('-110.00', 'USD', '-100.00')],
    { amount: '110.00', currency: 'USD' },
  ],
  [
    'several: the debits in base currency',
    [
      ...[posting('100.00', 'EUR', '100.00'), posting('-100.00', 'EUR', '-100.00')],
      ...[posting('11115', 'JPY', '65.20'), posting('-11115', 'JPY', '-65.20')],
    ],
    { amount: '165.20', currency: null },
  ],
  [
    'what only tells of tax adds nothing',
    [posting('85.50', 'EUR', '85.50'), posting('-85.50', 'EUR', '-85.50'), posting('0.00', 'EUR', '0.00')],
    { amount: '85.50', currency: 'EUR' },
  ],
])('%s', (_, postings, moved) => {
  expect(movedBy(postings)).toEqual(moved);
});
