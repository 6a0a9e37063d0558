import type { Credentials, Grant } from '../connectors/contract.ts';
import type { LiveRow, SealedGrant } from '../storage/live/connections.ts';
import type { Sealer } from '../storage/live/secrets.ts';

/** What ties a store's sealed values to it. */
export function purposeOf(key: Pick<LiveRow, 'bookId' | 'connectionId'>, what: string): string {
  return `${key.bookId}/${key.connectionId}/${what}`;
}

export function openCredentials(sealer: Sealer, row: LiveRow): Credentials {
  return JSON.parse(sealer.open(row.credentials, purposeOf(row, 'credentials'))) as Credentials;
}

/** Whose values are sealed. */
interface Owner {
  purpose(what: string): string;
}

export function sealGrant(sealer: Sealer, { token, expiresAt, refreshToken }: Grant, owner: Owner): SealedGrant {
  return {
    token: sealer.seal(token, owner.purpose('token')),
    expiresAt,
    refreshToken: refreshToken === undefined ? null : sealer.seal(refreshToken, owner.purpose('refresh token')),
  };
}

/** Null before there is one. */
export function openGrant(sealer: Sealer, { token, expiresAt, refreshToken }: SealedGrant, owner: Owner): Grant | null {
  if (token === null) return null;
  return {
    token: sealer.open(token, owner.purpose('token')),
    expiresAt,
    ...(refreshToken !== null && { refreshToken: sealer.open(refreshToken, owner.purpose('refresh token')) }),
  };
}
