import { Button } from '@mantine/core';
import { useState } from 'react';
import { orderRoom, RoomLink } from '../../address/link.tsx';
import { useBookName, useView } from '../../address/view.ts';
import { apiPath, postJson } from '../../api/client.ts';
import { useBook, usePages } from '../../api/queries.ts';
import type { Discrepancy, DiscrepancyPage, KindCount } from '../../api/waiting.ts';
import { plural, showCount, showInstant } from '../../money/dates.ts';
import { placesOf } from '../../money/decimal.ts';
import { Money } from '../../money/money.tsx';
import { ChannelName } from '../../ui/channel.tsx';
import { Filter } from '../../ui/filter.tsx';
import { PagedTable } from '../../ui/paged-table.tsx';
import { State } from '../../ui/room.tsx';
import { Empty, Loaded, Waiting } from '../../ui/states.tsx';
import type { Column } from '../../ui/table.tsx';
import { discrepancyAdvice, discrepancyName } from '../../words.ts';
import { BothSides } from './both-sides.tsx';
import { type Choice, Choose, ChooseAll, useChoice } from './choice.tsx';
import { Settle } from './settle.tsx';
import { WhyDialog } from './why-dialog.tsx';

const STATES = [
  { value: 'open', label: 'Open' },
  { value: 'accepted', label: 'Accepted' },
  { value: 'healed', label: 'Healed by themselves' },
];

export function Differences() {
  const { kind = '', state = 'open' } = useView();
  const book = useBookName();
  const { data: detail } = useBook();
  const [asked, setAsked] = useState<readonly number[]>([]);
  const pages = usePages<DiscrepancyPage>(['discrepancies'], { kind, state }, { by: 'cursor' });
  const rows = pages.data?.pages.flatMap(({ discrepancies }) => discrepancies) ?? [];
  const kinds = pages.data?.pages[0]?.open ?? [];
  const choice = useChoice(rows.filter((row) => row.state === 'open').map(({ id }) => id));
  const columns = columnsOf({ zone: detail?.zone ?? 'UTC', rows, choice, accept: (id) => setAsked([id]) });
  return (
    <>
      <search className="filters no-print">
        <Filter
          name="kind"
          label="Kind"
          choices={[
            { value: '', label: 'All kinds' },
            ...withChosen(kinds, kind).map((each) => ({
              value: each.kind,
              label: `${discrepancyName(each.kind)} (${showCount(each.count)})`,
            })),
          ]}
        />
        <Filter name="state" label="State" choices={STATES} />
        <Button size="xs" disabled={choice.chosen.length === 0} onClick={() => setAsked(choice.chosen)}>
          {choice.chosen.length === 0 ? 'Accept chosen' : `Accept ${plural(choice.chosen.length, 'difference')}`}
        </Button>
        <ChooseAll choice={choice} />
      </search>
      <Loaded query={pages}>
        {() =>
          rows.length === 0 ? (
            pages.isPlaceholderData ? (
              <Waiting />
            ) : (
              <Empty title={noneOf(state, kind)}>
                A difference opens by itself when two sides do not agree, and heals by itself when they do again.
              </Empty>
            )
          ) : (
            <PagedTable pages={pages} caption="Differences" columns={columns} rows={rows} rowKey={({ id }) => id} />
          )
        }
      </Loaded>
      {asked.length === 0 ? null : (
        <WhyDialog
          label="Accept differences"
          title={`Accept ${plural(asked.length, 'difference')}`}
          deed="Accept"
          act={(note) => postJson(apiPath(['books', book, 'discrepancies', 'accept']), { ids: asked, note })}
          onClose={(isDone) => {
            setAsked([]);
            if (isDone) choice.untick(asked);
          }}
        >
          They may then stand as they are. Nothing is booked by this, and each opens again if its figures change.
        </WhyDialog>
      )}
    </>
  );
}

function noneOf(state: string, kind: string): string {
  if (state !== 'open') return 'None is in this state';
  return kind === '' ? 'Everything adds up' : 'None of this kind is open';
}

/** The kind that is filtered by can be seen also where none of it is open any more. */
function withChosen(open: readonly KindCount[], kind: string): readonly KindCount[] {
  return kind === '' || open.some((each) => each.kind === kind) ? open : [...open, { kind, count: 0 }];
}

interface Parts {
  readonly zone: string;
  readonly rows: readonly Discrepancy[];
  readonly choice: Choice;
  readonly accept: (id: number) => void;
}

function columnsOf({ zone, rows, choice, accept }: Parts): readonly Column<Discrepancy>[] {
  const places = Math.max(0, ...rows.map(({ amount }) => placesOf(amount)));
  return [
    {
      id: 'choose',
      title: <span className="hidden">Choose</span>,
      card: 'title',
      cell: ({ id, state, document }) =>
        state === 'open' ? <Choose choice={choice} id={id} label={`the difference of ${document.number}`} /> : null,
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
