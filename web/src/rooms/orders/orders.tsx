import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useMemo } from 'react';
import { usePeriod } from '../../address/period.ts';
import { useBookName, useSetView, useView } from '../../address/view.ts';
import type { Live } from '../../api/books.ts';
import { apiPath } from '../../api/client.ts';
import { useLongList } from '../../api/long-list.ts';
import type { OrderPage, OrderRow } from '../../api/orders.ts';
import { useBook } from '../../api/queries.ts';
import { plural } from '../../money/dates.ts';
import { Filter } from '../../ui/filter.tsx';
import { News } from '../../ui/news.tsx';
import { NothingYet, useIsNew } from '../../ui/nothing-yet.tsx';
import { orderColumns } from '../../ui/order-columns.tsx';
import { RoomPage } from '../../ui/room.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { usePhone } from '../../ui/table.tsx';
import { forgetPlace, VirtualTable } from '../../ui/virtual-table.tsx';
import { STATUSES, statusName } from '../../words.ts';

const PAGE = 200;
/** Each row says whether its order adds up. */
const moves = ({ head, documents, discrepancies }: Live) => `${head} ${documents} ${discrepancies}`;
const SORTS = [
  { value: '-placedOn', label: 'Newest first' },
  { value: 'placedOn', label: 'Oldest first' },
];

export function OrdersRoom() {
  const book = useBookName();
  const view = useView();
  const setView = useSetView();
  const period = usePeriod();
  const isPhone = usePhone();
  const isWide = useMediaQuery('(min-width: 1500px)') ?? false;
  const { q, channel, status, sort } = view;
  const query = { q, channel, status, sort, from: period.from, to: period.to };
  const { pages, hasNews, startOver } = useLongList<OrderPage>(
    ['orders'],
    { ...query, limit: PAGE },
    { by: 'cursor', moves },
  );
  const placeKey = JSON.stringify([book, query]);
  const showNews = () => {
    forgetPlace(placeKey);
    startOver();
  };
  const rows = useMemo(() => pages.data?.pages.flatMap(({ orders }) => orders) ?? [], [pages.data]);
  const columns = useMemo(() => orderColumns(rows, isPhone, isWide), [rows, isPhone, isWide]);
  const count = pages.data?.pages[0]?.count ?? null;
  const isSearched = Boolean(q || channel || status);
  const isNew = useIsNew();
  return (
    <RoomPage
      title="Orders"
      isFull
      answer={
        pages.data === undefined
          ? 'Every order, and what the books make of it.'
          : howMany(rows, count, pages.hasNextPage, period.label)
      }
      actions={
        <Button component="a" href={apiPath(['books', book, 'orders.csv'], query)} download variant="default" size="xs">
          Export CSV
        </Button>
      }
    >
      <Filters />
      {hasNews ? <News onShow={showNews} /> : null}
      <Loaded query={pages}>
        {() =>
          rows.length === 0 ? (
            isNew && !isSearched ? (
              <NothingYet title="No orders yet" />
            ) : (
              <Empty
                title="No order is like that"
                action={
                  <Button
                    size="xs"
                    variant="default"
                    onClick={() => setView({ q: '', channel: '', status: '', period: 'all', from: '', to: '' })}
                  >
                    Show all orders of all time
                  </Button>
                }
              >
                Nothing of {period.label.toLowerCase()} fits the search and filters.
              </Empty>
            )
          ) : (
            <VirtualTable
              caption="Orders"
              columns={columns}
              rows={rows}
              rowKey={({ document, channel: shop }) => `${shop} ${document}`}
              total={count}
              pages={pages}
              placeKey={placeKey}
            />
          )
        }
      </Loaded>
    </RoomPage>
  );
}

function howMany(rows: readonly OrderRow[], count: number | null, hasMore: boolean, period: string): string {
  const many = count !== null ? plural(count, 'order') : `${plural(rows.length, 'order')}${hasMore ? ' and more' : ''}`;
  const odd = rows.filter(({ discrepancies }) => discrepancies > 0).length;
  return `${many} · ${period.toLowerCase()}${odd > 0 && !hasMore ? ` · ${odd} ${odd === 1 ? 'does' : 'do'} not add up` : ''}`;
}

function Filters() {
  const { data: book } = useBook();
  return (
    <search className="filters no-print">
      <SearchBox label="Search orders" placeholder="Number, customer …" />
      <Filter
        name="channel"
        label="Channel"
        choices={[
          { value: '', label: 'All channels' },
          ...(book?.channels ?? []).map((each) => ({ value: each.channel, label: each.channel })),
        ]}
      />
      <Filter
        name="status"
        label="State"
        choices={[
          { value: '', label: 'All states' },
          ...STATUSES.map((value) => ({ value, label: statusName(value) })),
        ]}
      />
      <Filter name="sort" label="Order" choices={SORTS} />
    </search>
  );
}
