import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DocumentState, emptyDocument, fold } from '../../src/domain/documents/fold.ts';
import type { Incoming } from '../../src/domain/plan/state.ts';
import { runs } from './books.ts';
import { arrivalsOf, world } from './world.ts';

const folded = (observations: readonly Incoming[], onto = emptyDocument('order')): DocumentState =>
  observations.reduce(
    (state, { content, via, seenAt }) =>
      content.kind === 'report' ? fold(state, content.report, { via, seenAt }) : state,
    onto,
  );

/** What different shops say of one order is one document here: the fold asks for nothing but sets. */
const observations = world.map((generated) => arrivalsOf({ ...generated, orders: generated.orders.slice(0, 1) }));

/** Design.md 1, law 1: a document is a function of the set of its observations. */
test('fold is commutative and idempotent', () => {
  fc.assert(
    fc.property(observations, ({ first, other }) => {
      expect(folded(other.flat())).toEqual(folded(first));
    }),
    runs(3000),
  );
});

test('fold says by identity that there was nothing new', () => {
  fc.assert(
    fc.property(observations, ({ first, other }) => {
      const state = folded(first);
      expect(folded(other.flat(), state)).toBe(state);
    }),
    runs(1000),
  );
});

test('a document does not depend on where a history is cut', () => {
  fc.assert(
    fc.property(observations, fc.nat(10), ({ first }, at) => {
      const stored = JSON.parse(JSON.stringify(folded(first.slice(0, at)))) as DocumentState;
      expect(folded(first.slice(at), stored)).toEqual(folded(first));
    }),
    runs(1000),
  );
});
