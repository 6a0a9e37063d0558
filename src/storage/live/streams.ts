import type pg from 'pg';
import type { Instant } from '../../domain/time/when.ts';
import { Missing } from '../../domain/trouble.ts';

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
  /** When a run began that gives all there is; null where it does not, or has left something out. */
  readonly runBeganAt: Instant | null;
  readonly cursor: string | null;
  /** Records of the run so far, and of all of it where the platform says. */
  readonly done: number;
  readonly total: number | null;
  readonly lastRunAt: Instant | null;
  readonly dueAt: Instant;
}

/** The same, as who follows it has to know. */
export interface StandingRow extends StreamRow {
  /** Another each time it is asked for from its start: a run that was begun before that is over. */
  readonly generation: number;
  /** In a row. */
  readonly failures: number;
  /** When it was last read from its very first record to its end. */
  readonly allAt: Instant | null;
}

const COLUMNS = `stream, complete_through as "completeThrough", running, run_from as "runFrom", run_began_at as "runBeganAt",
  cursor, done, total,
  last_run_at as "lastRunAt", due_at as "dueAt"`;
const OF_ONE = 'from stream where book_id = $1 and connection_id = $2';

export async function listStreams(client: Client, { bookId, connectionId }: ConnectionKey): Promise<StreamRow[]> {
  return (await client.query<StreamRow>(`select ${COLUMNS} ${OF_ONE} order by stream`, [bookId, connectionId])).rows;
}

export async function listStandings(client: Client, { bookId, connectionId }: ConnectionKey): Promise<StandingRow[]> {
  const text = `select ${COLUMNS}, generation, failures, all_at as "allAt" ${OF_ONE} order by stream`;
  return (await client.query<StandingRow>(text, [bookId, connectionId])).rows;
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

/**
 * Notes a page that is in the books: where the run goes on, or that it has ended. False where the feed was asked for from
 * its start since the run began: then nothing is noted, and the run is over.
 */
export async function storePage(
  client: Client,
  { bookId, connectionId }: ConnectionKey,
  page: {
    readonly stream: string;
    readonly generation: number;
    readonly runFrom: Instant | null;
    readonly runBeganAt: Instant | null;
    readonly next: string | null;
    readonly completeThrough: Instant | null;
    readonly records: number;
    readonly total: number | null;
    /** When the feed is to be asked again, once the run has ended. */
    readonly dueAt: number;
  },
  now: number,
): Promise<boolean> {
  const { stream, generation, runFrom, runBeganAt, next, completeThrough, records, total, dueAt } = page;
  const { rowCount } = await client.query(
    `update stream set running = $5::text is not null, run_from = $4, cursor = $5,
       complete_through = case when $5::text is null then greatest(complete_through, $6) else complete_through end,
       done = case when running then done else 0 end + $7,
       total = case when running then coalesce($8, total) else $8 end,
       last_run_at = case when $5::text is null then $10 else last_run_at end,
       all_at = case when $5::text is null and $4::timestamptz is null then $10 else all_at end,
       due_at = case when $5::text is null then $9 else due_at end, run_began_at = $11, failures = 0
     where book_id = $1 and connection_id = $2 and stream = $3 and generation = $12`,
    [
      ...[bookId, connectionId, stream, dateOf(runFrom), next, dateOf(completeThrough), records, total],
      ...[new Date(dueAt), new Date(now), dateOf(runBeganAt), generation],
    ],
  );
  return rowCount === 1;
}

/** Lets a feed that failed wait; a run under way goes on from where it stands. */
export async function putOffStream(
  client: Client,
  { bookId, connectionId }: ConnectionKey,
  stream: string,
  dueAt: number,
): Promise<void> {
  await client.query(
    `update stream set due_at = $4, failures = failures + 1 where book_id = $1 and connection_id = $2 and stream = $3`,
    [bookId, connectionId, stream, new Date(dueAt)],
  );
}

/** Asks a feed again at once; with `fromStart`, from its very first record. Throws where there is no such feed. */
export async function askAgain(
  client: Client,
  { bookId, connectionId }: ConnectionKey,
  stream: string,
  fromStart: boolean,
  now: number,
): Promise<void> {
  const { rowCount } = await client.query(
    `update stream set due_at = $4, generation = generation + $5::bool::int, running = running and not $5,
       cursor = case when $5 then null else cursor end, complete_through = case when $5 then null else complete_through end
     where book_id = $1 and connection_id = $2 and stream = $3`,
    [bookId, connectionId, stream, new Date(now), fromStart],
  );
  if (rowCount === 0) {
    throw new Missing(`no feed of '${stream}' is followed here`, 'start the store first; its feeds are told with it');
  }
}

function dateOf(at: Instant | null): Date | null {
  return at === null ? null : new Date(at);
}
