import { total } from '../../world/money.ts';
import type { Product, ShopPlan, Stock, TaxClass, Variant } from '../../world/types.ts';
import type { Answer } from '../server.ts';
import { amountIn, type Body, bodyOf, integerIn, isSet, notSimulated, textIn } from './body.ts';
import { type Call, idIn, ok, showProduct } from './desk.ts';
import { isVariable } from './product.ts';
import { Refusal } from './refusal.ts';

/** `POST /products`: a simple one. */
export function createProduct(call: Call): Answer {
  const { world, store } = call.desk;
  const { plan, products } = store.shop;
  const body = bodyOf(call.asked);
  if (textIn(body, 'type', 'simple') !== 'simple') throw notSimulated('to make products that are not simple');
  const sku = textIn(body, 'sku');
  const known = [...products.values()].flatMap(({ latest }) => latest.variants);
  if (sku !== '' && known.some((variant) => variant.sku === sku)) {
    throw new Refusal(400, 'product_invalid_sku', 'Invalid or duplicated SKU.');
  }
  const made = world.offer(plan.key, (id, variantId) => ({
    id,
    title: textIn(body, 'name', 'Product'),
    createdAt: Math.floor(store.now / 1000) * 1000,
    taxClass: taxClassIn(body),
    ships: !isSet(body.virtual),
    isGiftCard: false,
    option: '',
    variants: [{ id: variantId, sku, title: '', price: priceIn(plan, body) ?? 0, stock: stockIn(plan, body) }],
  }));
  return answerOf(call, made.id, 201);
}

/** `PUT /products/<id>`: another price, another stock. */
export function updateProduct(call: Call): Answer {
  const { world, store } = call.desk;
  const { plan } = store.shop;
  const body = bodyOf(call.asked);
  const product = productOf(call);
  const price = priceIn(plan, body);
  if (price !== null)
    world.change(
      plan.key,
      'price changed',
      alone(product, (variant) => ({ ...variant, price })),
    );
  if (body.stock_quantity !== undefined) {
    const quantity = integerIn(body, 'stock_quantity', 0);
    world.change(
      plan.key,
      'stock changed',
      alone(productOf(call), (variant) => counted(variant, quantity)),
    );
  }
  return answerOf(call, product.id);
}

/** `DELETE /products/<id>?force=true`: for good; the sandbox's bin takes no products. */
export function deleteProduct(call: Call): Answer {
  const { world, store } = call.desk;
  const { id } = productOf(call);
  if (!isSet(call.asked.query.get('force') ?? bodyOf(call.asked).force)) {
    throw new Refusal(501, 'woocommerce_rest_trash_not_supported', 'The product does not support trashing.');
  }
  const was = answerOf(call, id);
  if (!world.withdraw(store.shop.plan.key, id)) throw notSimulated('a shop without products');
  return was;
}

function productOf(call: Call): Product {
  const product = call.desk.store.shop.products.get(idIn(call))?.latest;
  if (product === undefined) throw new Refusal(404, 'woocommerce_rest_product_invalid_id', 'Invalid ID.');
  return product;
}

function answerOf({ desk: { store, site } }: Call, id: number, status = 200): Answer {
  return ok(showProduct(store, site, id, store.now), status);
}

const priceIn = ({ currency }: ShopPlan, body: Body) => amountIn(body, 'regular_price', currency);

function taxClassIn(body: Body): TaxClass {
  if (textIn(body, 'tax_status', 'taxable') === 'none') return 'none';
  return textIn(body, 'tax_class') === 'reduced-rate' ? 'reduced' : 'standard';
}

/** All of it in the first warehouse; empty where stock is not kept. */
function stockIn({ warehouses }: ShopPlan, body: Body): Record<string, Stock> {
  const [first] = warehouses;
  if (first === undefined || !isSet(body.manage_stock)) return {};
  return { [first.key]: { onHand: integerIn(body, 'stock_quantity', 0), committed: 0 } };
}

/** A product of one variant, with that one changed. */
function alone(product: Product, change: (variant: Variant) => Variant): Product {
  if (isVariable(product)) throw notSimulated('prices and stock of variable products');
  return { ...product, variants: product.variants.map(change) };
}

/** So many are left to sell, whatever was ordered before; silently nothing where stock is not kept, as the real one. */
function counted(variant: Variant, quantity: number): Variant {
  const [first] = Object.entries(variant.stock);
  if (first === undefined) return variant;
  const [key, level] = first;
  const available = total(Object.values(variant.stock).map(({ onHand, committed }) => onHand - committed));
  return { ...variant, stock: { ...variant.stock, [key]: { ...level, onHand: level.onHand + quantity - available } } };
}
