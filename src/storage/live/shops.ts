import type pg from 'pg';
import type { ConnectionKey } from './streams.ts';

type Client = pg.ClientBase | pg.Pool;

/** Notes that a channel's shop goes by another name now. */
export async function renameShop(
  client: Client,
  { bookId, connectionId }: ConnectionKey,
  remoteAccount: string,
): Promise<void> {
  await client.query('update connection set remote_account = $3 where book_id = $1 and connection_id = $2', [
    ...[bookId, connectionId, remoteAccount],
  ]);
}

const SET_DECIMALS = `update connection set settings = (settings::jsonb || jsonb_build_object('decimals', $3::int))::json
  where book_id = $1 and connection_id = $2 and settings ->> 'decimals' is null`;

/** Notes the decimals of a channel's amounts, once. */
export async function setDecimals(
  client: Client,
  { bookId, connectionId }: ConnectionKey,
  decimals: number,
): Promise<void> {
  await client.query(SET_DECIMALS, [bookId, connectionId, decimals]);
}
