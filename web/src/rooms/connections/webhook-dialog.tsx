import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useBookName } from '../../address/view.ts';
import { apiPath, getJson } from '../../api/client.ts';
import type { Connection, WebhookAddress } from '../../api/stores.ts';
import { plural, showMoment } from '../../money/dates.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { State } from '../../ui/room.tsx';
import { Loaded } from '../../ui/states.tsx';
import { Scrolling } from '../../ui/table.tsx';
import { platformName } from '../../words.ts';
import { loadShopLines, type ShopLines } from './shop-lines.ts';
import type { Here } from './state.ts';

interface Props {
  readonly connection: Connection;
  readonly here: Here;
  readonly onClose: () => void;
}

/** What whoever runs the shop puts there so that it tells of changes: some lines, an address and a secret. */
export function WebhookDialog({ connection: { channel, platform, live }, here, onClose }: Props) {
  const book = useBookName();
  const address = useQuery({
    queryKey: ['webhook', book, channel],
    queryFn: ({ signal }) =>
      getJson<WebhookAddress>(apiPath(['books', book, 'connections', channel, 'webhook']), signal),
    // A secret stays in no cache: it is asked for when the dialog opens, and forgotten when it closes.
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const lines = useQuery({
    queryKey: ['shop lines', platform],
    queryFn: () => loadShopLines(platform),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const last = live?.lastEventAt ?? null;
  return (
    <Dialog
      label={`Webhooks of ${channel}`}
      title={
        <>
          Let <bdi>{channel}</bdi> tell of changes
        </>
      }
      size="lg"
      onClose={onClose}
    >
      <p>
        <State tone={last === null ? 'quiet' : 'good'}>{last === null ? 'nothing has come yet' : 'it tells'}</State>{' '}
        {last === null ? null : <>The last came at {showMoment(last, here.zone, here.now)}.</>}
      </p>
      <p className="quiet">
        {platformName(platform)} sends no webhooks of its own; a few lines in the shop do. With them orders are booked
        within seconds, without them a little later: what they do not tell is found by asking.
      </p>
      <Loaded query={address} lines={4}>
        {(found) => <AddressAndSecret {...found} />}
      </Loaded>
      {lines.data == null ? null : <Lines lines={lines.data} />}
    </Dialog>
  );
}

function AddressAndSecret({ url, secret }: WebhookAddress) {
  const [isShown, setShown] = useState(false);
  return (
    <dl className="webhook-facts">
      <dt>
        Address <code>BOOKKEEPER_URL</code>
      </dt>
      {url === null ? (
        <dd>
          <span>
            None yet: PUBLIC_URL is not set. Set it to the address under which the shop reaches WEBHOOK_PORT, and start
            again.
          </span>
        </dd>
      ) : (
        <dd>
          <code>{url}</code>
          <CopyButton text={url} what="address" />
        </dd>
      )}
      <dt>
        Secret <code>BOOKKEEPER_SECRET</code>
      </dt>
      <dd>
        <code>{isShown ? secret : MASK}</code>
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => setShown(!isShown)}
          aria-label={isShown ? 'Hide the secret' : 'Show the secret'}
        >
          {isShown ? 'Hide' : 'Show'}
        </Button>
        <CopyButton text={secret} what="secret" />
      </dd>
      <dd className="quiet small">
        Whoever has the secret can speak in the shop’s name. Put both into the environment of the shop’s server, and
        nowhere else: not into its code, not into a message.
      </dd>
    </dl>
  );
}

const MASK = '•'.repeat(24);

function Lines({ lines: { text, file, also, page } }: { readonly lines: ShopLines }) {
  const count = text.trimEnd().split('\n').length;
  return (
    <details className="fold">
      <summary>
        <Icon name="right" size={14} />
        The lines <span className="quiet small">{plural(count, 'line')}, for a file of the shop</span>
      </summary>
      <div className="shop-lines">
        <p>
          Put them into the shop as <code>{file}</code>. {also} <CopyButton text={text} what="lines" />
        </p>
        <Scrolling label="The lines">
          <pre>{text}</pre>
        </Scrolling>
        <p className="quiet small">
          They send which order changed, and nothing else. More in <code>{page}</code>.
        </p>
      </div>
    </details>
  );
}
