import type pg from 'pg';
import { alarmOf } from '../../domain/prices/bounds.ts';
import type { Instant } from '../../domain/time/when.ts';
import { inTransaction } from '../transaction.ts';
import { boundsFor, listBounds, type NewAlarm, priceOf, raiseAlarms, settleOf } from './prices.ts';
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
  ), was as (
    select n.remote_id, last.* from n left join lateral (select price, currency, seen_at from listing_price l
      where l.book_id = $1 and l.connection_id = $2 and l.remote_id = n.remote_id order by l.seen_at desc limit 1) last on true
  ), p as (
    insert into listing_price (book_id, connection_id, remote_id, seen_at, price, currency)
    select $1, $2, n.remote_id, n.seen_at, n.price, n.currency from n join was using (remote_id)
    where was.seen_at is null
      or (was.seen_at < n.seen_at and (was.price, was.currency) is distinct from (n.price, n.currency))
    on conflict do nothing returning remote_id, seen_at, price, currency
  ), l as (
    insert into listing as l (book_id, connection_id, remote_id, product_id, sku, title, price, currency, stock, seen_at)
    select $1, $2, remote_id, product_id, sku, title, price, currency, stock::json, seen_at from n
    on conflict (book_id, connection_id, remote_id) do update set product_id = excluded.product_id, sku = excluded.sku,
      title = excluded.title, price = excluded.price, currency = excluded.currency, stock = excluded.stock,
      seen_at = excluded.seen_at, gone_at = null
    where l.seen_at <= excluded.seen_at
  )
  select p.remote_id as "remoteId", p.seen_at as "seenAt", p.price as "priceAfter", p.currency as "currencyAfter",
    was.price as "lastPrice", was.currency as "lastCurrency", a.price_before as "openPrice", a.currency_before as "openCurrency"
  from p join was using (remote_id)
  left join price_alarm a on a.book_id = $1 and a.connection_id = $2 and a.remote_id = p.remote_id and a.settled_at is null
  where was.seen_at is not null`;

/** A price that is not the last one of its history. */
interface Change {
  readonly remoteId: string;
  readonly seenAt: Instant;
  readonly priceAfter: number | null;
  readonly currencyAfter: string | null;
  readonly lastPrice: number | null;
  readonly lastCurrency: string | null;
  /** The price before the alarm that stands, where one does. */
  readonly openPrice: number | null;
  readonly openCurrency: string | null;
}

/**
 * Keeps listings as they were seen, and a price in its history where it changed. A change beyond the bounds raises an alarm
 * in the same transaction; who reads the page again changes nothing any more.
 */
export async function storeListings(
  pool: pg.Pool,
  key: ConnectionKey,
  seen: readonly ListingRow[],
  now: number,
): Promise<void> {
  const byId = new Map<string, ListingRow>();
  for (const row of seen) if ((byId.get(row.remoteId)?.seenAt ?? 0) <= row.seenAt) byId.set(row.remoteId, row);
  const rows = [...byId.values()].sort((a, b) => (a.remoteId < b.remoteId ? -1 : 1));
  if (rows.length === 0) return;
  await inTransaction(pool, async (client) => {
    const changes = await client.query<Change>(STORE, [
      ...[key.bookId, key.connectionId, rows.map((r) => r.remoteId), rows.map((r) => r.productId)],
      ...[rows.map((r) => r.sku), rows.map((r) => r.title), rows.map((r) => r.price), rows.map((r) => r.currency)],
      ...[rows.map((r) => JSON.stringify(r.stock)), rows.map((r) => new Date(r.seenAt))],
    ]);
    if (changes.rows.length > 0) await judge(client, key, changes.rows, now);
  });
}

/** While an alarm stands, prices are held against the one before it: the way back from a slip is no slip. */
async function judge(
  client: pg.ClientBase,
  key: ConnectionKey,
  changes: readonly Change[],
  now: number,
): Promise<void> {
  const bounds = boundsFor(await listBounds(client, key.bookId), key.connectionId);
  const standing = changes.filter(({ openPrice }) => openPrice !== null).map(({ remoteId }) => remoteId);
  const alarms = changes.flatMap(({ remoteId, seenAt, ...change }): NewAlarm[] => {
    const before = priceOf(change.openPrice, change.openCurrency) ?? priceOf(change.lastPrice, change.lastCurrency);
    const after = priceOf(change.priceAfter, change.currencyAfter);
    const kind = alarmOf(before, after, bounds);
    return kind === null || before === null ? [] : [{ remoteId, seenAt, kind, before, after }];
  });
  const again = new Set(alarms.map(({ remoteId }) => remoteId));
  const isOvertaken = (remoteId: string) => again.has(remoteId);
  await settleOf(client, key, standing.filter(isOvertaken), 'overtaken', now);
  await settleOf(
    client,
    key,
    standing.filter((remoteId) => !isOvertaken(remoteId)),
    'back',
    now,
  );
  await raiseAlarms(client, key, alarms);
}

/** Notes that what was not seen since an instant is gone from the shop. Seen again, it is back. */
export async function noteGone(
  client: Client,
  { bookId, connectionId }: ConnectionKey,
  notSeenSince: Instant,
  now: number,
): Promise<void> {
  await client.query(
    `update listing set gone_at = $4
     where book_id = $1 and connection_id = $2 and seen_at < $3 and gone_at is null`,
    [bookId, connectionId, new Date(notSeenSince), new Date(now)],
  );
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
  /** Minor units; null where it had none. */
  readonly before: number | null;
  readonly beforeCurrency: string | null;
  readonly after: number | null;
  readonly currency: string | null;
}

const CHANGES = `select p.remote_id as "remoteId", l.sku, l.title, p.seen_at as "seenAt", b.price as before,
    b.currency as "beforeCurrency", p.price as after, p.currency
  from listing_price p
  cross join lateral (
    select price, currency from listing_price b where b.book_id = $1 and b.connection_id = $2 and b.remote_id = p.remote_id
      and b.seen_at < p.seen_at order by b.seen_at desc limit 1
  ) b
  cross join lateral (
    select sku, title from listing l where l.book_id = $1 and l.connection_id = $2 and l.remote_id = p.remote_id limit 1
  ) l
  where p.book_id = $1 and p.connection_id = $2 order by p.seen_at desc, p.remote_id limit $3`;

/** The newest changes of prices. */
export async function listPriceChanges(
  client: Client,
  { bookId, connectionId }: ConnectionKey,
  limit: number,
): Promise<PriceChange[]> {
  return (await client.query<PriceChange>(CHANGES, [bookId, connectionId, limit])).rows;
}
