import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useBookName } from '../../address/view.ts';
import { apiPath, getText } from '../../api/client.ts';
import type { Observation } from '../../api/orders.ts';
import { bookKey, useBook } from '../../api/queries.ts';
import { showInstant } from '../../money/dates.ts';
import { Icon } from '../../ui/icon.tsx';
import { CopyText, Loaded } from '../../ui/states.tsx';

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
  const { id, kind, remoteId, via, seenAt, contentHash, parked } = observation;
  const path = apiPath(['books', book, 'orders', asked, 'payloads', id], { channel });
  const payload = useQuery({
    queryKey: [...bookKey(book), 'payload', path],
    queryFn: ({ signal }) => getText(path, signal),
    enabled: isOpen,
    staleTime: Number.POSITIVE_INFINITY,
  });
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
          {parked === null ? null : <span className="quiet">waits: {parked}</span>}
        </summary>
        <p className="small quiet">
          Fingerprint of its content: <CopyText text={contentHash} short={`${contentHash.slice(0, 16)}…`} />
        </p>
        {isOpen ? (
          <Loaded query={payload} lines={4}>
            {(text) => (
              // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
              <pre className="payload" tabIndex={0}>
                {pretty(text)}
              </pre>
            )}
          </Loaded>
        ) : null}
      </details>
    </li>
  );
}

/** Only laid out, never parsed: every character of a figure stays as it came. */
function pretty(text: string): string {
  let depth = 0;
  let isText = false;
  let laid = '';
  const line = () => `\n${'  '.repeat(depth)}`;
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charAt(index);
    if (isText) {
      laid += char;
      if (char === '\\') {
        index += 1;
        laid += text.charAt(index);
      } else if (char === '"') isText = false;
      continue;
    }
    if (char === '"') {
      isText = true;
      laid += char;
    } else if (char === '{' || char === '[') {
      const closing = char === '{' ? '}' : ']';
      const rest = text.slice(index + 1).match(/^\s*/)?.[0].length ?? 0;
      if (text.charAt(index + 1 + rest) === closing) {
        laid += char + closing;
        index += 1 + rest;
      } else {
        depth += 1;
        laid += char + line();
      }
    } else if (char === '}' || char === ']') {
      depth -= 1;
      laid += line() + char;
    } else if (char === ',') laid += char + line();
    else if (char === ':') laid += ': ';
    else if (!/\s/.test(char)) laid += char;
  }
  return laid;
}
