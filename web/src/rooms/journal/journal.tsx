import { useMemo } from 'react';
import { RoomLink } from '../../address/link.tsx';
import { usePeriod } from '../../address/period.ts';
import { useBookName, useView } from '../../address/view.ts';
import type { Live } from '../../api/books.ts';
import { apiPath } from '../../api/client.ts';
import type { EntryPage } from '../../api/entries.ts';
import { useLongList } from '../../api/long-list.ts';
import { plural } from '../../money/dates.ts';
import { Exports } from '../../ui/exports.tsx';
import { Filter } from '../../ui/filter.tsx';
import { News } from '../../ui/news.tsx';
import { NothingYet, useIsNew } from '../../ui/nothing-yet.tsx';
import { RoomPage } from '../../ui/room.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { usePhone } from '../../ui/table.tsx';
import { forgetPlace, VirtualTable } from '../../ui/virtual-table.tsx';
import { causeName, eventName } from '../../words.ts';
import { entryColumns } from './columns.tsx';

const PAGE = 100;
const moves = ({ head }: Live) => head;
const CAUSES = ['fact', 'correction', 'undo', 'manual', 'opening'];
const EVENTS = [
  'sale',
  'payment:',
  'refund:',
  'credit:',
  'fulfilment:',
  'edit:',
  'cancel',
  'deposits:',
  'rounding',
  'opening',
  'manual',
];

export function JournalRoom() {
  const book = useBookName();
  const { cause = '', key = '', late = '', q = '' } = useView();
  const period = usePeriod();
  const isPhone = usePhone();
  const isNew = useIsNew();
  const query = { cause, key, late, q, from: period.from, to: period.to };
  const { pages, hasNews, startOver } = useLongList<EntryPage>(
    ['entries'],
    { ...query, limit: PAGE },
    { by: 'before', moves },
  );
  const placeKey = JSON.stringify(['journal', book, query]);
  const showNews = () => {
    forgetPlace(placeKey);
    startOver();
  };
  const rows = useMemo(() => pages.data?.pages.flatMap(({ entries }) => entries) ?? [], [pages.data]);
  const columns = useMemo(() => entryColumns(rows, isPhone), [rows, isPhone]);
  return (
    <RoomPage
      title="Journal"
      isFull
      answer={`Every entry, newest first · ${pages.data === undefined ? '' : `${plural(rows.length, 'entry', 'entries')}${pages.hasNextPage ? ' and more' : ''} · `}${period.label.toLowerCase()}`}
      actions={
        <Exports
          items={['csv', 'hledger', 'beancount'].map((format) => ({
            name: format === 'csv' ? 'CSV' : format,
            href: apiPath(['books', book, 'export', format]),
          }))}
        />
      }
    >
      <search className="filters no-print">
        <SearchBox label="Search the journal" placeholder="Entry or order number …" />
        <Filter
          name="key"
          label="What happened"
          choices={[
            { value: '', label: 'All that happened' },
            ...EVENTS.map((value) => ({ value, label: eventName(value.replace(':', '')) })),
          ]}
        />
        <Filter
          name="cause"
          label="Cause"
          choices={[{ value: '', label: 'All causes' }, ...CAUSES.map((value) => ({ value, label: causeName(value) }))]}
        />
        <Filter
          name="late"
          label="On which day"
          choices={[
            { value: '', label: 'On any day' },
            { value: 'true', label: 'Late: after their own day' },
          ]}
        />
      </search>
      {hasNews ? <News onShow={showNews} /> : null}
      <Loaded query={pages}>
        {() =>
          rows.length === 0 ? (
            isNew ? (
              <NothingYet title="No entries yet" />
            ) : (
              <Empty
                title="No entry is like that"
                action={
                  <RoomLink room="journal" view={{ period: 'all', from: '', to: '' }} className="button">
                    All entries of all time
                  </RoomLink>
                }
              >
                Nothing was booked in {period.label.toLowerCase()} that fits.
              </Empty>
            )
          ) : (
            <VirtualTable
              caption="Journal"
              columns={columns}
              rows={rows}
              rowKey={({ number }) => String(number)}
              total={null}
              pages={pages}
              placeKey={placeKey}
            />
          )
        }
      </Loaded>
    </RoomPage>
  );
}
