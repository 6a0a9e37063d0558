import { RoomLink } from '../../address/link.tsx';
import { useView } from '../../address/view.ts';
import { useAsk } from '../../api/queries.ts';
import type { DiscrepancyPage, ParkedPage } from '../../api/waiting.ts';
import { plural, showCount } from '../../money/dates.ts';
import { RoomPage } from '../../ui/room.tsx';
import { Differences } from './differences.tsx';
import { NotBooked } from './not-booked.tsx';

/** What needs a person: messages that could not be booked, and orders that do not add up. */
export function WaitingRoom() {
  const { tab = 'not-booked' } = useView();
  const parked = useAsk<ParkedPage>(['parked'], { limit: 1 });
  const differences = useAsk<DiscrepancyPage>(['discrepancies'], { state: 'open', limit: 1 });
  const waiting = parked.data?.counts.reduce((sum, { count }) => sum + count, 0);
  const odd = differences.data?.open.reduce((sum, { count }) => sum + count, 0);
  const answer =
    waiting === undefined || odd === undefined
      ? 'What needs you, and what you can do about it.'
      : waiting + odd === 0
        ? 'Nothing waits for you.'
        : [
            waiting > 0 ? `${plural(waiting, 'message')} could not be booked yet` : '',
            odd > 0 ? `${plural(odd, 'order')} ${odd === 1 ? 'has' : 'have'} a difference` : '',
          ]
            .filter(Boolean)
            .join('; ');
  return (
    <RoomPage title="Waiting for you" answer={answer}>
      <nav className="tabs" aria-label="What waits">
        <Tab name="not-booked" title="Not booked yet" count={waiting} isHere={tab !== 'differences'} />
        <Tab name="differences" title="Differences" count={odd} isHere={tab === 'differences'} />
      </nav>
      {tab === 'differences' ? <Differences /> : <NotBooked />}
    </RoomPage>
  );
}

function Tab({
  name,
  title,
  count,
  isHere,
}: {
  readonly name: string;
  readonly title: string;
  readonly count: number | undefined;
  readonly isHere: boolean;
}) {
  return (
    <RoomLink room="waiting" view={{ tab: name }} className="tab" aria-current={isHere ? 'page' : undefined}>
      {title}
      {count === undefined ? null : <span className="tab-count">{showCount(count)}</span>}
    </RoomLink>
  );
}
