import type { Api, Page, Stream } from '../connectors/contract.ts';
import { ShapeError } from '../connectors/shape.ts';
import { type Instant, instant } from '../domain/time/when.ts';
import { type ListingRow, storeListings } from '../storage/live/listings.ts';
import { ensureStreams, listStreams, putOffStream, type StreamRow, storePage } from '../storage/live/streams.ts';
import { ask } from '../storage/live/todo.ts';
import { readAgainAt } from './again.ts';
import { concernsStore } from './problem.ts';
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

/** How long a feed that failed lets the others go first. */
const PUT_OFF_MS = 30_000;

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
 * between reads them once more. Returns when the next page of any feed is due.
 */
export async function followStreams(store: Store): Promise<number> {
  const { pool, row, live, clock } = store;
  const rows = new Map((await listStreams(pool, row)).map((one) => [one.stream, one]));
  const now = clock();
  // In the connector's order, so that the history of orders is read before that of listings.
  const feeds = live.streams.flatMap((stream) => {
    const standing = rows.get(stream.name);
    return standing === undefined ? [] : [{ stream, standing }];
  });
  const waiting = feeds.filter(({ standing }) => standing.dueAt <= now);
  const [next] = waiting.sort((a, b) => rankOf(a.standing) - rankOf(b.standing));
  if (next === undefined) return Math.min(...feeds.map(({ standing }) => standing.dueAt));
  try {
    await takePages(store, next.stream, next.standing);
  } catch (error) {
    // A feed that cannot be read does not hold up the others.
    if (!concernsStore(error)) await putOffStream(pool, row, next.stream.name, clock() + PUT_OFF_MS);
    throw error;
  }
  return now;
}

/** What keeps up comes before history, and what was due first before what was due later. */
function rankOf(standing: StreamRow): number {
  return isHistory(standing) ? Number.MAX_SAFE_INTEGER : standing.dueAt;
}

function isHistory({ completeThrough }: StreamRow): boolean {
  return completeThrough === null;
}

async function takePages(store: Store, stream: Stream, standing: StreamRow): Promise<void> {
  const api: Api = isHistory(standing) ? store.backfill : store.api;
  const from = standing.running ? standing.runFrom : beginningOf(stream, standing.completeThrough);
  const groupAfter = (cursor: string | null) => nextGroup(api, stream, from, cursor);
  let following: Promise<Page> | null = groupAfter(standing.running ? standing.cursor : null);
  for (let groups = 1; following !== null; groups += 1) {
    const group: Page = await following;
    // The next group is on its way while this one is written: history is as fast as the slower of the two.
    following = group.next === null || groups === GROUPS_MAX ? null : groupAfter(group.next);
    following?.catch(() => undefined);
    await (stream.name === 'listings' ? takeListings(store, group) : takeDocuments(store, group));
    await noteGroup(store, stream, from, group);
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

async function noteGroup(store: Store, stream: Stream, runFrom: Instant | null, group: Page): Promise<void> {
  const { pool, row, clock, surroundings } = store;
  const now = clock();
  const { next, completeThrough, total, records } = group;
  const dueAt = now + stream.every * 1_000 * (1 + SPREAD * surroundings.random());
  const page = { stream: stream.name, runFrom, next, completeThrough, records: records.length, total, dueAt };
  await storePage(pool, row, page, now);
}

function beginningOf({ overlap }: Stream, completeThrough: Instant | null): Instant | null {
  return completeThrough === null ? null : instant(completeThrough - overlap * 1_000);
}

async function takeDocuments(store: Store, { records, again = [] }: Page): Promise<void> {
  const { pool, row, live, clock } = store;
  const reports = await takeRecords(store, records.map(recordOf));
  const now = clock();
  const reads = readAgainAt(live, reports, now);
  for (const remoteId of again) reads.set(remoteId, now);
  await ask(pool, READ, row, reads);
}

async function takeListings(store: Store, { records }: Page): Promise<void> {
  const { pool, row, live, settings, surroundings } = store;
  const seen: ListingRow[] = [];
  for (const { payload, seenAt, place } of records) {
    try {
      for (const { price, ...listing } of live.listings(payload, settings)) {
        seen.push({ ...listing, price: price?.amount ?? null, currency: price?.currency ?? null, seenAt });
      }
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error;
      surroundings.log(`${row.channel}: ${place} is left out (${error.message})`);
    }
  }
  await storeListings(pool, row, seen);
}
