import type { ExactComponent } from '../../domain/documents/order.ts';
import { type Exact, minus, total } from '../../domain/money/exact.ts';
import { type ExactSale, grossOf } from '../cancelled.ts';
import type { StoreSettings } from '../contract.ts';
import { figuresOf, isNoise, lessThan, taxesOf } from './figures.ts';
import { asPlaced, cancellationsOf, type Returned, unitsBack } from './returned.ts';
import type { MedusaOrder } from './shapes.ts';

/**
 * What was sold. `total` shrinks with refunds (by credit lines that mirror them), `original_total` is before discounts
 * and `summary.original_order_total` is wrong at times: the sale is item_total + shipping_total (real-stores.md 1.3).
 * Credit lines are therefore left out; what a customer pays by one shows as due.
 *
 * An edit changes an item's quantity and figures: the version's own figures are the sale as edited. A received return
 * leaves the quantity (2, detail.return_received_quantity 1) but lowers the figures (of 2 × 12.99 to 12.99); a
 * requested one changes nothing. Since Medusa dates the receipt, what came back is a cancellation then, and the item is
 * reported as it was placed.
 */
export function soldOf(order: MedusaOrder, settings: StoreSettings): ExactSale {
  const components: ExactComponent[] = [];
  const returned = new Map<string, Returned>();
  for (const item of order.items) {
    const units = unitsBack(order, item.id);
    const placed = units === 0 ? null : asPlaced(item, units);
    const figures = placed ?? figuresOf(item);
    if (placed !== null) returned.set(item.id, { units, ...lessThan(placed, figuresOf(item)) });
    const isGiftCard = item.isGiftCard || settings.giftCardSkus.has(item.sku);
    components.push({
      id: `line:${item.id}`,
      kind: isGiftCard ? 'gift-card' : 'goods',
      sku: item.sku,
      quantity: item.quantity,
      ships: item.requiresShipping && !isGiftCard,
      net: figures.net,
      discount: figures.discount,
      taxes: taxesOf(figures, item.taxes, order.country),
    });
  }
  for (const method of order.shippingMethods) {
    const figures = figuresOf(method);
    components.push({
      id: `shipping:${method.id}`,
      kind: 'shipping',
      sku: '',
      quantity: 1,
      ships: true,
      net: figures.net,
      discount: figures.discount,
      taxes: taxesOf(figures, method.taxes, order.country),
    });
  }
  return { components, cancellations: cancellationsOf(order, returned), total: totalOf(order, components, returned) };
}

/** The components' sum is the sale where only noise lies between it and the platform's figure. */
function totalOf(
  order: MedusaOrder,
  components: readonly ExactComponent[],
  returned: ReadonlyMap<string, Returned>,
): Exact {
  const gone = [...returned.values()].map(({ net, taxes }) => total([net, ...taxes]));
  const stated = total([order.itemTotal, order.shippingTotal, ...gone]);
  const sum = grossOf(components);
  return isNoise(minus(sum, stated).units) ? sum : stated;
}
