import { Button, Checkbox, Modal, NativeSelect, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { orderRoom, RoomLink } from '../../address/link.tsx';
import { useBookName, useSetView, useView } from '../../address/view.ts';
import { apiPath, postJson } from '../../api/client.ts';
import { useBook, usePages, useRefresh } from '../../api/queries.ts';
import type { Discrepancy, DiscrepancyPage } from '../../api/types.ts';
import { plural, showInstant } from '../../money/dates.ts';
import { placesOf } from '../../money/decimal.ts';
import { Money } from '../../money/money.tsx';
import { ChannelName } from '../../ui/channel.tsx';
import { State } from '../../ui/room.tsx';
import { Empty, Failure, Loaded } from '../../ui/states.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { discrepancyAdvice, discrepancyName } from '../../words.ts';
import { BothSides } from './both-sides.tsx';
import { Settle } from './settle.tsx';

const STATES = { open: 'Open', accepted: 'Accepted', healed: 'Healed by themselves' };

export function Differences() {
  const { kind = '', state = 'open' } = useView();
  const setView = useSetView();
  const { data: detail } = useBook();
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [asked, setAsked] = useState<readonly number[]>([]);
  const pages = usePages<DiscrepancyPage>(['discrepancies'], { kind, state }, { by: 'cursor' });
  const rows = pages.data?.pages.flatMap(({ discrepancies }) => discrepancies) ?? [];
  const kinds = pages.data?.pages[0]?.open ?? [];
  const open = rows.filter((row) => row.state === 'open');
  const selected = open.filter(({ id }) => chosen.has(id)).map(({ id }) => id);
  const toggle = (id: number) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  const columns = columnsOf({ zone: detail?.zone ?? 'UTC', rows, chosen, toggle, accept: (id) => setAsked([id]) });
  return (
    <>
      <div className="filters">
        <NativeSelect
          size="xs"
          aria-label="Kind"
          value={kind}
          onChange={(event) => setView({ kind: event.currentTarget.value })}
          data={[
            { value: '', label: 'All kinds' },
            ...kinds.map((each) => ({ value: each.kind, label: `${discrepancyName(each.kind)} (${each.count})` })),
          ]}
        />
        <NativeSelect
          size="xs"
          aria-label="State"
          value={state}
          onChange={(event) => setView({ state: event.currentTarget.value })}
          data={Object.entries(STATES).map(([value, label]) => ({ value, label }))}
        />
        <Button size="xs" disabled={selected.length === 0} onClick={() => setAsked(selected)}>
          {selected.length === 0 ? 'Accept chosen' : `Accept ${plural(selected.length, 'difference')}`}
        </Button>
        {open.length === 0 ? null : (
          <Button
            size="xs"
            variant="default"
            onClick={() => setChosen(selected.length === open.length ? new Set() : new Set(open.map(({ id }) => id)))}
          >
            {selected.length === open.length ? 'Choose none' : 'Choose all shown'}
          </Button>
        )}
      </div>
      <Loaded query={pages}>
        {() =>
          rows.length === 0 ? (
            <Empty title={state === 'open' ? 'Everything adds up' : 'None is in this state'}>
              A difference opens by itself when two sides do not agree, and heals by itself when they do again.
            </Empty>
          ) : (
            <>
              <DataTable caption="Differences" columns={columns} rows={rows} rowKey={({ id }) => id} />
              {pages.hasNextPage ? (
                <Button
                  size="xs"
                  variant="default"
                  mt={12}
                  loading={pages.isFetchingNextPage}
                  onClick={() => void pages.fetchNextPage()}
                >
                  Show more
                </Button>
              ) : null}
            </>
          )
        }
      </Loaded>
      {asked.length === 0 ? null : (
        <AcceptDialog
          ids={asked}
          onClose={(isDone) => {
            setAsked([]);
            if (isDone) setChosen(new Set());
          }}
        />
      )}
    </>
  );
}

function AcceptDialog({
  ids,
  onClose,
}: {
  readonly ids: readonly number[];
  readonly onClose: (isDone: boolean) => void;
}) {
  const book = useBookName();
  const refresh = useRefresh();
  const accept = useMutation({
    mutationFn: (note: string) => postJson(apiPath(['books', book, 'discrepancies', 'accept']), { ids, note }),
    onSuccess: async () => {
      await refresh();
      onClose(true);
    },
  });
  return (
    <Modal
      opened
      onClose={() => onClose(false)}
      withCloseButton={false}
      lockScroll={false}
      attributes={{ content: { 'aria-label': 'Accept differences' } }}
    >
      <form
        className="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          accept.mutate(String(new FormData(event.currentTarget).get('note') ?? ''));
        }}
      >
        <h2>Accept {plural(ids.length, 'difference')}</h2>
        <p className="quiet">
          They may then stand as they are. Nothing is booked by this, and each opens again if its figures change.
        </p>
        <Textarea name="note" label="Why (kept in the audit log)" data-autofocus autosize={false} rows={3} required />
        {accept.error ? <Failure error={accept.error} /> : null}
        <div className="dialog-actions">
          <Button variant="default" onClick={() => onClose(false)}>
            Not now
          </Button>
          <Button type="submit" loading={accept.isPending}>
            Accept
          </Button>
        </div>
      </form>
    </Modal>
  );
}

interface Parts {
  readonly zone: string;
  readonly rows: readonly Discrepancy[];
  readonly chosen: ReadonlySet<number>;
  readonly toggle: (id: number) => void;
  readonly accept: (id: number) => void;
}

function columnsOf({ zone, rows, chosen, toggle, accept }: Parts): readonly Column<Discrepancy>[] {
  const places = Math.max(0, ...rows.map(({ amount }) => placesOf(amount)));
  return [
    {
      id: 'choose',
      title: <span className="hidden">Choose</span>,
      card: 'title',
      cell: ({ id, state, document }) =>
        state === 'open' ? (
          <Checkbox
            size="xs"
            checked={chosen.has(id)}
            onChange={() => toggle(id)}
            aria-label={`Choose the difference of ${document.number}`}
          />
        ) : null,
    },
    {
      id: 'order',
      title: 'Order',
      card: 'title',
      cell: ({ document: { ref, number } }) =>
        ref === null ? (
          <strong>{number}</strong>
        ) : (
          <RoomLink room={orderRoom(ref)} className="row-link" data-row>
            {number}
          </RoomLink>
        ),
    },
    {
      id: 'channel',
      title: 'Channel',
      card: 'sub',
      cell: ({ document }) => <ChannelName channel={document.channel} />,
    },
    {
      id: 'what',
      title: 'What differs, and what to do',
      kind: 'wide',
      card: 'below',
      cell: (row) => (
        <div className="wrapping">
          <State tone={row.state === 'open' ? 'bad' : 'quiet'}>{discrepancyName(row.kind)}</State> {row.note}
          <BothSides discrepancy={row} />
          <p className="quiet small">
            {row.state === 'open'
              ? discrepancyAdvice(row.kind)
              : `${row.state}${row.settledBy === null ? '' : ` by ${row.settledBy}`}`}
          </p>
        </div>
      ),
    },
    {
      id: 'amount',
      title: 'Difference',
      kind: 'money',
      card: 'figure',
      cell: ({ amount }) => <Money amount={amount} places={places} />,
    },
    { id: 'currency', title: 'Cur.', card: 'figure', cell: ({ currency }) => currency },
    { id: 'since', title: 'Since', cell: ({ openedAt }) => showInstant(openedAt, zone) },
    {
      id: 'action',
      title: <span className="hidden">Action</span>,
      card: 'note',
      cell: (row) => <Settle discrepancy={row} accept={accept} />,
    },
  ];
}
