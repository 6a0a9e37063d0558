import type { Instant, Order } from './world/types.ts';
import type { World } from './world/world.ts';

/** Somebody was made to order something, which does not follow from the seed. */
export interface OrderByHand {
  /** The shop's key. */
  readonly shop: string;
  /** The world's clock at that moment, to the millisecond: what happened before it took its ids first. */
  readonly at: Instant;
}

/** What a sandbox needs, beside its plan, to go on as it was; JSON. */
export interface Kept {
  /** As they were placed. */
  readonly orders: readonly OrderByHand[];
  /** What each face tells of its webhooks, by the shop's key. */
  readonly webhooks: Readonly<Record<string, readonly unknown[]>>;
}

export const NOTHING_KEPT: Kept = { orders: [], webhooks: {} };

/**
 * Somebody orders now. What becomes of it within this very second becomes of it at once: else it would hang on the clock's
 * next step whether that or a second order by hand takes its ids first. Throws where there is no such shop.
 */
export function orderByHand(world: World, shop: string): Order {
  const order = world.place(shop);
  world.advance(world.now);
  return order;
}

/** Lets a new world go on from its start, and orders again what was ordered by hand, each when it was. */
export function replay(world: World, orders: readonly OrderByHand[], until: Instant): void {
  for (const { shop, at } of orders) {
    world.advance(at);
    orderByHand(world, shop);
  }
  world.advance(until);
}
