import type { Faults } from '../../faults/faults.ts';
import type { OrderTimeline, ProductTimeline, Shop } from '../../world/shop.ts';
import type { Instant, Order, Product, Variant } from '../../world/types.ts';
import type { World } from '../../world/world.ts';
import { isVariable, MOVES_PRODUCT, MOVES_VARIABLE } from './product.ts';
import { Collection, type Entry } from './query.ts';
import { MOVES_MODIFIED, stateOf } from './state.ts';

export interface Variation {
  readonly product: Product;
  readonly variant: Variant;
}

interface Stamp {
  readonly at: Instant;
  readonly stamp: Instant;
}

/** A shop of the world as WooCommerce keeps it: what there is at an instant, and when it was modified. */
export class Store {
  readonly shop: Shop;
  readonly #world: World;
  readonly #faults: Faults;
  readonly #stamps = new Map<number, Stamp[]>();
  readonly #stopListening: () => void;
  #orders: { readonly revision: number; readonly all: Collection<Order> } | null = null;

  constructor(world: World, shopKey: string, faults: Faults) {
    this.#world = world;
    this.#faults = faults;
    this.shop = world.shop(shopKey);
    this.#stopListening = world.listen((event) => {
      if (event.shop === shopKey && event.about === 'order' && MOVES_MODIFIED.has(event.kind)) {
        this.#stamp(event.id, event.at);
      }
    });
  }

  get now(): Instant {
    return this.#world.now;
  }

  stop(): void {
    this.#stopListening();
  }

  /** As of which instant the next answer is made: now, or earlier where a replica that lags is asked. */
  asOf(): Instant {
    return this.now - (this.#faults.next('stale read') ?? 0);
  }

  orders(asOf: Instant): Collection<Order> {
    if (asOf < this.now) return this.#ordersAt(asOf);
    const { revision } = this.shop;
    if (this.#orders?.revision !== revision) this.#orders = { revision, all: this.#ordersAt(asOf) };
    return this.#orders.all;
  }

  /** Undefined where there is none, or none any more. */
  order(id: number, asOf: Instant): Entry<Order> | undefined {
    const timeline = this.shop.orders.get(id);
    return timeline === undefined ? undefined : this.#entryOf(timeline, asOf);
  }

  products(asOf: Instant): Collection<Product> {
    const entries = [...this.shop.products.values()].flatMap((timeline) => {
      const product = timeline.asOf(asOf);
      if (product === undefined) return [];
      const moves = isVariable(product) ? MOVES_VARIABLE : MOVES_PRODUCT;
      return [published(product.id, product, product, timeline.lastOf(moves, asOf))];
    });
    return new Collection(entries);
  }

  /** Of one product, or of all. */
  variations(asOf: Instant, productId: number | null): Collection<Variation> {
    const entries = [...this.shop.products.values()].flatMap((timeline) => {
      const product = timeline.asOf(asOf);
      if (product === undefined || !isVariable(product)) return [];
      if (productId !== null && product.id !== productId) return [];
      return product.variants.map((variant) =>
        published(variant.id, product, { product, variant }, variantModified(timeline, variant.id, asOf)),
      );
    });
    return new Collection(entries);
  }

  #ordersAt(asOf: Instant): Collection<Order> {
    return new Collection([...this.shop.orders.values()].flatMap((timeline) => this.#entryOf(timeline, asOf) ?? []));
  }

  #entryOf(timeline: OrderTimeline, asOf: Instant): Entry<Order> | undefined {
    const order = timeline.asOf(asOf);
    if (order === undefined || order.deletedAt !== null) return undefined;
    const { status } = stateOf(order);
    const modified = this.#modified(timeline, order, asOf);
    return { id: order.id, created: order.placedAt, modified, status, thing: order };
  }

  #modified(timeline: OrderTimeline, { id, placedAt }: Order, asOf: Instant): Instant {
    const stamped = this.#stamps.get(id)?.findLast(({ at }) => at <= asOf)?.stamp;
    return stamped ?? timeline.lastOf(MOVES_MODIFIED, asOf) ?? placedAt;
  }

  /** A clock that is off shows from then on; an order's own stamps never go back. */
  #stamp(id: number, at: Instant): void {
    const skew = this.#faults.next('clock skew');
    const stamps = this.#stamps.get(id);
    if (skew === null && stamps === undefined) return;
    const least = stamps?.at(-1)?.stamp ?? this.shop.orders.get(id)?.latest.placedAt ?? at;
    const stamp = Math.max(least, at + Math.floor((skew ?? 0) / 1000) * 1000);
    this.#stamps.set(id, [...(stamps ?? []), { at, stamp }]);
  }
}

function published<T>(id: number, { createdAt }: Product, thing: T, modified: Instant | undefined): Entry<T> {
  return { id, created: createdAt, modified: modified ?? createdAt, status: 'publish', thing };
}

/** When this variant last was another one than before. */
function variantModified(timeline: ProductTimeline, variantId: number, asOf: Instant): Instant | undefined {
  const variantIn = (product: Product) => product.variants.find(({ id }) => id === variantId);
  const versions = timeline.versions.filter(({ at }) => at <= asOf);
  return versions.findLast(({ value }, index) => {
    const earlier = versions[index - 1];
    return earlier === undefined || variantIn(earlier.value) !== variantIn(value);
  })?.at;
}
