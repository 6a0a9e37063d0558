import type pg from 'pg';
import type { Instant } from '../../domain/time/when.ts';
import type { ConnectionKey } from './streams.ts';

type Client = pg.ClientBase | pg.Pool;

/** One thing to be done: a document to be read again, a day to be certified. */
export interface Todo {
  readonly subject: string;
  /** Another each time it is asked for: what was begun before that does not settle it. */
  readonly generation: number;
  readonly dueAt: Instant;
  readonly attempts: number;
}

/**
 * Who changes a loop's subjects holds it till the end of the transaction: two who change the same ones, each in an order of
 * its own, would else wait for each other in a circle.
 */
const HOLD = `materialized (select pg_advisory_xact_lock(x'746f646f'::int4, hashtext($1::text || '/' || $2::int4 || '/' || $3::int4)))`;

const ASK = `with held as ${HOLD}
  insert into todo (loop, book_id, connection_id, subject, due_at)
  select $1, $2::int4, $3::int4, t.subject, t.due_at from held, unnest($4::text[], $5::timestamptz[]) as t(subject, due_at)
  on conflict (loop, book_id, connection_id, subject) do update set generation = excluded.generation,
    due_at = least(todo.due_at, excluded.due_at), attempts = 0, error = null`;

/** Asks for subjects to be done, each at a time; one that waits already is done at the earlier of its times. */
export async function ask(
  client: Client,
  loop: string,
  { bookId, connectionId }: ConnectionKey,
  subjects: ReadonlyMap<string, number>,
): Promise<void> {
  if (subjects.size === 0) return;
  const dueAts = [...subjects.values()].map((at) => new Date(at));
  const values = [loop, bookId, connectionId, [...subjects.keys()], dueAts];
  await client.query({ name: 'todo+', text: ASK, values });
}

const DUE = `select subject, generation, due_at as "dueAt", attempts from todo
  where loop = $1 and book_id = $2 and connection_id = $3 and due_at <= $4 order by due_at limit $5`;

export async function due(
  client: Client,
  loop: string,
  { bookId, connectionId }: ConnectionKey,
  now: number,
  limit: number,
): Promise<Todo[]> {
  const values = [loop, bookId, connectionId, new Date(now), limit];
  return (await client.query<Todo>({ name: 'todo', text: DUE, values })).rows;
}

const SETTLE = `with held as ${HOLD}
  delete from todo t using held, unnest($4::text[], $5::int8[]) as d(subject, generation)
  where t.loop = $1 and t.book_id = $2::int4 and t.connection_id = $3::int4 and t.subject = d.subject
    and t.generation = d.generation`;

/** Removes what was done, unless it was asked for again since it was begun. */
export async function settle(
  client: Client,
  loop: string,
  { bookId, connectionId }: ConnectionKey,
  done: readonly Pick<Todo, 'subject' | 'generation'>[],
): Promise<void> {
  if (done.length === 0) return;
  await client.query({
    name: 'todo-',
    text: SETTLE,
    values: [
      ...[loop, bookId, connectionId],
      ...[done.map(({ subject }) => subject), done.map(({ generation }) => generation)],
    ],
  });
}

const PUT_OFF = `with held as ${HOLD}
  update todo set due_at = $6, attempts = attempts + 1, error = $7 from held
  where loop = $1 and book_id = $2::int4 and connection_id = $3::int4 and subject = $4 and generation = $5`;

/** Puts one off that failed, unless it was asked for again since it was begun. */
export async function putOff(
  client: Client,
  loop: string,
  { bookId, connectionId }: ConnectionKey,
  { subject, generation }: Pick<Todo, 'subject' | 'generation'>,
  error: string,
  dueAt: number,
): Promise<void> {
  await client.query(PUT_OFF, [loop, bookId, connectionId, subject, generation, new Date(dueAt), error]);
}

/** How many are due, how many wait for their time, and how many have failed. */
export async function countTodo(
  client: Client,
  loop: string,
  { bookId, connectionId }: ConnectionKey,
  now: number,
): Promise<{ readonly due: number; readonly later: number; readonly failing: number }> {
  const { rows } = await client.query<{ due: number; later: number; failing: number }>(
    `select count(*) filter (where due_at <= $4) as due, count(*) filter (where due_at > $4) as later,
       count(*) filter (where attempts > 0) as failing
     from todo where loop = $1 and book_id = $2 and connection_id = $3`,
    [loop, bookId, connectionId, new Date(now)],
  );
  return rows[0] ?? { due: 0, later: 0, failing: 0 };
}

/** When the next one is due; null where there is none. */
export async function nextDue(
  client: Client,
  loop: string,
  { bookId, connectionId }: ConnectionKey,
): Promise<Instant | null> {
  const { rows } = await client.query<{ dueAt: Instant | null }>(
    'select min(due_at) as "dueAt" from todo where loop = $1 and book_id = $2 and connection_id = $3',
    [loop, bookId, connectionId],
  );
  return rows[0]?.dueAt ?? null;
}

/** Which of these subjects are due and not done yet. */
export async function stillDue(
  client: Client,
  loop: string,
  { bookId, connectionId }: ConnectionKey,
  subjects: readonly string[],
  now: number,
): Promise<ReadonlySet<string>> {
  if (subjects.length === 0) return new Set();
  const { rows } = await client.query<{ subject: string }>(
    `select subject from todo where loop = $1 and book_id = $2 and connection_id = $3 and subject = any($4::text[]) and due_at <= $5`,
    [loop, bookId, connectionId, subjects, new Date(now)],
  );
  return new Set(rows.map(({ subject }) => subject));
}
