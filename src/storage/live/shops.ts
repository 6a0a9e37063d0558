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

const SET_GIFT_CARDS = `update connection c set settings = (settings::jsonb || jsonb_build_object('giftCardSkus', $3::text[]))::json
  where book_id = $1 and connection_id = $2
    and not exists (select from observation o where o.book_id = c.book_id and o.connection_id = c.connection_id)`;

/** Notes which SKUs of a channel are gift cards. False where something of the channel was observed: then nothing is noted. */
export async function setGiftCards(
  client: Client,
  { bookId, connectionId }: ConnectionKey,
  skus: readonly string[],
): Promise<boolean> {
  return (await client.query(SET_GIFT_CARDS, [bookId, connectionId, skus])).rowCount === 1;
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
