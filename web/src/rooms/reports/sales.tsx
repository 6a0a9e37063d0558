import { useMediaQuery } from '@mantine/hooks';
import { RoomLink } from '../../address/link.tsx';
import type { SalesByChannel } from '../../api/reports.ts';
import { plural, showCount, showDay, showMonth } from '../../money/dates.ts';
import { isNothing, moneyText, placesOf, sum } from '../../money/decimal.ts';
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

type FigureName = (typeof FIGURES)[number][0];
type Sums = Pick<Row, FigureName | 'orders' | 'units'>;

/** Columns that are left out where they say nothing. */
const RARE: ReadonlySet<string> = new Set(['discounts', 'tips', 'other', 'marketplaceTax']);

/** Where two columns less make room: units then stand below orders, and what else was charged below shipping. */
const TIGHT = 'screen and (min-width: 701px) and (max-width: 1420px)';

export function SalesTable({ report: { rows } }: ReportProps<SalesByChannel>) {
  const isTight = useMediaQuery(TIGHT, false, { getInitialValueInEffect: false }) ?? false;
  const places = Math.max(0, ...rows.map(({ net }) => placesOf(net)));
  const currencies = [...new Set(rows.map(({ currency }) => currency))];
  const unit = currencies.length === 1 ? ` ${currencies[0]}` : '';
  const figures = FIGURES.filter(
    ([name]) => !(isTight && name === 'other') && (!RARE.has(name) || rows.some((row) => !isNothing(row[name]))),
  );
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
    {
      id: 'orders',
      title: 'Orders',
      kind: 'number',
      card: 'sub',
      cell: (row) => <Orders of={row} isTight={isTight} />,
    },
    ...(isTight
      ? []
      : [{ id: 'units', title: 'Units', kind: 'number', cell: ({ units }: Row) => showCount(units) } as const]),
    ...(unit === ''
      ? [{ id: 'currency', title: 'Cur.', card: 'sub', cell: ({ currency }: Row) => currency } as const]
      : []),
    ...figures.map(
      ([name, title]): Column<Row> => ({
        id: name,
        title: name === 'gross' || name === 'net' ? `${title}${unit}` : title,
        kind: 'money',
        ...(name === 'net' && { card: 'figure' }),
        cell: (row) => {
          const figure = <Figure name={name} of={row} places={places} isTight={isTight} />;
          return name === 'net' ? <strong>{figure}</strong> : figure;
        },
      }),
    ),
  ];
  const all = sumOf(rows);
  const foot: Foot = {
    name: 'Together',
    cells: {
      orders: <Orders of={all} isTight={isTight} />,
      ...(!isTight && { units: showCount(all.units) }),
      ...Object.fromEntries(
        figures.map(([name]) => [name, <Figure key={name} name={name} of={all} places={places} isTight={isTight} />]),
      ),
    },
  };
  return (
    <>
      <DataTable
        caption="Sales by channel"
        columns={columns}
        rows={rows}
        rowKey={({ channel, from, currency }) => `${channel} ${from} ${currency}`}
        {...(unit !== '' && { foot })}
      />
      <p className="quiet small">
        Charged and refunded are what came in and went out at gateways, with gift cards and store credit. So a gift card
        that is sold, or given back in place of money, counts as refunded, and one that is spent as charged.
      </p>
    </>
  );
}

function sumOf(rows: readonly Row[]): Sums {
  const count = (name: 'orders' | 'units') => rows.reduce((all, row) => all + row[name], 0);
  const sums = FIGURES.map(([name]) => [name, sum(rows.map((row) => row[name]))]);
  return {
    ...(Object.fromEntries(sums) as Record<FigureName, string>),
    orders: count('orders'),
    units: count('units'),
  };
}

interface CellProps {
  readonly of: Sums;
  readonly isTight: boolean;
}

const Orders = ({ of: { orders, units }, isTight }: CellProps) => (
  <>
    {showCount(orders)}
    {isTight ? <span className="original">{plural(units, 'unit')}</span> : null}
  </>
);

const Figure = ({ of, isTight, name, places }: CellProps & { readonly name: FigureName; readonly places: number }) => (
  <>
    <Money amount={of[name]} places={places} />
    {isTight && name === 'shipping' && !isNothing(of.other) ? (
      <span className="original">{moneyText(of.other)} other</span>
    ) : null}
  </>
);
