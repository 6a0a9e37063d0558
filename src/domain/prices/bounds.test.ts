import { expect, test } from 'vitest';
import { alarmOf, DEFAULT_BOUNDS, type Price, percentOf } from './bounds.ts';

const eur = (amount: number): Price => ({ amount, currency: 'EUR' });
const usd = (amount: number): Price => ({ amount, currency: 'USD' });
const NONE = { rise: null, fall: null, noPrice: false };

test.each([
  ['a sale at half the price', eur(1_990), eur(995), null],
  ['a cent below half', eur(1_990), eur(994), 'fall'],
  ['the end of that sale', eur(995), eur(1_990), null],
  ['a cent above double', eur(995), eur(1_991), 'rise'],
  ['a decimal point that moved to the left', eur(1_990), eur(199), 'fall'],
  ['a decimal point that moved to the right', eur(1_990), eur(19_900), 'rise'],
  ['a price that is gone', eur(1_990), null, 'missing'],
  ['a price of nothing', eur(1_990), eur(0), 'free'],
  ['a price below nothing', eur(1_990), eur(-5), 'free'],
  ['what cost nothing and has a price', eur(0), eur(1_990), null],
  ['what cost nothing and has no price', eur(0), null, null],
  ['what had no price and has one', null, eur(1_990), null],
  ['the same figure in another currency', eur(1_990), usd(1_990), 'currency'],
  ['nothing, in another currency', eur(0), usd(1_990), 'currency'],
  ['the largest figure there is, doubled and more', eur(4_000_000_000_000_000), eur(8_000_000_000_000_001), 'rise'],
  ['the largest figure there is, doubled', eur(4_000_000_000_000_000), eur(8_000_000_000_000_000), null],
] as const)('%s', (_what, before, after, expected) => {
  expect(alarmOf(before, after, DEFAULT_BOUNDS)).toBe(expected);
});

test('what is not bounded may do as it likes, but for the currency', () => {
  expect(alarmOf(eur(1_000), eur(1_000_000), NONE)).toBeNull();
  expect(alarmOf(eur(1_000), eur(1), NONE)).toBeNull();
  expect(alarmOf(eur(1_000), eur(0), NONE)).toBeNull();
  expect(alarmOf(eur(1_000), null, NONE)).toBeNull();
  expect(alarmOf(eur(1_000), usd(1_000), NONE)).toBe('currency');
});

test.each([
  [eur(1_990), eur(199), '-90.0'],
  [eur(199), eur(1_990), '900.0'],
  [eur(1_000), eur(1_001), '0.1'],
  [eur(1_000), eur(996), '-0.4'],
  [eur(3_000), eur(4_000), '33.3'],
  [eur(3_000), eur(5_000), '66.7'],
  [eur(1_990), eur(0), '-100.0'],
  [eur(1_000), usd(1_000), null],
  [eur(1_000), null, null],
  [eur(0), eur(1_000), null],
])('from %o to %o it is %s percent', (before, after, expected) => {
  expect(percentOf(before, after)).toBe(expected);
});
