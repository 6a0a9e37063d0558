import { expect, test } from 'vitest';
import { minor } from '../money/minor.ts';
import type { LocalDate } from '../time/when.ts';
import { canonical, entryHash, GENESIS, type Hashable } from './hash.ts';

const day = (text: string) => text as LocalDate;
const line = (accountId: number, amount: number, rest: Partial<Hashable['lines'][number]> = {}): Hashable['lines'][number] => ({
  accountId,
  currency: 'EUR',
  amount: minor(amount),
  base: minor(amount),
  channel: 2,
  sku: '',
  taxCode: '',
  taxBase: minor(0),
  liable: '',
  ...rest,
});

/** The vector of docs/hash.md. */
const entry: Hashable = {
  number: 1,
  date: day('2026-03-01'),
  belongsTo: day('2026-02-28'),
  documentId: 1,
  postingKey: 'sale',
  revision: 1,
  cause: 'fact',
  policyVersion: 1,
  decoderVersion: 1,
  rulesVersion: 1,
  lines: [
    line(1, 11900),
    line(2, -10000, { sku: 'MUG-1' }),
    line(3, -1900, { taxCode: 'DE:VAT 19%:19', taxBase: minor(10000), liable: 'merchant' }),
  ],
};

test('the documented vector', () => {
  expect(entryHash(entry, GENESIS).toString('hex')).toBe('68130dd0f91dfef09060804fdc4631ad02a81c568e594b9871bd1d0148ec019c');
});

test('fields are told apart by their lengths in bytes', () => {
  const a = canonical({ ...entry, postingKey: 'fee:é', lines: [line(1, 1, { sku: 'A' }), line(2, -1)] });
  const b = canonical({ ...entry, postingKey: 'fee:', lines: [line(1, 1, { sku: 'éA' }), line(2, -1)] });
  expect(a).toContain('6:fee:é,');
  expect(a).not.toBe(b);
});

test.each([
  ['amount', { lines: [line(1, 11901), ...entry.lines.slice(1)] }],
  ['true date', { belongsTo: day('2026-02-27') }],
  ['cause', { cause: 'correction' as const }],
  ['tax base', { lines: [entry.lines[0], entry.lines[1], line(3, -1900, { taxCode: 'DE:VAT 19%:19', liable: 'merchant' })] as Hashable['lines'] }],
])('another %s makes another hash', (_what, change) => {
  expect(entryHash({ ...entry, ...change }, GENESIS)).not.toEqual(entryHash(entry, GENESIS));
});

test('another predecessor makes another hash', () => {
  expect(entryHash(entry, Buffer.alloc(32, 1))).not.toEqual(entryHash(entry, GENESIS));
});
