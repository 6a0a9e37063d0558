import { RoomLink } from '../../address/link.tsx';
import { useBook } from '../../api/queries.ts';
import { useConnections } from '../../api/store-queries.ts';
import { isTroubled } from '../../api/store-state.ts';
import type { Connection } from '../../api/stores.ts';
import { plural } from '../../money/dates.ts';
import { RoomPage } from '../../ui/room.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { StoreCard } from './card.tsx';

/** The live stream tells of the books alone: how it is with the stores is asked for while somebody looks. */
const LOOK_EVERY_MS = 4_000;

/** Is every store kept up with, and if not, why? */
export function ConnectionsRoom() {
  const { data: book } = useBook();
  const connections = useConnections(LOOK_EVERY_MS);
  const here = { zone: book?.zone ?? 'UTC', now: connections.dataUpdatedAt };
  return (
    <RoomPage
      title="Connections"
      answer={connections.data === undefined ? 'Is every store kept up with?' : answerOf(connections.data)}
      actions={
        <RoomLink room="connections/new" className="button">
          Connect a store
        </RoomLink>
      }
    >
      <Loaded query={connections} lines={8}>
        {(list) =>
          list.length === 0 ? (
            <Empty
              title="No store is connected yet"
              action={
                <>
                  <RoomLink room="connections/new" className="button">
                    Connect a store
                  </RoomLink>
                  <RoomLink room="import">Import files instead</RoomLink>
                </>
              }
            >
              A connected store keeps the books up by itself: its orders, refunds and payments are booked as they
              happen. First you see what it holds; nothing is booked before you say so.
            </Empty>
          ) : (
            list.map((connection) => <StoreCard key={connection.channel} connection={connection} here={here} />)
          )
        }
      </Loaded>
    </RoomPage>
  );
}

function answerOf(connections: readonly Connection[]): string {
  const started = connections.filter(({ state }) => state === 'live' || state === 'paused');
  const troubled = started.filter(isTroubled);
  const found = connections.filter(({ state }) => state === 'found');
  const rest = found.length === 0 ? '' : ` ${plural(found.length, 'store waits', 'stores wait')} to be started.`;
  if (started.length === 0) return `No store is live yet.${rest}`;
  if (troubled.length === 0) return `${plural(started.length, 'store is', 'stores are')} kept up with.${rest}`;
  return `${troubled.length} of ${plural(started.length, 'store')} cannot be kept up with now.${rest}`;
}
