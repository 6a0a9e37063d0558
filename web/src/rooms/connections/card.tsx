import { Progress } from '@mantine/core';
import { useId } from 'react';
import { ordersOf, readsHistory } from '../../api/store-state.ts';
import type { Connection, LiveStore } from '../../api/stores.ts';
import { plural, showCount, showDay, showMoment } from '../../money/dates.ts';
import { ChannelName } from '../../ui/channel.tsx';
import { State } from '../../ui/room.tsx';
import { platformName } from '../../words.ts';
import { Actions } from './actions.tsx';
import { Details } from './details.tsx';
import { Figures } from './figures.tsx';
import { PriceAlarms } from './price-alarms.tsx';
import { type Here, stateOf } from './state.ts';

interface Props {
  readonly connection: Connection;
  readonly here: Here;
}

/** One channel: how it is, what stands in the way, its figures, and what can be done. */
export function StoreCard({ connection, here }: Props) {
  const { channel, platform, remoteAccount, cutOver, state, live } = connection;
  const { tone, word, sentence } = stateOf(connection, here);
  const heading = useId();
  const isStarted = state === 'live' || state === 'paused';
  return (
    <article className="store" aria-labelledby={heading}>
      <header className="store-head">
        <div>
          <h2 id={heading}>
            <ChannelName channel={channel} />
          </h2>
          <p className="quiet small">
            {platformName(platform)}
            {remoteAccount === null ? null : (
              <>
                {' · '}
                <bdi>{remoteAccount}</bdi>
              </>
            )}
            {cutOver === null ? null : ` · booked from ${showDay(cutOver)} on`}
          </p>
        </div>
        <Actions connection={connection} here={here} />
      </header>
      <p className="store-state">
        <State tone={tone}>{word}</State> <span>{sentence}</span>
      </p>
      {live?.problem == null ? null : <Problem problem={live.problem} here={here} />}
      {readsHistory(connection) ? <History connection={connection} /> : null}
      {live === null || !isStarted ? null : (
        <>
          <Webhooks live={live} here={here} />
          {live.priceAlarms === 0 ? null : <PriceAlarms channel={channel} here={here} />}
          <Figures connection={connection} live={live} here={here} />
          <Details channel={channel} live={live} here={here} />
        </>
      )}
    </article>
  );
}

function Problem({ problem, here }: { readonly problem: NonNullable<LiveStore['problem']>; readonly here: Here }) {
  const { cause, remedy, since } = problem;
  return (
    <div className="notice store-problem" data-tone="bad">
      <State tone="bad">since {showMoment(since, here.zone, here.now)}</State>
      <div>
        <strong>{cause}</strong>
        <p className="quiet">What helps: {remedy}</p>
      </div>
    </div>
  );
}

/** How far the first reading is; where the platform does not say how much there is, how much was read. */
function History({ connection }: { readonly connection: Connection }) {
  const orders = ordersOf(connection);
  const { done = 0, total = null } = orders ?? {};
  const percent = total === null || total === 0 ? null : Math.min(100, Math.floor((done / total) * 100));
  return (
    <div className="history">
      <p role="status">
        {orders === undefined || (!orders.running && done === 0)
          ? 'Its history is about to be read.'
          : total === null
            ? `${plural(done, 'record')} of its history read so far.`
            : `${showCount(done)} of ${plural(total, 'record')} of its history read (${percent ?? 0} %).`}{' '}
        <span className="quiet">You may leave this page; it goes on, also after a restart.</span>
      </p>
      {percent === null ? null : <Progress value={percent} aria-label={`History of ${connection.channel}`} />}
    </div>
  );
}

/** What a merchant should know of the webhooks beyond that they are there. */
function Webhooks({ live: { webhooks, hasWebhooks }, here }: { readonly live: LiveStore; readonly here: Here }) {
  if (!hasWebhooks || webhooks === null) return null;
  const { problem, remadeAt, code } = webhooks;
  if (problem === null) {
    return remadeAt === null ? null : (
      <p className="notice" data-tone="warn">
        <State tone="warn">made again</State>
        <span>
          The shop had dropped some of our webhooks; they were made again at {showMoment(remadeAt, here.zone, here.now)}
          . Nothing is lost: what they would have told was found by asking.
        </span>
      </p>
    );
  }
  return (
    <p className="notice">
      <State tone="quiet">no webhooks</State>
      <span>
        {code === 'no-public-url'
          ? 'PUBLIC_URL is not set, so the shop cannot call us. Nothing is lost: changes are found by asking, every minute or so. To have orders within a second, set PUBLIC_URL to the address under which the shop reaches WEBHOOK_PORT, and start again.'
          : problem}
      </span>
    </p>
  );
}
