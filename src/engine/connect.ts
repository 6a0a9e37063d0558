import { randomBytes } from 'node:crypto';
import { cutOverAt } from '../books/channels.ts';
import { connectorOf } from '../books/connectors.ts';
import type { Clock } from '../books/writer.ts';
import type { Access, Api, CredentialField, Credentials, LiveConnector } from '../connectors/contract.ts';
import type { LocalDate } from '../domain/time/when.ts';
import { Trouble, WrongField } from '../domain/trouble.ts';
import { audit } from '../storage/audit.ts';
import { findConnection, isTaken, listConnections } from '../storage/books.ts';
import { findLive, insertLive, type LiveRow, type NewLive, setState } from '../storage/live/connections.ts';
import { ensureStreams } from '../storage/live/streams.ts';
import { type ApiOptions, grantOver, makeApi, type Tokens } from './api/api.ts';
import { Budget } from './api/budget.ts';
import { asked } from './asked.ts';
import type { Found, Kept } from './found.ts';
import { openCredentials, purposeOf } from './sealed.ts';
import { liveOf, overWire } from './store.ts';
import { hooksUrlFor, type Surroundings } from './surroundings.ts';
import { channelThere, comparing, settleChannel, takeOverOf } from './take-over.ts';
import { placeOf, renewalOf, tokensOf } from './tokens.ts';
import { callbackUrl } from './watch.ts';

/** Who a merchant connects, and as which channel. */
export interface ConnectRequest {
  readonly bookId: number;
  readonly platform: string;
  readonly credentials: Credentials;
}

/** How stores of a platform are connected. Throws a Trouble where they cannot be. */
export function liveConnectorOf(platform: string): LiveConnector {
  return liveOf(connectorOf({ platform, settings: {} }).connector);
}

/** True where stores of the platform can be connected. */
export function hasLive(platform: string): boolean {
  return connectorOf({ platform, settings: {} }).connector.live !== null;
}

/** Asks the store who it is; nothing is kept. What is missing for the work is said in the identity. */
export async function findStore(surroundings: Surroundings, request: ConnectRequest): Promise<Found> {
  const live = liveConnectorOf(request.platform);
  const credentials = checked(live, live.credentials, request.credentials);
  return await identified(surroundings, { ...request, credentials }, live, () =>
    apiOf(surroundings, live, credentials),
  );
}

/** The same, asked over an Api that is made for it. */
export async function identified(
  { database: { pool } }: Surroundings,
  { bookId, platform, credentials }: ConnectRequest,
  live: LiveConnector,
  open: () => Promise<Api>,
): Promise<Found> {
  return await asked(live, live.access(credentials), async () => {
    const api = await open();
    const identity = await live.identify(api);
    const compare = comparing(pool, bookId, identity, api);
    const channels = (await listConnections(pool, bookId)).filter((one) => one.platform === platform);
    return { identity, credentials, compare, takesOver: await takeOverOf(channels, identity, compare) };
  });
}

/** How a found store is to be kept. */
export interface KeepRequest extends ConnectRequest {
  /** The channel's name: one that is there is taken over, another is made. */
  readonly channel: string;
  /** From when on its facts post; null: all of its history; not said: as it stands, and all of a new one's. */
  readonly cutOver?: LocalDate | null | undefined;
  /** The channel's shop is at another address now: believed where its orders are there. */
  readonly moved?: boolean | undefined;
  readonly by: string;
}

/** What a person says of a found store that is to be kept. */
export type KeepAs = Pick<KeepRequest, 'channel' | 'cutOver' | 'moved'>;

/** Writes a store down. */
export type Insert = (live: NewLive, now: number) => Promise<void>;

/**
 * Keeps a store's credentials, sealed. Nothing is read until somebody says go. `insert`: where more than the credentials
 * is kept with it. Throws a Trouble where the channel is another shop's.
 */
export async function keepStore(
  surroundings: Surroundings,
  request: KeepRequest,
  found: Found,
  clock: Clock,
  insert: Insert = (live, now) => insertLive(surroundings.database.pool, live, now),
): Promise<Kept> {
  const { database, sealer } = surroundings;
  const { pool } = database;
  const { bookId, platform, channel, cutOver, moved = false, by } = request;
  const { identity, credentials } = found;
  const live = liveConnectorOf(platform);
  const place = { bookId, platform, channel, moved, by, cutOver: cutOver ?? null };
  const settle = async () => {
    const known = await asked(live, live.access(credentials), () => channelThere(pool, place, found));
    return { known, connectionId: (await settleChannel(pool, place, known, identity, clock())).connectionId };
  };
  const { known, connectionId } = await settle().catch((error) => {
    if (!isTaken(error)) throw error;
    // Somebody else made it meanwhile: it is met as any other that is there, gone on with or refused.
    return settle();
  });
  const isCutOverChanged = known !== null && cutOver !== undefined && cutOver !== known.cutOver;
  if (isCutOverChanged) await cutOverAt(database, { bookId, channel, date: cutOver, by }, clock);
  const key = { bookId, connectionId };
  const own = live.webhooks?.secretOf?.(credentials) ?? null;
  await insert(
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
  const isLive = (await findLive(pool, bookId, connectionId))?.state === 'live';
  if (!isLive) await setState(pool, bookId, connectionId, 'found', clock());
  await audit(pool, bookId, { who: by, what: 'connect', before: null, after: { channel, platform } }, clock());
  return { connectionId, state: isLive ? 'live' : 'found', isCutOverChanged };
}

/** From here on the books keep up with the store: its history is read, then its changes. */
export async function startStore(
  { database }: Surroundings,
  request: { readonly bookId: number; readonly channel: string; readonly by: string },
  clock: Clock,
): Promise<void> {
  const { bookId, channel, by } = request;
  const row = await liveNamed(database.pool, bookId, channel);
  const feeds = liveConnectorOf(row.platform).streams.map(({ name }) => name);
  await ensureStreams(database.pool, row, feeds, clock());
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
    const access = live.access(credentials);
    const hooksUrl = hooksUrlFor(surroundings, access);
    if (live.webhooks === null) return { webhooks: 'none' };
    // Their address is not known here, and they may have been made by a process that knew it.
    if (hooksUrl === null) return { webhooks: (row.webhooks?.topics.length ?? 0) > 0 ? 'left' : 'none' };
    const renew = renewalOf(live, credentials, access, row.isConsented);
    const api = apiWith(surroundings, access, (options) => tokensOf(surroundings, placeOf(row), renew, options));
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

/** What was given of these fields, without blanks around it. Throws a Trouble where one is missing. */
export function checked({ title }: LiveConnector, fields: readonly CredentialField[], given: Credentials): Credentials {
  const texts = fields.map(({ name }) => [name, given[name]?.trim() ?? ''] as const);
  const known = new Map(texts.filter(([, text]) => text !== ''));
  const missing = fields.filter(({ name, optional }) => optional !== true && !known.has(name));
  const [first] = missing;
  if (first !== undefined) {
    const names = missing.map(({ label }) => label.toLowerCase()).join(', ');
    throw new WrongField(first.name, `${title} needs more: ${names}`, missing.map(({ help }) => help).join(' '));
  }
  return Object.fromEntries(known);
}

/** An Api with credentials that are not kept: a token it needs is fetched for it alone. */
async function apiOf(surroundings: Surroundings, live: LiveConnector, credentials: Credentials): Promise<Api> {
  const access = live.access(credentials);
  if (access.grant === null) return apiWith(surroundings, access, () => null);
  const { token } = await grantOver(alone(surroundings, access), access.grant);
  return apiWith(surroundings, access, () => async () => token);
}

/** An Api of its own, for a few requests of somebody who waits. */
export function apiWith(
  surroundings: Surroundings,
  access: Access,
  tokensFor: (options: Omit<ApiOptions, 'tokens'>) => Tokens | null,
): Api {
  const options = alone(surroundings, access);
  return makeApi({ ...options, tokens: tokensFor(options) });
}

/** The options of an Api that goes on the budget of whoever keeps up with the store in this process, else on one of its own. */
export function alone(surroundings: Surroundings, access: Access): Omit<ApiOptions, 'tokens'> {
  const budget = surroundings.budgets?.get(access.budgetKey) ?? new Budget(access.limits, surroundings.timers);
  return { access, budget, urgency: 'live', ...overWire(surroundings) };
}
