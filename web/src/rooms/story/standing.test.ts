import { expect, test } from 'vitest';
import type { Entry } from '../../api/entries.ts';
import type { Story } from '../../api/orders.ts';
import { type Standing, standingOf } from './standing.ts';

const named = { ref: 'id:1', kind: 'order', number: '1', remoteId: '1', channel: 'Shop' };

const posting = (code: string, amount: string) => ({
  ...{ code, name: '', amount, currency: 'EUR', baseAmount: amount, channel: 'Shop' },
  ...{ sku: '', taxCode: '', taxBase: '0.00', liable: '' },
});

const entry = (key: string, ...postings: Entry['postings']): Entry => ({
  ...{ number: 1, date: '2026-11-20', trueDate: '2026-11-20', key, revision: 1, cause: 'fact', note: '' },
  ...{ recordedAt: '', versions: { policy: 1, decoder: 1, rules: 1 }, hash: '', document: named, postings },
});

const sale = (amount: string) => entry('sale', posting('1200', amount), posting('4000', `-${amount}`));
const paid = (amount: string) => entry('payment:1', posting('1100-Stripe', amount), posting('2200', `-${amount}`));
const credited = entry('credit:1', posting('1200', '-5.00'), posting('4810', '5.00'));

function story(
  status: string,
  fulfilled: string | null,
  entries: readonly Entry[],
  { total = '387.97', text = 'placed 2026-11-20 10:00' } = {},
): Pick<Story, 'document' | 'entries'> {
  return {
    document: {
      ...{ ...named, platform: 'shopify', placedOn: '2026-11-20', currency: 'EUR', total, paid: null },
      ...{ refunded: null, due: null, status, fulfilled, policyVersion: 1, decoder: 1, rules: 1 },
      parts: [{ key: 'order', text }],
    },
    entries,
  };
}

const cancelled = { text: 'placed 2026-11-20 10:00, 1 part cancellation' };
const ships = (rest: string | null): Standing => ({ kind: 'ships-first', rest });

test.each<[string, Pick<Story, 'document' | 'entries'>, Standing | null]>([
  ['a part of it is recognised', story('posted', 'partly', [sale('73.49')]), ships('314.48')],
  ['it is paid ahead', story('posted', 'none', [paid('387.97')]), ships('387.97')],
  ['it is authorised, and nothing moved', story('nothing-to-show', 'none', []), ships('387.97')],
  ['it counts when ordered', story('posted', 'none', [sale('387.97'), paid('387.97')]), null],
  ['all has shipped', story('posted', 'all', [sale('387.97')]), null],
  ['something was given back', story('posted', 'partly', [sale('73.49'), credited]), null],
  ['something was cancelled of what nothing shipped', story('posted', 'none', [paid('9.00')], cancelled), ships(null)],
  ['it is not paid', story('not-yet-a-sale', 'none', []), { kind: 'no-sale' }],
  ['it is free', story('nothing-to-show', null, [], { total: '0.00' }), { kind: 'comes-to-nothing' }],
  ['it lies before the start', story('before-cut-over', 'partly', []), null],
  ['it waits for a rate', story('waits-for-rate', 'none', []), null],
])('why no more is booked where %s', (_, told, standing) => {
  expect(standingOf(told)).toEqual(standing);
});
