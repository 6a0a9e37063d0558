import { connectorOf } from '../books/connectors.ts';
import { major } from '../domain/money/format.ts';
import { listConnections } from '../storage/books.ts';
import type { Database } from '../storage/database.ts';
import { type LiveRow, listLive, type Problem, type WebhookState } from '../storage/live/connections.ts';
import { bucketMs, readLastReceived, readTraffic, type TrafficRow } from '../storage/live/days.ts';
import { countInbox } from '../storage/live/inbox.ts';
import { countListings, listPriceChanges, type PriceChange } from '../storage/live/listings.ts';
import { countAlarms } from '../storage/live/prices.ts';
import { listStreams, type StreamRow } from '../storage/live/streams.ts';
import { countTodo } from '../storage/live/todo.ts';
import { READ } from './reads.ts';

const DAY_MS = 86_400_000;
/** Times from a webhook's arrival to the books are those of so many days. */
const WAIT_DAYS = 7;
const PRICES_SHOWN = 20;

export type ConnectionState = 'files only' | 'found' | 'live' | 'paused' | 'off';

/** A channel, as the Connections room shows it. */
export interface ConnectionStatus {
  readonly connectionId: number;
  readonly channel: string;
  readonly platform: string;
  readonly remoteAccount: string | null;
  readonly cutOver: string | null;
  readonly state: ConnectionState;
  /** Null for a channel of files. */
  readonly live: LiveStatus | null;
}

export interface LiveStatus {
  readonly name: string;
  readonly currency: string;
  readonly connectedAt: number;
  readonly startedAt: number | null;
  readonly problem: Problem | null;
  readonly retryAt: number | null;
  readonly streams: readonly StreamRow[];
  /** Webhooks that wait for the books. */
  readonly inbox: { readonly waiting: number; readonly oldest: number | null };
  /** Orders to be read: now, later by plan, and failing. */
  readonly reads: { readonly due: number; readonly later: number; readonly failing: number };
  /** Null where the platform has none. */
  readonly webhooks: WebhookState | null;
  readonly hasWebhooks: boolean;
  /** A person sets webhooks up in the shop, with the address and the secret of this connection. */
  readonly webhooksByHand: boolean;
  /** When the last webhook came. */
  readonly lastEventAt: number | null;
  readonly today: Omit<TrafficRow, 'waited'>;
  /** From a webhook's arrival to the books, in milliseconds, of the last days; null where there were none. */
  readonly waits: Waits | null;
  /** What is left of the platform's budget, as a share; null where it has none, or another process knows. */
  readonly budget: number | null;
  readonly listings: number;
  readonly priceChanges: readonly ShownPriceChange[];
  /** Prices that changed beyond the bounds, and that nobody has said to be right. */
  readonly priceAlarms: number;
}

/** A price that changed; amounts as decimal texts in major units, null where it had none. */
export interface ShownPriceChange extends Omit<PriceChange, 'before' | 'after'> {
  readonly before: string | null;
  readonly after: string | null;
}

export interface Waits {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** The channels of a book and how it is with them. `budgetShare`: what this process knows of budgets. */
export async function connectionsOf(
  { pool }: Database,
  bookId: number,
  now: number,
  budgetShare: (budgetKey: string) => number | null = () => null,
): Promise<ConnectionStatus[]> {
  const live = new Map((await listLive(pool, bookId)).map((row) => [row.connectionId, row]));
  const connections = await listConnections(pool, bookId);
  return await Promise.all(
    connections.map(async ({ connectionId, channel, platform, remoteAccount, cutOver }) => {
      const row = live.get(connectionId);
      const state = row === undefined ? 'files only' : stateOf(row, now);
      const status = row === undefined ? null : await statusOf(pool, row, now, budgetShare(row.budgetKey));
      return { connectionId, channel, platform, remoteAccount, cutOver, state, live: status } as const;
    }),
  );
}

function stateOf({ state, retryAt, failures }: LiveRow, now: number): ConnectionState {
  return state === 'live' && failures > 0 && retryAt !== null && retryAt > now ? 'paused' : state;
}

async function statusOf(pool: Database['pool'], row: LiveRow, now: number, budget: number | null): Promise<LiveStatus> {
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  const [streams, inbox, reads, traffic, recent, listings, changes, priceAlarms, lastEventAt] = await Promise.all([
    listStreams(pool, row),
    countInbox(pool, row),
    countTodo(pool, READ, row, now),
    readTraffic(pool, row, day(now), day(now)),
    readTraffic(pool, row, day(now - (WAIT_DAYS - 1) * DAY_MS), day(now)),
    countListings(pool, row),
    listPriceChanges(pool, row, PRICES_SHOWN),
    countAlarms(pool, row.bookId, row.connectionId),
    readLastReceived(pool, row),
  ]);
  const { waited: _waited, ...today } = traffic;
  const { name, currency, connectedAt, startedAt, problem, retryAt, webhooks } = row;
  const kind = connectorOf({ platform: row.platform, settings: {} }).connector.live?.webhooks ?? null;
  const hasWebhooks = kind !== null;
  const webhooksByHand = kind?.byHand === true;
  return {
    ...{ name, currency, connectedAt, startedAt, problem, retryAt, streams, inbox, reads, webhooks, hasWebhooks },
    ...{ today, waits: waitsOf(recent.waited), budget, listings, webhooksByHand, lastEventAt, priceAlarms },
    priceChanges: changes.map(shownChange),
  };
}

function shownChange({ before, after, ...change }: PriceChange): ShownPriceChange {
  const shown = (amount: number | null, currency: string | null) =>
    amount === null || currency === null ? null : major(amount, currency);
  return { ...change, before: shown(before, change.beforeCurrency), after: shown(after, change.currency) };
}

/** Percentiles from buckets: each is the most that its bucket's waits took. */
export function waitsOf(buckets: readonly number[]): Waits | null {
  const count = buckets.reduce((all, n) => all + n, 0);
  if (count === 0) return null;
  const at = (share: number) => {
    let rest = Math.ceil(count * share);
    for (const [bucket, n] of buckets.entries()) {
      rest -= n;
      if (rest <= 0) return bucketMs(bucket);
    }
    return bucketMs(buckets.length - 1);
  };
  return { count, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
