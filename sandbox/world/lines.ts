import { charge } from './money.ts';
import type {
  Amount,
  Destination,
  OrderLine,
  Product,
  ShippingLine,
  ShippingMethod,
  ShopPlan,
  TaxRate,
  Variant,
} from './types.ts';

/** A line before it has an id: what is bought, and how many. */
export interface Wanted {
  readonly product: Product;
  readonly variant: Variant;
  readonly quantity: number;
}

/** The rates of a destination for goods of a class, in the order they are charged. */
export function ratesFor(plan: ShopPlan, destination: Destination, taxClass: OrderLine['taxClass']): TaxRate[] {
  return plan.taxRates
    .filter(
      (rate) => rate.country === destination.country && (rate.region === '' || rate.region === destination.region),
    )
    .filter((rate) => rate.taxClass === taxClass)
    .sort((a, b) => a.priority - b.priority);
}

/** `discount`: listed, of all units. */
export function orderLine(
  plan: ShopPlan,
  destination: Destination,
  { product, variant, quantity }: Wanted,
  discount: Amount,
  ids: { readonly id: number; readonly addedBy: number | null },
): OrderLine {
  const rates = ratesFor(plan, destination, product.taxClass);
  const listed = variant.price * quantity;
  return {
    id: ids.id,
    productId: product.id,
    variantId: variant.id,
    sku: variant.sku,
    title: product.title,
    variantTitle: variant.title,
    taxClass: product.taxClass,
    ships: product.ships,
    isGiftCard: product.isGiftCard,
    quantity,
    unitPrice: variant.price,
    discount,
    before: charge(listed, rates, plan.pricesIncludeTax),
    charged: charge(listed - discount, rates, plan.pricesIncludeTax),
    addedBy: ids.addedBy,
    removed: [],
  };
}

/** Shipping as it is charged, before the line has an id. */
export type Shipping = Omit<ShippingLine, 'id'>;

/** Shipping is taxed by the standard rates of the destination that say so; the method's price is a listed one. */
export function shippingTo(plan: ShopPlan, destination: Destination, method: ShippingMethod): Shipping {
  const rates = ratesFor(plan, destination, 'standard').filter(({ taxesShipping }) => taxesShipping);
  return { method, charged: charge(method.price, rates, plan.pricesIncludeTax) };
}
