import { RoomLink } from '../../address/link.tsx';
import type { TaxCorrection, TaxKey, TaxReport, TaxRow } from '../../api/reports.ts';
import { showMonth } from '../../money/dates.ts';
import { placesOf, sum } from '../../money/decimal.ts';
import { Money } from '../../money/money.tsx';
import { State } from '../../ui/room.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import type { ReportProps } from './props.ts';

/** Which tax it is, and whose. */
const keyColumns: readonly Column<TaxKey>[] = [
  {
    id: 'scheme',
    title: 'Return',
    kind: 'wide',
    card: 'title',
    cell: ({ scheme }) => (
      <RoomLink room={`accounts/${encodeURIComponent(`2100-${scheme}`)}`} className="row-link" data-row>
        {scheme || 'No scheme'}
      </RoomLink>
    ),
  },
  { id: 'jurisdiction', title: 'Country', card: 'sub', cell: ({ jurisdiction }) => jurisdiction || '–' },
  { id: 'code', title: 'Tax', card: 'sub', cell: ({ code }) => code || '–' },
  { id: 'rate', title: 'Rate', kind: 'number', cell: ({ rate }) => (rate === '' ? '–' : `${rate} %`) },
  {
    id: 'liable',
    title: 'Who owes it',
    cell: ({ liable }) => (liable === 'marketplace' ? <State tone="quiet">marketplace</State> : 'you'),
  },
  { id: 'currency', title: 'Cur.', cell: ({ currency }) => currency },
];

export function TaxTable({ report: { rows, corrections, baseCurrency } }: ReportProps<TaxReport>) {
  const places = Math.max(2, ...rows.map(({ due }) => placesOf(due)));
  const money = (amount: string) => <Money amount={amount} places={places} />;
  const inBase: Column<Pick<TaxRow, 'baseDue'>> = {
    id: 'baseDue',
    title: `Due ${baseCurrency}`,
    kind: 'money',
    card: 'note',
    cell: ({ baseDue }) => <Money amount={baseDue} />,
  };
  const columns: readonly Column<TaxRow>[] = [
    ...keyColumns,
    { id: 'base', title: 'Net amount', kind: 'money', cell: ({ base }) => money(base) },
    { id: 'charged', title: 'Charged', kind: 'money', cell: ({ charged }) => money(charged) },
    { id: 'credited', title: 'Given back', kind: 'money', cell: ({ credited }) => money(credited) },
    { id: 'due', title: 'Due', kind: 'money', card: 'figure', cell: ({ due }) => <strong>{money(due)}</strong> },
    inBase,
  ];
  const late: readonly Column<TaxCorrection>[] = [
    { id: 'month', title: 'Belongs to', card: 'sub', cell: ({ month }) => showMonth(month) },
    ...keyColumns,
    { id: 'base', title: 'Net amount', kind: 'money', cell: ({ base }) => money(base) },
    { id: 'due', title: 'Due', kind: 'money', card: 'figure', cell: ({ due }) => <strong>{money(due)}</strong> },
    inBase,
  ];
  const own = rows.filter(({ liable }) => liable !== 'marketplace');
  const foot = {
    name: 'You owe together',
    cells: { baseDue: <Money amount={sum(own.map(({ baseDue }) => baseDue))} /> },
  };
  const keyOf = (row: object) => Object.values(row).join(' ');
  return (
    <>
      <DataTable caption="Tax" columns={columns} rows={rows} rowKey={keyOf} foot={foot} />
      {corrections.length === 0 ? null : (
        <section>
          <h2 className="section-title">Of this belongs to earlier months</h2>
          <p className="explained quiet">
            It arrived after its own days were closed, and is entered on the first open day. It is part of the figures
            above; some returns want it named. <RoomLink room="locks">See the locks</RoomLink>
          </p>
          <DataTable caption="Of this belongs to earlier months" columns={late} rows={corrections} rowKey={keyOf} />
        </section>
      )}
    </>
  );
}
