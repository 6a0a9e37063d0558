import type pg from 'pg';
import type { Instant } from '../../domain/time/when.ts';
import type { ConnectionKey } from './streams.ts';

type Client = pg.ClientBase | pg.Pool;

/** What a connection's traffic was; added to what is counted of the day. */
export interface Traffic {
  readonly requests: number;
  readonly failed: number;
  readonly throttled: number;
  readonly received: number;
  readonly refused: number;
  /** When the last of those received came. */
  readonly lastReceivedAt: Instant;
  /** How long each of these webhooks took from its arrival to the books, in milliseconds. */
  readonly waitedMs: readonly number[];
}

/** Buckets of waiting times: bucket n holds what took less than 2^(n/2) ms (and as long as bucket n − 1 or longer). */
export const BUCKETS = 64;

export function bucketOf(ms: number): number {
  return Math.min(BUCKETS - 1, Math.max(0, Math.floor(2 * Math.log2(Math.max(ms, 1))) + 1));
}

/** The most that a bucket's waits took, in milliseconds. */
export function bucketMs(bucket: number): number {
  return Math.round(2 ** (bucket / 2));
}

const ADD = `insert into live_day as d (book_id, connection_id, day, requests, failed, throttled, received, refused, waited,
    last_received_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
  on conflict (book_id, connection_id, day) do update set requests = d.requests + excluded.requests,
    last_received_at = greatest(d.last_received_at, excluded.last_received_at), failed = d.failed + excluded.failed, throttled = d.throttled + excluded.throttled,
    received = d.received + excluded.received, refused = d.refused + excluded.refused,
    waited = case when cardinality(excluded.waited) = 0 then d.waited when cardinality(d.waited) = 0 then excluded.waited
      else (select array_agg(a + b order by i) from unnest(d.waited, excluded.waited) with ordinality as u(a, b, i)) end`;

export async function addTraffic(
  client: Client,
  { bookId, connectionId }: ConnectionKey,
  traffic: Partial<Traffic>,
  now: number,
): Promise<void> {
  const { requests = 0, failed = 0, throttled = 0, received = 0, refused = 0, waitedMs = [] } = traffic;
  const last = traffic.lastReceivedAt === undefined ? null : new Date(traffic.lastReceivedAt);
  const waited = waitedMs.length === 0 ? [] : Array.from({ length: BUCKETS }, () => 0);
  for (const ms of waitedMs) waited[bucketOf(ms)] = (waited[bucketOf(ms)] ?? 0) + 1;
  const day = new Date(now).toISOString().slice(0, 10);
  await client.query({
    name: 'live day+',
    text: ADD,
    values: [bookId, connectionId, day, requests, failed, throttled, received, refused, waited, last],
  });
}

/** When a webhook of a connection last came; null: never. */
export async function readLastReceived(
  client: Client,
  { bookId, connectionId }: ConnectionKey,
): Promise<Instant | null> {
  const { rows } = await client.query<{ at: Instant | null }>(
    'select max(last_received_at) as at from live_day where book_id = $1 and connection_id = $2',
    [bookId, connectionId],
  );
  return rows[0]?.at ?? null;
}

export interface TrafficRow {
  readonly requests: number;
  readonly failed: number;
  readonly throttled: number;
  readonly received: number;
  readonly refused: number;
  /** Webhooks by bucket; empty where there were none. */
  readonly waited: readonly number[];
}

const SUM = `select coalesce(sum(requests), 0)::int8 as requests, coalesce(sum(failed), 0)::int8 as failed,
    coalesce(sum(throttled), 0)::int8 as throttled, coalesce(sum(received), 0)::int8 as received,
    coalesce(sum(refused), 0)::int8 as refused
  from live_day where book_id = $1 and connection_id = $2 and day between $3 and $4`;

const WAITED = `select i::int4 as bucket, sum(n)::int8 as count from live_day, unnest(waited) with ordinality as u(n, i)
  where book_id = $1 and connection_id = $2 and day between $3 and $4 group by i having sum(n) > 0 order by i`;

/** A connection's traffic on some UTC days, both included. */
export async function readTraffic(
  client: Client,
  { bookId, connectionId }: ConnectionKey,
  from: string,
  to: string,
): Promise<TrafficRow> {
  const values = [bookId, connectionId, from, to];
  const [sums, buckets] = [
    await client.query<Omit<TrafficRow, 'waited'>>(SUM, values),
    await client.query<{ bucket: number; count: number }>(WAITED, values),
  ];
  const waited = Array.from({ length: buckets.rows.length === 0 ? 0 : BUCKETS }, () => 0);
  for (const { bucket, count } of buckets.rows) waited[bucket - 1] = count;
  const [row] = sums.rows;
  if (row === undefined) throw new Error('sums give a row');
  return { ...row, waited };
}
