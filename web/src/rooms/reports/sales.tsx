import { RoomLink } from '../../address/link.tsx';
import type { SalesByChannel } from '../../api/types.ts';
import { showCount, showDay, showMonth } from '../../money/dates.ts';
import { placesOf, sum } from '../../money/decimal.ts';
import { Money } from '../../money/money.tsx';
import { ChannelName } from '../../ui/channel.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import type { ReportProps } from './props.ts';

type Row = SalesByChannel['rows'][number];

const FIGURES = [
  ['gross', 'Gross'],
  ['discounts', 'Discounts'],
  ['returns', 'Returns'],
  ['net', 'Net'],
  ['shipping', 'Shipping'],
  ['other', 'Other'],
  ['tax', 'Tax'],
  ['charged', 'Charged'],
  ['refunded', 'Refunded'],
] as const;

export function SalesTable({ report: { rows } }: ReportProps<SalesByChannel>) {
  const places = Math.max(0, ...rows.map(({ net }) => placesOf(net)));
  const currencies = [...new Set(rows.map(({ currency }) => currency))];
  const unit = currencies.length === 1 ? ` ${currencies[0]}` : '';
  const isSplit = new Set(rows.map(({ from }) => from)).size > 1;
  const columns: readonly Column<Row>[] = [
    ...(isSplit
      ? [{ id: 'time', title: 'Month', card: 'sub', cell: ({ from }: Row) => showMonth(from) } as const]
      : []),
    {
      id: 'channel',
      title: 'Channel',
      card: 'title',
      cell: ({ channel, from, to }) => (
        <RoomLink
          room="orders"
          view={{ channel, period: 'custom', from, to }}
          className="row-link"
          data-row
          title={`${showDay(from)} – ${showDay(to)}`}
        >
          <ChannelName channel={channel} />
        </RoomLink>
      ),
    },
    { id: 'orders', title: 'Orders', kind: 'number', card: 'sub', cell: ({ orders }) => showCount(orders) },
    { id: 'units', title: 'Units', kind: 'number', cell: ({ units }) => showCount(units) },
    ...(unit === ''
      ? [{ id: 'currency', title: 'Cur.', card: 'sub', cell: ({ currency }: Row) => currency } as const]
      : []),
    ...FIGURES.map(
      ([name, title]): Column<Row> => ({
        id: name,
        title: name === 'gross' || name === 'net' ? `${title}${unit}` : title,
        kind: 'money',
        ...(name === 'net' && { card: 'figure' }),
        cell: (row) =>
          name === 'net' ? (
            <strong>
              <Money amount={row[name]} places={places} />
            </strong>
          ) : (
            <Money amount={row[name]} places={places} />
          ),
      }),
    ),
  ];
  const foot =
    unit === '' ? undefined : (
      <tr>
        <th scope="row" colSpan={isSplit ? 2 : 1}>
          Together
        </th>
        <td className="number">{showCount(rows.reduce((all, { orders }) => all + orders, 0))}</td>
        <td className="number">{showCount(rows.reduce((all, { units }) => all + units, 0))}</td>
        {FIGURES.map(([name]) => (
          <td key={name} className="money">
            <Money amount={sum(rows.map((row) => row[name]))} places={places} />
          </td>
        ))}
      </tr>
    );
  return (
    <DataTable
      caption="Sales by channel"
      columns={columns}
      rows={rows}
      rowKey={({ channel, from, currency }) => `${channel} ${from} ${currency}`}
      foot={foot}
    />
  );
}
