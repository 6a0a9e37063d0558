import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runExamples } from '../src/books/examples/run.ts';

const text = readFileSync(join(import.meta.dirname, '..', 'samples', 'accounting-examples.json'), 'utf8');
const results = runExamples(text) ?? [];

/** What later rules are needed for; whoever builds one takes it off this list. */
const notYet: Readonly<Record<string, string>> = {
  '04b-gift-card-single-purpose': 'single-purpose gift cards',
  '06-three-currencies': 'settlement in another currency',
};
const without: Readonly<Record<string, readonly string[]>> = {
  '01-incl-discount-split': ['tax point', 'stock value'],
  '07-dispute-lost': ['disputes', 'fees'],
  '08-marketplace-facilitator': ['marketplace tax in settlements', 'fees', 'payouts'],
  '12-store-credit-refund': ['stock value'],
  '13-foreign-deposit-non-monetary': ['revaluation'],
  '14-fees-vat-reserve-withholding': ['fees', 'reserves', 'withheld tax', 'payouts'],
};

describe('the worked examples of accounting.md', () => {
  test('are all there', () => {
    expect(results).toHaveLength(17);
  });

  test.each(results.map((result) => [result.id, result] as const))('%s', (id, result) => {
    expect(result.fault).toBeNull();
    expect(result.notYet).toBe(notYet[id] ?? null);
    expect(result.without).toEqual(without[id] ?? []);
    expect(result.differences).toEqual([]);
  });
});

describe('a file that is none', () => {
  test.each([['not JSON'], ['{"sales":[]}'], ['[]']])('%s', (bad) => {
    expect(runExamples(bad)).toBeNull();
  });

  test('an example that is malformed does not hide the others', () => {
    const file = JSON.parse(text) as { examples: { book: unknown }[] };
    const [first] = file.examples;
    if (first !== undefined) first.book = 7;
    const verdicts = runExamples(JSON.stringify(file)) ?? [];
    expect(verdicts[0]?.fault).toContain('book');
    expect(verdicts).toHaveLength(results.length);
  });

  test('an entry that differs by a cent is shown with both sides', () => {
    const [, , third] = runExamples(text.replaceAll('"20.00"', '"20.01"')) ?? [];
    expect(third?.differences).toContainEqual({
      what: 'postings',
      date: '2026-06-20',
      account: 'Returns',
      currency: 'EUR',
      expected: { amount: 2001, base: 2001 },
      booked: { amount: 2000, base: 2000 },
    });
  });
});
