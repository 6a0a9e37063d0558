import { GraphQLError } from 'graphql';
import type { Instant } from '../../world/types.ts';
import { type GraphqlNode, type Paging, pageOf } from './connection.ts';

/** A thing by the instants it can be sorted and searched by. */
export interface Found {
  readonly id: number;
  readonly at: Readonly<Record<string, Instant>>;
  readonly node: () => GraphqlNode;
}

export interface Search extends Paging {
  readonly query?: string | null;
  /** 'updated_at': what pages are sorted by. */
  readonly sortBy: string;
  /** How many rows the page is to lack, unsaid. */
  readonly missing: number;
}

/** One page in the order of `sortBy`, then id; its cursors name a place in that order, not a position. */
export function searchPage(things: readonly Found[], { query, sortBy, first, after, missing }: Search): GraphqlNode {
  if (first === undefined || first === null) throw new GraphQLError('you must provide one of first or last');
  const matches = matcherOf(query ?? '');
  const placeOf = ({ id, at }: Found): Place => ({ at: at[sortBy] ?? 0, id });
  const from = after === undefined || after === null ? null : placeIn(after);
  const all = things
    .filter((thing) => matches(thing) && (from === null || compare(placeOf(thing), from) > 0))
    .sort((a, b) => compare(placeOf(a), placeOf(b)));
  const page = all.slice(0, first);
  const shown = page.slice(0, Math.max(0, page.length - missing));
  return pageOf(
    shown.map(({ node }) => node()),
    page.map((thing) => cursorOf(placeOf(thing))),
    all.length > first,
  );
}

/** How many a search finds; up to `limit`, null: all. */
export function searchCount(things: readonly Found[], query: string | null | undefined, limit: number | null): number {
  const found = things.filter(matcherOf(query ?? '')).length;
  return limit === null ? found : Math.min(found, limit);
}

interface Place {
  readonly at: Instant;
  readonly id: number;
}

const compare = (a: Place, b: Place) => a.at - b.at || a.id - b.id;

const cursorOf = ({ at, id }: Place) => Buffer.from(`${at}:${id}`).toString('base64url');

function placeIn(cursor: string): Place {
  const [, at, id] = /^(\d+):(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  if (at === undefined || id === undefined) throw new GraphQLError(`Invalid cursor for current pagination sort.`);
  return { at: Number.parseInt(at, 10), id: Number.parseInt(id, 10) };
}

const TERM = /^(\w+):(>=|<=|>|<)'?([^']+)'?$/;

/** Terms that must all hold: `updated_at:>='2026-11-01T00:00:00Z'`. The real one knows many more. */
function matcherOf(query: string): (thing: Found) => boolean {
  const terms = query.split(/\s+/).filter((word) => word !== '' && word !== 'AND');
  const tests = terms.map((term) => {
    const [, name = '', sign = '', value = ''] = TERM.exec(term) ?? [];
    const limit = Date.parse(value);
    if (Number.isNaN(limit)) throw new GraphQLError(`the sandbox does not search for ${term}`);
    return ({ at }: Found) => {
      const instant = at[name];
      return instant !== undefined && holds(instant - limit, sign);
    };
  });
  return (thing) => tests.every((test) => test(thing));
}

function holds(difference: number, sign: string): boolean {
  if (sign === '>=') return difference >= 0;
  if (sign === '<=') return difference <= 0;
  return sign === '>' ? difference > 0 : difference < 0;
}
