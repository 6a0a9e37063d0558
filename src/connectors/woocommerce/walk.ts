import { type Instant, instant, parseInstant } from '../../domain/time/when.ts';
import { type Api, type ApiAnswer, ApiError, type ApiRequest } from '../contract.ts';
import { clockOf } from '../run.ts';
import { ROWS_MAX, type Row, type Rows, rowsAt } from './answers.ts';
import { filterText, wholeSecond } from './wall-clock.ts';

/*
 * A walk through what was modified at or after an instant, oldest change first. "Modified" has whole seconds and moves
 * under our feet, so that page numbers would lose rows: each step asks anew for what was modified at or after the last
 * row's second. Where more rows than a page share one second that does not get on; such a crowd is read by id, page by
 * page from its last: while it is read rows only leave it (they are modified again, and so are met further on), which
 * moves the rest towards the pages still to be read. No row is lost; some are given twice.
 *
 * The store sorts before it reads the rows, so that one that is modified in between shows an instant that is not the one
 * it was sorted by. Such an instant is a young one: where to go on is told by rows that have settled.
 */

const SECOND = 1000;

/** How old a change must be to be no doing of the moment, in milliseconds: more than two clocks differ. */
const SETTLED_AFTER = 60_000;

/** A collection in order of its changes. */
export interface Feed {
  readonly path: string;
  readonly query: NonNullable<ApiRequest['query']>;
  /** The code of the 404 by which an older version says that it has no such collection: then it is empty. */
  readonly absent?: RegExp;
}

/** Where a walk stands. */
export interface Standing {
  /** What was modified before this second has been given. */
  readonly at: Instant;
  readonly crowd: Crowd | null;
}

/** What was modified from `at` and before `until`, to be read by id. */
interface Crowd {
  readonly until: Instant;
  /** Null: how many pages it has is not known yet. */
  readonly page: number | null;
}

/** One step of a walk. */
export interface Step {
  readonly rows: readonly Row[];
  /** Of the request that showed the rows; null where the store has no such collection. */
  readonly answer: ApiAnswer | null;
  /** Null: the end, or all that has settled. */
  readonly next: Standing | null;
  /** At the end: every change up to then has been given, by the store's clock; null where there is no such collection. */
  readonly through: Instant | null;
  /** Rows still to come behind these, where it is known. */
  readonly remaining: number | null;
}

const NO_COLLECTION: Step = { rows: [], answer: null, next: null, through: null, remaining: 0 };

/** By how many milliseconds a bound must be put back: see wall-clock.ts. */
type Skipped = (at: Instant) => number;

/** Throws an ApiError where the store does not page as asked. */
export async function step(api: Api, feed: Feed, { at, crowd }: Standing, skippedAt: Skipped): Promise<Step> {
  const lower = instant(at - SECOND);
  const after = instant(lower - skippedAt(lower));
  const since = { ...feed.query, dates_are_gmt: true, modified_after: filterText(after), order: 'asc' };
  if (crowd !== null) return await crowdStep(api, { ...feed, query: since }, at, crowd);
  const asked = await rowsAt(api, feed.path, { ...since, orderby: 'modified' }, feed.absent ?? null);
  if (asked === null) return NO_COLLECTION;
  const { rows, answer, total } = asked;
  const looked = lookedAt(answer);
  const limit = instant(looked - SETTLED_AFTER);
  const changes = changesOf(asked, after, limit, feed.path);
  const shown = { rows, answer, remaining: Math.max(0, total - rows.length) };
  if (total <= ROWS_MAX) return { ...shown, next: null, through: instant(looked - SECOND) };
  const last = changes.findLast((change) => change < limit);
  if (last !== undefined && last > at) return { ...shown, next: { at: last, crowd: null }, through: null };
  const until = instant(at + Math.max(SECOND, lower - after));
  const isCrowd = until + skippedAt(until) <= limit && changes.every((change) => change < limit);
  if (isCrowd) return { ...shown, rows: [], next: { at, crowd: { until, page: null } }, through: null };
  // More than a page of young changes: all that is known to be given lies before them, the rest is for the next run.
  return { ...shown, next: null, through: lower };
}

/** A page of a crowd. The first tells how many there are, and is read again as the last. */
async function crowdStep(api: Api, feed: Feed, at: Instant, { until, page }: Crowd): Promise<Step> {
  const query = { ...feed.query, modified_before: filterText(until), orderby: 'id', page: page ?? 1 };
  const asked = await rowsAt(api, feed.path, query, feed.absent ?? null);
  if (asked === null) return NO_COLLECTION;
  const { rows, answer, pages } = asked;
  const before = page === null ? (pages > 1 ? pages : 0) : page - 1;
  const next: Standing = before === 0 ? { at: until, crowd: null } : { at, crowd: { until, page: before } };
  return { rows, answer, next, through: null, remaining: null };
}

/** The second in which the store looked, or the one before: what was modified in it or later may be missing. */
function lookedAt(answer: ApiAnswer): Instant {
  return wholeSecond(Math.min(clockOf(answer), answer.sentAt));
}

/** When the rows were modified, as they stand. A store that does not keep to what it was asked would be asked for ever. */
function changesOf({ rows, total }: Rows, after: Instant, limit: Instant, path: string): Instant[] {
  if (rows.length === 0 && total > ROWS_MAX) {
    const cause = `the store counts ${total} of ${path} but shows none: the key's user may not read them`;
    throw new ApiError('forbidden', cause);
  }
  const changes = rows.flatMap(({ body }) => changeOf(body.date_modified_gmt));
  const settled = changes.filter((change) => change < limit);
  if (settled.some((change, index) => change <= after || change < (settled[index - 1] ?? after))) {
    throw new ApiError('unreadable', `the store does not sort and filter ${path} by its changes as it was asked`);
  }
  return changes;
}

function changeOf(text: unknown): Instant[] {
  const change = typeof text === 'string' ? parseInstant(text, true) : null;
  return change === null ? [] : [change];
}
