import { NativeSelect } from '@mantine/core';
import { useMemo } from 'react';
import { apiPath } from '../../api/client.ts';
import { usePages } from '../../api/queries.ts';
import type { EntryPage } from '../../api/types.ts';
import { plural } from '../../money/dates.ts';
import { RoomLink } from '../../shell/link.tsx';
import { usePeriod } from '../../shell/period.ts';
import { useBookName, useSetView, useView } from '../../shell/view.ts';
import { Exports } from '../../ui/exports.tsx';
import { RoomPage } from '../../ui/room.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { usePhone } from '../../ui/table.tsx';
import { VirtualTable } from '../../ui/virtual-table.tsx';
import { causeName, eventName } from '../../words.ts';
import { entryColumns } from './columns.tsx';

const PAGE = 100;
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
  const setView = useSetView();
  const { cause = '', key = '' } = useView();
  const period = usePeriod();
  const isPhone = usePhone();
  const query = { cause, key, from: period.from, to: period.to };
  const pages = usePages<EntryPage>(['entries'], { ...query, limit: PAGE }, { by: 'before' });
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
      <div className="filters no-print">
        <NativeSelect
          size="xs"
          aria-label="What happened"
          value={key}
          onChange={(event) => setView({ key: event.currentTarget.value })}
          data={[
            { value: '', label: 'All that happened' },
            ...EVENTS.map((value) => ({ value, label: eventName(value.replace(':', '')) })),
          ]}
        />
        <NativeSelect
          size="xs"
          aria-label="Cause"
          value={cause}
          onChange={(event) => setView({ cause: event.currentTarget.value })}
          data={[{ value: '', label: 'All causes' }, ...CAUSES.map((value) => ({ value, label: causeName(value) }))]}
        />
      </div>
      <Loaded query={pages}>
        {() =>
          rows.length === 0 ? (
            <Empty
              title="No entry is like that"
              action={
                <RoomLink room="journal" view={{ period: 'all', from: '', to: '' }}>
                  All entries of all time
                </RoomLink>
              }
            >
              Nothing was booked in {period.label.toLowerCase()} that fits.
            </Empty>
          ) : (
            <VirtualTable
              caption="Journal"
              columns={columns}
              rows={rows}
              rowKey={({ number }) => String(number)}
              total={null}
              hasMore={pages.hasNextPage}
              isLoadingMore={pages.isFetchingNextPage}
              loadMore={() => void pages.fetchNextPage()}
              placeKey={JSON.stringify(['journal', book, query])}
            />
          )
        }
      </Loaded>
    </RoomPage>
  );
}
