import { Button } from '@mantine/core';
import { useState } from 'react';
import { lookRoom, RoomLink } from '../../address/link.tsx';
import { usePlatforms } from '../../api/store-queries.ts';
import type { Connection } from '../../api/stores.ts';
import { DisconnectDialog } from './disconnect-dialog.tsx';
import { ReadAgainDialog } from './read-again-dialog.tsx';
import type { Here } from './state.ts';
import { WebhookDialog } from './webhook-dialog.tsx';

/** What can be done with a channel as it is now; the next step first. */
export function Actions({ connection, here }: { readonly connection: Connection; readonly here: Here }) {
  const { channel, state, live } = connection;
  const feeds = live?.streams ?? [];
  const [asked, setAsked] = useState<'disconnect' | 'read' | 'webhook' | null>(null);
  const close = () => setAsked(null);
  const isStarted = state === 'live' || state === 'paused';
  return (
    <div className="store-actions">
      {state === 'found' || state === 'off' ? (
        <RoomLink room={lookRoom(channel)} className="button" aria-label={`See what it holds and start: ${channel}`}>
          See what it holds and start
        </RoomLink>
      ) : null}
      <ConnectLink connection={connection} />
      {isStarted && live?.webhooksByHand ? (
        <Button
          size="xs"
          variant="default"
          onClick={() => setAsked('webhook')}
          aria-label={`Webhook address: ${channel}`}
        >
          Webhook address …
        </Button>
      ) : null}
      {isStarted && feeds.length > 0 ? (
        <Button size="xs" variant="default" onClick={() => setAsked('read')} aria-label={`Read again: ${channel}`}>
          Read again …
        </Button>
      ) : null}
      {isStarted || state === 'found' ? (
        <Button
          size="xs"
          variant="default"
          onClick={() => setAsked('disconnect')}
          aria-label={`Disconnect: ${channel}`}
        >
          Disconnect …
        </Button>
      ) : null}
      {asked === 'disconnect' ? <DisconnectDialog channel={channel} onClose={close} /> : null}
      {asked === 'webhook' ? <WebhookDialog connection={connection} here={here} onClose={close} /> : null}
      {asked === 'read' ? <ReadAgainDialog channel={channel} feeds={feeds} onClose={close} /> : null}
    </div>
  );
}

/** Where credentials are given: for the first time, or others in their place. */
function ConnectLink({ connection: { channel, platform, state } }: { readonly connection: Connection }) {
  const { data: platforms = [] } = usePlatforms();
  if (!platforms.some((each) => each.platform === platform)) return null;
  const isFirst = state === 'files only';
  return (
    <RoomLink
      room="connections/new"
      view={{ platform, channel }}
      className="button plain-button"
      aria-label={isFirst ? `Connect its store: ${channel}` : `New credentials: ${channel}`}
    >
      {isFirst ? 'Connect its store' : 'New credentials'}
    </RoomLink>
  );
}
