import type { EffectRow } from '../../books/effect.ts';
import { major } from '../../domain/money/format.ts';
import type { Column, Table } from '../table.ts';

/** What entries would do: accounts as rows, months as columns; debit positive. */
export function effectTable(effect: readonly EffectRow[], currency: string): Table {
  const months = [...new Set(effect.map(({ month }) => month))].sort();
  const accounts = new Map(effect.map((row) => [row.code, row]));
  const columns: Column[] = [
    { title: 'Code', min: 8 },
    { title: 'Account', min: 14 },
    ...months.map((month): Column => ({ title: `${month} ${currency}`, kind: 'money' })),
  ];
  const rows = [...accounts.values()]
    .sort((a, b) => (a.code < b.code ? -1 : 1))
    .map(({ code, name }) => ({
      cells: [code, name, ...months.map((month) => figureOf(effect, code, month, currency))],
    }));
  return { columns, rows, repeat: 2 };
}

function figureOf(effect: readonly EffectRow[], code: string, month: string, currency: string): string {
  const row = effect.find((each) => each.code === code && each.month === month);
  return row === undefined ? '' : major(row.base, currency);
}
