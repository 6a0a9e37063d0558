import { Button } from '@mantine/core';
import { useState } from 'react';
import { orderRoom, RoomLink } from '../../address/link.tsx';
import { apiPath, getJson } from '../../api/client.ts';
import type { Parked } from '../../api/waiting.ts';
import { showInstant } from '../../money/dates.ts';
import { ChannelName } from '../../ui/channel.tsx';
import { Icon } from '../../ui/icon.tsx';
import { RawMessage } from '../../ui/raw-message.tsx';
import { State } from '../../ui/room.tsx';
import { CopyText } from '../../ui/states.tsx';
import type { Column } from '../../ui/table.tsx';
import { waitingReason, waitingRemedy } from '../../words.ts';
import { type Choice, Choose } from './choice.tsx';

interface Parts {
  readonly book: string;
  readonly zone: string;
  readonly choice: Choice;
  readonly settle: (message: Parked) => void;
}

/** Of messages that are not booked, whether they wait or were set aside. */
export function messageColumns({ book, zone, choice, settle }: Parts): readonly Column<Parked>[] {
  return [
    {
      id: 'choose',
      title: <span className="hidden">Choose</span>,
      card: 'title',
      cell: (row) => <Choose choice={choice} id={row.id} label={nameOf(row)} />,
    },
    {
      id: 'what',
      title: 'Message',
      card: 'title',
      cell: (row) =>
        row.ref === null ? (
          <Name message={row} />
        ) : (
          <RoomLink room={orderRoom(row.ref)} className="row-link" data-row>
            <Name message={row} />
          </RoomLink>
        ),
    },
    { id: 'channel', title: 'Channel', card: 'sub', cell: ({ channel }) => <ChannelName channel={channel} /> },
    {
      id: 'reason',
      title: 'Why, and what to do',
      kind: 'wide',
      card: 'below',
      cell: (row) => <Why book={book} zone={zone} message={row} />,
    },
    {
      id: 'document',
      title: 'Order',
      cell: ({ document, ref }) =>
        document === null ? '–' : ref === null ? document : <RoomLink room={orderRoom(ref)}>{document}</RoomLink>,
    },
    { id: 'since', title: 'Since', cell: ({ since }) => showInstant(since, zone) },
    { id: 'attempts', title: 'Tried', kind: 'number', cell: ({ attempts }) => attempts },
    { id: 'id', title: 'Id', card: 'sub', cell: ({ id }) => <CopyText text={String(id)} /> },
    {
      id: 'action',
      title: <span className="hidden">Action</span>,
      card: 'note',
      cell: (row) => (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => settle(row)}
          aria-label={`${deedOf(row)} ${nameOf(row)}`}
        >
          {deedOf(row)}
        </Button>
      ),
    },
  ];
}

const deedOf = ({ setAside }: Parked) => (setAside === null ? 'Set aside' : 'Bring back');

/** What could not be read names nothing of the shop's. */
const nameOf = ({ kind, remoteId, id }: Parked) => (kind === 'unknown' ? `message ${id}` : `${kind} ${remoteId}`);

function Name({ message: { kind, remoteId } }: { readonly message: Parked }) {
  return kind === 'unknown' ? (
    <span>message</span>
  ) : (
    <span>
      {kind} <code>{remoteId}</code>
    </span>
  );
}

function Why({ book, zone, message }: { readonly book: string; readonly zone: string; readonly message: Parked }) {
  const { id, reason, detail, setAside } = message;
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="wrapping">
      <State tone={setAside === null ? 'warn' : 'quiet'}>{waitingReason(reason)}</State> {detail}
      <p className="quiet small">
        {setAside === null
          ? waitingRemedy(reason)
          : `Set aside by ${setAside.by}, ${showInstant(setAside.at, zone)}: ${setAside.note}`}
      </p>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="small">
          <Icon name="right" size={14} />
          Look at the message
        </summary>
        {isOpen ? <RawMessage path={apiPath(['books', book, 'parked', id])} ask={payloadOf} /> : null}
      </details>
    </div>
  );
}

const payloadOf = async (path: string, signal: AbortSignal) =>
  (await getJson<{ readonly payload: string }>(path, signal)).payload;
