import type pg from 'pg';
import type { Instant, LocalDate } from '../../domain/time/when.ts';
import type { ConnectionKey } from './streams.ts';

type Client = pg.ClientBase | pg.Pool;

/** Where a connection's lap over its old orders stands. */
export interface RevisitRow {
  /** Documents up to this one have been looked at; 0: a lap begins. */
  readonly to: number;
  /** When the next stretch is due; null: no lap has begun. */
  readonly dueAt: Instant | null;
}

export async function readRevisit(client: Client, { bookId, connectionId }: ConnectionKey): Promise<RevisitRow | null> {
  const { rows } = await client.query<RevisitRow>(
    'select revisited_to as to, revisit_at as "dueAt" from live where book_id = $1 and connection_id = $2',
    [bookId, connectionId],
  );
  return rows[0] ?? null;
}

export async function storeRevisit(
  client: Client,
  { bookId, connectionId }: ConnectionKey,
  { to, dueAt }: RevisitRow,
): Promise<void> {
  await client.query('update live set revisited_to = $3, revisit_at = $4 where book_id = $1 and connection_id = $2', [
    ...[bookId, connectionId, to, dueAt === null ? null : new Date(dueAt)],
  ]);
}

/** Which orders are meant, and how much is looked at in one stretch. */
export interface Stretch {
  readonly after: number;
  /** Placed on this day or later: all. */
  readonly from: LocalDate;
  /** Placed before this day: none yet. Before `from` those that are open. */
  readonly to: LocalDate;
  readonly documents: number;
  readonly orders: number;
}

/** Open: no sale yet, or its bridge (sold less paid) does not stand at zero. */
const OLD = `with walked as materialized (
    select document_id, connection_id, kind, remote_id, status, placed_on, currency from document
    where book_id = $1 and document_id > $3 order by document_id limit $6
  ), found as materialized (
    select w.document_id, w.remote_id from walked w
    where w.connection_id = $2 and w.kind = 'order' and w.status <> 'gone' and w.placed_on < $5::date
      and (w.placed_on >= $4::date or w.status = 'not-yet-a-sale' or 0 <> (
        select coalesce(sum(p.amount), 0) from entry e
        cross join lateral (
          select p.amount from posting p
          where p.book_id = $1 and p.number = e.number and p.currency = w.currency and p.account_id = any (array(
            select a.account_id from account a where a.book_id = $1 and a.code in ('1200', '2200')))
          offset 0
        ) p
        where e.book_id = $1 and e.document_id = w.document_id))
    order by w.document_id limit $7
  )
  select coalesce((select array_agg(remote_id order by document_id) from found), '{}') as "remoteIds",
    case when (select count(*) from found) = $7 then (select max(document_id) from found)
      when (select count(*) from walked) = $6 then (select max(document_id) from walked) end as "next"`;

/** Old orders of the documents after one; `next` is where the stretch ended, null at the end of the book. */
export async function oldOrders(
  client: Client,
  { bookId, connectionId }: ConnectionKey,
  { after, from, to, documents, orders }: Stretch,
): Promise<{ readonly remoteIds: readonly string[]; readonly next: number | null }> {
  const values = [bookId, connectionId, after, from, to, documents, orders];
  const { rows } = await client.query({ name: 'old orders', text: OLD, values });
  return rows[0] ?? { remoteIds: [], next: null };
}
