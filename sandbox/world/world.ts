import type { Act, Action, Scene, StockMove } from './act.ts';
import { catalogue } from './catalogue.ts';
import { fateOf } from './fate.ts';
import { type Ordering, place, placeJust } from './place.ts';
import { Queue } from './queue.ts';
import { type Random, randomOf } from './random.ts';
import { Shop } from './shop.ts';
import { changePrice, countStock, receiveGoods, restocked } from './stock.ts';
import { Truth } from './truth.ts';
import type { Instant, Order, Product, ProductChange, ShopPlan, WorldEvent } from './types.ts';

const SECOND = 1000;
const DAY = 86_400;
const SAME_SECOND = 40;

export interface WorldPlan {
  readonly seed: number;
  readonly shops: readonly ShopPlan[];
  /** Whole seconds; shops are stocked then, and their first orders come after it. */
  readonly start: Instant;
}

/**
 * Shops that trade by themselves while a virtual clock is moved on. The same plan moved to the same instants is the same
 * world, whatever steps it is moved in; what is ordered by hand (`place`, `order`, `act`) adds to it and moves nothing else.
 */
export class World {
  readonly shops: ReadonlyMap<string, Shop>;
  readonly truth = new Truth();
  readonly #seed: number;
  readonly #queue = new Queue<() => void>();
  readonly #listeners = new Set<(event: WorldEvent) => void>();
  /** Apart from each other: who orders by hand is the same, whatever else was done by hand before. */
  readonly #ordering: Random;
  readonly #byHand: Random;
  #now: Instant;
  #trades = true;

  private constructor({ seed, shops, start }: WorldPlan) {
    this.#seed = seed;
    this.#now = inSeconds(start);
    this.#ordering = randomOf(seed, 'ordering by hand');
    this.#byHand = randomOf(seed, 'by hand');
    this.shops = new Map(shops.map((plan) => [plan.key, new Shop(plan)]));
    for (const shop of this.shops.values()) this.#open(shop);
  }

  static create(plan: WorldPlan): World {
    return new World(plan);
  }

  get now(): Instant {
    return this.#now;
  }

  /** Hears everything that happens from now on, in order, as it happens. Answers how to stop listening. */
  listen(listener: (event: WorldEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Moves the clock on (never back) and lets happen what happens until then. */
  advance(to: Instant): readonly WorldEvent[] {
    return this.#recording(() => {
      for (let next = this.#queue.take(to); next !== undefined; next = this.#queue.take(to)) {
        this.#now = next.at;
        next.item();
      }
      this.#now = Math.max(this.#now, to);
    });
  }

  /** No order comes by itself any more; those that are there live on. */
  stopTrading(): void {
    this.#trades = false;
  }

  /** Nothing happens any more, however far the clock is moved. */
  get isAtRest(): boolean {
    return !this.#trades && this.#queue.size === 0;
  }

  /** No order comes by itself any more, and what is still to happen happens now; the clock stops at the last of it. */
  rest(): readonly WorldEvent[] {
    this.stopTrading();
    return this.#recording(() => {
      for (let next = this.#queue.take(Infinity); next !== undefined; next = this.#queue.take(Infinity)) {
        this.#now = next.at;
        next.item();
      }
    });
  }

  /**
   * Somebody orders now, beside those who do by themselves. What is left alone has no fate: nothing becomes of it but by
   * `act`. Throws where there is no such shop.
   */
  place(shopKey: string, { isLeftAlone = false } = {}): Order {
    const random = randomOf(this.#seed, shopKey, 'by hand', this.#ordering.next());
    const shop = this.shop(shopKey);
    const order = this.#place(shop, random);
    if (!isLeftAlone) this.#live(shop, order, random);
    return order;
  }

  /** Somebody orders just that now, and nothing becomes of it but by `act`. Throws where there is no such shop. */
  order(shopKey: string, ordering: Ordering): Order {
    const shop = this.shop(shopKey);
    const scene = this.#scene(shop, randomOf(this.#seed, shopKey, 'by hand', this.#byHand.next()));
    return this.#begin(shop, placeJust(ordering, { ...scene, nextNumber: () => shop.nextNumber() }));
  }

  /** A merchant offers something new, which customers find from now on. */
  offer(shopKey: string, product: (id: number, variantId: number) => Product): Product {
    const shop = this.shop(shopKey);
    const made = product(shop.nextId(), shop.nextId());
    this.#changeProduct(shop, 'product created', made);
    return made;
  }

  /** A merchant changes a price or counts a shelf; `product` is one of the shop's, as it is from now on. */
  change(shopKey: string, kind: 'price changed' | 'stock changed', product: Product): void {
    this.#changeProduct(this.shop(shopKey), kind, product);
  }

  /** A merchant takes something out of the shop; false for the last product, without which nobody could order. */
  withdraw(shopKey: string, productId: number): boolean {
    const shop = this.shop(shopKey);
    if (shop.products.size <= 1) return false;
    shop.removeProduct(productId);
    return true;
  }

  /** Does something to an order now; false where it makes no sense any more. Throws where there is no such order. */
  act(shopKey: string, orderId: number, action: Action): boolean {
    const random = randomOf(this.#seed, shopKey, orderId, this.#byHand.next());
    return this.#try(this.shop(shopKey), orderId, action, random);
  }

  /** Throws where there is none. */
  shop(key: string): Shop {
    const shop = this.shops.get(key);
    if (shop === undefined) throw new RangeError(`no shop '${key}'; there are ${[...this.shops.keys()].join(', ')}`);
    return shop;
  }

  #open(shop: Shop): void {
    const { plan } = shop;
    for (const product of catalogue(plan, this.#seed, this.#now, () => shop.nextId())) {
      shop.putProduct(this.#now, 'product created', product);
    }
    if (plan.ordersPerDay > 0) this.#awaitCustomer(shop, randomOf(this.#seed, plan.key, 'customers'), 1);
  }

  #awaitCustomer(shop: Shop, random: Random, ordinal: number): void {
    const wait = random.happens(SAME_SECOND) ? 0 : -Math.log(1 - random.next()) * (DAY / shop.plan.ordersPerDay);
    this.#queue.put(this.#now + Math.round(wait) * SECOND, () => {
      if (!this.#trades) return;
      const own = randomOf(this.#seed, shop.plan.key, 'order', ordinal);
      this.#live(shop, this.#place(shop, own), own);
      this.#awaitCustomer(shop, random, ordinal + 1);
    });
  }

  #place(shop: Shop, random: Random): Order {
    const scene = this.#scene(shop, random);
    const products = productsOf(shop);
    return this.#begin(shop, place({ ...scene, products, nextNumber: () => shop.nextNumber() }));
  }

  #begin(shop: Shop, placed: Act): Order {
    const { order } = placed;
    this.truth.begin({ shop: shop.plan.key, id: order.id, number: order.number, placedAt: order.placedAt });
    this.#commit(shop, placed);
    return order;
  }

  #live(shop: Shop, order: Order, random: Random): void {
    for (const { after, action } of fateOf(order, shop.plan.habits, () => productsOf(shop), random)) {
      this.#queue.put(order.placedAt + after * SECOND, () => this.#try(shop, order.id, action, random));
    }
    this.#merchantDoes(shop, random);
  }

  #try(shop: Shop, orderId: number, action: Action, random: Random): boolean {
    const timeline = shop.orders.get(orderId);
    if (timeline === undefined) throw new RangeError(`no order ${orderId} in ${shop.plan.key}`);
    const acts = action(timeline.latest, this.#scene(shop, random));
    for (const one of acts) this.#commit(shop, one);
    return acts.length > 0;
  }

  #commit(shop: Shop, { change, order, facts, stock, forgets }: Act): void {
    const at = inSeconds(this.#now);
    const { key } = shop.plan;
    shop.putOrder(at, change, order);
    this.truth.add(key, order.id, facts);
    if (forgets !== null) this.truth.forget(key, order.id, forgets);
    if (order.deletedAt !== null) this.truth.remove(key, order.id, order.deletedAt);
    this.#tell({ about: 'order', kind: change, shop: key, id: order.id, at });
    this.#move(shop, stock);
  }

  #move(shop: Shop, moves: readonly StockMove[]): void {
    for (const product of restocked(productsOf(shop), moves)) this.#changeProduct(shop, 'stock changed', product);
  }

  /** What a merchant does besides: prices go up or down, shelves are counted and filled. */
  #merchantDoes(shop: Shop, random: Random): void {
    const { habits } = shop.plan;
    const product = random.pick(productsOf(shop));
    const later = (change: 'price changed' | 'stock changed', make: (product: Product, random: Random) => Product) => {
      this.#queue.put(inSeconds(this.#now) + random.between(1, DAY) * SECOND, () => {
        const current = shop.products.get(product.id)?.latest;
        if (current !== undefined) this.#changeProduct(shop, change, make(current, random));
      });
    };
    if (random.happens(habits.priceChange)) later('price changed', changePrice);
    if (random.happens(habits.stockCount)) later('stock changed', countStock);
    later('stock changed', receiveGoods);
  }

  #changeProduct(shop: Shop, kind: ProductChange, product: Product): void {
    if (product === shop.products.get(product.id)?.latest) return;
    const at = inSeconds(this.#now);
    shop.putProduct(at, kind, product);
    this.#tell({ about: 'product', kind, shop: shop.plan.key, id: product.id, at });
  }

  #scene(shop: Shop, random: Random): Scene {
    return { plan: shop.plan, at: inSeconds(this.#now), random, nextId: () => shop.nextId() };
  }

  #tell(event: WorldEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #recording(happening: () => void): WorldEvent[] {
    const events: WorldEvent[] = [];
    const stop = this.listen((event) => events.push(event));
    try {
      happening();
    } finally {
      stop();
    }
    return events;
  }
}

const inSeconds = (at: Instant): Instant => Math.floor(at / SECOND) * SECOND;

const productsOf = (shop: Shop): Product[] => [...shop.products.values()].map(({ latest }) => latest);
