import { expect, test } from 'vitest';
import { minor } from '../money/minor.ts';
import type { LocalDate } from '../time/when.ts';
import { canonical, entryHash, GENESIS, type Hashable } from './hash.ts';

const line = (accountId: number, amount: number): Hashable['lines'][number] => ({
  accountId,
  currency: 'EUR',
  amount: minor(amount),
  base: minor(amount),
  channel: 2,
  sku: '',
  taxCode: '',
  taxBase: minor(0),
  liable: '',
});

/** The test vector of docs/hash.md. */
const entry: Hashable = {
  number: 1,
  date: '2026-03-01' as LocalDate,
  belongsTo: '2026-02-28' as LocalDate,
  documentId: 1,
  postingKey: 'sale',
  revision: 1,
  cause: 'fact',
  policyVersion: 1,
  decoderVersion: 1,
  rulesVersion: 1,
  lines: [
    line(1, 11900),
    { ...line(2, -10000), sku: 'MUG-1' },
    { ...line(3, -1900), taxCode: 'DE:VAT 19%:19', taxBase: minor(10000), liable: 'merchant' },
  ],
};

test('the canonical text of the test vector', () => {
  expect(canonical(entry)).toBe(
    '1:1,10:2026-03-01,10:2026-02-28,1:1,4:sale,1:1,4:fact,1:1,1:1,1:1,1:3,' +
      '1:1,3:EUR,5:11900,5:11900,1:2,0:,0:,1:0,0:,' +
      '1:2,3:EUR,6:-10000,6:-10000,1:2,5:MUG-1,0:,1:0,0:,' +
      '1:3,3:EUR,5:-1900,5:-1900,1:2,0:,13:DE:VAT 19%:19,5:10000,8:merchant,',
  );
});

test('the hash of the test vector', () => {
  const hash = '68130dd0f91dfef09060804fdc4631ad02a81c568e594b9871bd1d0148ec019c';
  expect(entryHash(entry, GENESIS).toString('hex')).toBe(hash);
});

test('every field counts, and its length is in bytes', () => {
  const hashes = new Set(
    [
      entry,
      { ...entry, number: 2 },
      { ...entry, date: '2026-03-02' as LocalDate },
      { ...entry, belongsTo: '2026-02-27' as LocalDate },
      { ...entry, documentId: 2 },
      { ...entry, postingKey: 'sal' },
      { ...entry, revision: 2 },
      { ...entry, cause: 'correction' as const },
      { ...entry, policyVersion: 2 },
      { ...entry, decoderVersion: 2 },
      { ...entry, rulesVersion: 2 },
      { ...entry, lines: entry.lines.slice(1) },
      ...(['accountId', 'amount', 'base', 'channel', 'taxBase'] as const).map((field) => ({
        ...entry,
        lines: entry.lines.map((each) => ({ ...each, [field]: each[field] + 1 })),
      })),
      ...(['currency', 'sku', 'taxCode', 'liable'] as const).map((field) => ({
        ...entry,
        lines: entry.lines.map((each) => ({ ...each, [field]: `${each[field]}x` as never })),
      })),
    ].map((each) => entryHash(each, GENESIS).toString('hex')),
  );
  hashes.add(entryHash(entry, entryHash(entry, GENESIS)).toString('hex'));
  expect(hashes.size).toBe(22);
  expect(canonical({ ...entry, postingKey: 'édition' })).toContain('8:édition,');
});
