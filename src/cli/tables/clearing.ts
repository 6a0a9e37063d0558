import type { Clearing } from '../../books/reports/clearing.ts';
import type { Reported } from '../../books/reports/report.ts';
import type { Column, Table } from '../table.ts';
import { heading, isZero, quiet } from './heading.ts';

const FIGURES = [
  ['opening', 'Opening'],
  ['payments', 'Payments'],
  ['refunds', 'Refunds'],
  ['other', 'Other'],
  ['closing', 'Closing'],
] as const;

export function clearingTables({ basis, report }: Reported<Clearing>): (string | Table)[] {
  const { rows, baseCurrency } = report;
  const head = heading('Clearing: what gateways owe', basis);
  if (rows.length === 0) return [...head, quiet('No clearing account has moved in these days.')];
  const isMixed = rows.some(({ currency }) => currency !== baseCurrency);
  const shown = FIGURES.filter(
    ([key]) => (key !== 'opening' && key !== 'other') || rows.some((row) => !isZero(row[key])),
  );
  const columns: Column[] = [
    { title: 'Code', min: 15, drop: 1 },
    { title: 'Account', min: 16 },
    ...(isMixed ? [{ title: 'Cur' }] : []),
    ...shown.map(([, title]): Column => ({ title, kind: 'money' })),
    ...(isMixed ? [{ title: `In ${baseCurrency}`, kind: 'money' as const }] : []),
  ];
  return [
    ...head,
    {
      columns,
      rows: rows.map((row) => ({
        cells: [
          row.code,
          row.name.replace(/^Clearing: /, ''),
          ...(isMixed ? [row.currency] : []),
          ...shown.map(([key]) => row[key]),
          ...(isMixed ? [row.baseClosing] : []),
        ],
      })),
      repeat: isMixed ? 3 : 2,
    },
  ];
}
