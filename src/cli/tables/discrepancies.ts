import type { ShownDiscrepancy } from '../../books/discrepancies.ts';
import type { Column, Table } from '../table.ts';
import { amountText } from '../text.ts';

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
    rows: rows.map(({ id, kind, state, amount, currency, note, openedAt, document, certificate }) => ({
      cells: [
        String(id),
        kind.replaceAll('-', ' '),
        ...(withDocument ? [document.number, document.channel] : []),
        amount,
        currency,
        ...(hasStates ? [state] : []),
        openedAt.slice(0, 10),
        certificate === null ? note : `${certificate.day}: ${bothSides(certificate)}${note}`,
      ],
    })),
  };
}

/** 'platform 38.10 USD, books nothing: '; '' once they agree. */
function bothSides({ theirs, ours }: NonNullable<ShownDiscrepancy['certificate']>): string {
  if (theirs === null && ours === null) return '';
  const side = (sum: typeof theirs) => (sum === null ? 'nothing' : `${amountText(sum.total)} ${sum.currency}`);
  return `platform ${side(theirs)}, books ${side(ours)}. `;
}
