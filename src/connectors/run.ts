import { type Instant, parseInstant } from '../domain/time/when.ts';
import { type ApiAnswer, ApiError, type Page, type RemoteRecord } from './contract.ts';
import { isObject } from './shape.ts';

/*
 * Platforms that page by offset lose records: what changes during a run moves to the end, and what stood behind it moves
 * up, past the page that was just read. So a run asks for *what changed since*, in order of an instant that never changes
 * (placed, created): during the run records are only added, none is moved, and the next page begins after the last one
 * given. What was added behind that place is in the next run, since this one claims to be complete only up to its start.
 */

/** Where the next page begins: behind `at`, and beside those of exactly that instant that were given. */
export interface Place {
  /** Null: at the very first. */
  readonly at: Instant | null;
  readonly given: readonly string[];
}

/** One page as the platform gave it. */
export interface Asked {
  /** In the order of `at`, none of `Place.given` among them. */
  readonly found: readonly Dated[];
  /** What was found, as it is given on. */
  readonly records: readonly RemoteRecord[];
  readonly isLast: boolean;
  /** How many from this place on, these included, where the platform says. */
  readonly remaining: number | null;
  /** The platform's clock when it answered. */
  readonly clock: Instant;
}

/** Something found, by its id and the instant that orders it. */
export interface Dated {
  readonly id: string;
  readonly at: Instant;
}

/** What a cursor keeps of a run. */
interface Run extends Place {
  /** The platform's clock at the first answer. */
  readonly startedAt: Instant;
  readonly total: number | null;
}

export const START: Place = { at: null, given: [] };

/** One page of a run. Throws an ApiError where the platform does not page as asked, a RangeError for a foreign cursor. */
export async function pageOfRun(cursor: string | null, ask: (place: Place) => Promise<Asked>): Promise<Page> {
  const before = cursor === null ? null : runOf(cursor);
  const asked = await ask(before ?? START);
  refuseDisorder(before ?? START, asked.found, asked.isLast);
  const startedAt = before?.startedAt ?? asked.clock;
  const total = before === null ? asked.remaining : before.total;
  const run: Run = { startedAt, total, ...placeAfter(before ?? START, asked.found) };
  return {
    records: asked.records,
    next: asked.isLast ? null : JSON.stringify(run),
    completeThrough: asked.isLast ? startedAt : null,
    total,
  };
}

/**
 * Throws where a page is not what was asked for: out of order, from before its place, or empty without being the last.
 * A server (or a cache before it) that leaves our order or filter out would have records lost, or one page asked for ever.
 */
export function refuseDisorder({ at }: Place, found: readonly Dated[], isLast: boolean): void {
  const isOutOfOrder = found.some((one, index) => one.at < (found[index - 1]?.at ?? at ?? one.at));
  if (isOutOfOrder || (found.length === 0 && !isLast)) {
    throw new ApiError('unreadable', 'the store does not page as it was asked: records came out of order, or again');
  }
}

/** Where to go on after these. */
export function placeAfter(place: Place, found: readonly Dated[]): Place {
  const last = found.at(-1);
  if (last === undefined) return place;
  const given = found.filter(({ at }) => at === last.at).map(({ id }) => id);
  return { at: last.at, given: last.at === place.at ? [...place.given, ...given] : given };
}

/** The platform's clock, in whole seconds, by the answer's Date; our own where it names none. */
export function clockOf(answer: ApiAnswer): Instant {
  const stated = Date.parse(answer.headers.date ?? '');
  return Number.isNaN(stated) ? answer.sentAt : (parseInstant(new Date(stated).toISOString()) ?? answer.sentAt);
}

function runOf(cursor: string): Run {
  const run: unknown = JSON.parse(cursor);
  if (!isObject(run) || typeof run.startedAt !== 'number' || !Array.isArray(run.given)) {
    throw new RangeError(`not a cursor of a run: ${cursor}`);
  }
  return run as unknown as Run;
}
