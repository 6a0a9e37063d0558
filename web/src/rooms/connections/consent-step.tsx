import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { lookRoom, RoomLink } from '../../address/link.tsx';
import { useBookName, useGo, useRoomHref, useSetView } from '../../address/view.ts';
import { apiPath, postJson } from '../../api/client.ts';
import { useBook } from '../../api/queries.ts';
import { useConnections, useConsent, useConsents } from '../../api/store-queries.ts';
import type { AskedConsent, Consent, FoundStore, Platform } from '../../api/stores.ts';
import { showInstant } from '../../money/dates.ts';
import { State } from '../../ui/room.tsx';
import { Failure, Loaded, Waiting } from '../../ui/states.tsx';
import { sentence } from '../../words.ts';
import { KeepStep } from './keep-step.tsx';
import { Steps } from './steps.tsx';

/** Asks for a consent, and leaves this page for the shop. */
export function useAskConsent() {
  const book = useBookName();
  return useMutation({
    mutationFn: ({ path, body }: { readonly path: readonly string[]; readonly body: object }) =>
      postJson<AskedConsent>(apiPath(['books', book, ...path]), body),
    onSuccess: ({ url }) => window.location.assign(url),
    // What was sent is not to stay in a cache.
    gcTime: 0,
  });
}

interface Props {
  readonly platform: Platform;
  readonly id: string;
  /** The channel that is connected anew. */
  readonly channel: string | undefined;
}

/** Where a merchant goes on who was sent to the shop: the store is kept, or the shop asked again. */
export function ConsentStep({ platform, id, channel }: Props) {
  const consent = useConsent(id);
  return (
    <Loaded query={{ ...consent, isPlaceholderData: false }}>
      {(given) =>
        given.state === 'allowed' ? (
          <AllowedStep platform={platform} id={id} channel={channel} />
        ) : (
          <OpenStep consent={given} title={platform.title} />
        )
      }
    </Loaded>
  );
}

function AllowedStep({ platform, id, channel }: Props) {
  const book = useBookName();
  const connections = useConnections();
  const setView = useSetView();
  const go = useGo();
  const hrefOf = useRoomHref();
  const path = ['books', book, 'consents', id] as const;
  // Not under the book's key: the store is asked once, and not whenever the book has news.
  const found = useQuery({
    queryKey: ['consented', book, id],
    queryFn: () => postJson<FoundStore>(apiPath([...path, 'find'])),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  if (found.error) return <Failure error={found.error} again={() => void found.refetch()} />;
  if (found.data === undefined) return <Waiting lines={4} />;
  const store = found.data;
  return (
    <Loaded query={connections} lines={4}>
      {(known) => (
        <KeepStep
          platform={platform}
          found={store}
          keepAs={(as) => postJson<FoundStore>(apiPath([...path, 'keep']), as)}
          anew={channel}
          connections={known}
          onBack={() => setView({ consent: undefined })}
          onKept={(kept, isLive) => go(hrefOf(isLive ? 'connections' : lookRoom(kept)), 'replace')}
        />
      )}
    </Loaded>
  );
}

/** What is said of a consent that gives nothing yet, or nothing any more. */
function OpenStep({ consent, title }: { readonly consent: Consent; readonly title: string }) {
  const { state, place, channel, problem } = consent;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const isWaiting = state === 'asked' || state === 'exchanging';
  return (
    <>
      <Steps at="Credentials" />
      <h2 className="section-title" ref={heading} tabIndex={-1}>
        {state === 'kept' ? 'It is kept already' : isWaiting ? `Allow it in ${title}` : 'It was not connected'}
      </h2>
      {isWaiting ? <WaitingFor consent={consent} /> : null}
      {problem === null ? null : (
        <p className="notice" data-tone="warn">
          <State tone="warn">{state === 'denied' ? 'not allowed' : state === 'expired' ? 'too late' : 'failed'}</State>
          <span>{sentence(problem.cause)} Nothing was booked.</span>
        </p>
      )}
      {state === 'kept' ? (
        <p>
          {place} goes on as{' '}
          <RoomLink room={lookRoom(channel ?? '')}>
            <bdi>{channel}</bdi>
          </RoomLink>
          .
        </p>
      ) : (
        <AskAgain consent={consent} />
      )}
    </>
  );
}

function WaitingFor({ consent: { place, expiresAt } }: { readonly consent: Consent }) {
  const { data: book } = useBook();
  return (
    <p role="status" className="explained">
      {place} is asked, and may answer until {showInstant(Date.parse(expiresAt), book?.zone ?? 'UTC')}. This page goes
      on by itself; you can leave it, and find it again where you connect a store.
    </p>
  );
}

function AskAgain({ consent: { id } }: { readonly consent: Consent }) {
  const setView = useSetView();
  const ask = useAskConsent();
  return (
    <div className="wizard-form">
      {ask.error ? <Failure error={ask.error} /> : null}
      <div className="dialog-actions">
        <Button variant="default" onClick={() => setView({ consent: undefined })}>
          Other credentials
        </Button>
        <Button loading={ask.isPending} onClick={() => ask.mutate({ path: ['consents', id, 'again'], body: {} })}>
          Ask the shop again
        </Button>
      </div>
    </div>
  );
}

/** Shops that let us in, or are asked to, whose way was left. */
export function LeftConsents({ platforms }: { readonly platforms: readonly Platform[] }) {
  const { data: consents = [] } = useConsents();
  const left = consents.filter(({ state }) => state === 'allowed' || state === 'asked' || state === 'exchanging');
  if (left.length === 0) return null;
  return (
    <section aria-labelledby="left-consents">
      <h2 className="section-title" id="left-consents">
        Left unfinished
      </h2>
      <ul className="platforms">
        {left.map(({ id, platform, place, channel, state }) => (
          <li key={id}>
            <RoomLink
              room="connections/new"
              view={{ platform, consent: id, channel: channel ?? undefined }}
              data-row
              className="platform"
            >
              <strong>{place}</strong>
              <span className="quiet small">
                {platforms.find((one) => one.platform === platform)?.title ?? platform}{' '}
                {state === 'allowed' ? 'lets Bookkeeper in: go on' : 'is asked: see whether it has answered'}
              </span>
            </RoomLink>
          </li>
        ))}
      </ul>
    </section>
  );
}
