import type {
  ProfitAndLoss,
  ProfitColumn,
  ProfitRow,
  ProfitTotal,
  ProfitTotalName,
} from '../../books/reports/profit-and-loss.ts';
import type { Reported } from '../../books/reports/report.ts';
import type { Column, Row, Table } from '../table.ts';
import { opposite } from '../text.ts';
import { heading, nothingYet, quiet } from './heading.ts';

const TOTAL: Record<ProfitTotalName, string> = {
  'net-sales': 'Net sales',
  'gross-margin': 'Gross margin',
  contribution: 'Contribution',
  result: 'Result',
};

/** Sections that stand above each total. */
const ABOVE: readonly (readonly [ProfitTotalName, readonly ProfitRow['section'][]])[] = [
  ['net-sales', ['sales', 'deductions']],
  ['gross-margin', ['shipping', 'other-income', 'cost-of-sales']],
  ['contribution', ['channel-costs']],
  ['result', ['other-expenses', 'fx-and-rounding']],
];

/** Income positive, as people read it; the ledger's signs are in --json. */
export function profitAndLossTables({ basis, report }: Reported<ProfitAndLoss>): (string | Table)[] {
  const currencies = [...new Set(report.totals.map(({ currency }) => currency))];
  const only = currencies.length === 1 ? currencies : [];
  const head = heading('Profit and loss', basis, { more: only });
  if (currencies.length === 0) return [...head, nothingYet];
  const notes = report.columns.filter(({ kind }) => kind === 'prior' || kind === 'prior-year');
  return [
    ...head,
    ...currencies.flatMap((currency, index) => [
      ...(index === 0 ? [] : ['']),
      ...(only.length === 1
        ? []
        : [{ columns: [{ title: '' }], rows: [{ cells: [currency], tone: 'strong' as const }] }]),
      tableOf(report, currency),
    ]),
    ...(notes.length === 0
      ? []
      : ['', quiet(notes.map((column) => `${titleOf(column)}: ${column.from} to ${column.to}`).join(' · '))]),
  ];
}

function tableOf({ columns, rows, totals }: ProfitAndLoss, currency: string): Table {
  const shares = columns.map(
    ({ kind }, index) => kind === 'total' || (kind === 'period' && index === 0 && columns.at(-1)?.kind !== 'total'),
  );
  const cellsOf = (name: string, { amounts, percentOfNetSales }: ProfitRow | ProfitTotal) => [
    name,
    ...amounts.flatMap((amount, index) => [
      opposite(amount),
      ...(shares[index] ? [percentText(percentOfNetSales[index] ?? null)] : []),
    ]),
  ];
  const body: (Row | null)[] = [];
  for (const [name, sections] of ABOVE) {
    const lines = rows.filter((row) => row.currency === currency && sections.includes(row.section));
    for (const row of lines) body.push({ cells: cellsOf(row.name, row) });
    const total = totals.find((each) => each.name === name && each.currency === currency);
    // A total that adds nothing to the one above it is left to the programs.
    if (total === undefined || (lines.length === 0 && name !== 'net-sales' && name !== 'result')) continue;
    body.push({ cells: cellsOf(TOTAL[name], total), tone: 'strong', ruled: lines.length > 0 });
    if (name !== 'result') body.push(null);
  }
  const titles = columns.flatMap((column, index): Column[] => [
    { title: titleOf(column), kind: 'money' },
    ...(shares[index] ? [{ title: '% of net', kind: 'count' as const, drop: 1 }] : []),
  ]);
  return { columns: [{ title: '', min: 16 }, ...titles], rows: body, repeat: 1 };
}

const percentText = (percent: string | null) => (percent === null ? '' : `${percent.replace('-', '−')} %`);

function titleOf({ kind, from, to, channel }: ProfitColumn): string {
  if (kind === 'total') return 'Total';
  if (kind === 'channel') return channel === '' ? 'No channel' : channel;
  if (kind === 'prior') return 'Period before';
  if (kind === 'prior-year') return 'Year before';
  if (from === to) return from;
  return from.slice(0, 7) === to.slice(0, 7) ? from.slice(0, 7) : 'This period';
}
