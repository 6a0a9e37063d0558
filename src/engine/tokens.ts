import type pg from 'pg';
import {
  type Access,
  type Api,
  ApiError,
  type Credentials,
  type Grant,
  type LiveConnector,
} from '../connectors/contract.ts';
import { type LiveRow, lockToken, type SealedGrant, storeToken } from '../storage/live/connections.ts';
import { type ApiOptions, grantOver, type Tokens } from './api/api.ts';
import { openGrant, purposeOf, sealGrant } from './sealed.ts';
import type { Surroundings } from './surroundings.ts';

/** A token is replaced while it still has so long to live. */
const BEFORE_END_MS = 60_000;

/** Gets the next token: `refreshToken` is what came with the one before, null where nothing did. */
export type Renew = (api: Api, refreshToken: string | null) => Promise<Grant>;

/** Where a token that ends is kept. */
export interface TokenPlace {
  /** Locks it until the transaction ends; null where the place is not there any more. */
  lock(client: pg.ClientBase): Promise<SealedGrant | null>;
  store(client: pg.ClientBase, grant: SealedGrant): Promise<void>;
  /** What ties the sealed values to it. */
  purpose(what: string): string;
}

/** A store's token, with the store. */
export function placeOf(row: LiveRow): TokenPlace {
  return {
    lock: (client) => lockToken(client, row),
    store: (client, grant) => storeToken(client, row, grant),
    purpose: (what) => purposeOf(row, what),
  };
}

/** How the next token is got; null where credentials themselves are enough. */
export function renewalOf(
  live: LiveConnector,
  credentials: Credentials,
  { grant }: Access,
  isConsented: boolean,
): Renew | null {
  if (!isConsented) return grant;
  return async (api, refreshToken) => {
    if (refreshToken === null || live.consent === undefined) {
      throw new ApiError(
        'unauthorised',
        `${live.title} takes the token no more that was allowed: allow it in the shop again`,
      );
    }
    return await live.consent.refresh(api, credentials, refreshToken);
  };
}

/**
 * A token, kept sealed and fetched anew before it ends. The place's lock makes that happen once, however many processes
 * and requests need it: who comes second finds what the first has fetched. A refresh token is replaced in the statement
 * that keeps its successor; where the program dies before, the one before is still there to be used again.
 */
export function tokensOf(
  { database, sealer, timers }: Surroundings,
  place: TokenPlace,
  renew: Renew | null,
  options: Omit<ApiOptions, 'tokens'>,
): Tokens | null {
  if (renew === null) return null;
  let held: Grant | null = null;
  let fetching: Promise<string> | null = null;
  const isUsable = (one: Grant, refused: string | null) =>
    one.token !== refused && (one.expiresAt ?? Number.POSITIVE_INFINITY) - BEFORE_END_MS > timers.now();

  async function fetchToken(refused: string | null): Promise<string> {
    const client = await database.client();
    try {
      await client.query('begin');
      const sealed = await place.lock(client);
      const known = sealed === null ? null : openGrant(sealer, sealed, place);
      const grant = known !== null && isUsable(known, refused) ? known : await renewed(client, known);
      await client.query('commit');
      held = grant;
      return grant.token;
    } finally {
      await client.end();
    }
  }

  async function renewed(client: pg.ClientBase, known: Grant | null): Promise<Grant> {
    const before = known?.refreshToken;
    const next = await grantOver(options, (api) => (renew ?? refuse)(api, before ?? null));
    // A platform that gives no other means the one before to serve again.
    const grant = before === undefined ? next : { refreshToken: before, ...next };
    await place.store(client, sealGrant(sealer, grant, place));
    return grant;
  }

  return async (refused) => {
    if (held !== null && isUsable(held, refused)) return held.token;
    fetching ??= fetchToken(refused).finally(() => {
      fetching = null;
    });
    return await fetching;
  };
}

function refuse(): never {
  throw new Error('there is no way to get a token');
}
