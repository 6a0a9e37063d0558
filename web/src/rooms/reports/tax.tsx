import type { TaxReport } from '../../api/types.ts';
import { placesOf, sum } from '../../money/decimal.ts';
import { Money } from '../../money/money.tsx';
import { RoomLink } from '../../shell/link.tsx';
import { State } from '../../ui/room.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import type { ReportProps } from './report.tsx';

type Row = TaxReport['rows'][number];

export function TaxTable({ report: { rows, baseCurrency } }: ReportProps<TaxReport>) {
  const places = Math.max(2, ...rows.map(({ due }) => placesOf(due)));
  const money = (amount: string) => <Money amount={amount} places={places} />;
  const columns: readonly Column<Row>[] = [
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
    { id: 'base', title: 'Net amount', kind: 'money', cell: ({ base }) => money(base) },
    { id: 'charged', title: 'Charged', kind: 'money', cell: ({ charged }) => money(charged) },
    { id: 'credited', title: 'Given back', kind: 'money', cell: ({ credited }) => money(credited) },
    { id: 'due', title: 'Due', kind: 'money', card: 'figure', cell: ({ due }) => <strong>{money(due)}</strong> },
    {
      id: 'baseDue',
      title: `Due ${baseCurrency}`,
      kind: 'money',
      card: 'note',
      cell: ({ baseDue }) => <Money amount={baseDue} />,
    },
  ];
  const own = rows.filter(({ liable }) => liable !== 'marketplace');
  const foot = (
    <tr>
      <th scope="row" colSpan={10}>
        You owe together
      </th>
      <td className="money">
        <Money amount={sum(own.map(({ baseDue }) => baseDue))} />
      </td>
    </tr>
  );
  return (
    <DataTable caption="Tax" columns={columns} rows={rows} rowKey={(row) => Object.values(row).join(' ')} foot={foot} />
  );
}
