import { useState } from 'react';
import { lookRoom, RoomLink } from '../../address/link.tsx';
import { useBookName, useGo, useRoomHref, useSetView, useView } from '../../address/view.ts';
import { apiPath, postJson } from '../../api/client.ts';
import { useConnections, usePlatforms } from '../../api/store-queries.ts';
import type { Credentials, FoundStore, Platform } from '../../api/stores.ts';
import { RoomPage } from '../../ui/room.tsx';
import { Loaded } from '../../ui/states.tsx';
import { ConsentStep, LeftConsents } from './consent-step.tsx';
import { CredentialsStep } from './credentials-step.tsx';
import { KeepStep } from './keep-step.tsx';
import { Steps } from './steps.tsx';

/**
 * Connects a store: its platform, its credentials, who it is; then it is kept, and goes on in the first look. The address
 * keeps the platform, the channel where one is connected anew, and which merchant's consent is waited for; credentials are
 * in this page's memory alone.
 */
export function ConnectRoom() {
  const { platform, channel, consent } = useView();
  const book = useBookName();
  const platforms = usePlatforms();
  return (
    <RoomPage
      title={channel === undefined ? 'Connect a store' : `Connect ${channel}`}
      up={{ room: 'connections', title: 'Connections' }}
      answer="You see what the store holds before anything of it is booked."
    >
      <Loaded query={platforms}>
        {(list) => {
          const chosen = list.find((each) => each.platform === platform);
          if (chosen === undefined) return <PlatformStep platforms={list} />;
          return consent === undefined ? (
            <StoreSteps key={`${book} ${chosen.platform} ${channel}`} platform={chosen} channel={channel} />
          ) : (
            <ConsentStep key={`${book} ${consent}`} platform={chosen} id={consent} channel={channel} />
          );
        }}
      </Loaded>
    </RoomPage>
  );
}

function PlatformStep({ platforms }: { readonly platforms: readonly Platform[] }) {
  const { channel } = useView();
  return (
    <>
      <Steps at="Platform" />
      <h2 className="section-title">Where is it?</h2>
      <ul className="platforms">
        {platforms.map(({ platform, title, credentials }) => (
          <li key={platform}>
            <RoomLink room="connections/new" view={{ platform, channel }} data-row className="platform">
              <strong>{title}</strong>
              <span className="quiet small">asks for: {asksFor(credentials)}</span>
            </RoomLink>
          </li>
        ))}
      </ul>
      <LeftConsents platforms={platforms} />
      <p className="quiet small explained">
        Another platform? What it exports can be <RoomLink room="import">imported as files</RoomLink>.
      </p>
    </>
  );
}

const asksFor = (fields: Platform['credentials']) =>
  fields
    .filter(({ optional }) => optional !== true)
    .map(({ label }) => label.charAt(0).toLowerCase() + label.slice(1))
    .join(', ');

interface Answered {
  readonly credentials: Credentials;
  readonly found: FoundStore;
}

function StoreSteps({ platform, channel }: { readonly platform: Platform; readonly channel: string | undefined }) {
  const [answered, setAnswered] = useState<Answered | null>(null);
  const [given, setGiven] = useState<Credentials>({});
  const book = useBookName();
  const connections = useConnections();
  const setView = useSetView();
  const go = useGo();
  const hrefOf = useRoomHref();
  if (answered === null) {
    return (
      <CredentialsStep
        platform={platform}
        given={given}
        channel={channel}
        onBack={() => setView({ platform: undefined })}
        onFound={(credentials, found) => {
          setGiven(credentials);
          setAnswered({ credentials, found });
        }}
      />
    );
  }
  // Kept, a store has an address of its own: back leads past the credentials, which are gone.
  const leave = (kept: string, isLive: boolean) => go(hrefOf(isLive ? 'connections' : lookRoom(kept)), 'replace');
  const { credentials, found } = answered;
  return (
    <Loaded query={connections} lines={4}>
      {(known) => (
        <KeepStep
          platform={platform}
          found={found}
          keepAs={(as) =>
            postJson<FoundStore>(apiPath(['books', book, 'connections']), {
              platform: platform.platform,
              credentials,
              ...as,
            })
          }
          anew={channel}
          connections={known}
          onBack={() => setAnswered(null)}
          onKept={leave}
        />
      )}
    </Loaded>
  );
}
