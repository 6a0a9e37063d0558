import type pg from 'pg';
import type { Currency } from '../../domain/money/minor.ts';
import type { When } from '../../domain/time/when.ts';
import { SALES } from '../documents.ts';
import type { ConnectionKey } from './streams.ts';

/** An order as the books know it, by what tells it from another shop's order of the same number. */
export interface KnownOrder {
  readonly remoteId: string;
  readonly placedAt: When;
  readonly currency: Currency;
  /** What the platform said last that it comes to, in minor units. */
  readonly total: number;
}

const NEWEST = `select d."remoteId", c -> 'placedAt' as "placedAt", c ->> 'currency' as currency, (c ->> 'total')::int8 as total
  from unnest($3::text[]) as s(status)
  cross join lateral (select remote_id as "remoteId", document_id, placed_on,
      state -> 'parts' -> 'order' -> 'sightings' -> -1 -> 'content' as c
    from document where book_id = $1 and connection_id = $2 and status = s.status and kind = 'order'
    order by placed_on desc, document_id desc limit $4) d
  order by d.placed_on desc, d.document_id desc limit $4`;

/** The newest sales of a connection, the newest first. */
export async function newestOrders(
  client: pg.ClientBase | pg.Pool,
  { bookId, connectionId }: ConnectionKey,
  limit: number,
): Promise<KnownOrder[]> {
  return (await client.query<KnownOrder>(NEWEST, [bookId, connectionId, SALES, limit])).rows;
}
