import { randomBytes } from 'node:crypto';
import { connectorOf } from '../books/connectors.ts';
import type { Clock } from '../books/writer.ts';
import { type Api, ApiError, type Credentials, type Identity, type LiveConnector } from '../connectors/contract.ts';
import type { LocalDate } from '../domain/time/when.ts';
import { Trouble } from '../domain/trouble.ts';
import { audit } from '../storage/audit.ts';
import {
  type ConnectionRow,
  findConnection,
  insertConnection,
  listConnections,
  nameShop,
  setCutOver,
} from '../storage/books.ts';
import { findLive, insertLive, type LiveRow, setState } from '../storage/live/connections.ts';
import { grantOver, makeApi } from './api/api.ts';
import { Budget } from './api/budget.ts';
import { openCredentials, purposeOf } from './sealed.ts';
import { liveOf, overWire } from './store.ts';
import { hooksUrlFor, type Surroundings } from './surroundings.ts';
import { callbackUrl } from './watch.ts';

/** A store that answered to its credentials, not kept yet. */
export interface Found {
  readonly identity: Identity;
  readonly credentials: Credentials;
  /** A channel of this book that was fed by files of the same shop: it can be taken over, and nothing is posted again. */
  readonly takesOver: string | null;
}

/** Who a merchant connects, and as which channel. */
export interface ConnectRequest {
  readonly bookId: number;
  readonly platform: string;
  readonly credentials: Credentials;
}

/** The fields that a platform asks for, in order. */
export function credentialFieldsOf(platform: string): LiveConnector['credentials'] {
  return liveConnectorOf(platform).credentials;
}

export function titleOf(platform: string): string {
  return liveConnectorOf(platform).title;
}

/** True where stores of the platform can be connected. */
export function hasLive(platform: string): boolean {
  return connectorOf({ platform, settings: {} }).connector.live !== null;
}

/** Asks the store who it is; nothing is kept. What is missing for the work is said in the identity. */
export async function findStore(surroundings: Surroundings, request: ConnectRequest): Promise<Found> {
  const { bookId, platform } = request;
  const live = liveConnectorOf(platform);
  const credentials = checked(live, request.credentials);
  const identity = await asked(
    live.title,
    async () => await live.identify(await apiOf(surroundings, live, credentials)),
  );
  const connections = await listConnections(surroundings.database.pool, bookId);
  const same = connections.filter((one) => one.platform === platform);
  const exact = same.find(({ remoteAccount }) => remoteAccount === identity.remoteAccount);
  // Files do not always name their shop: a lone channel of the platform without a name may be it.
  const unnamed = same.filter(({ remoteAccount }) => remoteAccount === null);
  const takesOver = exact?.channel ?? (unnamed.length === 1 ? (unnamed[0]?.channel ?? null) : null);
  return { identity, credentials, takesOver };
}

/** How a found store is to be kept. */
export interface KeepRequest extends ConnectRequest {
  /** The channel's name: one that is there is taken over, another is made. */
  readonly channel: string;
  /** From when on its facts post; null: all of its history. */
  readonly cutOver: LocalDate | null;
  readonly by: string;
}

/** Keeps a store's credentials, sealed. Nothing is read until somebody says go. Returns the connection's number. */
export async function keepStore(
  surroundings: Surroundings,
  request: KeepRequest,
  found: Found,
  clock: Clock,
): Promise<number> {
  const { database, sealer } = surroundings;
  const { bookId, platform, channel, cutOver, by } = request;
  const { identity, credentials } = found;
  const live = liveConnectorOf(platform);
  const connection = await connectionFor(surroundings, request, identity);
  const { connectionId } = connection;
  if (cutOver !== null) await setCutOver(database.pool, bookId, connectionId, cutOver);
  const key = { bookId, connectionId };
  const own = live.webhooks?.secretOf?.(credentials) ?? null;
  await insertLive(
    database.pool,
    {
      ...key,
      name: identity.name,
      currency: identity.currency,
      credentials: sealer.seal(JSON.stringify(credentials), purposeOf(key, 'credentials')),
      webhookKey: randomBytes(18).toString('base64url'),
      webhookSecret: sealer.seal(own ?? randomBytes(24).toString('hex'), purposeOf(key, 'webhook')),
      isSecretTheirs: own !== null,
      budgetKey: live.access(credentials).budgetKey,
      connectedBy: by,
    },
    clock(),
  );
  const standing = await findLive(database.pool, bookId, connectionId);
  if (standing?.state !== 'live') await setState(database.pool, bookId, connectionId, 'found', clock());
  await audit(database.pool, bookId, { who: by, what: 'connect', before: null, after: { channel, platform } }, clock());
  return connectionId;
}

/** From here on the books keep up with the store: its history is read, then its changes. */
export async function startStore(
  { database }: Surroundings,
  request: { readonly bookId: number; readonly channel: string; readonly by: string },
  clock: Clock,
): Promise<void> {
  const { bookId, channel, by } = request;
  const row = await liveNamed(database.pool, bookId, channel);
  await setState(database.pool, bookId, row.connectionId, 'live', clock());
  await audit(
    database.pool,
    bookId,
    { who: by, what: 'start', before: { channel, state: row.state }, after: { channel } },
    clock(),
  );
}

/** Where a store's webhooks are to go and what signs them, for platforms in which a person sets that up; null: no way in from outside. */
export async function webhookAddress(
  surroundings: Surroundings,
  { bookId, channel }: { readonly bookId: number; readonly channel: string },
): Promise<{ readonly url: string | null; readonly secret: string }> {
  const { database, sealer } = surroundings;
  const row = await liveNamed(database.pool, bookId, channel);
  const hooksUrl = hooksUrlFor(surroundings, liveConnectorOf(row.platform).access(openCredentials(sealer, row)));
  return {
    url: hooksUrl === null ? null : callbackUrl(hooksUrl, row.webhookKey),
    secret: sealer.open(row.webhookSecret, purposeOf(row, 'webhook')),
  };
}

/** The store is left alone from here on; its evidence and entries stay. Its webhooks are taken away where it lets us. */
export async function disconnectStore(
  surroundings: Surroundings,
  request: { readonly bookId: number; readonly channel: string; readonly by: string },
  clock: Clock,
): Promise<{ readonly webhooks: 'removed' | 'none' | 'left' }> {
  const { database, sealer, log } = surroundings;
  const { bookId, channel, by } = request;
  const row = await liveNamed(database.pool, bookId, channel);
  await setState(database.pool, bookId, row.connectionId, 'off', clock());
  await audit(
    database.pool,
    bookId,
    { who: by, what: 'disconnect', before: { channel, state: row.state }, after: { channel } },
    clock(),
  );
  const live = liveConnectorOf(row.platform);
  try {
    const credentials = openCredentials(sealer, row);
    const hooksUrl = hooksUrlFor(surroundings, live.access(credentials));
    if (live.webhooks === null || hooksUrl === null) return { webhooks: 'none' };
    const api = await apiOf(surroundings, live, credentials);
    await live.webhooks.remove(api, callbackUrl(hooksUrl, row.webhookKey));
    return { webhooks: 'removed' };
  } catch (error) {
    log(`${channel}: its webhooks could not be taken away (${error instanceof Error ? error.message : String(error)})`);
    return { webhooks: 'left' };
  }
}

async function liveNamed(pool: Surroundings['database']['pool'], bookId: number, channel: string): Promise<LiveRow> {
  const connection = await findConnection(pool, bookId, channel);
  const row = connection === null ? null : await findLive(pool, bookId, connection.connectionId);
  if (row === null) throw new Trouble(`there is no connected store '${channel}'`, 'see bookkeeper connections');
  return row;
}

function liveConnectorOf(platform: string): LiveConnector {
  return liveOf(connectorOf({ platform, settings: {} }).connector);
}

function checked(live: LiveConnector, given: Credentials): Credentials {
  const missing = live.credentials.filter(({ name, optional }) => optional !== true && !given[name]);
  if (missing.length > 0) {
    const names = missing.map(({ label }) => label.toLowerCase()).join(', ');
    throw new Trouble(`${live.title} needs more: ${names}`, missing.map(({ help }) => help).join(' '));
  }
  const known = live.credentials.flatMap(({ name }) => (given[name] ? [[name, given[name].trim()] as const] : []));
  return Object.fromEntries(known);
}

/** An Api with credentials that are not kept: a token it needs is fetched for it alone. */
async function apiOf(surroundings: Surroundings, live: LiveConnector, credentials: Credentials): Promise<Api> {
  const access = live.access(credentials);
  const budget = new Budget(access.limits, surroundings.timers);
  const options = { access, budget, urgency: 'live' as const, ...overWire(surroundings) };
  if (access.grant === null) return makeApi({ ...options, tokens: null });
  const { token } = await grantOver(options, access.grant);
  return makeApi({ ...options, tokens: async () => token });
}

async function asked<T>(title: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const isDenied = error.kind === 'unauthorised' || error.kind === 'forbidden';
    throw new Trouble(
      `${title} was not connected: ${error.message}`,
      isDenied ? 'see whether the credentials are complete and still valid' : 'see whether the address is right',
      { cause: error },
    );
  }
}

/** The channel to keep it as: the one that is there, or a new one. */
async function connectionFor(
  { database }: Surroundings,
  { bookId, platform, channel, cutOver }: KeepRequest,
  { remoteAccount, zone, decimals }: Identity,
): Promise<ConnectionRow> {
  const { pool } = database;
  const other = (await listConnections(pool, bookId)).find(
    (one) => one.platform === platform && one.remoteAccount === remoteAccount && one.channel !== channel,
  );
  if (other !== undefined) {
    throw new Trouble(`this shop is the channel '${other.channel}' already`, `connect it under that name`);
  }
  const known = await findConnection(pool, bookId, channel);
  if (known !== null && known.platform !== platform) {
    throw new Trouble(`the channel '${channel}' is of ${known.platform}`, 'give the store another name');
  }
  if (known !== null && known.remoteAccount !== null && known.remoteAccount !== remoteAccount) {
    throw new Trouble(
      `the channel '${channel}' is another shop, ${known.remoteAccount}`,
      'give the store another name',
    );
  }
  const settings = decimals === null ? {} : { decimals };
  const made =
    known ?? (await insertConnection(pool, bookId, { platform, channel, zone: zone ?? 'UTC', cutOver, settings }));
  await nameShop(pool, bookId, made.connectionId, remoteAccount);
  return made;
}
