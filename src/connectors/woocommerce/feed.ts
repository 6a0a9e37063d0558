import { type Instant, instant } from '../../domain/time/when.ts';
import type { Api, ApiAnswer, Page, RemoteRecord } from '../contract.ts';
import { isObject } from '../shape.ts';
import type { Row } from './answers.ts';
import { type Feed, type Standing, step } from './walk.ts';
import { mayBeSkipped, siteOf, skipped, wholeSecond } from './wall-clock.ts';

/*
 * A stream is one walk after the other: REST v3 shows what is in the bin only to who asks for nothing else. What moves
 * from one walk's collection to another's meanwhile is modified by that, and so is met in the later walk or the next run.
 */

/** Makes records of what a step showed. */
type Records = (api: Api, rows: readonly Row[], answer: ApiAnswer) => Promise<readonly RemoteRecord[]>;

/** What a cursor keeps of a run. */
interface Run {
  readonly start: Instant;
  /** Which walk, by its place in the list. */
  readonly walk: number;
  readonly standing: Standing;
  /** Up to when the walks before this one are complete; null: there were none. */
  readonly through: Instant | null;
  readonly given: number;
  /** The site's zone; absent: not asked for yet. */
  readonly zone?: string | null;
}

/** Before WordPress: nothing was modified earlier. */
const FIRST = instant(Date.parse('1990-01-01T00:00:00Z'));

/** One page of a stream. Throws an ApiError where the store does not page as asked, a RangeError for a foreign cursor. */
export async function pageOfFeeds(
  api: Api,
  feeds: readonly Feed[],
  from: Instant | null,
  cursor: string | null,
  recordsOf: Records,
): Promise<Page> {
  const run = await withZone(api, cursor === null ? startAt(from) : runOf(cursor, feeds.length));
  const feed = feeds[run.walk];
  if (feed === undefined) throw notACursor(cursor);
  const { rows, answer, next, through, remaining } = await step(api, feed, run.standing, (at) =>
    skipped(at, run.zone ?? null),
  );
  const records = answer === null ? [] : await recordsOf(api, rows, answer);
  const given = run.given + records.length;
  const complete = next === null ? earliest(run.through, through) : null;
  const isLastWalk = run.walk === feeds.length - 1;
  const following =
    next === null ? { walk: run.walk + 1, standing: atFirst(run.start), through: complete } : { standing: next };
  const isEnd = isLastWalk && next === null;
  return {
    records,
    next: isEnd ? null : JSON.stringify({ ...run, ...following, given }),
    completeThrough: isEnd ? complete : null,
    total: isLastWalk && remaining !== null ? given + remaining : null,
  };
}

function startAt(from: Instant | null): Run {
  const start = from === null ? FIRST : wholeSecond(from);
  return { start, walk: 0, standing: atFirst(start), through: null, given: 0 };
}

/** The zone is asked for once a run, and only where a bound stands in an hour that some zone skips. */
async function withZone(api: Api, run: Run): Promise<Run> {
  if (run.zone !== undefined || !mayBeSkipped(instant(run.standing.at - 1000))) return run;
  return { ...run, zone: (await siteOf(api)).zone };
}

function atFirst(start: Instant): Standing {
  return { at: start, crowd: null };
}

function earliest(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

function runOf(cursor: string, walks: number): Run {
  const run: unknown = JSON.parse(cursor);
  const isRun = isObject(run) && isObject(run.standing) && typeof run.start === 'number';
  if (!isRun || typeof run.walk !== 'number' || run.walk >= walks) throw notACursor(cursor);
  return run as unknown as Run;
}

function notACursor(cursor: string | null): RangeError {
  return new RangeError(`not a cursor of a run: ${cursor}`);
}
