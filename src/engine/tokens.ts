import type { Access } from '../connectors/contract.ts';
import type { LiveRow } from '../storage/live/connections.ts';
import { readToken, storeToken, type TokenRow } from '../storage/live/connections.ts';
import { type ApiOptions, grantOver, type Tokens } from './api/api.ts';
import { purposeOf } from './sealed.ts';
import type { Surroundings } from './surroundings.ts';

/** A token is replaced while it still has so long to live. */
const BEFORE_END_MS = 60_000;

/**
 * A store's token, kept sealed and fetched anew before it ends. The row's lock makes that happen once, however many
 * processes and requests need it: who comes second finds what the first has fetched.
 */
export function tokensOf(
  { database, sealer, timers }: Surroundings,
  row: LiveRow,
  { grant }: Access,
  options: Omit<ApiOptions, 'tokens'>,
): Tokens | null {
  if (grant === null) return null;
  let held: { readonly token: string; readonly endsAt: number } | null = null;
  let fetching: Promise<string> | null = null;
  const usable = (one: typeof held, refused: string | null) =>
    one !== null && one.token !== refused && one.endsAt - BEFORE_END_MS > timers.now();
  const opened = ({ token, expiresAt }: TokenRow) =>
    token === null ? null : { token: sealer.open(token, purposeOf(row, 'token')), endsAt: expiresAt ?? Infinity };

  async function fetchToken(refused: string | null): Promise<string> {
    const client = await database.client();
    try {
      await client.query('begin');
      const standing = await readToken(client, row, true);
      const known = standing === null ? null : opened(standing);
      if (known !== null && usable(known, refused)) held = known;
      else {
        const { token, expiresAt } = await grantOver(options, grant ?? refuse);
        await storeToken(client, row, sealer.seal(token, purposeOf(row, 'token')), expiresAt);
        held = { token, endsAt: expiresAt ?? Infinity };
      }
      await client.query('commit');
      return held.token;
    } finally {
      await client.end();
    }
  }

  return async (refused) => {
    if (held !== null && usable(held, refused)) return held.token;
    fetching ??= fetchToken(refused).finally(() => {
      fetching = null;
    });
    return await fetching;
  };
}

function refuse(): never {
  throw new Error('there is no way to get a token');
}
