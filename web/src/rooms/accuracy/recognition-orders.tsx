import { useEffect, useRef } from 'react';
import { orderRoom, RoomLink } from '../../address/link.tsx';
import type { RecognitionOrders as Page } from '../../api/certificates.ts';
import { usePages } from '../../api/queries.ts';
import { showDay } from '../../money/dates.ts';
import { placesOf } from '../../money/decimal.ts';
import { Money } from '../../money/money.tsx';
import { PagedTable } from '../../ui/paged-table.tsx';
import { Loaded } from '../../ui/states.tsx';
import type { Column } from '../../ui/table.tsx';
import { statusName } from '../../words.ts';

type Row = Page['orders'][number];

interface Props {
  readonly days: { readonly channel: string; readonly from: string; readonly to: string };
  readonly line: string;
  readonly currency: string;
  readonly title: string;
}

/** The orders behind one line, each with the way to its story; they are asked again together with the line. */
export function RecognitionOrders({ days, line, currency, title }: Props) {
  const head = useRef<HTMLHeadingElement>(null);
  const pages = usePages<Page>(
    ['certificates', 'recognition', 'orders'],
    { ...days, line, currency },
    {
      by: 'cursor',
      live: false,
    },
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: another line calls for its orders to be seen.
  useEffect(() => {
    head.current?.scrollIntoView({ block: 'nearest' });
  }, [line, currency]);
  return (
    <section>
      <h3 ref={head} className="section-title">
        {title}
      </h3>
      <Loaded query={pages}>
        {({ pages: read }) => (
          <PagedTable
            caption={title}
            columns={columnsOf(days.channel, currency)}
            rows={read.flatMap(({ orders }) => orders)}
            rowKey={({ document }) => document}
            pages={pages}
          />
        )}
      </Loaded>
    </section>
  );
}

function columnsOf(channel: string, currency: string): readonly Column<Row>[] {
  return [
    {
      id: 'order',
      title: 'Order',
      card: 'title',
      cell: ({ document, number }) => (
        <RoomLink room={orderRoom(document)} view={{ channel }} className="row-link" data-row>
          {number}
        </RoomLink>
      ),
    },
    {
      id: 'placed',
      title: 'Placed',
      card: 'sub',
      cell: ({ placedOn }) => (placedOn === null ? '–' : showDay(placedOn)),
    },
    { id: 'status', title: 'In the books', kind: 'wide', card: 'note', cell: ({ status }) => statusName(status) },
    {
      id: 'amount',
      title: 'On this line',
      kind: 'money',
      card: 'figure',
      cell: ({ amount }) => <Money amount={amount} places={placesOf(amount)} />,
    },
    { id: 'currency', title: 'Cur.', card: 'figure', cell: () => currency },
  ];
}
