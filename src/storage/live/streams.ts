import type pg from 'pg';
import type { Instant } from '../../domain/time/when.ts';

type Client = pg.ClientBase | pg.Pool;

/** A connection, as all that belongs to it is found. */
export interface ConnectionKey {
  readonly bookId: number;
  readonly connectionId: number;
}

/** How far a feed has been read. */
export interface StreamRow {
  readonly stream: string;
  /** Every change before it (the platform's clock) is in the books; null: never read to its end. */
  readonly completeThrough: Instant | null;
  /** A run under way: where it began, and its next page. */
  readonly running: boolean;
  readonly runFrom: Instant | null;
  readonly cursor: string | null;
  /** Records of the run so far, and of all of it where the platform says. */
  readonly done: number;
  readonly total: number | null;
  readonly lastRunAt: Instant | null;
  readonly dueAt: Instant;
}

const STREAM = `select stream, complete_through as "completeThrough", running, run_from as "runFrom", cursor, done, total,
  last_run_at as "lastRunAt", due_at as "dueAt" from stream where book_id = $1 and connection_id = $2`;

export async function listStreams(client: Client, { bookId, connectionId }: ConnectionKey): Promise<StreamRow[]> {
  return (await client.query<StreamRow>(`${STREAM} order by stream`, [bookId, connectionId])).rows;
}

/** Makes the watermarks of feeds that have none yet, due at once. */
export async function ensureStreams(
  client: Client,
  { bookId, connectionId }: ConnectionKey,
  streams: readonly string[],
  now: number,
): Promise<void> {
  await client.query(
    `insert into stream (book_id, connection_id, stream, due_at) select $1, $2, s, $4 from unnest($3::text[]) as s
     on conflict do nothing`,
    [bookId, connectionId, streams, new Date(now)],
  );
}

/** Notes a page that is in the books: where the run goes on, or that it has ended. */
export async function storePage(
  client: Client,
  { bookId, connectionId }: ConnectionKey,
  page: {
    readonly stream: string;
    readonly runFrom: Instant | null;
    readonly next: string | null;
    readonly completeThrough: Instant | null;
    readonly records: number;
    readonly total: number | null;
    /** When the feed is to be asked again, once the run has ended. */
    readonly dueAt: number;
  },
  now: number,
): Promise<void> {
  const { stream, runFrom, next, completeThrough, records, total, dueAt } = page;
  await client.query(
    `update stream set running = $5::text is not null, run_from = $4, cursor = $5,
       complete_through = case when $5::text is null then greatest(complete_through, $6) else complete_through end,
       done = case when running then done else 0 end + $7, total = coalesce($8, total),
       last_run_at = case when $5::text is null then $10 else last_run_at end,
       due_at = case when $5::text is null then $9 else due_at end
     where book_id = $1 and connection_id = $2 and stream = $3`,
    [
      ...[bookId, connectionId, stream, dateOf(runFrom), next, dateOf(completeThrough), records, total],
      ...[new Date(dueAt), new Date(now)],
    ],
  );
}

/** Lets a feed wait; a run under way goes on from where it stands. */
export async function putOffStream(
  client: Client,
  { bookId, connectionId }: ConnectionKey,
  stream: string,
  dueAt: number,
): Promise<void> {
  await client.query('update stream set due_at = $4 where book_id = $1 and connection_id = $2 and stream = $3', [
    ...[bookId, connectionId, stream, new Date(dueAt)],
  ]);
}

/** Asks a feed again at once; with `fromStart`, from its very first record. */
export async function askAgain(
  client: Client,
  { bookId, connectionId }: ConnectionKey,
  stream: string,
  fromStart: boolean,
  now: number,
): Promise<void> {
  await client.query(
    `update stream set due_at = $4, running = running and not $5, cursor = case when $5 then null else cursor end,
       complete_through = case when $5 then null else complete_through end
     where book_id = $1 and connection_id = $2 and stream = $3`,
    [bookId, connectionId, stream, new Date(now), fromStart],
  );
}

function dateOf(at: Instant | null): Date | null {
  return at === null ? null : new Date(at);
}
