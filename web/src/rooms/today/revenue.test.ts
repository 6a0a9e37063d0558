import { expect, test } from 'vitest';
import { findingOf, revenueOf } from './revenue.ts';

type Sold = Readonly<Record<string, string>>;

const series = (sold: Sold, date: string) =>
  Object.entries(sold).map(([channel, amount]) => ({ channel, points: [{ date, amount }] }));

const finding = (now: Sold, then: Sold) =>
  findingOf(
    revenueOf({
      revenue: series(now, '2026-11-01'),
      previous: series(then, '2026-10-02'),
      period: { from: '2026-11-01', to: '2026-11-30' },
      previousPeriod: { from: '2026-10-02', to: '2026-10-31' },
      by: 'day',
    }),
  );

test.each<[string, Sold, Sold, string]>([
  ['a few cents more', { Woo: '100.00', Medusa: '100.90' }, {}, 'Medusa sold most'],
  ['a place after a comma more', { Woo: '99', Medusa: '99.01' }, {}, 'Medusa sold most'],
  ['more given back than sold', { Woo: '-5.00', Medusa: '10.00' }, {}, 'Medusa sold most'],
  ['nothing at all in one', { Shopify: '0.00', Woo: '5000.00', Medusa: '9999.00' }, {}, 'Medusa sold most'],
  ['one channel', { Woo: '5.00' }, {}, 'Revenue over time'],
  ['the same', { Woo: '100.00' }, { Woo: '100.00' }, 'Revenue is as high as in the time before'],
  ['within one per cent', { Woo: '100.90' }, { Woo: '100.00' }, 'Revenue is about as high as in the time before'],
  [
    'one grew',
    { Woo: '150.00', Medusa: '100.00' },
    { Woo: '100.00', Medusa: '100.00' },
    'Revenue is 25 % above the time before; Woo grew 50 %',
  ],
])('the headline of %s', (_, now, then, words) => {
  expect(finding(now, then)).toBe(words);
});
