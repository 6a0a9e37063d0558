import type pg from 'pg';
import type { Instant } from '../../domain/time/when.ts';
import type { ConnectionKey } from './streams.ts';

type Client = pg.ClientBase | pg.Pool;

/** A verified webhook that is not evidence yet. */
export interface InboxRow {
  readonly inboxId: number;
  readonly receivedAt: Instant;
  readonly topic: string;
  readonly isRecord: boolean;
  /** Orders it says have changed. */
  readonly reads: readonly string[];
  readonly body: Buffer;
}

/** A delivery of some connection. */
export interface Accepted extends ConnectionKey {
  readonly delivery: Omit<InboxRow, 'inboxId'>;
}

const ACCEPT = `insert into inbox (book_id, connection_id, received_at, topic, is_record, reads, body)
  select * from unnest($1::int4[], $2::int4[], $3::timestamptz[], $4::text[], $5::bool[], $6::json[], $7::bytea[])`;

/** Keeps deliveries; once this returns they are durable, and may be answered. */
export async function accept(client: Client, all: readonly Accepted[]): Promise<void> {
  const deliveries = all.map(({ delivery }) => delivery);
  await client.query({
    name: 'inbox+',
    text: ACCEPT,
    values: [
      ...[all.map(({ bookId }) => bookId), all.map(({ connectionId }) => connectionId)],
      ...[deliveries.map(({ receivedAt }) => new Date(receivedAt)), deliveries.map(({ topic }) => topic)],
      ...[deliveries.map(({ isRecord }) => isRecord), deliveries.map(({ reads }) => JSON.stringify(reads))],
      deliveries.map(({ body }) => body),
    ],
  });
}

/** How much of an inbox is taken at once; of a body that is larger by itself, that one. */
export interface InboxLimit {
  readonly rows: number;
  readonly bytes: number;
}

const READ = `select inbox_id as "inboxId", received_at as "receivedAt", topic, is_record as "isRecord", reads, body
  from (
    select i.*, sum(octet_length(body)) over (order by inbox_id) - octet_length(body) as before
    from (select * from inbox where book_id = $1 and connection_id = $2 order by inbox_id limit $3) i
  ) b where before < $4 order by inbox_id`;

/** The oldest deliveries of a connection. */
export async function readInbox(
  client: Client,
  { bookId, connectionId }: ConnectionKey,
  { rows, bytes }: InboxLimit,
): Promise<InboxRow[]> {
  const values = [bookId, connectionId, rows, bytes];
  return (await client.query<InboxRow>({ name: 'inbox', text: READ, values })).rows;
}

export async function clearInbox(client: Client, inboxIds: readonly number[]): Promise<void> {
  await client.query({
    name: 'inbox-',
    text: 'delete from inbox where inbox_id = any($1::int8[])',
    values: [inboxIds],
  });
}

/** Deliveries that wait, and since when the oldest does. */
export async function countInbox(
  client: Client,
  { bookId, connectionId }: ConnectionKey,
): Promise<{ readonly waiting: number; readonly oldest: Instant | null }> {
  const { rows } = await client.query<{ waiting: number; oldest: Instant | null }>(
    'select count(*) as waiting, min(received_at) as oldest from inbox where book_id = $1 and connection_id = $2',
    [bookId, connectionId],
  );
  return rows[0] ?? { waiting: 0, oldest: null };
}
