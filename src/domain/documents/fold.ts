import { type Instant, isDate } from '../time/when.ts';
import { contentJson } from './content-json.ts';
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
  /** In order of rank: the last counts. */
  readonly sightings: readonly Sighting[];
  /** Per status the earliest instant (ms) that the platform gives for it or, where it gives none, that an observation showed it. */
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

/** Adds what one observation says to a document; the very same document where it says nothing new. */
export function fold(state: DocumentState, report: Report, seen: Seen): DocumentState {
  const isEvent = seen.via === 'event';
  let { lists } = state;
  // Copied once, not once a part.
  let parts: Record<PartKey, PartState> | null = null;
  for (const part of report.parts) {
    if (isEvent && part.version === null) continue;
    const known = (parts ?? state.parts)[part.key];
    const fresh = stateOf(part, seen);
    const joined = known === undefined ? fresh : join(part.key, known, fresh);
    if (joined === known) continue;
    parts ??= { ...state.parts };
    parts[part.key] = joined;
  }
  for (const { list, keys } of isEvent ? [] : report.lists) {
    const latest = latestList(lists[list], { seenAt: seen.seenAt, keys: [...keys].sort() });
    if (latest !== lists[list]) lists = { ...lists, [list]: latest };
  }
  if (parts === null && lists === state.lists) return state;
  return { kind: state.kind, parts: parts ?? state.parts, lists };
}

function stateOf(part: PartReport, seen: Seen): PartState {
  const status = statusOf(part.content);
  return {
    sightings: [
      {
        version: part.version,
        hash: shortHash(contentJson(part.content)),
        content: part.content,
        seen: [seen.seenAt],
      },
    ],
    since: status === null ? {} : { [status.name]: status.at ?? seen.seenAt },
    vouchedAt: seen.via === 'event' ? (part.at ?? 0) : seen.seenAt,
  };
}

/** A part's status, and the instant the platform gives for it. */
function statusOf(content: PartContent): { readonly name: string; readonly at: number | null } | null {
  switch (content.type) {
    case 'payment':
    case 'refund':
      return { name: content.status, at: content.at === null || isDate(content.at) ? null : content.at };
    case 'refund-mention':
      return statusOf(content.refund);
    case 'fulfilment': {
      const at = content.status === 'cancelled' ? content.cancelledAt : content.shippedAt;
      return { name: content.status, at: at === null || isDate(at) ? null : at };
    }
    default:
      return null;
  }
}

function join(key: PartKey, a: PartState, b: PartState): PartState {
  const sightings = (key === 'order' ? union : greater)(a.sightings, b.sightings);
  const since = earliest(a.since, b.since);
  const vouchedAt = Math.max(a.vouchedAt, b.vouchedAt);
  const isNew = sightings !== a.sightings || since !== a.since || vouchedAt !== a.vouchedAt;
  return isNew ? { sightings, since, vouchedAt } : a;
}

function earliest(a: PartState['since'], b: PartState['since']): PartState['since'] {
  let since = a;
  for (const [status, at] of Object.entries(b)) {
    const known = since[status];
    if (known === undefined || at < known) since = { ...since, [status]: at };
  }
  return since;
}

/** Every sighting of the order part is kept. */
function union(a: readonly Sighting[], b: readonly Sighting[]): readonly Sighting[] {
  let all = a;
  for (const sighting of b) {
    const same = all.find((other) => isSame(other, sighting));
    if (same === undefined) all = [...all, sighting];
    else {
      const seen = mergeSeen(same.seen, sighting.seen, sighting.version !== null);
      if (seen !== same.seen) all = all.map((other) => (other === same ? { ...same, seen } : other));
    }
  }
  return all === a ? a : [...all].sort(byRank);
}

/** Of other parts the greatest sighting counts, with the last instant it was seen. */
function greater(a: readonly Sighting[], b: readonly Sighting[]): readonly Sighting[] {
  const [known] = a;
  const [fresh] = b;
  if (known === undefined || fresh === undefined) return known === undefined ? b : a;
  if (!isSame(known, fresh)) return byRank(fresh, known) > 0 ? b : a;
  return lastSeen(fresh) > lastSeen(known) ? b : a;
}

function isSame(a: Sighting, b: Sighting): boolean {
  return a.hash === b.hash && a.version === b.version;
}

function mergeSeen(a: readonly number[], b: readonly number[], endsOnly: boolean): readonly number[] {
  const all = [...new Set([...a, ...b])].sort((x, y) => x - y);
  const [first] = all;
  const last = all.at(-1);
  const merged = endsOnly && first !== undefined && last !== undefined && all.length > 2 ? [first, last] : all;
  return merged.length === a.length && merged.every((at, index) => at === a[index]) ? a : merged;
}

function lastSeen(sighting: Sighting): number {
  return sighting.seen.at(-1) ?? 0;
}

/** Rank: the platform's version (none is least), when we saw it, hash (design.md 4). */
function byRank(a: Sighting, b: Sighting): number {
  return (
    rankVersion(a) - rankVersion(b) || lastSeen(a) - lastSeen(b) || (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0)
  );
}

function rankVersion(sighting: Sighting): number {
  return sighting.version ?? Number.MIN_SAFE_INTEGER;
}

function latestList(known: ListState | undefined, fresh: ListState): ListState {
  if (known === undefined || known.seenAt < fresh.seenAt) return fresh;
  if (known.seenAt > fresh.seenAt) return known;
  const keys = [...new Set([...known.keys, ...fresh.keys])].sort();
  return keys.length === known.keys.length ? known : { seenAt: known.seenAt, keys };
}

/** True where a complete list later than every voucher does not name the part. */
export function isGone(state: DocumentState, key: PartKey): boolean {
  const part = state.parts[key];
  if (part === undefined) return true;
  const list = state.lists[listOf(key)];
  return list !== undefined && list.seenAt > part.vouchedAt && !list.keys.includes(key);
}

/** The list a part stands in: what its key begins with. */
function listOf(key: PartKey): string {
  const colon = key.indexOf(':');
  return colon < 0 ? key : key.slice(0, colon);
}

/** The content that counts of a part: the greatest in rank. */
export function contentOf(part: PartState): PartContent {
  const greatest = part.sightings.at(-1);
  if (greatest === undefined) throw new RangeError('a part without sightings');
  return greatest.content;
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
