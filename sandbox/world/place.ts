import { type Act, act, type Scene, type StockMove } from './act.ts';
import { customerOf } from './customers.ts';
import { accepted, goodsFact, partsOfLines } from './facts.ts';
import { orderLine, type Shipping, shippingTo, type Wanted } from './lines.ts';
import { allocate, total } from './money.ts';
import { wasFree } from './order.ts';
import type { Random } from './random.ts';
import type { Fact } from './truth.ts';
import type { Amount, Coupon, Customer, Gateway, Order, Product, ShopPlan } from './types.ts';

const LINES_MAX = 4;
const QUANTITY_MAX = 3;

export interface Placing extends Scene {
  readonly products: readonly Product[];
  nextNumber(): number;
}

/** What is ordered, by whom and how. */
export interface Ordering {
  readonly customer: Customer;
  readonly gateway: Gateway;
  readonly coupon: Coupon | null;
  readonly basket: readonly Wanted[];
  readonly shipping: Shipping | null;
}

/** Somebody fills a basket and orders it. */
export function place(scene: Placing): Act {
  return placed(scene, scene.nextId(), filled(scene));
}

/** Somebody orders just that. */
export function placeJust(ordering: Ordering, scene: Omit<Placing, 'products'>): Act {
  return placed(scene, scene.nextId(), ordering);
}

function filled(scene: Placing): Ordering {
  const { plan, random } = scene;
  const customer = customerOf(plan, random, () => scene.nextId());
  const gateway = random.pick(plan.gateways);
  const coupon = plan.coupons.length > 0 && random.happens(plan.habits.coupon) ? random.pick(plan.coupons) : null;
  const basket = fill(scene.products, random);
  const ships = basket.some(({ product }) => product.ships);
  const method = random.pick(plan.shippingMethods);
  return { customer, gateway, coupon, basket, shipping: ships ? shippingTo(plan, customer.destination, method) : null };
}

function placed(scene: Omit<Placing, 'products'>, id: number, ordering: Ordering): Act {
  const { plan, at } = scene;
  const { customer, gateway, coupon, basket, shipping } = ordering;
  const discounts = discountsOf(basket, coupon);
  const lines = basket.map((wanted, index) =>
    orderLine(plan, customer.destination, wanted, discounts[index] ?? 0, { id: scene.nextId(), addedBy: null }),
  );
  const order: Order = {
    id,
    number: scene.nextNumber(),
    placedAt: at,
    customer,
    gateway,
    coupon,
    warehouse: warehouseFor(plan, basket),
    lines,
    shipping: shipping === null ? null : { id: scene.nextId(), ...shipping },
    payments: [],
    shipments: [],
    refunds: [],
    edits: [],
    cancelledAt: null,
    trashedAt: null,
    deletedAt: null,
    notes: [],
  };
  return act('placed', order, factsOf(order), committed(order, basket));
}

/** Different variants, most often one or two. */
function fill(products: readonly Product[], random: Random): Wanted[] {
  const count = Math.min(random.between(1, LINES_MAX), random.between(1, LINES_MAX));
  const wanted = new Map<number, Wanted>();
  for (let index = 0; index < count; index += 1) {
    const one = want(products, random);
    if (!wanted.has(one.variant.id)) wanted.set(one.variant.id, one);
  }
  return [...wanted.values()];
}

/** Some units of one variant. */
export function want(products: readonly Product[], random: Random): Wanted {
  const product = random.pick(products);
  return { product, variant: random.pick(product.variants), quantity: random.between(1, QUANTITY_MAX) };
}

/** Coupons take nothing off gift cards. */
function discountsOf(basket: readonly Wanted[], coupon: Coupon | null): Amount[] {
  const listed = basket.map(({ product, variant, quantity }) => (product.isGiftCard ? 0 : variant.price * quantity));
  if (coupon === null) return listed.map(() => 0);
  const all = total(listed);
  const off = coupon.kind === 'percent' ? Math.floor((all * coupon.value) / 100) : Math.min(coupon.value, all);
  return allocate(off, listed);
}

/** The one with the most of what is wanted first. */
function warehouseFor(plan: ShopPlan, [first]: readonly Wanted[]): string {
  const stock = first?.variant.stock ?? {};
  const units = (key: string) => (stock[key]?.onHand ?? 0) - (stock[key]?.committed ?? 0);
  const [best] = plan.warehouses.toSorted((a, b) => units(b.key) - units(a.key));
  return best?.key ?? '';
}

/** On account and for nothing, it is a sale as it stands. */
function factsOf(order: Order): Fact[] {
  const { at, id } = { at: order.placedAt, id: order.id };
  const sold = goodsFact('sold', at, id, partsOfLines(order.lines), order.shipping?.charged ?? null, 1);
  return wasFree(order) || order.gateway.captures === 'on account' ? [sold, accepted(order, at)] : [sold];
}

function committed(order: Order, basket: readonly Wanted[]): StockMove[] {
  return basket
    .filter(({ product }) => product.ships)
    .map(({ variant, quantity }) => {
      return { variantId: variant.id, warehouse: order.warehouse, onHand: 0, committed: quantity };
    });
}
