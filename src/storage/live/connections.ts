import type pg from 'pg';
import type { Currency } from '../../domain/money/minor.ts';
import type { Instant } from '../../domain/time/when.ts';

type Client = pg.ClientBase | pg.Pool;

/** What stands in the way of a connection, in words. */
export interface Problem {
  readonly cause: string;
  readonly remedy: string;
  /** ISO 8601. */
  readonly since: string;
}

/** What the platform was last seen to send us. */
export interface WebhookState {
  readonly topics: readonly string[];
  /** ISO 8601. */
  readonly checkedAt: string;
  /** When the platform was last found to have dropped some. */
  readonly remadeAt: string | null;
  /** In words. */
  readonly problem: string | null;
  /** The same for programs: no way in from outside is known, or the store says no. */
  readonly code: 'no-public-url' | 'refused' | null;
}

/** A store that is connected; what is sealed stays sealed. */
export interface LiveRow {
  readonly bookId: number;
  readonly connectionId: number;
  readonly platform: string;
  readonly channel: string;
  readonly remoteAccount: string;
  readonly bookZone: string;
  readonly state: 'found' | 'live' | 'off';
  readonly name: string;
  readonly currency: Currency;
  readonly credentials: Buffer;
  /** Its tokens come from a merchant's consent, not from the credentials. */
  readonly isConsented: boolean;
  readonly webhookKey: string;
  readonly webhookSecret: Buffer;
  readonly budgetKey: string;
  readonly connectedAt: Instant;
  readonly startedAt: Instant | null;
  readonly failures: number;
  /** Paused until then. */
  readonly retryAt: Instant | null;
  readonly problem: Problem | null;
  readonly webhooks: WebhookState | null;
}

const LIVE = `select l.book_id as "bookId", l.connection_id as "connectionId", c.platform, c.channel, c.remote_account as "remoteAccount",
    b.zone as "bookZone", c.state, l.name, l.currency, l.credentials, l.is_consented as "isConsented", l.webhook_key as "webhookKey", l.webhook_secret as "webhookSecret",
    l.budget_key as "budgetKey", l.connected_at as "connectedAt", l.started_at as "startedAt", l.failures, l.retry_at as "retryAt",
    l.problem, l.webhooks
  from live l join connection c using (book_id, connection_id) join book b using (book_id)`;

/** Stores of a book, also those that are off. */
export async function listLive(client: Client, bookId: number): Promise<LiveRow[]> {
  return (await client.query<LiveRow>(`${LIVE} where l.book_id = $1 order by l.connection_id`, [bookId])).rows;
}

/** Stores of all books that are to be kept up with. */
export async function listStarted(client: Client): Promise<LiveRow[]> {
  return (await client.query<LiveRow>(`${LIVE} where c.state = 'live' order by l.book_id, l.connection_id`)).rows;
}

export async function findLive(client: Client, bookId: number, connectionId: number): Promise<LiveRow | null> {
  const { rows } = await client.query<LiveRow>(`${LIVE} where l.book_id = $1 and l.connection_id = $2`, [
    bookId,
    connectionId,
  ]);
  return rows[0] ?? null;
}

/** Whose webhooks come in under a key: stores that are live. */
export async function findByWebhookKey(client: Client, key: string): Promise<LiveRow | null> {
  const { rows } = await client.query<LiveRow>({
    name: 'live by webhook key',
    text: `${LIVE} where l.webhook_key = $1 and c.state = 'live'`,
    values: [key],
  });
  return rows[0] ?? null;
}

export type NewLive = Pick<
  LiveRow,
  'bookId' | 'connectionId' | 'name' | 'currency' | 'credentials' | 'webhookKey' | 'webhookSecret' | 'budgetKey'
> & {
  readonly connectedBy: string;
  /** The platform chose the webhooks' secret: a new one replaces the old. */
  readonly isSecretTheirs: boolean;
  /** What a merchant's consent gave, sealed; absent where credentials are enough. */
  readonly granted?: SealedGrant;
};

const CONNECT = `insert into live (book_id, connection_id, name, currency, credentials, webhook_key, webhook_secret, budget_key,
    connected_at, connected_by, is_consented, token, token_expires_at, refresh_token)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $12, $13, $14, $15)
  on conflict (book_id, connection_id) do update set name = excluded.name, currency = excluded.currency,
    credentials = excluded.credentials, webhook_secret = case when $11 then excluded.webhook_secret else live.webhook_secret end,
    is_consented = excluded.is_consented, token = excluded.token, token_expires_at = excluded.token_expires_at,
    refresh_token = excluded.refresh_token, budget_key = excluded.budget_key,
    connected_at = excluded.connected_at, connected_by = excluded.connected_by, failures = 0, retry_at = null, problem = null`;

/** Keeps a store's credentials; connected again, it keeps its webhooks' address, and a secret that was ours. */
export async function insertLive(client: Client, live: NewLive, now: number): Promise<void> {
  const { granted } = live;
  await client.query(CONNECT, [
    ...[live.bookId, live.connectionId, live.name, live.currency, live.credentials, live.webhookKey],
    ...[live.webhookSecret, live.budgetKey, new Date(now), live.connectedBy, live.isSecretTheirs],
    ...[granted !== undefined, granted?.token ?? null, dateOf(granted?.expiresAt ?? null)],
    granted?.refreshToken ?? null,
  ]);
}

/** The merchant's word: found, live or off. */
export async function setState(
  client: Client,
  bookId: number,
  connectionId: number,
  state: LiveRow['state'],
  now: number,
): Promise<void> {
  await client.query('update connection set state = $3 where book_id = $1 and connection_id = $2', [
    ...[bookId, connectionId, state],
  ]);
  await client.query(
    `update live set started_at = case when $3 = 'live' then coalesce(started_at, $4) else started_at end,
       failures = 0, retry_at = null, problem = null where book_id = $1 and connection_id = $2`,
    [bookId, connectionId, state, new Date(now)],
  );
}

/** Notes what failed; `retryAt`: all of the store rests until then, null: one work alone failed. */
export async function noteFailure(
  client: Client,
  { bookId, connectionId }: Pick<LiveRow, 'bookId' | 'connectionId'>,
  problem: Omit<Problem, 'since'>,
  at: { readonly now: number; readonly retryAt: number | null },
): Promise<void> {
  await client.query(
    `update live set failures = failures + case when $3::timestamptz is null then 0 else 1 end,
       retry_at = coalesce($3, retry_at), problem = json_build_object('cause', $4::text, 'remedy', $5::text,
       'since', coalesce(problem ->> 'since', $6::text)) where book_id = $1 and connection_id = $2`,
    [
      ...[bookId, connectionId, at.retryAt === null ? null : new Date(at.retryAt), problem.cause, problem.remedy],
      new Date(at.now).toISOString(),
    ],
  );
}

/** The store answers again; `left`: what still stands in the way of one of its works. */
export async function noteSuccess(
  client: Client,
  { bookId, connectionId }: Pick<LiveRow, 'bookId' | 'connectionId'>,
  left: Problem | null,
): Promise<void> {
  await client.query(
    `update live set failures = 0, retry_at = null, problem = $3::json
     where book_id = $1 and connection_id = $2 and (failures > 0 or problem::jsonb is distinct from $3::json::jsonb)`,
    [bookId, connectionId, left === null ? null : JSON.stringify(left)],
  );
}

export async function setWebhooks(
  client: Client,
  { bookId, connectionId }: Pick<LiveRow, 'bookId' | 'connectionId'>,
  webhooks: WebhookState,
): Promise<void> {
  await client.query('update live set webhooks = $3 where book_id = $1 and connection_id = $2', [
    ...[bookId, connectionId, JSON.stringify(webhooks)],
  ]);
}

/** A grant as it is kept: sealed, and nothing before there is one. */
export interface SealedGrant {
  readonly token: Buffer | null;
  readonly expiresAt: Instant | null;
  readonly refreshToken: Buffer | null;
}

/** Whoever comes second waits, and then sees what the first has fetched. */
export async function lockToken(
  client: pg.ClientBase,
  { bookId, connectionId }: Pick<LiveRow, 'bookId' | 'connectionId'>,
): Promise<SealedGrant | null> {
  const { rows } = await client.query<SealedGrant>(
    `select token, token_expires_at as "expiresAt", refresh_token as "refreshToken" from live
     where book_id = $1 and connection_id = $2 for update`,
    [bookId, connectionId],
  );
  return rows[0] ?? null;
}

export async function storeToken(
  client: pg.ClientBase,
  { bookId, connectionId }: Pick<LiveRow, 'bookId' | 'connectionId'>,
  { token, expiresAt, refreshToken }: SealedGrant,
): Promise<void> {
  await client.query(
    `update live set token = $3, token_expires_at = $4, refresh_token = $5, token_generation = token_generation + 1
     where book_id = $1 and connection_id = $2`,
    [bookId, connectionId, token, dateOf(expiresAt), refreshToken],
  );
}

export function dateOf(instant: Instant | null): Date | null {
  return instant === null ? null : new Date(instant);
}
