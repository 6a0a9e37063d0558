import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Found, type Search, searchCount, searchPage } from './search.ts';

const START = Date.parse('2026-11-01T00:00:00Z');

interface Page {
  readonly nodes: readonly { readonly id: number }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const thing = (id: number, second: number): Found => ({
  id,
  at: { updated_at: START + second * 1_000 },
  node: () => ({ id }),
});

const page = (things: readonly Found[], search: Partial<Search>) =>
  searchPage(things, { first: 3, sortBy: 'updated_at', missing: 0, ...search }) as unknown as Page;

/** Ids of all pages; between two pages `meanwhile` may change what there is. */
function run(things: Found[], first: number, meanwhile: (things: Found[]) => void = () => {}): number[] {
  const ids: number[] = [];
  for (let after: string | null = null; ; ) {
    const { nodes, pageInfo } = page(things, { first, after });
    ids.push(...nodes.map(({ id }) => id));
    if (!pageInfo.hasNextPage) return ids;
    after = pageInfo.endCursor;
    meanwhile(things);
  }
}

const seconds = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 30 });

test('pages together are everything, in order, however many share a second', () => {
  fc.assert(
    fc.property(seconds, fc.integer({ min: 1, max: 7 }), (all, first) => {
      const things = all.map((second, id) => thing(id, second));
      const order = things.toSorted((a, b) => (a.at.updated_at ?? 0) - (b.at.updated_at ?? 0) || a.id - b.id);
      expect(run(things, first)).toEqual(order.map(({ id }) => id));
    }),
  );
});

test('what changes between two pages comes again, and nothing is lost', () => {
  fc.assert(
    fc.property(seconds, fc.nat(29), (all, changed) => {
      const things = all.map((second, id) => thing(id, second));
      let later = 6;
      const seen = run(things, 2, (now) => {
        const index = changed % now.length;
        later += 1;
        if (later < 12) now.splice(index, 1, thing(now[index]?.id ?? 0, later));
      });
      expect(new Set(seen)).toEqual(new Set(all.keys()));
    }),
  );
});

test('terms of a search must all hold; others than instants are refused', () => {
  const things = [0, 1, 2, 3, 4].map((second) => thing(second, second));
  const found = (query: string) => page(things, { first: 9, query }).nodes.map(({ id }) => id);
  expect(found("updated_at:>='2026-11-01T00:00:01Z' updated_at:<'2026-11-01T00:00:03Z'")).toEqual([1, 2]);
  expect(found("updated_at:>'2026-11-01T00:00:01Z' AND updated_at:<=2026-11-01T00:00:03Z")).toEqual([2, 3]);
  expect(searchCount(things, "updated_at:>'2026-11-01T00:00:01Z'", null)).toBe(3);
  expect(searchCount(things, null, 2)).toBe(2);
  expect(found("processed_at:>='2026-11-01T00:00:00Z'")).toEqual([]);
  expect(() => found('tag:sale')).toThrow('does not search for tag:sale');
  expect(() => page(things, { after: 'x' })).toThrow('Invalid cursor');
  expect(() => page(things, { first: null })).toThrow('first');
});

test('a short page lacks its last rows and goes on behind them', () => {
  const things = [0, 1, 2, 3, 4].map((second) => thing(second, second));
  const short = page(things, { missing: 2 });
  expect(short.nodes.map(({ id }) => id)).toEqual([0]);
  expect(page(things, { after: short.pageInfo.endCursor }).nodes.map(({ id }) => id)).toEqual([3, 4]);
});
