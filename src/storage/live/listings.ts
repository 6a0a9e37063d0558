import type pg from 'pg';
import type { Instant } from '../../domain/time/when.ts';
import type { ConnectionKey } from './streams.ts';

type Client = pg.ClientBase | pg.Pool;

/** What a channel offers for sale, as it was last seen. */
export interface ListingRow {
  readonly remoteId: string;
  readonly productId: string;
  readonly sku: string;
  readonly title: string;
  /** Minor units. */
  readonly price: number | null;
  readonly currency: string | null;
  readonly stock: readonly { readonly location: string; readonly onHand: number; readonly available: number }[];
  readonly seenAt: Instant;
}

const STORE = `with n as (
    select * from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::int8[], $8::text[], $9::text[], $10::timestamptz[])
      as n(remote_id, product_id, sku, title, price, currency, stock, seen_at)
  ), p as (
    insert into listing_price (book_id, connection_id, remote_id, seen_at, price, currency)
    select $1, $2, n.remote_id, n.seen_at, n.price, n.currency from n
    left join lateral (select price, currency, seen_at from listing_price l where l.book_id = $1 and l.connection_id = $2
      and l.remote_id = n.remote_id order by l.seen_at desc limit 1) last on true
    where last.seen_at is null
      or (last.seen_at < n.seen_at and (last.price, last.currency) is distinct from (n.price, n.currency))
    on conflict do nothing
  )
  insert into listing as l (book_id, connection_id, remote_id, product_id, sku, title, price, currency, stock, seen_at)
  select $1, $2, remote_id, product_id, sku, title, price, currency, stock::json, seen_at from n
  on conflict (book_id, connection_id, remote_id) do update set product_id = excluded.product_id, sku = excluded.sku,
    title = excluded.title, price = excluded.price, currency = excluded.currency, stock = excluded.stock,
    seen_at = excluded.seen_at, gone_at = null
  where l.seen_at <= excluded.seen_at`;

/** Keeps listings as they were seen, and a price in its history where it changed. */
export async function storeListings(
  client: Client,
  { bookId, connectionId }: ConnectionKey,
  seen: readonly ListingRow[],
): Promise<void> {
  const byId = new Map<string, ListingRow>();
  for (const row of seen) if ((byId.get(row.remoteId)?.seenAt ?? 0) <= row.seenAt) byId.set(row.remoteId, row);
  const rows = [...byId.values()].sort((a, b) => (a.remoteId < b.remoteId ? -1 : 1));
  if (rows.length === 0) return;
  await client.query(STORE, [
    ...[bookId, connectionId, rows.map((r) => r.remoteId), rows.map((r) => r.productId), rows.map((r) => r.sku)],
    ...[rows.map((r) => r.title), rows.map((r) => r.price), rows.map((r) => r.currency)],
    ...[rows.map((r) => JSON.stringify(r.stock)), rows.map((r) => new Date(r.seenAt))],
  ]);
}

export async function countListings(client: Client, { bookId, connectionId }: ConnectionKey): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    'select count(*) as count from listing where book_id = $1 and connection_id = $2 and gone_at is null',
    [bookId, connectionId],
  );
  return rows[0]?.count ?? 0;
}

/** A price that changed, with the one before. */
export interface PriceChange {
  readonly remoteId: string;
  readonly sku: string;
  readonly title: string;
  readonly seenAt: Instant;
  readonly before: number | null;
  readonly after: number | null;
  readonly currency: string | null;
}

const CHANGES = `select * from (
    select p.remote_id as "remoteId", l.sku, l.title, p.seen_at as "seenAt", p.price as after, p.currency,
      lag(p.price) over w as before, row_number() over w as n
    from listing_price p join listing l using (book_id, connection_id, remote_id)
    where p.book_id = $1 and p.connection_id = $2
    window w as (partition by p.remote_id order by p.seen_at)
  ) c where n > 1 order by "seenAt" desc limit $3`;

/** The newest changes of prices. */
export async function listPriceChanges(
  client: Client,
  { bookId, connectionId }: ConnectionKey,
  limit: number,
): Promise<PriceChange[]> {
  return (await client.query<PriceChange>(CHANGES, [bookId, connectionId, limit])).rows;
}
