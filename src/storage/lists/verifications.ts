import type pg from 'pg';
import type { Reader } from '../snapshot.ts';

/** One proof of a book, also while it is being made. Instants in milliseconds since 1970. */
export interface VerificationRow {
  readonly id: number;
  readonly startedBy: string;
  readonly startedAt: number;
  readonly touchedAt: number;
  readonly endedAt: number | null;
  readonly entries: number;
  readonly documents: number;
  readonly ok: boolean | null;
  readonly head: string | null;
  readonly restatable: number | null;
  readonly firstDifference: unknown;
  readonly problem: unknown;
}

const COLUMNS = `verification_id as id, started_by as "startedBy", started_at as "startedAt", touched_at as "touchedAt",
  ended_at as "endedAt", entries, documents, ok, head, restatable, first_difference as "firstDifference", problem`;

const START = `insert into verification (book_id, started_by, started_at, touched_at)
  select $1, $2, $3, $3
  where not exists (select from verification v where v.book_id = $1 and v.ended_at is null and v.touched_at >= $4)
  returning ${COLUMNS}`;

const lockNumber = 0x70726f76;

/** One after the other, so that of two who ask at once one starts it; null where one runs that was touched lately. */
export async function insertVerification(
  pool: pg.Pool,
  bookId: number,
  { by, now, livingSince }: { readonly by: string; readonly now: number; readonly livingSince: number },
): Promise<VerificationRow | null> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1, $2)', [lockNumber, bookId]);
    const { rows } = await client.query(START, [bookId, by, new Date(now), new Date(livingSince)]);
    await client.query('commit');
    return rows[0] ?? null;
  } catch (error) {
    failure = error as Error;
    throw error;
  } finally {
    client.release(failure);
  }
}

export async function touchVerification(
  reader: Reader,
  bookId: number,
  id: number,
  done: { readonly entries: number; readonly documents: number },
  now: number,
): Promise<void> {
  await reader.query(
    `update verification set entries = $3, documents = $4, touched_at = $5
     where book_id = $1 and verification_id = $2 and ended_at is null`,
    [bookId, id, done.entries, done.documents, new Date(now)],
  );
}

const END = `update verification set ended_at = $3, touched_at = $3, ok = $4, entries = $5, documents = $6, head = $7,
    restatable = $8, first_difference = $9
  where book_id = $1 and verification_id = $2`;

export async function endVerification(
  reader: Reader,
  bookId: number,
  id: number,
  result: {
    readonly ok: boolean;
    readonly entries: number;
    readonly documents: number;
    readonly head: string;
    readonly restatable: number;
    readonly firstDifference: unknown;
  },
  now: number,
): Promise<void> {
  const { ok, entries, documents, head, restatable, firstDifference } = result;
  const difference = firstDifference === null ? null : JSON.stringify(firstDifference);
  await reader.query(END, [bookId, id, new Date(now), ok, entries, documents, head, restatable, difference]);
}

export async function failVerification(
  reader: Reader,
  bookId: number,
  id: number,
  problem: unknown,
  now: number,
): Promise<void> {
  await reader.query(
    'update verification set ended_at = $3, problem = $4 where book_id = $1 and verification_id = $2',
    [bookId, id, new Date(now), JSON.stringify(problem)],
  );
}

export async function readVerification(reader: Reader, bookId: number, id: number): Promise<VerificationRow | null> {
  const { rows } = await reader.query(
    `select ${COLUMNS} from verification where book_id = $1 and verification_id = $2`,
    [bookId, id],
  );
  return rows[0] ?? null;
}

/** The newest, and the newest that came to an end. */
export async function latestVerifications(
  reader: Reader,
  bookId: number,
): Promise<{ readonly newest: VerificationRow | null; readonly ended: VerificationRow | null }> {
  const latest = async (condition: string) =>
    (
      await reader.query(
        `select ${COLUMNS} from verification where book_id = $1 ${condition} order by verification_id desc limit 1`,
        [bookId],
      )
    ).rows[0] ?? null;
  return { newest: await latest(''), ended: await latest('and ok is not null') };
}
