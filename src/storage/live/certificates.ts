import type pg from 'pg';
import type { Instant, LocalDate } from '../../domain/time/when.ts';
import type { ConnectionKey } from './streams.ts';

type Client = pg.ClientBase | pg.Pool;

export type Verdict = 'certified' | 'provisional' | 'broken';

/** Orders and their sum, in minor units, by currency. */
export type DaySums = Readonly<Record<string, { readonly orders: number; readonly total: number }>>;

/** An order of which both sides say different things. */
export interface Differing {
  readonly remoteId: string;
  readonly number: string;
  /** Minor units; null: that side does not know the order. */
  readonly theirs: number | null;
  readonly ours: number | null;
  readonly currency: string;
}

/** The verdict on one channel and day. */
export interface CertificateRow {
  readonly connectionId: number;
  readonly day: LocalDate;
  readonly verdict: Verdict;
  readonly theirs: DaySums;
  readonly ours: DaySums;
  readonly differing: readonly Differing[];
  readonly madeAt: Instant;
  /** Days after its own day at which it was last made. */
  readonly age: number;
  readonly nextAt: Instant | null;
}

const CERTIFICATE = `select connection_id as "connectionId", day, verdict, theirs, ours, differing, made_at as "madeAt", age,
  next_at as "nextAt" from certificate where book_id = $1`;

/** A book's certificates of some days, both included. */
export async function listCertificates(
  client: Client,
  bookId: number,
  from: LocalDate,
  to: LocalDate,
): Promise<CertificateRow[]> {
  const text = `${CERTIFICATE} and day between $2 and $3 order by connection_id, day`;
  return (await client.query<CertificateRow>(text, [bookId, from, to])).rows;
}

/** A connection's certificates of some days, both included. */
export async function readCertificates(
  client: Client,
  { bookId, connectionId }: ConnectionKey,
  from: LocalDate,
  to: LocalDate,
): Promise<CertificateRow[]> {
  const text = `${CERTIFICATE} and connection_id = $2 and day between $3 and $4 order by day`;
  return (await client.query<CertificateRow>(text, [bookId, connectionId, from, to])).rows;
}

const STORE = `insert into certificate (book_id, connection_id, day, verdict, theirs, ours, differing, made_at, age, next_at, head)
  select $1, $2, n.*, $11 from unnest($3::date[], $4::text[], $5::json[], $6::json[], $7::json[], $8::timestamptz[], $9::int4[],
    $10::timestamptz[]) as n
  on conflict (book_id, connection_id, day) do update set verdict = excluded.verdict, theirs = excluded.theirs,
    ours = excluded.ours, differing = excluded.differing, made_at = excluded.made_at, age = excluded.age,
    next_at = excluded.next_at, head = excluded.head`;

/** Keeps certificates, with the head of the book they were made on. */
export async function storeCertificates(
  client: Client,
  { bookId, connectionId }: ConnectionKey,
  rows: readonly Omit<CertificateRow, 'connectionId'>[],
  head: Buffer,
): Promise<void> {
  await client.query(STORE, [
    ...[bookId, connectionId, rows.map((r) => r.day), rows.map((r) => r.verdict)],
    ...[rows.map((r) => JSON.stringify(r.theirs)), rows.map((r) => JSON.stringify(r.ours))],
    ...[rows.map((r) => JSON.stringify(r.differing)), rows.map((r) => new Date(r.madeAt)), rows.map((r) => r.age)],
    ...[rows.map((r) => (r.nextAt === null ? null : new Date(r.nextAt))), head],
  ]);
}

/** What is known of a connection's days: the newest that has a certificate, and the oldest whose time has come. */
export interface DueDays {
  readonly newest: LocalDate | null;
  readonly oldestDue: LocalDate | null;
  readonly newestDue: LocalDate | null;
  readonly nextAt: Instant | null;
}

const DUE = `select max(day) as newest, min(day) filter (where next_at <= $3) as "oldestDue",
    max(day) filter (where next_at <= $3) as "newestDue", min(next_at) as "nextAt"
  from certificate where book_id = $1 and connection_id = $2`;

export async function dueDays(client: Client, { bookId, connectionId }: ConnectionKey, now: number): Promise<DueDays> {
  const [row] = (await client.query<DueDays>(DUE, [bookId, connectionId, new Date(now)])).rows;
  return row ?? { newest: null, oldestDue: null, newestDue: null, nextAt: null };
}

/** The day of a connection's first order; null where it has none. */
export async function firstDay(client: Client, { bookId, connectionId }: ConnectionKey): Promise<LocalDate | null> {
  const { rows } = await client.query<{ day: LocalDate | null }>(
    `select min(placed_on) as day from document where book_id = $1 and connection_id = $2 and kind = 'order'`,
    [bookId, connectionId],
  );
  return rows[0]?.day ?? null;
}

/** An order as the books hold it. */
export interface HeldOrder {
  readonly remoteId: string;
  readonly number: string;
  readonly day: LocalDate;
  readonly currency: string;
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

/** What an order can be besides gone; by status, since the index of days begins with it. */
const STANDING = [
  'posted',
  'waits-for-order',
  'waits-for-rate',
  'not-yet-a-sale',
  'before-cut-over',
  'nothing-to-show',
];

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
