import { Button, Checkbox, NativeSelect, Textarea } from '@mantine/core';
import { useState } from 'react';
import { orderRoom, RoomLink } from '../../address/link.tsx';
import { useBookName, useSetView, useView } from '../../address/view.ts';
import { apiPath, postJson } from '../../api/client.ts';
import { useAction, useBook, usePages } from '../../api/queries.ts';
import type { Discrepancy, DiscrepancyPage, KindCount } from '../../api/waiting.ts';
import { plural, showCount, showInstant } from '../../money/dates.ts';
import { placesOf } from '../../money/decimal.ts';
import { Money } from '../../money/money.tsx';
import { ChannelName } from '../../ui/channel.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { PagedTable } from '../../ui/paged-table.tsx';
import { State } from '../../ui/room.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import type { Column } from '../../ui/table.tsx';
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
            ...withChosen(kinds, kind).map((each) => ({
              value: each.kind,
              label: `${discrepancyName(each.kind)} (${showCount(each.count)})`,
            })),
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
            <PagedTable pages={pages} caption="Differences" columns={columns} rows={rows} rowKey={({ id }) => id} />
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

/** The kind that is filtered by can be seen also where none of it is open any more. */
function withChosen(open: readonly KindCount[], kind: string): readonly KindCount[] {
  return kind === '' || open.some((each) => each.kind === kind) ? open : [...open, { kind, count: 0 }];
}

function AcceptDialog({
  ids,
  onClose,
}: {
  readonly ids: readonly number[];
  readonly onClose: (isDone: boolean) => void;
}) {
  const book = useBookName();
  const accept = useAction(
    (note: string) => postJson(apiPath(['books', book, 'discrepancies', 'accept']), { ids, note }),
    () => onClose(true),
  );
  return (
    <Dialog
      label="Accept differences"
      title={`Accept ${plural(ids.length, 'difference')}`}
      deed={{ name: 'Accept', onDo: (form) => accept.mutate(String(form.get('note') ?? '')), action: accept }}
      onClose={() => onClose(false)}
    >
      <p className="quiet">
        They may then stand as they are. Nothing is booked by this, and each opens again if its figures change.
      </p>
      <Textarea name="note" label="Why (kept in the audit log)" data-autofocus autosize={false} rows={3} required />
    </Dialog>
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
