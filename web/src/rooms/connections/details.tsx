import type { PriceChange } from '../../api/prices.ts';
import type { Feed, LiveStore } from '../../api/stores.ts';
import { plural, showCount, showMoment } from '../../money/dates.ts';
import { Icon } from '../../ui/icon.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { feedName } from './feeds.ts';
import { BoundsLine } from './price-bounds.tsx';
import { priceColumns, seenColumn, skuColumn, whatColumn } from './price-columns.tsx';
import type { Here } from './state.ts';

interface Props {
  readonly channel: string;
  readonly live: LiveStore;
  readonly here: Here;
}

/** What few need daily: each feed, the topics, what is on sale and which prices changed. */
export function Details({ channel, live, here }: Props) {
  const { streams, webhooks, listings, priceChanges, priceAlarms } = live;
  const topics = webhooks?.topics ?? [];
  const held = [
    plural(streams.length, 'feed'),
    topics.length === 0 ? '' : plural(topics.length, 'webhook topic'),
    plural(listings, 'listing'),
    priceChanges.length === 0 ? '' : plural(priceChanges.length, 'price change'),
  ].filter(Boolean);
  return (
    <details className="fold store-fold">
      <summary>
        <Icon name="right" size={14} />
        More <span className="quiet small">{held.join(', ')}</span>
      </summary>
      <div className="fold-body">
        <DataTable caption="Feeds" columns={feedColumns(here)} rows={streams} rowKey={({ stream }) => stream} />
        {topics.length === 0 ? null : (
          <section>
            <h3>Webhook topics</h3>
            <ul className="topics">
              {topics.map((topic) => (
                <li key={topic}>
                  <code>{topic}</code>
                </li>
              ))}
            </ul>
          </section>
        )}
        <section>
          <h3>Prices that changed</h3>
          {priceAlarms === 0 ? <BoundsLine channel={channel} /> : null}
          {priceChanges.length === 0 ? (
            <p className="quiet">None yet. A price that changes in the shop is shown here, with the one before.</p>
          ) : (
            <DataTable
              caption="Prices that changed"
              columns={changeColumns(here)}
              rows={priceChanges}
              rowKey={({ sku, title, seenAt }) => `${sku} ${title} ${seenAt}`}
            />
          )}
        </section>
      </div>
    </details>
  );
}

function feedColumns({ zone, now }: Here): readonly Column<Feed>[] {
  const moment = (at: string | null) => (at === null ? '–' : showMoment(at, zone, now));
  return [
    { id: 'feed', title: 'Feed', kind: 'wide', card: 'title', cell: ({ stream }) => feedName(stream) },
    {
      id: 'through',
      title: 'Read through',
      card: 'figure',
      isNamed: true,
      cell: ({ completeThrough }) => (completeThrough === null ? 'not to the end yet' : moment(completeThrough)),
    },
    {
      id: 'run',
      title: 'Now',
      card: 'sub',
      cell: ({ running, done, total }) =>
        running
          ? `reading, ${showCount(done)}${total === null ? '' : ` of ${showCount(total)}`}`
          : 'waits for its time',
    },
    { id: 'last', title: 'Asked last', cell: ({ lastRunAt }) => moment(lastRunAt) },
    {
      id: 'next',
      title: 'Asked next',
      card: 'note',
      isNamed: true,
      cell: ({ dueAt, running }) => (running ? 'now' : moment(dueAt)),
    },
  ];
}

function changeColumns(here: Here): readonly Column<PriceChange>[] {
  const price = (amount: string | null, currency: string | null) =>
    amount === null || currency === null ? null : { amount, currency };
  return [
    whatColumn,
    { ...skuColumn, card: 'sub' },
    seenColumn(here),
    ...priceColumns<PriceChange>(
      ({ before, beforeCurrency }) => price(before, beforeCurrency),
      ({ after, currency }) => price(after, currency),
      '–',
    ),
  ];
}
