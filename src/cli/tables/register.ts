import type { Register } from '../../books/reports/register.ts';
import type { Reported } from '../../books/reports/report.ts';
import type { Column, Row, Table } from '../table.ts';
import { amountText } from '../text.ts';
import { heading, quiet } from './heading.ts';

export function registerTables({ basis, report }: Reported<Register>): (string | Table)[] {
  const { code, name, opening, rows, next } = report;
  const currencies = new Set([...rows, ...opening].map(({ currency }) => currency));
  const isMixed = currencies.size > 1;
  const title = name === code ? code : `${code} ${name}`;
  const head = heading(title, basis, { more: isMixed ? [] : [...currencies] });
  const isForeign = rows.some((row) => row.originalCurrency !== row.currency);
  const columns: Column[] = [
    { title: 'Date' },
    { title: 'Entry', kind: 'count' },
    { title: 'Key', min: 10 },
    { title: 'Document', min: 6 },
    ...(rows.some(({ channel }) => channel !== '') ? [{ title: 'Channel', min: 6, drop: 4 }] : []),
    ...(rows.some(({ text }) => text !== '') ? [{ title: 'Text', min: 10, drop: 5 }] : []),
    { title: 'Against', min: 9, drop: 2 },
    ...(rows.some(({ taxCode }) => taxCode !== '') ? [{ title: 'Tax code', min: 6, drop: 6 }] : []),
    ...(rows.some((row) => row.trueDate !== row.date) ? [{ title: 'True date', drop: 1 }] : []),
    { title: 'Recorded', drop: 9 },
    ...(isMixed ? [{ title: 'Cur' }] : []),
    ...(isForeign ? [{ title: 'Original', kind: 'count' as const, drop: 3 }] : []),
    { title: 'Debit', kind: 'money' },
    { title: 'Credit', kind: 'money' },
    { title: 'Balance', kind: 'money' },
  ];
  const at = (wanted: string) => columns.findIndex((column) => column.title === wanted);
  const blank = (): string[] => columns.map(() => '');
  const put = (cells: string[], wanted: string, value: string) => {
    const index = at(wanted);
    if (index >= 0) cells[index] = value;
  };
  const openings = opening.map(({ currency, balance }): Row => {
    const cells = blank();
    put(cells, 'Key', 'opening');
    put(cells, 'Cur', currency);
    put(cells, 'Balance', balance);
    return { cells, tone: 'quiet' };
  });
  const body = rows.map((row): Row => {
    const cells = blank();
    put(cells, 'Date', row.date);
    put(cells, 'Entry', String(row.entry));
    put(cells, 'Key', row.key);
    put(cells, 'Document', row.document);
    put(cells, 'Channel', row.channel);
    put(cells, 'Text', row.text);
    put(cells, 'Against', row.counterAccounts.join(' '));
    put(cells, 'Tax code', row.taxCode);
    put(cells, 'True date', row.trueDate === row.date ? '' : row.trueDate);
    put(cells, 'Recorded', row.recordedAt.slice(0, 16).replace('T', ' '));
    put(cells, 'Cur', row.currency);
    if (row.originalCurrency !== row.currency) {
      put(cells, 'Original', `${amountText(row.originalAmount)} ${row.originalCurrency}`);
    }
    put(cells, 'Debit', row.debit);
    put(cells, 'Credit', row.credit);
    put(cells, 'Balance', row.balance);
    return { cells };
  });
  const more = next === null ? [] : ['', quiet(`There is more: --after ${next}`)];
  return [...head, { columns, rows: [...openings, ...body] }, ...more];
}
