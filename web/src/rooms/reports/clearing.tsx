import { usePeriod } from '../../address/period.ts';
import type { Clearing } from '../../api/reports.ts';
import { placesOf, sum } from '../../money/decimal.ts';
import { Money } from '../../money/money.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { AccountDoor, FigureDoor } from './figure.tsx';
import type { ReportProps } from './props.ts';

type Row = Clearing['rows'][number];

export function ClearingTable({ report: { rows, baseCurrency } }: ReportProps<Clearing>) {
  const { from, to } = usePeriod();
  const places = Math.max(2, ...rows.map(({ closing }) => placesOf(closing)));
  const money = (amount: string) => <Money amount={amount} places={places} />;
  const door = (amount: string, code: string) => (
    <FigureDoor amount={amount} places={places} code={code} from={from} to={to} isOriginal />
  );
  const columns: readonly Column<Row>[] = [
    {
      id: 'account',
      title: 'Gateway',
      kind: 'wide',
      card: 'title',
      cell: ({ code, name }) => <AccountDoor code={code} name={name.replace('Clearing: ', '')} />,
    },
    { id: 'currency', title: 'Cur.', card: 'sub', cell: ({ currency }) => currency },
    { id: 'opening', title: 'Held before', kind: 'money', cell: ({ opening }) => money(opening) },
    { id: 'payments', title: 'Taken', kind: 'money', cell: ({ payments, code }) => door(payments, code) },
    { id: 'refunds', title: 'Paid back', kind: 'money', cell: ({ refunds, code }) => door(refunds, code) },
    { id: 'other', title: 'Other', kind: 'money', cell: ({ other, code }) => door(other, code) },
    {
      id: 'closing',
      title: 'Held now',
      kind: 'money',
      card: 'figure',
      cell: ({ closing }) => <strong>{money(closing)}</strong>,
    },
    {
      id: 'base',
      title: `Held now ${baseCurrency}`,
      kind: 'money',
      card: 'note',
      cell: ({ baseClosing }) => <Money amount={baseClosing} />,
    },
  ];
  const base = sum(rows.map(({ baseClosing }) => baseClosing));
  return (
    <DataTable
      caption="At gateways"
      columns={columns}
      rows={rows}
      rowKey={({ code, currency }) => `${code} ${currency}`}
      foot={{ name: 'Together', cells: { base: <Money amount={base} /> } }}
    />
  );
}
