import type { Api, Page, Stream } from '../connectors/contract.ts';
import { ShapeError } from '../connectors/shape.ts';
import { type Instant, instant } from '../domain/time/when.ts';
import { type ListingRow, noteGone, storeListings } from '../storage/live/listings.ts';
import { ensureStreams, listStandings, putOffStream, type StandingRow, storePage } from '../storage/live/streams.ts';
import { ask } from '../storage/live/todo.ts';
import { readAgainAt } from './again.ts';
import { backoff } from './backoff.ts';
import { concernsStore, isOfOneAlone } from './problem.ts';
import { READ } from './reads.ts';
import { recordOf, takeRecords } from './records.ts';
import type { Store } from './store.ts';

/** Asks for are spread by up to this share of the time between them, so that stores do not all ask at once. */
const SPREAD = 0.2;

/** Records, and pages, that are taken into the books together. */
const GROUP_RECORDS = 500;
const GROUP_PAGES = 10;
/** After so many groups the other feeds have their turn. */
const GROUPS_MAX = 4;

/** One feed cannot be read; the others have their turn before it is tried again. */
export class FeedError extends Error {
  readonly stream: Stream['name'];
  /** Milliseconds for which it waits by itself; 0: it is tried again as soon as the store is. */
  readonly wait: number;

  constructor(cause: unknown, stream: Stream['name'], wait: number) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'FeedError';
    this.stream = stream;
    this.wait = wait;
  }
}

/** Makes the watermarks of a store's feeds. */
export async function prepareStreams({ pool, row, live, clock }: Store): Promise<void> {
  await ensureStreams(
    pool,
    row,
    live.streams.map(({ name }) => name),
    clock(),
  );
}

/**
 * Takes the next pages of one feed that is due or under way: their records first, then the watermark, so that a crash in
 * between reads them once more. Returns when the next page of any feed is due; throws a FeedError where one cannot be read.
 * `givesWay` failed the last time: where another is waiting, that goes first.
 */
export async function followStreams(store: Store, givesWay: Stream['name'] | null = null): Promise<number> {
  const { pool, row, clock, surroundings } = store;
  const now = clock();
  const feeds = await feedsOf(store);
  const waiting = feeds.filter(({ standing }) => standing.dueAt <= now);
  const [first, second] = waiting.sort((a, b) => rankOf(a.standing) - rankOf(b.standing));
  const next = first?.stream.name === givesWay ? (second ?? first) : first;
  if (next === undefined) return Math.min(...feeds.map(({ standing }) => standing.dueAt));
  try {
    await takePages(store, next.stream, next.standing);
  } catch (error) {
    // A store that is not there at all is not the feed's fault.
    if (concernsStore(error) && !isOfOneAlone(error)) throw new FeedError(error, next.stream.name, 0);
    const wait = backoff(next.standing.failures + 1, surroundings.random);
    await putOffStream(pool, row, next.stream.name, clock() + wait);
    throw new FeedError(error, next.stream.name, wait);
  }
  return now;
}

/** True while a feed failed when it was last asked. */
export async function isFeedFailing(store: Store): Promise<boolean> {
  return (await feedsOf(store)).some(({ standing }) => standing.failures > 0);
}

interface Feed {
  readonly stream: Stream;
  readonly standing: StandingRow;
}

/** In the connector's order, so that the history of orders is read before that of listings. */
async function feedsOf({ pool, row, live }: Store): Promise<Feed[]> {
  const rows = new Map((await listStandings(pool, row)).map((one) => [one.stream, one]));
  return live.streams.flatMap((stream) => {
    const standing = rows.get(stream.name);
    return standing === undefined ? [] : [{ stream, standing }];
  });
}

/** What keeps up comes before history, and what was due first before what was due later. */
function rankOf(standing: StandingRow): number {
  return isHistory(standing) ? Number.MAX_SAFE_INTEGER : standing.dueAt;
}

/** Read from its very first record, for the first time or once more. */
function isHistory({ completeThrough, running, runFrom }: StandingRow): boolean {
  return completeThrough === null || (running && runFrom === null);
}

async function takePages(store: Store, stream: Stream, standing: StandingRow): Promise<void> {
  const from = standing.running ? standing.runFrom : beginningOf(stream, standing, store.clock());
  const api: Api = from === null ? store.backfill : store.api;
  let beganAt = standing.running ? standing.runBeganAt : beganAtOf(store, stream, from);
  const groupAfter = (cursor: string | null) => nextGroup(api, stream, from, cursor);
  let following: Promise<Page> | null = groupAfter(standing.running ? standing.cursor : null);
  try {
    for (let groups = 1; following !== null; groups += 1) {
      const group: Page = await following;
      // The next group is on its way while this one is written: history is as fast as the slower of the two.
      following = group.next === null || groups === GROUPS_MAX ? null : groupAfter(group.next);
      following?.catch(() => undefined);
      if (stream.name !== 'listings') await takeDocuments(store, group);
      // What could not be read was not seen, and yet is there: such a run does not know what is gone.
      else if (!(await takeListings(store, group))) beganAt = null;
      if (group.next === null && beganAt !== null) await noteGone(store.pool, store.row, beganAt, store.clock());
      if (!(await noteGroup(store, stream, { from, beganAt, generation: standing.generation }, group))) return;
    }
  } finally {
    // Nobody asks on beside the next run.
    await following?.catch(() => undefined);
  }
}

/** Pages read together, up to a batch of the books: few orders a page would be many commits. */
async function nextGroup(api: Api, stream: Stream, from: Instant | null, cursor: string | null): Promise<Page> {
  let page = await stream.page(api, from, cursor);
  const records = [...page.records];
  const again = [...(page.again ?? [])];
  for (let pages = 1; page.next !== null && pages < GROUP_PAGES; pages += 1) {
    if (records.length + page.records.length > GROUP_RECORDS) break;
    // What was read so far is taken all the same: the next group begins with the page that failed.
    const following = await stream.page(api, from, page.next).catch(() => null);
    if (following === null) break;
    page = following;
    records.push(...page.records);
    again.push(...(page.again ?? []));
  }
  return { ...page, records, again };
}

/** Null where the run does not give all listings, so that it cannot say which are gone. */
function beganAtOf({ clock }: Store, { name, givesAll }: Stream, from: Instant | null): Instant | null {
  return name === 'listings' && (from === null || givesAll === true) ? instant(clock()) : null;
}

/** A run under way: from when on it asks, when it began where it gives all there is, and what it was asked by. */
interface Run {
  readonly generation: number;
  readonly from: Instant | null;
  readonly beganAt: Instant | null;
}

/** False where the run is over: the feed was asked for from its start meanwhile. */
async function noteGroup(store: Store, stream: Stream, run: Run, group: Page): Promise<boolean> {
  const { pool, row, clock, surroundings } = store;
  const now = clock();
  const { next, completeThrough, total, records } = group;
  const dueAt = now + stream.every * 1_000 * (1 + SPREAD * surroundings.random());
  const { from: runFrom, beganAt: runBeganAt, generation } = run;
  const page = { stream: stream.name, generation, runFrom, runBeganAt, next, completeThrough, total, dueAt };
  return await storePage(pool, row, { ...page, records: records.length }, now);
}

function beginningOf({ overlap, allEvery }: Stream, standing: StandingRow, now: number): Instant | null {
  const { completeThrough, allAt } = standing;
  if (completeThrough === null) return null;
  if (allEvery !== undefined && (allAt ?? 0) + allEvery * 1_000 <= now) return null;
  return instant(completeThrough - overlap * 1_000);
}

async function takeDocuments(store: Store, { records, again = [] }: Page): Promise<void> {
  const { pool, row, live, clock } = store;
  const reports = await takeRecords(store, records.map(recordOf));
  const now = clock();
  const reads = readAgainAt(live, reports, now);
  for (const remoteId of again) reads.set(remoteId, now);
  await ask(pool, READ, row, reads);
}

/** False where something was left out. */
async function takeListings(store: Store, { records }: Page): Promise<boolean> {
  const { pool, row, live, settings, surroundings, clock } = store;
  const seen: ListingRow[] = [];
  let isWhole = true;
  for (const { payload, seenAt, place } of records) {
    try {
      for (const { price, ...listing } of live.listings(payload, settings)) {
        seen.push({ ...listing, price: price?.amount ?? null, currency: price?.currency ?? null, seenAt });
      }
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error;
      isWhole = false;
      surroundings.log(`${row.channel}: ${place} is left out (${error.message})`);
    }
  }
  await storeListings(pool, row, seen, clock());
  return isWhole;
}
