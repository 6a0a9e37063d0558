import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { RoomLink } from '../../address/link.tsx';
import { useBookName, useGo, useRoomHref } from '../../address/view.ts';
import { apiPath, getJson, postJson } from '../../api/client.ts';
import { useAction } from '../../api/queries.ts';
import { useConnections } from '../../api/store-queries.ts';
import type { Connection, FirstLook } from '../../api/stores.ts';
import { plural } from '../../money/dates.ts';
import { RoomPage, State } from '../../ui/room.tsx';
import { Empty, Failure, Loaded, Waiting } from '../../ui/states.tsx';
import { GiftCards } from './gift-cards.tsx';
import { LookTables } from './look-tables.tsx';
import { Steps } from './steps.tsx';

/** What a kept store holds and what its last weeks would post; from here it is started. */
export function LookRoom() {
  const { channel = '' } = useParams({ strict: false });
  const connections = useConnections();
  const connection = connections.data?.find((each) => each.channel === channel);
  return (
    <RoomPage
      title={`What ${channel} holds`}
      up={{ room: 'connections', title: 'Connections' }}
      answer="It is only read: nothing is booked, and nothing in the store is changed."
    >
      <Loaded query={connections}>
        {() =>
          connection?.live == null ? (
            <Empty title="No store is connected under this name">
              <RoomLink room="connections">See the connections</RoomLink>
            </Empty>
          ) : (
            <Look connection={connection} />
          )
        }
      </Loaded>
    </RoomPage>
  );
}

function Look({ connection: { channel, platform, state } }: { readonly connection: Connection }) {
  const book = useBookName();
  // Not under the book's key: the store is asked once, and not whenever the book has news.
  const lookKey = ['look', book, channel];
  const look = useQuery({
    queryKey: lookKey,
    queryFn: ({ signal }) => getJson<FirstLook>(apiPath(['books', book, 'connections', channel, 'look']), signal),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const isStarted = state === 'live' || state === 'paused';
  return (
    <>
      <Steps at="First look" />
      {look.error ? (
        <>
          <Failure error={look.error} again={() => void look.refetch()} />
          <p>
            <RoomLink room="connections/new" view={{ platform, channel }}>
              Give it other credentials
            </RoomLink>
          </p>
        </>
      ) : look.data === undefined ? (
        <>
          <p role="status">The last weeks of the store are read. This takes as long as the store takes to answer.</p>
          <Waiting lines={8} />
        </>
      ) : (
        <>
          {look.data.isPartial ? (
            <p className="notice">
              <State tone="quiet">a part</State>
              <span>
                There is more in these {look.data.days} days than was read: the figures are of the first{' '}
                {plural(look.data.orders, 'order')}.
              </span>
            </p>
          ) : null}
          <LookTables look={look.data}>
            {state === 'found' ? (
              <GiftCards channel={channel} giftCards={look.data.giftCards} lookKey={lookKey} />
            ) : null}
          </LookTables>
        </>
      )}
      {isStarted ? (
        <p className="notice" data-tone="good">
          <State tone="good">started</State>
          <RoomLink room="connections">See how it is with it</RoomLink>
        </p>
      ) : (
        <StartBar channel={channel} canStart={look.data !== undefined} />
      )}
    </>
  );
}

function StartBar({ channel, canStart }: { readonly channel: string; readonly canStart: boolean }) {
  const book = useBookName();
  const go = useGo();
  const hrefOf = useRoomHref();
  const start = useAction(
    () => postJson(apiPath(['books', book, 'connections', channel, 'start'])),
    () => go(hrefOf('connections')),
  );
  return (
    <>
      {start.error ? <Failure error={start.error} again={() => start.mutate()} /> : null}
      <div className="apply-bar start-bar" data-active={canStart}>
        <span className="grow">
          Nothing is booked yet. Once started, its history is read, and what happens is booked as it happens.
        </span>
        <Button size="xs" variant="default" onClick={() => go(hrefOf('connections'))}>
          Not now
        </Button>
        <Button size="xs" disabled={!canStart} loading={start.isPending} onClick={() => start.mutate()}>
          Start
        </Button>
      </div>
    </>
  );
}
