import type pg from 'pg';
import type { KnownObservation } from '../domain/plan/state.ts';
import { documentKey, splitDocumentKey } from '../domain/plan/state.ts';
import { int4s, texts } from './wire.ts';

/** Looked up one by one (`offset 0` keeps the planner from turning it round): each is one step down the unique index. */
const KNOWN = `select k.n, o.observation_id, o.via, o.seen_at, o.last_seen_at, o.seen_again,
    encode(o.content_hash, 'hex') as content_hash
  from unnest($2::int4[], $3::text[], $4::text[]) with ordinality as k(connection_id, kind, remote_id, n)
  cross join lateral (
    select * from observation x
    where x.book_id = $1 and x.connection_id = k.connection_id and x.kind = k.kind and x.remote_id = k.remote_id offset 0
  ) o
  order by o.seen_at`;

interface KnownRow {
  readonly n: number;
  readonly observation_id: number;
  readonly via: KnownObservation['via'];
  readonly seen_at: number;
  readonly last_seen_at: number;
  readonly seen_again: readonly number[] | null;
  readonly content_hash: string;
}

/** The observations known of payloads, by their key (plan.ts observationKey), ascending by seen at. */
export async function findKnown(
  client: pg.ClientBase | pg.Pool,
  bookId: number,
  keys: readonly string[],
): Promise<Map<string, KnownObservation[]>> {
  const unique = [...new Set(keys)];
  const parts = unique.map(splitDocumentKey);
  const { rows } = await client.query<KnownRow>({
    name: 'known observations',
    text: KNOWN,
    values: [
      bookId,
      int4s(parts.map((part) => part.connectionId)),
      texts(parts.map((part) => part.kind)),
      texts(parts.map((part) => part.remoteId)),
    ],
  });
  const known = new Map<string, KnownObservation[]>();
  for (const row of rows) {
    const key = unique[row.n - 1] ?? documentKey(0, '', '');
    const observation: KnownObservation = {
      observationId: row.observation_id,
      via: row.via,
      seenAt: row.seen_at,
      lastSeenAt: row.last_seen_at,
      seenAgain: row.seen_again ?? [],
      contentHash: row.content_hash,
    };
    const list = known.get(key);
    if (list === undefined) known.set(key, [observation]);
    else list.push(observation);
  }
  return known;
}
