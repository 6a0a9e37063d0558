import { useState } from 'react';
import { useBookName } from '../../address/view.ts';
import { apiPath, getText } from '../../api/client.ts';
import type { Observation } from '../../api/orders.ts';
import { useBook } from '../../api/queries.ts';
import { showInstant } from '../../money/dates.ts';
import { Icon } from '../../ui/icon.tsx';
import { RawMessage } from '../../ui/raw-message.tsx';
import { CopyText } from '../../ui/states.tsx';

interface Props {
  readonly observations: readonly Observation[];
  readonly asked: string;
  readonly channel: string;
}

/** The messages everything here came from, folded. */
export function Payloads({ observations, asked, channel }: Props) {
  return (
    <details className="fold" id="payloads">
      <summary>
        <Icon name="right" size={14} />
        Raw messages ({observations.length})
      </summary>
      <ul className="payloads">
        {observations.map((each) => (
          <Payload key={each.id} observation={each} asked={asked} channel={channel} />
        ))}
      </ul>
    </details>
  );
}

function Payload({
  observation,
  asked,
  channel,
}: {
  readonly observation: Observation;
  readonly asked: string;
  readonly channel: string;
}) {
  const book = useBookName();
  const { data } = useBook();
  const [isOpen, setOpen] = useState(false);
  const { id, kind, remoteId, via, seenAt, contentHash, parked, setAside } = observation;
  const path = apiPath(['books', book, 'orders', asked, 'payloads', id], { channel });
  return (
    <li>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <Icon name="right" size={14} />
          <span>
            {kind} <code>{remoteId}</code>
          </span>
          <span className="quiet">
            by {via}, {showInstant(seenAt, data?.zone ?? 'UTC')}
          </span>
          {parked === null ? null : (
            <span className="quiet">
              {setAside === null ? `waits: ${parked}` : `set aside by ${setAside.by}: ${setAside.note}`}
            </span>
          )}
        </summary>
        <p className="small quiet">
          Fingerprint of its content: <CopyText text={contentHash} short={`${contentHash.slice(0, 16)}…`} />
        </p>
        {isOpen ? <RawMessage path={path} ask={getText} /> : null}
      </details>
    </li>
  );
}
