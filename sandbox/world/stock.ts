import type { StockMove } from './act.ts';
import { divide } from './money.ts';
import type { Random } from './random.ts';
import type { Product, Stock, Variant } from './types.ts';

const LOW = 15;

/** The products that the moves change, with their new stock. */
export function restocked(products: readonly Product[], moves: readonly StockMove[]): Product[] {
  const changed: Product[] = [];
  for (const product of products) {
    const variants = product.variants.map((variant) => moved(variant, moves));
    if (variants.some((variant, index) => variant !== product.variants[index])) changed.push({ ...product, variants });
  }
  return changed;
}

function moved(variant: Variant, moves: readonly StockMove[]): Variant {
  return moves
    .filter(({ variantId, onHand, committed }) => variantId === variant.id && (onHand !== 0 || committed !== 0))
    .reduce((current, { warehouse, onHand, committed }) => withStock(current, warehouse, onHand, committed), variant);
}

function withStock(variant: Variant, warehouse: string, onHand: number, committed: number): Variant {
  const was: Stock | undefined = variant.stock[warehouse];
  if (was === undefined) return variant;
  const is = { onHand: was.onHand + onHand, committed: was.committed + committed };
  return { ...variant, stock: { ...variant.stock, [warehouse]: is } };
}

/** Up or down by at most a tenth, all variants alike; a gift card keeps its value. */
export function changePrice(product: Product, random: Random): Product {
  if (product.isGiftCard) return product;
  const percent = random.between(90, 110);
  const variants = product.variants.map((variant) => ({
    ...variant,
    price: Math.max(1, divide(variant.price * percent, 100)),
  }));
  return { ...product, variants };
}

/** Somebody counts a shelf and finds a unit more or less. */
export function countStock(product: Product, random: Random): Product {
  const variant = random.pick(product.variants);
  const warehouses = Object.keys(variant.stock);
  if (warehouses.length === 0) return product;
  const found = withStock(variant, random.pick(warehouses), random.pick([-2, -1, 1]), 0);
  return replaced(product, found);
}

/** Shelves that run low are filled; the same product where none does. */
export function receiveGoods(product: Product, random: Random): Product {
  return product.variants.reduce((current, variant) => {
    const low = Object.entries(variant.stock).find(([, { onHand, committed }]) => onHand - committed < LOW);
    return low === undefined ? current : replaced(current, withStock(variant, low[0], random.between(50, 150), 0));
  }, product);
}

function replaced(product: Product, changed: Variant): Product {
  return { ...product, variants: product.variants.map((variant) => (variant.id === changed.id ? changed : variant)) };
}
