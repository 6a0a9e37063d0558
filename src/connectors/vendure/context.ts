import type { Instant } from '../../domain/time/when.ts';
import type { VendureOrder, VendureTransition } from './shapes.ts';

/** An order with what is needed to read it. */
export interface Context {
  readonly order: VendureOrder;
  readonly decimals: number;
  readonly giftCardSkus: ReadonlySet<string>;
  readonly pricesIncludeTax: boolean;
}

/** When the history first tells of one of these states, the earlier named first. */
export function transitionTo(
  order: VendureOrder,
  of: VendureTransition['of'],
  id: string,
  ...states: string[]
): Instant | undefined {
  for (const state of states) {
    const found = order.history.transitions.find((one) => one.of === of && one.id === id && one.to === state);
    if (found !== undefined) return found.at;
  }
  return undefined;
}
