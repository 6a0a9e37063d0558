import type { Random } from './random.ts';
import type { Fact } from './truth.ts';
import type { Instant, Order, OrderChange, ShopPlan } from './types.ts';

/** One change of one order: what it looks like then, what is true of it, what it moves in stock. */
export interface Act {
  readonly change: OrderChange;
  readonly order: Order;
  readonly facts: readonly Fact[];
  readonly stock: readonly StockMove[];
  /** Of the refund whose facts never were; null but for a deleted refund. */
  readonly forgets: number | null;
}

/** Units of a variant in one warehouse, added to what stands there. */
export interface StockMove {
  readonly variantId: number;
  readonly warehouse: string;
  readonly onHand: number;
  readonly committed: number;
}

/** What an action may use beside the order. */
export interface Scene {
  readonly plan: ShopPlan;
  readonly at: Instant;
  readonly random: Random;
  nextId(): number;
}

/**
 * What somebody does to an order: the acts it comes to, in turn; none where it makes no sense any more (nothing is shipped
 * of a cancelled order).
 */
export type Action = (order: Order, scene: Scene) => readonly Act[];

export function act(
  change: OrderChange,
  order: Order,
  facts: readonly Fact[] = [],
  stock: readonly StockMove[] = [],
): Act {
  return { change, order, facts, stock, forgets: null };
}

/** One action after the other, each on what the one before made of the order. */
export function inTurn(...actions: readonly Action[]): Action {
  return (order, scene) => {
    const acts: Act[] = [];
    for (const action of actions) acts.push(...action(acts.at(-1)?.order ?? order, scene));
    return acts;
  };
}
