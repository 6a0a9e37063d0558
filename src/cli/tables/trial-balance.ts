import type { Reported } from '../../books/reports/report.ts';
import type { TrialBalance, TrialBalanceRow } from '../../books/reports/trial-balance.ts';
import type { Column, Row, Table } from '../table.ts';
import { heading, isZero, nothingYet } from './heading.ts';
import { sumDecimals } from './sum.ts';

type Figure = 'opening' | 'debit' | 'credit' | 'balance' | 'baseBalance';

export function trialBalanceTable({ basis, report }: Reported<TrialBalance>): (string | Table)[] {
  const { rows, baseCurrency } = report;
  const head = heading('Trial balance', basis);
  if (rows.length === 0) return [...head, nothingYet];
  const currencies = [...new Set(rows.map(({ currency }) => currency))].sort();
  const isMixed = currencies.length > 1 || currencies[0] !== baseCurrency;
  const hasOpening = rows.some(({ opening }) => !isZero(opening));
  const figures: Figure[] = [
    ...(hasOpening ? (['opening'] as const) : []),
    'debit',
    'credit',
    'balance',
    ...(isMixed ? (['baseBalance'] as const) : []),
  ];
  const columns: Column[] = [
    { title: 'Code', min: 15 },
    { title: 'Account', min: 18 },
    { title: 'Type', drop: 2 },
    ...(isMixed ? [{ title: 'Cur' }] : []),
    ...figures.map((figure): Column => ({ title: titleOf(figure, isMixed, baseCurrency), kind: 'money' })),
  ];
  const line = (first: readonly string[], currency: string, values: Partial<Record<Figure, string>>): string[] => [
    ...first,
    ...(isMixed ? [currency] : []),
    ...figures.map((figure) => values[figure] ?? ''),
  ];
  const body = rows.map((row, index): Row => {
    const isSame = rows[index - 1]?.code === row.code;
    return {
      cells: line(
        isSame ? ['', '', ''] : [row.code, row.name === row.code ? '' : row.name, row.type],
        row.currency,
        row,
      ),
    };
  });
  const totals = currencies.map((currency, index): Row => {
    const own = rows.filter((row) => row.currency === currency);
    const values: Partial<Record<Figure, string>> = {};
    for (const figure of figures) if (figure !== 'baseBalance') values[figure] = total(own, figure);
    if (index === currencies.length - 1) values.baseBalance = total(rows, 'baseBalance');
    return { cells: line([index === 0 ? 'Total' : '', '', ''], currency, values), tone: 'strong', ruled: index === 0 };
  });
  return [...head, { columns, rows: [...body, ...totals], repeat: isMixed ? 4 : 3 }];
}

const total = (rows: readonly TrialBalanceRow[], figure: Figure) => sumDecimals(rows.map((row) => row[figure]));

function titleOf(figure: Figure, isMixed: boolean, baseCurrency: string): string {
  if (figure === 'baseBalance') return `In ${baseCurrency}`;
  const title = `${figure.charAt(0).toUpperCase()}${figure.slice(1)}`;
  return figure === 'balance' && !isMixed ? `${title} ${baseCurrency}` : title;
}
