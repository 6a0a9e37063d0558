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

/** Facts that the worked examples do not have, as another file of the same shape may. */
describe('other facts', () => {
  const order = { at: '2026-03-01T10:00Z', order: 'X1', total: '119.00' };
  const line = { id: '1', sku: 'MUG', qty: 2, net: '100.00', tax: [{ code: 'DE-19', amount: '19.00' }] };
  const paid = { at: '2026-03-01T10:00Z', payment: 'P1', captured: '119.00' };

  const played = (facts: readonly object[], balances: Readonly<Record<string, string>>) => {
    const book = { baseCurrency: 'EUR', timeZone: 'UTC' };
    const rows = Object.entries(balances).map(([account, base]) => ({
      account,
      side: base.startsWith('-') ? 'credit' : 'debit',
      amount: base.replace('-', ''),
      currency: 'EUR',
      base: base.replace('-', ''),
    }));
    const entries = [{ date: '2026-03-01', key: 'sale', postings: rows }];
    const [result] =
      runExamples(JSON.stringify({ examples: [{ id: 'x', book, facts, entries, expect: { balances } }] })) ?? [];
    return { fault: result?.fault, balances: result?.differences.filter(({ what }) => what === 'balances') };
  };

  test.each<readonly [string, readonly object[], Readonly<Record<string, string>>]>([
    [
      'a fulfilment that is cancelled',
      [
        { ...order, lines: [line] },
        paid,
        { at: '2026-03-02', fulfilment: 'F1' },
        { at: '2026-03-03', fulfilmentCancelled: 'F1' },
      ],
      { Sales: '0.00', 'Customer deposits': '-119.00' },
    ],
    [
      'cancelled under its own name',
      [
        { ...order, lines: [line] },
        paid,
        { at: '2026-03-02', fulfilment: 'F1' },
        { at: '2026-03-03', fulfilment: 'F1', cancelled: true },
      ],
      { Sales: '0.00', 'Customer deposits': '-119.00' },
    ],
    [
      'a pending refund that is settled without saying it all again',
      [
        { ...order, lines: [line] },
        paid,
        {
          at: '2026-03-05',
          refund: 'R1',
          lines: [{ id: '1', qty: 1, net: '50.00', tax: '9.50' }],
          amount: '59.50',
          status: 'pending',
        },
        { at: '2026-03-09', refund: 'R1', status: 'settled' },
      ],
      { Returns: '50.00', 'Tax payable': '-9.50', 'Clearing: Stripe EUR': '59.50' },
    ],
    [
      'units alone, without amounts',
      [
        { ...order, lines: [line] },
        paid,
        { at: '2026-03-05', refund: 'R1', lines: [{ id: '1', qty: 1 }], amount: '59.50' },
      ],
      { Returns: '50.00', 'Tax payable': '-9.50' },
    ],
    [
      'some lines cancelled',
      [{ ...order, lines: [line] }, paid, { at: '2026-03-05', cancelled: true, lines: [{ id: '1', qty: 1 }] }],
      { Sales: '-50.00', 'Customer deposits': '-59.50' },
    ],
    [
      'stated tax of an amount',
      [
        { ...order, lines: [line] },
        paid,
        { at: '2026-03-05', refund: 'R1', lines: [], amount: '23.80', taxStated: '3.80' },
      ],
      { Returns: '20.00', 'Tax payable': '-15.20' },
    ],
    [
      'an order discount that no line has a part of',
      [
        { ...order, lines: [line], orderDiscount: '10.00', total: '109.00' },
        { ...paid, captured: '109.00' },
      ],
      { Sales: '-100.00', Discounts: '10.00' },
    ],
    [
      'fees, tip, duties and shipping',
      [
        {
          ...order,
          lines: [line],
          shipping: { net: '5.00', tax: '0.95' },
          fees: [{ net: '2.00' }],
          tip: '3.00',
          duties: '4.00',
          total: '133.95',
        },
        { ...paid, captured: '133.95' },
      ],
      {
        'Shipping income': '-5.00',
        'Fee income': '-2.00',
        Tips: '-3.00',
        'Duties payable': '-4.00',
        'Accounts receivable': '0.00',
      },
    ],
    [
      'a line that is discounted whole, gross, by its rate',
      [
        {
          ...order,
          pricesIncludeTax: true,
          lines: [
            {
              id: '1',
              qty: 1,
              gross: '11.90',
              discountAllocated: '11.90',
              tax: [{ code: 'DE-19', rate: '0.19', amount: '0.00' }],
            },
          ],
          total: '0.00',
        },
      ],
      { Sales: '-10.00', Discounts: '10.00' },
    ],
    [
      'an edit that removes a line and changes another',
      [
        { ...order, lines: [line, { id: '2', qty: 1, net: '10.00' }], total: '129.00' },
        { ...paid, captured: '129.00' },
        {
          at: '2026-03-04',
          edit: 'E1',
          changes: [
            { line: '2', removed: true },
            { line: '1', qty: -1, net: '-50.00', tax: '-9.50' },
          ],
          total: '59.50',
        },
      ],
      { Sales: '-50.00', 'Tax payable': '-9.50', 'Customer deposits': '-69.50' },
    ],
    [
      'a payment that the bank took back',
      [{ ...order, lines: [line] }, paid, { at: '2026-03-08', paymentFailed: 'P1' }],
      { 'Accounts receivable': '119.00', 'Clearing: Stripe EUR': '0.00' },
    ],
  ])('%s', (_, facts, balances) => {
    expect(played(facts, balances)).toEqual({ fault: null, balances: [] });
  });

  test('one that is not understood is said so', () => {
    expect(played([{ at: '2026-03-01', earthquake: 'E1' }], {}).fault).toBe('fact 1 is not understood: at, earthquake');
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
