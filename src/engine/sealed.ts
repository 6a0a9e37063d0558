import type { Credentials } from '../connectors/contract.ts';
import type { LiveRow } from '../storage/live/connections.ts';
import type { Sealer } from '../storage/live/secrets.ts';

/** What ties a store's sealed values to it. */
export function purposeOf(key: Pick<LiveRow, 'bookId' | 'connectionId'>, what: string): string {
  return `${key.bookId}/${key.connectionId}/${what}`;
}

export function openCredentials(sealer: Sealer, row: LiveRow): Credentials {
  return JSON.parse(sealer.open(row.credentials, purposeOf(row, 'credentials'))) as Credentials;
}
