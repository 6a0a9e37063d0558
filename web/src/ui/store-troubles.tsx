import { RoomLink } from '../address/link.tsx';
import { useConnections } from '../api/store-queries.ts';
import { plural } from '../money/dates.ts';
import { State } from './room.tsx';

/** One line where a connected store cannot be kept up with; nothing otherwise. */
export function StoreTroubles() {
  const { data: connections = [] } = useConnections();
  const troubled = connections.filter(({ state, live }) => state === 'paused' || (live?.problem ?? null) !== null);
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
