import { expect, test } from 'vitest';
import type { Change } from '../ledger/difference.ts';
import { minor } from '../money/minor.ts';
import type { LocalDate } from '../time/when.ts';
import { entryDate } from './locks.ts';
import type { Lock } from './state.ts';

const change = (belongsTo: string, taxAccount: string | null): Change => ({
  key: 'sale',
  belongsTo: belongsTo as LocalDate,
  cause: 'fact',
  note: '',
  lines: (taxAccount === null ? ['1200'] : ['1200', taxAccount]).map((account) => ({
    account,
    currency: 'EUR',
    amount: minor(0),
    base: minor(0),
    channel: 0,
    sku: '',
    taxCode: account === '1200' ? '' : 'DE:VAT:19',
    taxBase: minor(0),
    liable: '',
    rateId: null,
  })),
});

const books = (through: string): Lock => ({ kind: 'books', scheme: '', through: through as LocalDate });
const tax = (scheme: string, through: string): Lock => ({ kind: 'tax', scheme, through: through as LocalDate });

test.each<readonly [string, string, string | null, readonly Lock[], string]>([
  ['nothing is locked', '2026-01-31', null, [], '2026-01-31'],
  ['the last locked day', '2026-01-31', null, [books('2026-01-31')], '2026-02-01'],
  ['the first open day', '2026-02-01', null, [books('2026-01-31')], '2026-02-01'],
  ['of several locks the last', '2026-01-15', null, [books('2026-02-28'), books('2026-01-31')], '2026-03-01'],
  ['a filed return locks what has its tax', '2026-01-15', '2100-DE', [tax('DE', '2026-03-31')], '2026-04-01'],
  ['not what has none', '2026-01-15', null, [tax('DE', '2026-03-31')], '2026-01-15'],
  ['nor what has another scheme’s', '2026-01-15', '2100-OSS', [tax('DE', '2026-03-31')], '2026-01-15'],
  [
    'moved out of one lock into another',
    '2026-01-15',
    '2100-DE',
    [tax('DE', '2026-02-10'), books('2026-01-31')],
    '2026-02-11',
  ],
])('%s: %s', (_, belongsTo, taxAccount, locks, date) => {
  expect(entryDate(change(belongsTo, taxAccount), locks)).toBe(date);
});
