import type { Faults } from '../../faults/faults.ts';
import type { Shop } from '../../world/shop.ts';
import type { Instant, Order, Product } from '../../world/types.ts';
import type { World } from '../../world/world.ts';
import { type OrderView, viewOf } from './view.ts';

export interface OrderEntry {
  readonly id: number;
  readonly order: Order;
  readonly updatedAt: Instant;
}

export interface ProductEntry {
  readonly id: number;
  readonly product: Product;
  readonly updatedAt: Instant;
}

/**
 * A shop of the world as Shopify keeps it: what there is at an instant, and when it last changed. Every change of an order
 * moves its "updated at"; a deleted order is nowhere any more.
 */
export class Store {
  readonly shop: Shop;
  readonly #world: World;
  readonly #faults: Faults;
  /** By how much the clock was off when a state was made. */
  readonly #skews = new WeakMap<Order, number>();
  /** Of refunds and shipments, which are asked for by their own ids. */
  readonly #orderOfPart = new Map<number, number>();
  readonly #productOfVariant = new Map<number, number>();
  readonly #stopListening: () => void;
  #orders: { readonly revision: number; readonly entries: readonly OrderEntry[] } | null = null;

  constructor(world: World, shopKey: string, faults: Faults) {
    this.#world = world;
    this.#faults = faults;
    this.shop = world.shop(shopKey);
    for (const { latest } of this.shop.orders.values()) this.#know(latest);
    for (const { latest } of this.shop.products.values()) {
      for (const variant of latest.variants) this.#productOfVariant.set(variant.id, latest.id);
    }
    this.#stopListening = world.listen((event) => {
      if (event.shop === shopKey && event.about === 'order') this.#hear(event.id);
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

  /** All that are there. */
  orders(asOf: Instant): readonly OrderEntry[] {
    if (asOf < this.now) return this.#ordersAt(asOf);
    const { revision } = this.shop;
    if (this.#orders?.revision !== revision) this.#orders = { revision, entries: this.#ordersAt(asOf) };
    return this.#orders.entries;
  }

  /** Null where there is none, or none any more. */
  order(id: number, asOf: Instant): OrderEntry | null {
    const order = this.shop.orders.get(id)?.asOf(asOf);
    if (order === undefined || order.deletedAt !== null) return null;
    return { id, order, updatedAt: this.#updatedAt(id, order, asOf) };
  }

  /** The order that a refund or shipment belongs to. */
  orderOfPart(partId: number, asOf: Instant): OrderEntry | null {
    return this.order(this.#orderOfPart.get(partId) ?? 0, asOf);
  }

  products(asOf: Instant): ProductEntry[] {
    return [...this.shop.products.keys()].flatMap((id) => this.product(id, asOf) ?? []);
  }

  product(id: number, asOf: Instant): ProductEntry | null {
    const version = this.shop.products.get(id)?.versions.findLast(({ at }) => at <= asOf);
    return version === undefined ? null : { id, product: version.value, updatedAt: version.at };
  }

  productOfVariant(variantId: number, asOf: Instant): ProductEntry | null {
    return this.product(this.#productOfVariant.get(variantId) ?? 0, asOf);
  }

  view({ order, updatedAt }: OrderEntry): OrderView {
    return viewOf(order, this.shop.plan, updatedAt);
  }

  #ordersAt(asOf: Instant): OrderEntry[] {
    return [...this.shop.orders.keys()].flatMap((id) => this.order(id, asOf) ?? []);
  }

  #updatedAt(id: number, order: Order, asOf: Instant): Instant {
    const at = this.shop.orders.get(id)?.versions.findLast((version) => version.at <= asOf)?.at ?? order.placedAt;
    return Math.max(order.placedAt, at + (this.#skews.get(order) ?? 0));
  }

  #hear(id: number): void {
    const latest = this.shop.orders.get(id)?.latest;
    if (latest === undefined) return;
    this.#know(latest);
    const skew = this.#faults.next('clock skew');
    if (skew !== null) this.#skews.set(latest, Math.floor(skew / 1000) * 1000);
  }

  #know({ id, refunds, shipments, edits }: Order): void {
    for (const part of [...refunds, ...shipments, ...edits]) this.#orderOfPart.set(part.id, id);
  }
}
