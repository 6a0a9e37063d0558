import { Trouble } from '../domain/trouble.ts';

/** Work that somebody started and watches from elsewhere: an import, a proof. */
export type RunState =
  | 'running'
  | 'done'
  /** It ended with a problem. */
  | 'failed'
  /** Its program ended before it did: start it again. */
  | 'interrupted';

/** How often a run that goes on says so. */
export const touchMs = 1_000;
const silenceMsMax = 30_000;

/** Runs touched before this are dead. */
export const livingSince = (now: number): number => now - silenceMsMax;

/** What stopped a run, in words. */
export interface RunProblem {
  readonly detail: string;
  readonly remedy: string;
}

/** What a command says of its import once it has failed; while it goes on, it says nothing. */
export interface ToldByCommand {
  readonly problem: RunProblem;
}

/** A fault of the program keeps its words for the log. */
export function problemOf(error: unknown): RunProblem {
  if (error instanceof Trouble) {
    const { cause, remedy } = error.inParts();
    return { detail: cause, remedy };
  }
  return { detail: 'it failed', remedy: 'look into the log, then try again' };
}

/** Lets at most one update through per interval, and none while the one before is under way. */
export function seldom(clock: () => number, intervalMs: number, update: () => Promise<void>): () => void {
  let last = clock();
  let busy = false;
  return () => {
    if (busy || clock() - last < intervalMs) return;
    last = clock();
    busy = true;
    // What is told on the way is worth nothing once it has failed: the end is told by itself.
    update()
      .catch(() => undefined)
      .finally(() => {
        busy = false;
      });
  };
}
