import { orderRoom, RoomLink } from '../../address/link.tsx';
import type { Certificate, Differing } from '../../api/stores.ts';
import { moneyText, placesOf } from '../../money/decimal.ts';
import { decimalOf } from '../../money/minor.ts';
import { Money } from '../../money/money.tsx';
import { State } from '../../ui/room.tsx';
import { type Column, DataTable, Scrolling } from '../../ui/table.tsx';
import { type BothSides, bothSidesOf } from './sums.ts';

interface Props {
  readonly certificate: Certificate;
}

const count = (orders: number) => moneyText(String(orders));

/** Counts and sums of both sides, by currency. */
export function SumsTable({ certificate }: Props) {
  const rows = bothSidesOf(certificate);
  if (rows.length === 0) return null;
  return (
    <section>
      <h2 className="section-title">Both sides</h2>
      <Scrolling label="Both sides">
        <table className="table both-sides">
          <caption className="hidden">Orders and sums of the shop and of the books</caption>
          <thead>
            <tr>
              <th scope="col">Currency</th>
              <th scope="col">Side</th>
              <th scope="col" className="number">
                Orders
              </th>
              <th scope="col" className="money">
                Sum
              </th>
            </tr>
          </thead>
          {rows.map((row) => (
            <Currency key={row.currency} row={row} />
          ))}
        </table>
      </Scrolling>
    </section>
  );
}

function Currency({ row: { currency, theirs, ours } }: { readonly row: BothSides }) {
  const off = { orders: ours.orders - theirs.orders, total: ours.total - theirs.total };
  const isSame = off.orders === 0 && off.total === 0;
  const sum = (minor: number) => {
    const amount = decimalOf(minor, currency);
    return <Money amount={amount} places={placesOf(amount)} />;
  };
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" rowSpan={3}>
          {currency}
        </th>
        <td>Shop</td>
        <td className="number">{count(theirs.orders)}</td>
        <td className="money">{sum(theirs.total)}</td>
      </tr>
      <tr>
        <td>Books</td>
        <td className="number">{count(ours.orders)}</td>
        <td className="money">{sum(ours.total)}</td>
      </tr>
      <tr className="total">
        <td>Books less shop {isSame ? <State tone="good">same</State> : <State tone="bad">differs</State>}</td>
        <td className="number">{count(off.orders)}</td>
        <td className="money">{sum(off.total)}</td>
      </tr>
    </tbody>
  );
}

/** The orders that differ, each with the way to its story. */
export function DifferingTable({ certificate: { channel, differing } }: Props) {
  return (
    <section>
      <h2 className="section-title">Orders that differ</h2>
      <DataTable
        caption="Orders that differ"
        columns={columnsOf(channel)}
        rows={differing}
        rowKey={({ remoteId }) => remoteId}
      />
    </section>
  );
}

function columnsOf(channel: string): readonly Column<Differing>[] {
  const amount = (minor: number | null, currency: string) => {
    if (minor === null) return null;
    const text = decimalOf(minor, currency);
    return <Money amount={text} places={placesOf(text)} />;
  };
  return [
    {
      id: 'order',
      title: 'Order',
      card: 'title',
      cell: ({ number, remoteId, ours }) =>
        ours === null ? (
          <strong>{number}</strong>
        ) : (
          <RoomLink room={orderRoom(remoteId)} view={{ channel }} className="row-link" data-row>
            {number}
          </RoomLink>
        ),
    },
    {
      id: 'why',
      title: 'What differs',
      kind: 'wide',
      card: 'below',
      cell: (row) => <div className="wrapping">{reasonOf(row)}</div>,
    },
    {
      id: 'theirs',
      title: 'Shop',
      kind: 'money',
      card: 'figure',
      cell: ({ theirs, currency }) => amount(theirs, currency) ?? <span className="quiet">not there</span>,
    },
    {
      id: 'ours',
      title: 'Books',
      kind: 'money',
      card: 'note',
      cell: ({ ours, currency }) => amount(ours, currency) ?? <span className="quiet">not there</span>,
    },
    {
      id: 'off',
      title: 'Books less shop',
      kind: 'money',
      cell: ({ theirs, ours, currency }) => amount((ours ?? 0) - (theirs ?? 0), currency),
    },
    { id: 'currency', title: 'Cur.', card: 'figure', cell: ({ currency }) => currency },
  ];
}

function reasonOf({ theirs, ours }: Differing): string {
  if (ours === null) return 'The books do not hold it, or hold it on another day.';
  if (theirs === null) return 'The shop does not count it on this day: deleted there, or placed on another day.';
  return 'Its total differs.';
}
