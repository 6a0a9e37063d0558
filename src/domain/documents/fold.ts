import type { Instant } from '../time/when.ts';
import { shortHash } from './hash.ts';
import type { DocumentKind, OrderContent, PartContent, PartKey } from './parts.ts';
import type { PartReport, Report } from './report.ts';

/**
 * The fold: a document as a function of the set of its observations (design.md 5). Every step is a maximum, a minimum
 * or a union, so that order, grouping and repetition of the observations do not matter.
 */

/** One content that some observations showed. Of the order part all are kept, of the others only the greatest in rank. */
export interface Sighting {
  readonly version: number | null;
  readonly hash: string;
  readonly content: PartContent;
  /** Instants (ms) at which it was seen, ascending: with a platform version the first and the last, without one all. */
  readonly seen: readonly number[];
}

export interface PartState {
  readonly sightings: readonly Sighting[];
  /** Per status the earliest instant (ms) an observation showed it: the date of a fact the platform leaves undated. */
  readonly since: Readonly<Record<string, number>>;
  /** The latest instant (ms) anything vouched for the part's existence. */
  readonly vouchedAt: number;
}

/** The latest complete list of one kind: a part it does not name, vouched for by nothing later, is gone. */
export interface ListState {
  readonly seenAt: number;
  readonly keys: readonly PartKey[];
}

export interface DocumentState {
  readonly kind: DocumentKind;
  readonly parts: Readonly<Record<PartKey, PartState>>;
  readonly lists: Readonly<Record<string, ListState>>;
}

export interface Seen {
  readonly via: 'file' | 'event' | 'read';
  readonly seenAt: Instant;
}

export function emptyDocument(kind: DocumentKind): DocumentState {
  return { kind, parts: {}, lists: {} };
}

/** Adds what one observation says to a document. */
export function fold(state: DocumentState, report: Report, seen: Seen): DocumentState {
  const parts: Record<PartKey, PartState> = { ...state.parts };
  for (const part of report.parts) {
    if (seen.via === 'event' && part.version === null) continue;
    const known = parts[part.key];
    const fresh = stateOf(part, seen);
    parts[part.key] = known === undefined ? fresh : join(part.key, known, fresh);
  }
  if (seen.via === 'event') return { kind: state.kind, parts, lists: state.lists };
  const lists: Record<string, ListState> = { ...state.lists };
  for (const { list, keys } of report.lists) {
    lists[list] = latestList(lists[list], { seenAt: seen.seenAt, keys: [...keys].sort() });
  }
  return { kind: state.kind, parts, lists };
}

function stateOf(part: PartReport, seen: Seen): PartState {
  const status = statusOf(part.content);
  return {
    sightings: [
      { version: part.version, hash: shortHash(JSON.stringify(part.content)), content: part.content, seen: [seen.seenAt] },
    ],
    since: status === null ? {} : { [status]: seen.seenAt },
    vouchedAt: seen.via === 'event' ? (part.at ?? 0) : seen.seenAt,
  };
}

function statusOf(content: PartContent): string | null {
  if (content.type === 'refund-mention') return content.refund.status;
  return 'status' in content ? content.status : null;
}

function join(key: PartKey, a: PartState, b: PartState): PartState {
  const since: Record<string, number> = { ...a.since };
  for (const [status, at] of Object.entries(b.since)) since[status] = Math.min(since[status] ?? at, at);
  return {
    sightings: key === 'order' ? union(a.sightings, b.sightings) : [greatest([...a.sightings, ...b.sightings])],
    since,
    vouchedAt: Math.max(a.vouchedAt, b.vouchedAt),
  };
}

function union(a: readonly Sighting[], b: readonly Sighting[]): Sighting[] {
  const all = [...a];
  for (const sighting of b) {
    const at = all.findIndex((other) => other.hash === sighting.hash && other.version === sighting.version);
    const same = all[at];
    if (same === undefined) all.push(sighting);
    else all[at] = { ...same, seen: mergeSeen(same.seen, sighting.seen, sighting.version !== null) };
  }
  return all.sort(byRank);
}

function mergeSeen(a: readonly number[], b: readonly number[], endsOnly: boolean): number[] {
  const all = [...new Set([...a, ...b])].sort((x, y) => x - y);
  const [first] = all;
  const last = all.at(-1);
  if (!endsOnly || first === undefined || last === undefined || all.length <= 2) return all;
  return [first, last];
}

function greatest(sightings: readonly Sighting[]): Sighting {
  const [first, ...rest] = sightings;
  if (first === undefined) throw new RangeError('a part without sightings');
  let best = first;
  for (const sighting of rest) {
    if (sighting.hash === best.hash && sighting.version === best.version) {
      best = { ...best, seen: [Math.max(lastSeen(best), lastSeen(sighting))] };
    } else if (byRank(sighting, best) > 0) best = sighting;
  }
  return best;
}

function lastSeen(sighting: Sighting): number {
  return sighting.seen.at(-1) ?? 0;
}

/** Rank: the platform's version (none is least), when we saw it, hash (design.md 4). */
function byRank(a: Sighting, b: Sighting): number {
  return rankVersion(a) - rankVersion(b) || lastSeen(a) - lastSeen(b) || (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0);
}

function rankVersion(sighting: Sighting): number {
  return sighting.version ?? Number.MIN_SAFE_INTEGER;
}

function latestList(known: ListState | undefined, fresh: ListState): ListState {
  if (known === undefined || known.seenAt < fresh.seenAt) return fresh;
  if (known.seenAt > fresh.seenAt) return known;
  return { seenAt: known.seenAt, keys: [...new Set([...known.keys, ...fresh.keys])].sort() };
}

/** True where a complete list later than every voucher does not name the part. */
export function isGone(state: DocumentState, key: PartKey): boolean {
  const part = state.parts[key];
  if (part === undefined) return true;
  const list = state.lists[key.slice(0, key.indexOf(':'))];
  return list !== undefined && list.seenAt > part.vouchedAt && !list.keys.includes(key);
}

/** The content that counts of a part that is there: the greatest in rank. */
export function contentOf(part: PartState): PartContent {
  return greatest(part.sightings).content;
}

/** One run of equal contents of the order part, in order of rank. */
export interface OrderVersion {
  readonly content: OrderContent;
  /** When the run was first seen (ms). */
  readonly seenAt: number;
  readonly hash: string;
}

/** All that the order part has been, in order of rank, also back to an earlier content; equal neighbours are one. */
export function orderVersions(part: PartState): OrderVersion[] {
  const [only] = part.sightings;
  if (part.sightings.length === 1 && only?.content.type === 'order') {
    return [{ content: only.content, seenAt: only.seen[0] ?? 0, hash: only.hash }];
  }
  const points = part.sightings.flatMap((sighting) => sighting.seen.map((at) => ({ ...sighting, seen: [at] })));
  points.sort(byRank);
  const versions: OrderVersion[] = [];
  for (const { content, hash, seen } of points) {
    if (content.type !== 'order' || versions.at(-1)?.hash === hash) continue;
    versions.push({ content, seenAt: seen[0] ?? 0, hash });
  }
  return versions;
}
