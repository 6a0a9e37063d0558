import type pg from 'pg';
import { DEFAULT_BOUNDS, type Price, type PriceAlarmKind, type PriceBounds } from '../../domain/prices/bounds.ts';
import type { Instant } from '../../domain/time/when.ts';
import type { ConnectionKey } from './streams.ts';

type Client = pg.ClientBase | pg.Pool;

/** Bounds under this number hold for every channel of the book that has none of its own. */
export const WHOLE_BOOK = 0;

/** Bounds as somebody set them, for a channel or for the book. */
export interface BoundsRow extends PriceBounds {
  readonly connectionId: number;
  readonly setAt: Instant;
  readonly setBy: string;
}

const BOUNDS = `select connection_id as "connectionId", rise, fall, no_price as "noPrice", set_at as "setAt", set_by as "setBy"
  from price_bounds where book_id = $1 order by connection_id`;

/** All bounds that were set in a book, the book's own first. */
export async function listBounds(client: Client, bookId: number): Promise<BoundsRow[]> {
  return (await client.query<BoundsRow>(BOUNDS, [bookId])).rows;
}

/** The bounds that hold for a channel: its own, the book's, or the usual ones. */
export function boundsFor(set: readonly BoundsRow[], connectionId: number): PriceBounds {
  const of = (id: number) => set.find((row) => row.connectionId === id);
  return of(connectionId) ?? of(WHOLE_BOOK) ?? DEFAULT_BOUNDS;
}

/** A price of two columns; null where it is none. */
export function priceOf(amount: number | null, currency: string | null): Price | null {
  return amount === null || currency === null ? null : { amount, currency };
}

const SET = `insert into price_bounds (book_id, connection_id, rise, fall, no_price, set_at, set_by)
  values ($1, $2, $3, $4, $5, $6, $7)
  on conflict (book_id, connection_id) do update set rise = excluded.rise, fall = excluded.fall,
    no_price = excluded.no_price, set_at = excluded.set_at, set_by = excluded.set_by`;

export async function putBounds(client: Client, bookId: number, { connectionId, ...row }: BoundsRow): Promise<void> {
  const { rise, fall, noPrice, setAt, setBy } = row;
  await client.query(SET, [bookId, connectionId, rise, fall, noPrice, new Date(setAt), setBy]);
}

/** Takes away bounds that were set: those of the book, or the usual ones, hold again. */
export async function removeBounds(client: Client, bookId: number, connectionId: number): Promise<void> {
  await client.query('delete from price_bounds where book_id = $1 and connection_id = $2', [bookId, connectionId]);
}

/** A change of a price that is to be looked at. */
export interface NewAlarm {
  readonly remoteId: string;
  readonly seenAt: Instant;
  readonly kind: PriceAlarmKind;
  readonly before: Price;
  readonly after: Price | null;
}

const RAISE = `insert into price_alarm (book_id, connection_id, remote_id, seen_at, kind, price_before, currency_before,
    price_after, currency_after)
  select $1, $2, * from unnest($3::text[], $4::timestamptz[], $5::text[], $6::int8[], $7::text[], $8::int8[], $9::text[])
  on conflict do nothing`;

export async function raiseAlarms(
  client: Client,
  { bookId, connectionId }: ConnectionKey,
  alarms: readonly NewAlarm[],
): Promise<void> {
  if (alarms.length === 0) return;
  await client.query(RAISE, [
    ...[bookId, connectionId, alarms.map(({ remoteId }) => remoteId), alarms.map(({ seenAt }) => new Date(seenAt))],
    ...[alarms.map(({ kind }) => kind), alarms.map(({ before }) => before.amount)],
    ...[alarms.map(({ before }) => before.currency), alarms.map(({ after }) => after?.amount ?? null)],
    alarms.map(({ after }) => after?.currency ?? null),
  ]);
}

/** How an alarm ended. */
export type Settled = 'seen' | 'back' | 'overtaken';

/** Settles the open alarms of some listings of a connection; by nobody: their prices did it. */
export async function settleOf(
  client: Client,
  { bookId, connectionId }: ConnectionKey,
  remoteIds: readonly string[],
  settledAs: Exclude<Settled, 'seen'>,
  now: number,
): Promise<void> {
  if (remoteIds.length === 0) return;
  await client.query(
    `update price_alarm set settled_as = $4, settled_at = $5
     where book_id = $1 and connection_id = $2 and remote_id = any($3) and settled_at is null`,
    [bookId, connectionId, remoteIds, settledAs, new Date(now)],
  );
}

/** Settles those of the alarms that are open; returns their numbers. */
export async function settleAlarms(
  client: Client,
  bookId: number,
  ids: readonly number[],
  how: { readonly as: Settled; readonly by: string | null },
  now: number,
): Promise<number[]> {
  const { rows } = await client.query<{ id: number }>(
    `update price_alarm set settled_as = $3, settled_at = $4, settled_by = $5
     where book_id = $1 and alarm_id = any($2::int8[]) and settled_at is null returning alarm_id as id`,
    [bookId, ids, how.as, new Date(now), how.by],
  );
  return rows.map(({ id }) => id).sort((a, b) => a - b);
}

/** An alarm, with the listing as it stands now. */
export interface AlarmRow {
  readonly id: number;
  readonly connectionId: number;
  readonly channel: string;
  readonly remoteId: string;
  readonly sku: string;
  readonly title: string;
  readonly seenAt: Instant;
  readonly kind: PriceAlarmKind;
  readonly priceBefore: number;
  readonly currencyBefore: string;
  readonly priceAfter: number | null;
  readonly currencyAfter: string | null;
  readonly settledAs: Settled | null;
  readonly settledAt: Instant | null;
  readonly settledBy: string | null;
}

/** Both prices of an alarm. */
export function pricesOf(row: AlarmRow): { readonly before: Price; readonly after: Price | null } {
  return {
    before: { amount: row.priceBefore, currency: row.currencyBefore },
    after: priceOf(row.priceAfter, row.currencyAfter),
  };
}

/** Which alarms; what is gone from its shop is nobody's to look at while it is gone. */
export interface AlarmFilter {
  readonly bookId: number;
  readonly connectionId?: number | undefined;
  readonly isOpen?: boolean | undefined;
  /** Those raised before this one: the next page. */
  readonly before?: number | undefined;
  /** Null: all of them. */
  readonly limit: number | null;
}

const ALARMS = `select a.alarm_id as id, a.connection_id as "connectionId", c.channel, a.remote_id as "remoteId", l.sku, l.title,
    a.seen_at as "seenAt", a.kind, a.price_before as "priceBefore", a.currency_before as "currencyBefore",
    a.price_after as "priceAfter", a.currency_after as "currencyAfter", a.settled_as as "settledAs",
    a.settled_at as "settledAt", a.settled_by as "settledBy"
  from price_alarm a join listing l using (book_id, connection_id, remote_id) join connection c using (book_id, connection_id)
  where a.book_id = $1 and ($2::int4 is null or a.connection_id = $2) and ($4::int8 is null or a.alarm_id < $4)
    and (not $3 or (a.settled_at is null and l.gone_at is null))
  order by a.alarm_id desc limit $5`;

/** The newest first. */
export async function listAlarms(client: Client, filter: AlarmFilter): Promise<AlarmRow[]> {
  const { bookId, connectionId = null, isOpen = false, before = null, limit } = filter;
  return (await client.query<AlarmRow>(ALARMS, [bookId, connectionId, isOpen, before, limit])).rows;
}

const COUNT = `select count(*) as count from price_alarm a join listing l using (book_id, connection_id, remote_id)
  where a.book_id = $1 and ($2::int4 is null or a.connection_id = $2) and a.settled_at is null and l.gone_at is null`;

/** How many are open, of a channel or of all. */
export async function countAlarms(client: Client, bookId: number, connectionId: number | null): Promise<number> {
  const { rows } = await client.query<{ count: number }>(COUNT, [bookId, connectionId]);
  return rows[0]?.count ?? 0;
}
