import { orderRoom, RoomLink } from '../../address/link.tsx';
import type { Certificate, Differing } from '../../api/certificates.ts';
import type { OrderSum } from '../../api/documents.ts';
import { isNothing, moneyText, negate, placesOf, sum } from '../../money/decimal.ts';
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
  const off = { orders: ours.orders - theirs.orders, total: sum([ours.total, negate(theirs.total)]) };
  const isSame = off.orders === 0 && isNothing(off.total);
  const places = Math.max(placesOf(ours.total), placesOf(theirs.total));
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" rowSpan={3}>
          {currency}
        </th>
        <td>Shop</td>
        <td className="number">{count(theirs.orders)}</td>
        <td className="money">
          <Money amount={theirs.total} places={places} />
        </td>
      </tr>
      <tr>
        <td>Books</td>
        <td className="number">{count(ours.orders)}</td>
        <td className="money">
          <Money amount={ours.total} places={places} />
        </td>
      </tr>
      <tr className="total">
        <td>Books less shop {isSame ? <State tone="good">same</State> : <State tone="bad">differs</State>}</td>
        <td className="number">{count(off.orders)}</td>
        <td className="money">
          <Money amount={off.total} places={places} />
        </td>
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
  return [
    {
      id: 'order',
      title: 'Order',
      card: 'title',
      cell: ({ number, document }) =>
        document === null ? (
          <strong>{number}</strong>
        ) : (
          <RoomLink room={orderRoom(document)} view={{ channel }} className="row-link" data-row>
            {number}
          </RoomLink>
        ),
    },
    {
      id: 'why',
      title: 'What differs',
      kind: 'wide',
      card: 'below',
      cell: ({ why }) => <div className="wrapping">{why}</div>,
    },
    {
      id: 'theirs',
      title: 'Shop',
      kind: 'money',
      card: 'figure',
      isNamed: true,
      cell: ({ theirs }) => <Side sum={theirs} />,
    },
    {
      id: 'ours',
      title: 'Books',
      kind: 'money',
      card: 'note',
      isNamed: true,
      cell: ({ ours }) => <Side sum={ours} />,
    },
    {
      id: 'off',
      title: 'Books less shop',
      kind: 'money',
      cell: ({ theirs, ours }) => {
        if (theirs !== null && ours !== null && theirs.currency !== ours.currency) return null;
        const off = sum([ours?.total ?? '0', negate(theirs?.total ?? '0')]);
        return <Money amount={off} places={placesOf(off)} />;
      },
    },
    {
      id: 'currency',
      title: 'Cur.',
      card: 'figure',
      cell: ({ theirs, ours }) => [...new Set([theirs, ours].flatMap((side) => side?.currency ?? []))].join(', '),
    },
  ];
}

function Side({ sum: side }: { readonly sum: OrderSum | null }) {
  if (side === null) return <span className="quiet">not there</span>;
  return <Money amount={side.total} places={placesOf(side.total)} />;
}
