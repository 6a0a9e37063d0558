import type { BalanceSheet } from '../../books/reports/balance-sheet.ts';
import type { Reported } from '../../books/reports/report.ts';
import type { Row, Table } from '../table.ts';
import { opposite } from '../text.ts';
import { heading, isZero, nothingYet } from './heading.ts';

const SECTIONS = [
  ['asset', 'assets', 'Assets'],
  ['liability', 'liabilities', 'Liabilities'],
  ['equity', 'equity', 'Equity'],
] as const;

/** Liabilities and equity positive, as people read it; the ledger's signs are in --json. */
export function balanceSheetTables({ basis, report }: Reported<BalanceSheet>): (string | Table)[] {
  const currencies = [...new Set(report.totals.map(({ currency }) => currency))];
  const only = currencies.length === 1 ? currencies : [];
  const head = heading('Balance sheet', basis, { onlyAt: true, more: only });
  if (currencies.length === 0) return [...head, nothingYet];
  return [
    ...head,
    ...currencies.flatMap((currency, index) => [
      ...(index === 0 ? [] : ['']),
      ...(only.length === 1
        ? []
        : [{ columns: [{ title: '' }], rows: [{ cells: [currency], tone: 'strong' as const }] }]),
      tableOf(report, currency),
    ]),
  ];
}

function tableOf({ columns, rows, totals }: BalanceSheet, currency: string): Table {
  const body: (Row | null)[] = [];
  for (const [section, sum, title] of SECTIONS) {
    const shown = (amounts: readonly string[]) => (section === 'asset' ? amounts : amounts.map(opposite));
    const lines = rows.filter((row) => row.section === section && row.currency === currency);
    for (const row of lines)
      body.push({ cells: [row.code, row.name === row.code ? '' : row.name, ...shown(row.amounts)] });
    const total = totals.find((each) => each.name === sum && each.currency === currency);
    body.push({ cells: ['', title, ...shown(total?.amounts ?? [])], tone: 'strong', ruled: true }, null);
  }
  const check = totals.find((each) => each.name === 'check' && each.currency === currency)?.amounts ?? [];
  const holds = check.every(isZero);
  body.push({
    cells: ['', holds ? 'Check: assets = liabilities + equity' : 'Check: does NOT add up', ...check],
    tone: holds ? 'quiet' : 'bad',
  });
  return {
    columns: [
      { title: 'Code', min: 15, drop: 1 },
      { title: 'Account', min: 20 },
      ...columns.map(({ at }) => ({ title: at, kind: 'money' as const })),
    ],
    rows: body,
    repeat: 2,
  };
}
