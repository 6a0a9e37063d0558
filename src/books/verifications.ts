import { Missing } from '../domain/trouble.ts';
import {
  endVerification,
  failVerification,
  insertVerification,
  latestVerifications,
  readVerification,
  touchVerification,
  type VerificationRow,
} from '../storage/lists/verifications.ts';
import { livingSince, problemOf, type RunProblem, type RunState, seldom, touchMs } from './runs.ts';
import type { Session } from './session.ts';
import { type Difference, verify } from './verify.ts';
import type { Clock } from './writer.ts';

/** A proof of a book that was noted, also while it is being made. */
export interface Verification {
  readonly id: number;
  readonly state: RunState;
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** When it ended; null before. */
  readonly at: string | null;
  readonly ok: boolean | null;
  readonly entries: number;
  readonly documents: number;
  /** The last entry's hash: noted elsewhere, it proves later that nothing before it was rewritten. */
  readonly head: string | null;
  readonly restatable: number | null;
  readonly firstDifference: Difference | null;
  readonly problem: RunProblem | null;
}

export interface VerificationStarted {
  readonly verification: Verification;
  /** Resolves when this run has ended and is noted; at once where another one goes on. */
  readonly ended: Promise<void>;
}

/** Begins to prove a book, and notes how it ends; where one is under way already, that one is told of. */
export async function startVerification(
  { database }: Session,
  bookId: number,
  by: string,
  clock: Clock,
  onFault: (error: unknown) => void = () => {},
): Promise<VerificationStarted> {
  const { pool } = database;
  const now = clock();
  const row = await insertVerification(pool, bookId, { by, now, livingSince: livingSince(now) });
  if (row === null) {
    const { newest } = await latestVerifications(pool, bookId);
    if (newest === null) throw new Error(`book ${bookId} is not there`);
    return { verification: shown(newest, now), ended: Promise.resolve() };
  }
  return { verification: shown(row, now), ended: run() };

  async function run(): Promise<void> {
    const { id } = row as VerificationRow;
    let done = { entries: 0, documents: 0 };
    const tell = seldom(clock, touchMs, () => touchVerification(pool, bookId, id, done, clock()));
    try {
      const result = await verify(
        database,
        {
          ...{ bookId, since: 1, every: 1, head: null },
          onProgress: (progress) => {
            done = progress;
            tell();
          },
        },
        clock,
      );
      await endVerification(pool, bookId, id, result, clock());
    } catch (error) {
      onFault(error);
      await failVerification(pool, bookId, id, problemOf(error), clock()).catch(onFault);
    }
  }
}

export async function showVerification(
  { database }: Session,
  bookId: number,
  id: number,
  clock: Clock,
): Promise<Verification> {
  const row = await readVerification(database.pool, bookId, id);
  if (row === null) throw new Missing(`there is no verification ${id}`, 'start one, or ask for the latest');
  return shown(row, clock());
}

/** The newest one, and the newest that came to a verdict. */
export async function latestVerification(
  { database }: Session,
  bookId: number,
  clock: Clock,
): Promise<{ readonly newest: Verification | null; readonly verdict: Verification | null }> {
  const { newest, ended } = await latestVerifications(database.pool, bookId);
  const now = clock();
  return { newest: newest && shown(newest, now), verdict: ended && shown(ended, now) };
}

function shown(row: VerificationRow, now: number): Verification {
  const { id, startedBy, startedAt, endedAt, ok, entries, documents, head, restatable } = row;
  return {
    id,
    state: stateOf(row, now),
    by: startedBy,
    startedAt: new Date(startedAt).toISOString(),
    at: endedAt === null ? null : new Date(endedAt).toISOString(),
    ok,
    entries,
    documents,
    head,
    restatable,
    firstDifference: row.firstDifference as Difference | null,
    problem: row.problem as RunProblem | null,
  };
}

function stateOf({ endedAt, ok, touchedAt }: VerificationRow, now: number): RunState {
  if (endedAt !== null) return ok === null ? 'failed' : 'done';
  return touchedAt < livingSince(now) ? 'interrupted' : 'running';
}
