import type { Answer } from '../server.ts';
import { invalidParameter } from './refusal.ts';
import { boundOf, phpJson } from './text.ts';

/** What a collection is made of, before it is written. */
export interface Entry<T> {
  readonly id: number;
  /** UTC; digits of the site's wall clock are told by `localOf`. */
  readonly created: number;
  readonly modified: number;
  readonly status: string;
  readonly thing: T;
}

export type Query = URLSearchParams;

const PER_PAGE = 10;
const PER_PAGE_MAX = 100;

/** Values of a parameter that may be a list: 'a,b', repeated, or with brackets; empty: not given. */
export function listOf(query: Query, name: string): string[] {
  const pattern = new RegExp(`^${name}(\\[\\d*\\])?$`);
  return [...query].filter(([key]) => pattern.test(key)).flatMap(([, value]) => value.split(','));
}

export function numberOf(query: Query, name: string, other: number, min: number, max: number): number {
  const text = query.get(name);
  if (text === null) return other;
  const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) throw invalidParameter(name);
  return value;
}

/** Whether an entry is within the query's dates, all of them exclusive. `localOf` gives the site's digits of an instant. */
export function within(
  query: Query,
  zone: string,
  localOf: (at: number) => number,
): (entry: Entry<unknown>) => boolean {
  const isGmt = ['true', '1'].includes(query.get('dates_are_gmt') ?? '');
  const digits = isGmt ? (at: number) => at : localOf;
  const bound = (name: string, none: number) => {
    const text = query.get(name);
    const found = text === null ? none : boundOf(text, zone);
    if (found === null) throw invalidParameter(name);
    return found;
  };
  const [after, before] = [bound('after', -Infinity), bound('before', Infinity)];
  const [modifiedAfter, modifiedBefore] = [bound('modified_after', -Infinity), bound('modified_before', Infinity)];
  return ({ created, modified }) => {
    const [placed, moved] = [digits(created), digits(modified)];
    return placed > after && placed < before && moved > modifiedAfter && moved < modifiedBefore;
  };
}

/** Statuses asked for; 'any' (of webhooks 'all') is all but what lies in the bin. */
export function hasStatus(query: Query): (entry: Entry<unknown>) => boolean {
  const wanted = new Set(listOf(query, 'status'));
  if (wanted.size === 0 || wanted.has('any') || wanted.has('all'))
    return ({ status }) => status !== 'trash' || wanted.has('trash');
  return ({ status }) => wanted.has(status);
}

/** `include` and `exclude`. */
export function isMeant(query: Query): (entry: Entry<unknown>) => boolean {
  const include = new Set(listOf(query, 'include').map(Number));
  const exclude = new Set(listOf(query, 'exclude').map(Number));
  return ({ id }) => (include.size === 0 || include.has(id)) && !exclude.has(id);
}

/** Things of one kind as they are at one instant; sorted once a way, however many pages are asked for. */
export class Collection<T> {
  readonly entries: readonly Entry<T>[];
  readonly #sorted = new Map<string, readonly Entry<T>[]>();

  constructor(entries: readonly Entry<T>[]) {
    this.entries = entries;
  }

  /** As asked, newest first by default; what has equal keys follows its id. Throws a Refusal for an unknown order. */
  sorted(query: Query): readonly Entry<T>[] {
    const by = query.get('orderby') ?? 'date';
    const sign = query.get('order') === 'asc' ? 1 : -1;
    const known = this.#sorted.get(`${by} ${sign}`);
    if (known !== undefined) return known;
    const key = keyOf(by);
    const made = this.entries.toSorted((a, b) => sign * (key(a) - key(b) || a.id - b.id));
    this.#sorted.set(`${by} ${sign}`, made);
    return made;
  }
}

function keyOf(by: string): (entry: Entry<unknown>) => number {
  if (by === 'modified') return ({ modified }) => modified;
  if (by === 'date') return ({ created }) => created;
  if (by === 'id' || by === 'include' || by === 'title' || by === 'slug') return ({ id }) => id;
  throw invalidParameter('orderby');
}

export interface PageOptions {
  /** Absolute, without its query: for the `Link` header. */
  readonly address: string;
  /** Rows that are left out at the end of the page, silently: a fault. */
  readonly missing: number;
}

/** One page of `rows`, with how many there are. A page behind the last is empty. */
export function pageOf<T>(
  rows: readonly T[],
  query: Query,
  json: (row: T) => Record<string, unknown>,
  { address, missing }: PageOptions,
): Answer {
  const size = numberOf(query, 'per_page', PER_PAGE, 1, PER_PAGE_MAX);
  const page = numberOf(query, 'page', 1, 1, Number.MAX_SAFE_INTEGER);
  const from = numberOf(query, 'offset', (page - 1) * size, 0, Number.MAX_SAFE_INTEGER);
  const shown = rows.slice(from, from + size);
  const kept = shown.slice(0, Math.max(0, shown.length - missing));
  const pages = Math.ceil(rows.length / size);
  return {
    status: 200,
    headers: {
      'x-wp-total': String(rows.length),
      'x-wp-totalpages': String(pages),
      ...linkTo(address, query, page, pages),
    },
    body: phpJson(kept.map((row) => withFields(json(row), query))),
  };
}

/** As the real one does it, with the proof of the request that was answered: not to be followed under OAuth. */
function linkTo(address: string, query: Query, page: number, pages: number): { link?: string } {
  const to = (number: number, rel: string) => {
    const other = new URLSearchParams(query);
    other.set('page', String(number));
    return `<${address}?${other}>; rel="${rel}"`;
  };
  const links = [...(page > 1 ? [to(page - 1, 'prev')] : []), ...(page < pages ? [to(page + 1, 'next')] : [])];
  return links.length === 0 ? {} : { link: links.join(', ') };
}

/** `_fields`: only these, by their first names. */
export function withFields(json: Record<string, unknown>, query: Query): Record<string, unknown> {
  const wanted = new Set(listOf(query, '_fields').map((field) => field.trim().split('.')[0] ?? ''));
  if (wanted.size === 0) return json;
  return Object.fromEntries(Object.entries(json).filter(([name]) => wanted.has(name)));
}
