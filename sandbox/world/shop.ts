import { Timeline } from './timeline.ts';
import type { Instant, Order, OrderChange, Product, ProductChange, ShopPlan } from './types.ts';

export type OrderTimeline = Timeline<Order, OrderChange>;
export type ProductTimeline = Timeline<Product, ProductChange>;

/** One shop's own view of itself, and all that faces draw from. Changed by the world alone. */
export class Shop {
  readonly plan: ShopPlan;
  /** By id, in the order of placing; deleted ones too (`deletedAt`): what a face still shows of them is its own rule. */
  readonly orders = new Map<number, OrderTimeline>();
  readonly products = new Map<number, ProductTimeline>();
  #lastId = 0;
  #lastNumber = 1000;
  #revision = 0;

  constructor(plan: ShopPlan) {
    this.plan = plan;
  }

  /** Rises with every change: what a face has sorted or counted holds while it stays. */
  get revision(): number {
    return this.#revision;
  }

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  nextNumber(): number {
    this.#lastNumber += 1;
    return this.#lastNumber;
  }

  putOrder(at: Instant, change: OrderChange, order: Order): void {
    put(this.orders, at, change, order);
    this.#revision += 1;
  }

  putProduct(at: Instant, change: ProductChange, product: Product): void {
    put(this.products, at, change, product);
    this.#revision += 1;
  }

  removeProduct(id: number): void {
    this.products.delete(id);
    this.#revision += 1;
  }
}

function put<T extends { readonly id: number }, Change>(
  into: Map<number, Timeline<T, Change>>,
  at: Instant,
  change: Change,
  value: T,
): void {
  const timeline = into.get(value.id);
  if (timeline === undefined) into.set(value.id, new Timeline({ at, change, value }));
  else timeline.append({ at, change, value });
}
