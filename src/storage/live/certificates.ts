import type pg from 'pg';
import type { Currency } from '../../domain/money/minor.ts';
import type { Instant, LocalDate } from '../../domain/time/when.ts';
import { STANDING } from '../documents.ts';
import type { ConnectionKey } from './streams.ts';

type Client = pg.ClientBase | pg.Pool;

export type Verdict = 'certified' | 'provisional' | 'broken';

/** Orders and their sum, in minor units, by currency. */
export type DaySums = Readonly<Record<string, { readonly orders: number; readonly total: number }>>;

/** What one side of a certificate says that an order comes to, in minor units. */
export interface OrderSum {
  readonly total: number;
  readonly currency: Currency;
}

/** Why the platform's own message of an order could not be booked. */
export interface ParkedMessage {
  readonly reason: string;
  readonly detail: string;
}

/** An order of which both sides say different things. */
export interface Differing {
  readonly remoteId: string;
  readonly number: string;
  /** Null: that side does not know the order on this day. */
  readonly theirs: OrderSum | null;
  readonly ours: OrderSum | null;
  readonly parked: ParkedMessage | null;
}

/** The document that the books have of an order, on whatever day and however it stands. */
export interface HeldDocument {
  readonly documentId: number;
  readonly placedOn: LocalDate | null;
  readonly status: string;
}

/** An order that differs, with what the books know of it now. */
export interface KnownDiffering extends Differing {
  readonly document: HeldDocument | null;
}

/** The verdict on one channel and day. */
export interface CertificateRow {
  readonly connectionId: number;
  readonly day: LocalDate;
  readonly verdict: Verdict;
  readonly theirs: DaySums;
  readonly ours: DaySums;
  readonly differing: readonly KnownDiffering[];
  readonly madeAt: Instant;
  /** Days after its own day at which it was last made. */
  readonly age: number;
  readonly nextAt: Instant | null;
  /** Why the day could not be counted when that was last tried; null where it was. */
  readonly problem: string | null;
}

/** A certificate as it is made: what the books know besides is looked up when it is shown. */
export type NewCertificate = Omit<CertificateRow, 'connectionId' | 'differing' | 'problem'> & {
  readonly differing: readonly Differing[];
};

/**
 * An order that differs as JSON, of a row of `differing` under some name. A message that was decoded and waits is parked
 * with its document; one that could not be decoded names no order, so that the certificate itself keeps why.
 */
export function differingOf(row: string): string {
  const own = `d.book_id = ${row}.book_id and d.connection_id = ${row}.connection_id and d.kind = 'order'
      and d.remote_id = ${row}.remote_id`;
  const side = (total: string, currency: string) =>
    `case when ${row}.${total} is not null then json_build_object('total', ${row}.${total}, 'currency', ${row}.${currency}) end`;
  return `json_build_object('remoteId', ${row}.remote_id, 'number', ${row}.number,
    'theirs', ${side('theirs', 'their_currency')}, 'ours', ${side('ours', 'our_currency')},
    'parked', coalesce(${row}.parked, (select json_build_object('reason', p.reason, 'detail', p.detail) from document d
      join parked p on p.book_id = d.book_id and p.document_id = d.document_id
      where ${own} order by p.observation_id desc limit 1)),
    'document', (select json_build_object('documentId', d.document_id, 'placedOn', d.placed_on, 'status', d.status)
      from document d where ${own}))`;
}

const CERTIFICATE = `select c.connection_id as "connectionId", c.day, c.verdict, c.theirs, c.ours, c.made_at as "madeAt", c.age,
    c.next_at as "nextAt", c.problem, coalesce(w.differing, '[]') as differing
  from certificate c
  left join lateral (select json_agg(${differingOf('x')} order by x.remote_id) as differing from differing x
    where x.book_id = c.book_id and x.connection_id = c.connection_id and x.day = c.day) w on true
  where c.book_id = $1`;

/** A book's certificates of some days, both included. */
export async function listCertificates(
  client: Client,
  bookId: number,
  from: LocalDate,
  to: LocalDate,
): Promise<CertificateRow[]> {
  const text = `${CERTIFICATE} and c.day between $2 and $3 order by c.connection_id, c.day`;
  return (await client.query<CertificateRow>(text, [bookId, from, to])).rows;
}

/** A connection's certificates of some days, both included. */
export async function readCertificates(
  client: Client,
  { bookId, connectionId }: ConnectionKey,
  from: LocalDate,
  to: LocalDate,
): Promise<CertificateRow[]> {
  const text = `${CERTIFICATE} and c.connection_id = $2 and c.day between $3 and $4 order by c.day`;
  return (await client.query<CertificateRow>(text, [bookId, connectionId, from, to])).rows;
}

/** Lets nobody else make certificates of a connection till the end of the transaction. */
export async function holdCertificates(client: Client, { bookId, connectionId }: ConnectionKey): Promise<void> {
  const text = `select pg_advisory_xact_lock(x'63657274'::int4, hashtext($1::text || '/' || $2::text))`;
  await client.query(text, [bookId, connectionId]);
}

const STORE = `insert into certificate (book_id, connection_id, day, verdict, theirs, ours, made_at, age, next_at, head)
  select $1, $2, n.*, $10 from unnest($3::date[], $4::text[], $5::json[], $6::json[], $7::timestamptz[], $8::int4[],
    $9::timestamptz[]) as n
  on conflict (book_id, connection_id, day) do update set verdict = excluded.verdict, theirs = excluded.theirs,
    ours = excluded.ours, problem = null, made_at = excluded.made_at, age = excluded.age, next_at = excluded.next_at,
    head = excluded.head`;

const AGREE = 'delete from differing where book_id = $1 and connection_id = $2 and day = any($3::date[])';

const DIFFER = `insert into differing
    (book_id, connection_id, day, remote_id, number, theirs, their_currency, ours, our_currency, parked)
  select $1, $2, n.* from unnest($3::date[], $4::text[], $5::text[], $6::int8[], $7::text[], $8::int8[], $9::text[],
    $10::json[]) as n`;

/** Keeps certificates, with the head of the book they were made on. In a transaction. */
export async function storeCertificates(
  client: Client,
  { bookId, connectionId }: ConnectionKey,
  rows: readonly NewCertificate[],
  head: Buffer,
): Promise<void> {
  await client.query(STORE, [
    ...[bookId, connectionId, rows.map((r) => r.day), rows.map((r) => r.verdict)],
    ...[rows.map((r) => JSON.stringify(r.theirs)), rows.map((r) => JSON.stringify(r.ours))],
    ...[rows.map((r) => new Date(r.madeAt)), rows.map((r) => r.age)],
    ...[rows.map((r) => (r.nextAt === null ? null : new Date(r.nextAt))), head],
  ]);
  await client.query(AGREE, [bookId, connectionId, rows.map(({ day }) => day)]);
  const all = rows.flatMap(({ day, differing }) => differing.map((one) => ({ ...one, day })));
  if (all.length === 0) return;
  await client.query(DIFFER, [
    ...[bookId, connectionId, all.map((x) => x.day), all.map((x) => x.remoteId), all.map((x) => x.number)],
    ...[all.map((x) => x.theirs?.total ?? null), all.map((x) => x.theirs?.currency ?? null)],
    ...[all.map((x) => x.ours?.total ?? null), all.map((x) => x.ours?.currency ?? null)],
    all.map((x) => (x.parked === null ? null : JSON.stringify(x.parked))),
  ]);
}

const MISSING = `select g.day::date as day
  from (select least(min(d.placed_on), $3::date) as first from unnest($4::text[]) as s(status)
    cross join lateral (select placed_on from document where book_id = $1 and connection_id = $2 and status = s.status
      order by placed_on limit 1) d) f
  cross join lateral generate_series(coalesce(f.first, $3::date), $3::date, interval '1 day') as g(day)
  where not exists (select from certificate where book_id = $1 and connection_id = $2 and day = g.day::date)
  order by 1 limit $5`;

/** Days up to today, from the connection's first order on, that have no certificate: the oldest first. */
export async function missingDays(
  client: Client,
  { bookId, connectionId }: ConnectionKey,
  today: LocalDate,
  limit: number,
): Promise<LocalDate[]> {
  const { rows } = await client.query<{ day: LocalDate }>(MISSING, [bookId, connectionId, today, STANDING, limit]);
  return rows.map(({ day }) => day);
}

/** Days whose certificates are to be made again, what has been due the longest first; `max`: so many of them. */
export async function dueDays(
  client: Client,
  { bookId, connectionId }: ConnectionKey,
  now: number,
  max: number,
): Promise<LocalDate[]> {
  const { rows } = await client.query<{ day: LocalDate }>(
    `select day from certificate where book_id = $1 and connection_id = $2 and next_at <= $3 order by next_at, day limit $4`,
    [bookId, connectionId, new Date(now), max],
  );
  return rows.map(({ day }) => day);
}

/** When the next certificate is to be made again; null: none is. */
export async function nextDueAt(client: Client, { bookId, connectionId }: ConnectionKey): Promise<Instant | null> {
  const { rows } = await client.query<{ nextAt: Instant | null }>(
    'select min(next_at) as "nextAt" from certificate where book_id = $1 and connection_id = $2',
    [bookId, connectionId],
  );
  return rows[0]?.nextAt ?? null;
}

/** Notes why a day cannot be counted, and when to try again; what an earlier certificate says of it stays. */
export async function noteUncounted(
  client: Client,
  { bookId, connectionId }: ConnectionKey,
  { day, problem, now, nextAt, age }: { day: LocalDate; problem: string; now: number; nextAt: number; age: number },
): Promise<void> {
  await client.query(
    `insert into certificate (book_id, connection_id, day, verdict, theirs, ours, problem, made_at, age, next_at, head)
     select $1, $2, $3, 'provisional', '{}', '{}', $4, $5, $7, $6, head_hash from book_head where book_id = $1
     on conflict (book_id, connection_id, day) do update set problem = excluded.problem, next_at = excluded.next_at`,
    [bookId, connectionId, day, problem, new Date(now), new Date(nextAt), age],
  );
}

/** An order as the books hold it. */
export interface HeldOrder {
  readonly remoteId: string;
  readonly number: string;
  readonly day: LocalDate;
  readonly currency: Currency;
  /** Not yet a sale: a platform may not count it. */
  readonly isOpen: boolean;
  /** What the platform said it comes to, in minor units. */
  readonly total: number;
}

const HELD = `select d.remote_id as "remoteId", d.number, d.placed_on as day, d.currency, d.status = 'not-yet-a-sale' as "isOpen",
    (d.state -> 'parts' -> 'order' -> 'sightings' -> -1 -> 'content' ->> 'total')::int8 as total
  from unnest($5::text[]) as s(status)
  cross join lateral (select * from document where book_id = $1 and connection_id = $2 and status = s.status
    and placed_on between $3 and $4 and kind = 'order' offset 0) d`;

/** Orders of a connection that were placed on some days, both included; of what is gone nothing is held. */
export async function heldOrders(
  client: Client,
  { bookId, connectionId }: ConnectionKey,
  from: LocalDate,
  to: LocalDate,
): Promise<HeldOrder[]> {
  return (await client.query<HeldOrder>(HELD, [bookId, connectionId, from, to, STANDING])).rows;
}

export async function readHead(client: Client, bookId: number): Promise<Buffer> {
  const { rows } = await client.query<{ head: Buffer }>('select head_hash as head from book_head where book_id = $1', [
    bookId,
  ]);
  const [row] = rows;
  if (row === undefined) throw new Error(`book ${bookId} is not there`);
  return row.head;
}
