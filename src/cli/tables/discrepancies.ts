import type { ShownDiscrepancy } from '../../books/discrepancies.ts';
import type { Column, Table } from '../table.ts';

export function discrepanciesTable(rows: readonly ShownDiscrepancy[], withDocument: boolean): Table {
  const hasStates = rows.some(({ state }) => state !== 'open');
  const columns: Column[] = [
    { title: 'No', kind: 'count' },
    { title: 'What', min: 13 },
    ...(withDocument
      ? [
          { title: 'Document', min: 10 },
          { title: 'Channel', min: 8, drop: 1 },
        ]
      : []),
    { title: 'Amount', kind: 'money' },
    { title: 'Cur' },
    ...(hasStates ? [{ title: 'State' }] : []),
    { title: 'Since', drop: 2 },
    { title: 'Why', min: 22, wrap: true },
  ];
  return {
    columns,
    rows: rows.map(({ id, kind, state, amount, currency, note, openedAt, document }) => ({
      cells: [
        String(id),
        kind.replaceAll('-', ' '),
        ...(withDocument ? [document.number, document.channel] : []),
        amount,
        currency,
        ...(hasStates ? [state] : []),
        openedAt.slice(0, 10),
        note,
      ],
    })),
  };
}
