import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type OrderByHand, orderByHand, replay } from './kept.ts';
import { SHOPS } from './world/plans.ts';
import { World } from './world/world.ts';

const START = Date.UTC(2026, 0, 5);
const HOUR = 3_600_000;

const shops = SHOPS.map((plan) => ({ ...plan, ordersPerDay: 720 }));

/** All that its shops show and what is true of it, as text. */
const portrait = (world: World): string =>
  JSON.stringify([
    [...world.shops.values()].map(({ orders }) => [...orders.values()].map(({ versions }) => versions)),
    [...world.shops.values()].map(({ products }) => [...products.values()].map(({ versions }) => versions)),
    [...world.truth.orders()],
  ]);

/** Steps of the clock that often stand still or stop within a second, and who is ordered from after each. */
const days = fc.array(
  fc.tuple(fc.oneof(fc.constant(0), fc.nat(999), fc.nat(HOUR)), fc.constantFrom(null, ...shops.map(({ key }) => key))),
  { maxLength: 30 },
);

test('a world that is replayed is the same, however its clock was moved between orders by hand', () => {
  fc.assert(
    fc.property(fc.nat(), days, (seed, day) => {
      const lived = World.create({ seed, shops, start: START });
      const orders: OrderByHand[] = [];
      for (const [step, shop] of day) {
        lived.advance(lived.now + step);
        if (shop === null) continue;
        orders.push({ shop, at: lived.now });
        orderByHand(lived, shop);
      }
      const end = lived.now + HOUR;
      lived.advance(end);
      const replayed = World.create({ seed, shops, start: START });
      replay(replayed, orders, end);
      expect(portrait(replayed) === portrait(lived)).toBe(true);
    }),
    { numRuns: 30 },
  );
}, 30_000);
