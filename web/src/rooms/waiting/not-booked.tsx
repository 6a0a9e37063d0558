import { Button } from '@mantine/core';
import { orderRoom, RoomLink } from '../../address/link.tsx';
import { useBookName } from '../../address/view.ts';
import { apiPath, postJson } from '../../api/client.ts';
import { useAction, useBook, usePages } from '../../api/queries.ts';
import type { Parked, ParkedPage } from '../../api/waiting.ts';
import { plural, showInstant } from '../../money/dates.ts';
import { ChannelName } from '../../ui/channel.tsx';
import { PagedTable } from '../../ui/paged-table.tsx';
import { State } from '../../ui/room.tsx';
import { CopyText, Empty, Failure, Loaded } from '../../ui/states.tsx';
import type { Column } from '../../ui/table.tsx';
import { waitingReason, waitingRemedy } from '../../words.ts';

interface Retried {
  readonly tried: number;
  readonly posted: number;
  readonly parked: number;
}

export function NotBooked() {
  const book = useBookName();
  const { data: detail } = useBook();
  const pages = usePages<ParkedPage>(['parked'], {}, { by: 'cursor' });
  const retry = useAction(() => postJson<Retried>(apiPath(['books', book, 'parked', 'retry'])));
  const rows = pages.data?.pages.flatMap(({ parked }) => parked) ?? [];
  return (
    <>
      <div className="filters">
        <Button size="xs" loading={retry.isPending} disabled={rows.length === 0} onClick={() => retry.mutate()}>
          Try all again
        </Button>
        <span role="status">{retry.data === undefined ? '' : outcome(retry.data)}</span>
      </div>
      {retry.error ? <Failure error={retry.error} again={() => retry.mutate()} /> : null}
      <Loaded query={pages}>
        {() =>
          rows.length === 0 ? (
            <Empty title="Everything is booked">
              What a shop sends and cannot be booked yet is kept here with its reason, and tried again by itself.
            </Empty>
          ) : (
            <PagedTable
              pages={pages}
              caption="Not booked yet"
              columns={columnsIn(detail?.zone ?? 'UTC')}
              rows={rows}
              rowKey={({ id }) => id}
            />
          )
        }
      </Loaded>
    </>
  );
}

function outcome({ tried, posted, parked }: Retried): string {
  const left =
    parked === 0 ? 'Nothing waits any more.' : `${plural(parked, 'message')} still ${parked === 1 ? 'waits' : 'wait'}.`;
  return tried === 0
    ? `None could be tried: what they wait for is not here yet. ${left}`
    : `${plural(posted, 'order')} of ${tried} booked. ${left}`;
}

function columnsIn(zone: string): readonly Column<Parked>[] {
  return [
    {
      id: 'what',
      title: 'Message',
      card: 'title',
      cell: ({ kind, remoteId, ref }) =>
        ref === null ? (
          <span>
            {kind} <code>{remoteId}</code>
          </span>
        ) : (
          <RoomLink room={orderRoom(ref)} className="row-link" data-row>
            {kind} <code>{remoteId}</code>
          </RoomLink>
        ),
    },
    { id: 'channel', title: 'Channel', card: 'sub', cell: ({ channel }) => <ChannelName channel={channel} /> },
    {
      id: 'reason',
      title: 'Why, and what to do',
      kind: 'wide',
      card: 'below',
      cell: ({ reason, detail }) => (
        <div className="wrapping">
          <State tone="warn">{waitingReason(reason)}</State> {detail}
          <p className="quiet small">{waitingRemedy(reason)}</p>
        </div>
      ),
    },
    {
      id: 'document',
      title: 'Order',
      cell: ({ document, ref }) =>
        document === null ? '–' : ref === null ? document : <RoomLink room={orderRoom(ref)}>{document}</RoomLink>,
    },
    { id: 'since', title: 'Since', cell: ({ since }) => showInstant(since, zone) },
    { id: 'attempts', title: 'Tried', kind: 'number', cell: ({ attempts }) => attempts },
    { id: 'id', title: 'Id', card: 'figure', cell: ({ id }) => <CopyText text={String(id)} /> },
  ];
}
