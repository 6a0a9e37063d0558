import { Button } from '@mantine/core';
import { useState } from 'react';
import { RoomLink } from '../../address/link.tsx';
import type { Lock } from '../../api/locks.ts';
import { useAsk, useBook } from '../../api/queries.ts';
import { showDay, showInstant } from '../../money/dates.ts';
import { RoomPage, State } from '../../ui/room.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { ClosePeriod } from './close-period.tsx';
import { LiftDialog } from './lift-dialog.tsx';
import { earlierOf, firstOpenDay, standingOf, titleOf } from './standing.ts';

/** Which days are closed: what was reported for them stays as it is. */
export function LocksRoom() {
  const locks = useAsk<readonly Lock[]>(['locks']);
  return (
    <RoomPage
      title="Locks"
      answer={locks.data === undefined ? 'Up to which day are the books closed?' : answerOf(standingOf(locks.data))}
    >
      <p className="explained quiet">
        A lock closes days, so that figures you have reported stay as they are. A fact that arrives later for a closed
        day is not lost: it is entered on the first open day and keeps its own date beside it. Neither setting nor
        lifting a lock moves an entry that is there.{' '}
        <RoomLink room="journal" view={{ late: 'true', period: 'all', from: '', to: '' }}>
          See what came late
        </RoomLink>
      </p>
      <Loaded query={locks}>{(all) => <Closed locks={all} />}</Loaded>
    </RoomPage>
  );
}

function answerOf(standing: readonly Lock[]): string {
  const books = standing.find(({ scheme }) => scheme === '');
  const returns = standing.filter(({ scheme }) => scheme !== '');
  const ofBooks =
    books === undefined
      ? 'The books are open on every day.'
      : `The books are closed through ${showDay(books.through)}; the first open day is ${showDay(firstOpenDay(books.through))}.`;
  if (returns.length === 0) return ofBooks;
  const each = returns.map(({ scheme, through }) => `${scheme} through ${showDay(through)}`);
  return `${ofBooks} Tax returns closed: ${each.join(', ')}.`;
}

function Closed({ locks }: { readonly locks: readonly Lock[] }) {
  const { data: book } = useBook();
  const zone = book?.zone ?? 'UTC';
  const [asked, setAsked] = useState<Lock | null>(null);
  const standing = standingOf(locks);
  const earlier = earlierOf(locks);
  return (
    <>
      {standing.length === 0 ? (
        <Empty title="No day is closed">
          Every fact is booked on its own day. Close a month once you have reported its figures.
        </Empty>
      ) : (
        <section>
          <h2 className="section-title">Closed now</h2>
          <DataTable
            caption="Closed now"
            columns={standingColumns(zone, setAsked)}
            rows={standing}
            rowKey={({ lockId }) => lockId}
          />
        </section>
      )}
      <ClosePeriod standing={standing} />
      {earlier.length === 0 ? null : (
        <section>
          <h2 className="section-title">Earlier locks</h2>
          <DataTable
            caption="Earlier locks"
            columns={earlierColumns(zone)}
            rows={earlier}
            rowKey={({ lockId }) => lockId}
          />
        </section>
      )}
      {asked === null ? null : <LiftDialog lock={asked} onClose={() => setAsked(null)} />}
    </>
  );
}

const what: Column<Lock> = {
  id: 'what',
  title: 'What',
  kind: 'wide',
  card: 'title',
  cell: ({ scheme }) => <strong>{titleOf(scheme)}</strong>,
};

const through: Column<Lock> = {
  id: 'through',
  title: 'Closed through',
  card: 'figure',
  cell: (lock) => showDay(lock.through),
};

const setBy = (zone: string): Column<Lock> => ({
  id: 'set',
  title: 'Set',
  card: 'sub',
  cell: (lock) => `${showInstant(lock.setAt, zone)} by ${lock.setBy}`,
});

function standingColumns(zone: string, lift: (lock: Lock) => void): readonly Column<Lock>[] {
  return [
    what,
    through,
    { id: 'open', title: 'First open day', cell: (lock) => showDay(firstOpenDay(lock.through)) },
    setBy(zone),
    {
      id: 'action',
      title: <span className="hidden">Action</span>,
      card: 'note',
      cell: (lock) => (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => lift(lock)}
          aria-label={`Lift the lock: ${titleOf(lock.scheme)}`}
        >
          Lift …
        </Button>
      ),
    },
  ];
}

function earlierColumns(zone: string): readonly Column<Lock>[] {
  return [
    what,
    through,
    setBy(zone),
    {
      id: 'end',
      title: 'Since then',
      card: 'below',
      cell: ({ liftedAt, liftedBy }) =>
        liftedAt === null ? (
          <State tone="quiet">followed by a later lock</State>
        ) : (
          `lifted ${showInstant(liftedAt, zone)} by ${liftedBy}`
        ),
    },
  ];
}
