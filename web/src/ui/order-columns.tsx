import { orderRoom, RoomLink } from '../address/link.tsx';
import type { OrderRow } from '../api/orders.ts';
import { showDay } from '../money/dates.ts';
import { isNothing, placesOf } from '../money/decimal.ts';
import { Money } from '../money/money.tsx';
import { fulfilledName } from '../words.ts';
import { ChannelName } from './channel.tsx';
import { widthOfMoney } from './money-width.ts';
import { OrderState } from './order-state.tsx';
import type { Column } from './table.tsx';

export const placesAmong = (rows: readonly OrderRow[]) =>
  Math.max(2, ...rows.slice(0, 500).map(({ total }) => placesOf(total ?? '')));

/** Numbers are a few digits in one shop and sixteen letters in the next. */
const widthOfNumbers = (rows: readonly OrderRow[], isWide: boolean) =>
  Math.min(isWide ? 190 : 120, 28 + 9.5 * Math.max(7, ...rows.slice(0, 500).map(({ number }) => number.length)));

const money = (amount: string | null, places: number) =>
  amount === null ? null : <Money amount={amount} places={places} />;

/** Where one currency holds for all rows it stands in the heading, else in a column of its own. */
export function orderColumns(
  rows: readonly OrderRow[],
  isPhone: boolean,
  isWide: boolean,
): readonly Column<OrderRow>[] {
  const places = isPhone ? 0 : placesAmong(rows);
  const currencies = new Set(rows.flatMap(({ currency }) => currency ?? []));
  const only = currencies.size === 1 ? ` ${[...currencies][0]}` : '';
  const currency: Column<OrderRow> = {
    id: 'currency',
    title: 'Cur.',
    cell: (row) => row.currency ?? '',
    width: 48,
    card: 'figure',
  };
  const due: Column<OrderRow> = {
    id: 'due',
    title: `Due${only}`,
    kind: 'money',
    cell: (row) =>
      row.due !== null && !isNothing(row.due) ? <strong>{money(row.due, places)}</strong> : money(row.due, places),
    width: 106,
  };
  return [
    {
      id: 'number',
      title: 'Order',
      card: 'title',
      width: widthOfNumbers(rows, isWide),
      cell: (row) => (
        <RoomLink room={orderRoom(row.document)} className="row-link" data-row title={row.number}>
          {row.number}
        </RoomLink>
      ),
    },
    {
      id: 'date',
      title: 'Placed',
      cell: (row) => <span className="nowrap">{showDay(row.placedOn)}</span>,
      card: 'sub',
      // In some languages a day is written long: 'Nov 21, 2026'.
      width: 118,
    },
    {
      id: 'customer',
      title: 'Customer',
      kind: 'wide',
      cell: (row) => <bdi className="clip">{row.customer || '–'}</bdi>,
      card: 'title',
    },
    { id: 'channel', title: 'Channel', cell: (row) => <ChannelName channel={row.channel} />, card: 'sub', width: 140 },
    {
      id: 'total',
      title: `Total${only}`,
      kind: 'money',
      cell: (row) => money(row.total, places),
      card: 'figure',
      width: widthOfMoney(
        rows.map(({ total }) => total),
        places,
        `Total${only}`,
      ),
    },
    ...(only === '' || isPhone ? [currency] : []),
    {
      id: 'paid',
      title: `Paid${only}`,
      kind: 'money',
      cell: (row) => money(row.paid, places),
      width: widthOfMoney(
        rows.map(({ paid }) => paid),
        places,
        `Paid${only}`,
      ),
    },
    {
      id: 'refunded',
      title: `Refunded${only}`,
      kind: 'money',
      cell: (row) => money(row.refunded, places),
      width: widthOfMoney(
        rows.map(({ refunded }) => refunded),
        places,
        `Refunded${only}`,
      ),
    },
    ...(isWide ? [due] : []),
    {
      id: 'fulfilled',
      title: 'Shipped',
      cell: (row) => (row.fulfilled ? fulfilledName(row.fulfilled) : '–'),
      width: 110,
    },
    {
      id: 'status',
      title: 'State',
      card: 'note',
      width: 152,
      cell: (row) => (
        <>
          <OrderState order={row} />
          {row.discrepancies > 0 ? <Odd /> : null}
        </>
      ),
    },
  ];
}

const Odd = () => (
  <span className="state-chip" data-tone="bad" title="Does not add up">
    <span aria-hidden="true">✕</span>
    <span className="hidden">does not add up</span>
  </span>
);
