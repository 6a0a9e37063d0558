import { expect, test } from 'vitest';
import type { ProfitColumn } from '../../api/reports.ts';
import { fromFirstMonth } from './months.ts';

const column = (kind: ProfitColumn['kind'], from = ''): ProfitColumn => ({ kind, from, to: from, channel: '' });

const reportOf = (columns: readonly ProfitColumn[], amounts: readonly string[]) => ({
  columns,
  rows: [
    {
      ...{ section: 'sales', code: '4000', name: 'Sales', type: 'income', currency: 'EUR' },
      ...{ amounts, percentOfNetSales: amounts.map(() => null) },
    },
  ],
  totals: [{ name: 'net-sales', currency: 'EUR', amounts, percentOfNetSales: amounts }],
});

const MONTHS = [
  column('period', '2026-08-01'),
  column('period', '2026-09-01'),
  column('period', '2026-10-01'),
  column('total', '2026-08-01'),
];

test.each<[string, readonly string[], readonly string[]]>([
  ['begins at the first month with a figure', ['0.00', '-5.00', '0.00', '-5.00'], ['-5.00', '0.00', '-5.00']],
  ['keeps all where the first has one', ['-5.00', '0.00', '0.00', '-5.00'], ['-5.00', '0.00', '0.00', '-5.00']],
  ['keeps the last month beside the total', ['0.00', '0.00', '0.00', '0.00'], ['0.00', '0.00']],
])('%s', (_, amounts, left) => {
  const { columns, rows, totals } = fromFirstMonth(reportOf(MONTHS, amounts));
  expect(columns).toEqual(MONTHS.slice(-left.length));
  expect(rows[0]?.amounts).toEqual(left);
  expect(rows[0]?.percentOfNetSales).toHaveLength(left.length);
  expect(totals[0]?.amounts).toEqual(left);
  expect(totals[0]?.percentOfNetSales).toEqual(left);
});

test.each([
  ['a period beside the time before', [column('period'), column('prior')]],
  ['channels', [column('channel'), column('total')]],
])('leaves %s alone', (_, columns) => {
  const report = reportOf(columns, ['0.00', '-5.00']);
  expect(fromFirstMonth(report)).toBe(report);
});
