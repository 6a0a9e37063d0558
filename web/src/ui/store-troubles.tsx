import { RoomLink } from '../address/link.tsx';
import { useConnections } from '../api/store-queries.ts';
import { isTroubled } from '../api/store-state.ts';
import type { Connection } from '../api/stores.ts';
import { plural } from '../money/dates.ts';
import { State } from './room.tsx';

/** A line where a connected store cannot be kept up with, and one where prices changed beyond their bounds. */
export function StoreTroubles() {
  const { data: connections = [] } = useConnections();
  return (
    <>
      <NotKeptUp connections={connections} />
      <PricesToLookAt connections={connections} />
    </>
  );
}

interface Props {
  readonly connections: readonly Connection[];
}

function PricesToLookAt({ connections }: Props) {
  const isStarted = ({ state }: Connection) => state === 'live' || state === 'paused';
  const alarmed = connections.filter((one) => isStarted(one) && (one.live?.priceAlarms ?? 0) > 0);
  const count = alarmed.reduce((sum, { live }) => sum + (live?.priceAlarms ?? 0), 0);
  if (count === 0) return null;
  return (
    <p className="notice" data-tone="warn">
      <State tone="warn">{plural(count, 'price')}</State>
      <span>
        changed more than {count === 1 ? 'it' : 'they'} should in{' '}
        {alarmed.length === 1 ? <bdi>{alarmed[0]?.channel}</bdi> : plural(alarmed.length, 'store')}
      </span>
      <RoomLink room="connections">Look at {count === 1 ? 'it' : 'them'} ›</RoomLink>
    </p>
  );
}

function NotKeptUp({ connections }: Props) {
  const troubled = connections.filter(isTroubled);
  const [first] = troubled;
  if (first === undefined) return null;
  return (
    <p className="notice" data-tone="warn">
      <State tone="warn">not kept up with</State>
      <span>
        {troubled.length === 1 ? <bdi>{first.channel}</bdi> : plural(troubled.length, 'store')}
        {first.live?.problem == null || troubled.length > 1 ? '' : `: ${first.live.problem.cause}`}
      </span>
      <RoomLink room="connections">Look ›</RoomLink>
    </p>
  );
}
