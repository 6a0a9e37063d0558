import type { Reported } from '../../books/reports/report.ts';
import type { TaxReport } from '../../books/reports/tax.ts';
import type { Column, Row, Table } from '../table.ts';
import { heading, isZero, nothingYet, quiet } from './heading.ts';
import { sumDecimals } from './sum.ts';

export function taxTables({ basis, report }: Reported<TaxReport>): (string | Table)[] {
  const { rows, corrections, baseCurrency } = report;
  const head = heading('Tax', basis);
  if (rows.length === 0) return [...head, nothingYet];
  const isMixed = rows.some(({ currency }) => currency !== baseCurrency);
  const schemes = [...new Set(rows.map(({ scheme }) => scheme))];
  const columns: Column[] = [
    { title: 'Scheme', min: 6 },
    { title: 'Where', min: 4, drop: 2 },
    { title: 'Code', min: 6, drop: 1 },
    { title: 'Rate', kind: 'count' },
    { title: 'Owed by', min: 6, drop: 3 },
    ...(isMixed ? [{ title: 'Cur' }] : []),
    { title: 'Taxable', kind: 'money' },
    { title: 'Charged', kind: 'money' },
    { title: 'Credited', kind: 'money' },
    { title: isMixed ? 'Due' : `Due ${baseCurrency}`, kind: 'money' },
    ...(isMixed ? [{ title: `Due in ${baseCurrency}`, kind: 'money' as const }] : []),
  ];
  const body = schemes.flatMap((scheme): (Row | null)[] => {
    const own = rows.filter((row) => row.scheme === scheme);
    const lines = own.map(
      (row, index): Row => ({
        cells: [
          index > 0 ? '' : row.liable === 'marketplace' ? 'Marketplace' : scheme,
          row.jurisdiction,
          row.code,
          row.rate === '' ? '' : `${row.rate} %`,
          row.liable,
          ...(isMixed ? [row.currency] : []),
          row.base,
          row.charged,
          row.credited,
          row.due,
          ...(isMixed ? [row.baseDue] : []),
        ],
      }),
    );
    if (own.length < 2 || own.every(({ baseDue }) => isZero(baseDue))) return [...lines, null];
    const blank = Array.from({ length: columns.length - 2 }, () => '');
    const total: Row = {
      cells: ['Due', ...blank, sumDecimals(own.map(({ baseDue }) => baseDue))],
      tone: 'strong',
      ruled: true,
    };
    return [...lines, total, null];
  });
  return [
    ...head,
    { columns, rows: body.slice(0, -1), repeat: isMixed ? 6 : 5 },
    ...correctionsOf(corrections, baseCurrency),
  ];
}

function correctionsOf(corrections: TaxReport['corrections'], baseCurrency: string): (string | Table)[] {
  if (corrections.length === 0) return [];
  return [
    '',
    quiet('Of this, corrections of months that were already locked:'),
    {
      columns: [
        { title: 'Month' },
        { title: 'Scheme', min: 8 },
        { title: 'Where', drop: 2 },
        { title: 'Code', drop: 1 },
        { title: 'Rate', kind: 'count' },
        { title: 'Cur' },
        { title: 'Taxable', kind: 'money' },
        { title: 'Due', kind: 'money' },
        { title: `Due in ${baseCurrency}`, kind: 'money' },
      ],
      rows: corrections.map((each) => ({
        cells: [
          each.month,
          each.scheme,
          each.jurisdiction,
          each.code,
          each.rate === '' ? '' : `${each.rate} %`,
          each.currency,
          each.base,
          each.due,
          each.baseDue,
        ],
      })),
    },
  ];
}
