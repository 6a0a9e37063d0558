import type { Figures, ProfitAndLoss } from '../../api/reports.ts';
import { isNothing } from '../../money/decimal.ts';

/** The report without the months before the first that has a figure; the last month stays in any case. */
export function fromFirstMonth<T extends Pick<ProfitAndLoss, 'columns' | 'rows' | 'totals'>>(report: T): T {
  const { columns, rows, totals } = report;
  const isEmpty = (index: number) => rows.every(({ amounts }) => isNothing(amounts[index] ?? '0'));
  const last = columns.findLastIndex(({ kind }) => kind === 'period');
  const first = columns.findIndex(({ kind }, index) => kind !== 'period' || index === last || !isEmpty(index));
  if (first <= 0) return report;
  const rest = <F extends Figures>(figures: F): F => ({
    ...figures,
    amounts: figures.amounts.slice(first),
    percentOfNetSales: figures.percentOfNetSales.slice(first),
  });
  return { ...report, columns: columns.slice(first), rows: rows.map(rest), totals: totals.map(rest) };
}
