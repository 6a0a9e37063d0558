import { RoomLink } from '../../address/link.tsx';
import type { SalesByChannel } from '../../api/reports.ts';
import { showCount, showDay, showMonth } from '../../money/dates.ts';
import { isNothing, placesOf, sum } from '../../money/decimal.ts';
import { Money } from '../../money/money.tsx';
import { ChannelName } from '../../ui/channel.tsx';
import { type Column, DataTable, type Foot } from '../../ui/table.tsx';
import type { ReportProps } from './props.ts';

type Row = SalesByChannel['rows'][number];

const FIGURES = [
  ['gross', 'Gross'],
  ['discounts', 'Discounts'],
  ['returns', 'Returns'],
  ['net', 'Net'],
  ['shipping', 'Shipping'],
  ['tips', 'Tips'],
  ['other', 'Other'],
  ['tax', 'Tax'],
  ['marketplaceTax', 'Marketplace tax'],
  ['charged', 'Charged'],
  ['refunded', 'Refunded'],
] as const;

/** Columns that are left out where they say nothing. */
const RARE: ReadonlySet<string> = new Set(['tips', 'marketplaceTax']);

export function SalesTable({ report: { rows } }: ReportProps<SalesByChannel>) {
  const places = Math.max(0, ...rows.map(({ net }) => placesOf(net)));
  const currencies = [...new Set(rows.map(({ currency }) => currency))];
  const unit = currencies.length === 1 ? ` ${currencies[0]}` : '';
  const figures = FIGURES.filter(([name]) => !RARE.has(name) || rows.some((row) => !isNothing(row[name])));
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
    ...figures.map(
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
  const together = (name: (typeof FIGURES)[number][0]) => (
    <Money amount={sum(rows.map((row) => row[name]))} places={places} />
  );
  const count = (name: 'orders' | 'units') => showCount(rows.reduce((all, row) => all + row[name], 0));
  const foot: Foot = {
    name: 'Together',
    cells: {
      ...{ orders: count('orders'), units: count('units') },
      ...Object.fromEntries(figures.map(([name]) => [name, together(name)])),
    },
  };
  return (
    <DataTable
      caption="Sales by channel"
      columns={columns}
      rows={rows}
      rowKey={({ channel, from, currency }) => `${channel} ${from} ${currency}`}
      {...(unit !== '' && { foot })}
    />
  );
}
