import { expect, test } from 'vitest';
import type { LocalDate } from '../../domain/time/when.ts';
import { boundariesOf, fiscalYearStart, isWithin, type Period, periodsBy, priorTo, yearBefore } from './periods.ts';

const period = (from: string, to: string): Period => ({ from: from as LocalDate, to: to as LocalDate });
const text = ({ from, to }: Period) => `${from} ${to}`;

test.each([
  [
    'month',
    period('2025-01-15', '2025-03-10'),
    ['2025-01-15 2025-01-31', '2025-02-01 2025-02-28', '2025-03-01 2025-03-10'],
  ],
  ['month', period('2024-12-31', '2025-01-01'), ['2024-12-31 2024-12-31', '2025-01-01 2025-01-01']],
  [
    'day',
    period('2024-02-28', '2024-03-01'),
    ['2024-02-28 2024-02-28', '2024-02-29 2024-02-29', '2024-03-01 2024-03-01'],
  ],
] as const)('by %s: %o', (by, whole, expected) => {
  expect(periodsBy(by, whole).map(text)).toEqual(expected);
});

test.each([
  [period('2025-03-01', '2025-03-31'), '2025-02-01 2025-02-28', '2024-03-01 2024-03-31'],
  [period('2025-01-01', '2025-03-31'), '2024-10-01 2024-12-31', '2024-01-01 2024-03-31'],
  [period('2025-01-01', '2025-12-31'), '2024-01-01 2024-12-31', '2024-01-01 2024-12-31'],
  [period('2024-02-01', '2024-02-29'), '2024-01-01 2024-01-31', '2023-02-01 2023-02-28'],
  [period('2025-02-01', '2025-02-28'), '2025-01-01 2025-01-31', '2024-02-01 2024-02-29'],
  [period('2025-03-10', '2025-03-16'), '2025-03-03 2025-03-09', '2024-03-10 2024-03-16'],
])('%o is compared with %s and %s', (own, prior, lastYear) => {
  expect([text(priorTo(own)), text(yearBefore(own))]).toEqual([prior, lastYear]);
});

test.each([
  ['2025-03-31', 1, '2025-01-01'],
  ['2025-03-31', 4, '2024-04-01'],
  ['2025-04-01', 4, '2025-04-01'],
  ['2025-12-31', 12, '2025-12-01'],
] as const)('%s lies in the fiscal year from month %i that begins on %s', (date, month, start) => {
  expect(fiscalYearStart(date as LocalDate, month)).toBe(start);
});

test('between two boundaries a period is whole or absent', () => {
  const overlapping = [
    period('2025-01-01', '2025-01-31'),
    period('2025-01-20', '2025-02-10'),
    period('2024-01-01', '2024-01-31'),
  ];
  const boundaries = boundariesOf(overlapping);
  expect(boundaries).toEqual(['2024-01-01', '2024-02-01', '2025-01-01', '2025-01-20', '2025-02-01', '2025-02-11']);
  const buckets = (own: Period) => [0, 1, 2, 3, 4, 5, 6].filter((bucket) => isWithin(bucket, boundaries, own));
  expect(overlapping.map(buckets)).toEqual([[3, 4], [4, 5], [1]]);
});

test('too many columns are refused with words', () => {
  expect(() => periodsBy('day', period('2020-01-01', '2025-01-01'))).toThrow(
    /more than 400 days: narrow it with --from and --to/,
  );
});
