import type { ExactComponent, ExactTax } from '../../domain/documents/order.ts';
import { compare, EXACT_ZERO, isZero, minus, negative, plus } from '../../domain/money/exact.ts';
import type { StoreSettings } from '../contract.ts';
import type { WooItem, WooItems, WooRate } from './shapes.ts';

/** Lines, shipping and fees, net of tax always: their nets and taxes add up to the order's total. */
export function componentsOf(items: WooItems, settings: StoreSettings): ExactComponent[] {
  const { rates } = items;
  const components = items.lines.map((line): ExactComponent => {
    const isGiftCard = settings.giftCardSkus.has(line.sku);
    return component(`line:${line.id}`, isGiftCard ? 'gift-card' : 'goods', !isGiftCard, line, rates);
  });
  for (const shipping of items.shipping)
    components.push(component(`shipping:${shipping.id}`, 'shipping', true, shipping, rates));
  for (const fee of items.fees) components.push(component(`fee:${fee.id}`, 'fee', true, fee, rates));
  return components;
}

function component(
  id: string,
  kind: ExactComponent['kind'],
  ships: boolean,
  item: WooItem,
  rates: WooItems['rates'],
): ExactComponent {
  const { sku, quantity, total, subtotal } = item;
  return { id, kind, sku, quantity, ships, net: total, discount: minus(subtotal, total), taxes: taxesOf(item, rates) };
}

const UNKNOWN_RATE: WooRate = { code: '', compound: false };

/**
 * An item's `total_tax` is what the order's total is built of: in 464 of 499 recorded bodies net + `total_tax` gives
 * the total (and misses it by at most half a unit but for orders rounded at the subtotal), net + Σ `taxes` in 409:
 * `taxes` keep digits below the store's decimals. What they miss is put on the largest.
 */
export function taxesOf(item: WooItem, rates: WooItems['rates']): ExactTax[] {
  let before = EXACT_ZERO;
  const taxes = item.taxes.map(({ rate, total }): ExactTax => {
    const { code, compound } = rates.get(rate) ?? UNKNOWN_RATE;
    const base = compound ? plus(item.total, before) : item.total;
    before = plus(before, total);
    return { code, amount: total, base, liable: 'merchant', charged: true };
  });
  const rest = minus(item.totalTax, before);
  if (isZero(rest)) return taxes;
  if (taxes.length === 0) return [{ code: '', amount: rest, base: item.total, liable: 'merchant', charged: true }];
  const largest = indexOfLargest(taxes);
  return taxes.map((tax, index) => (index === largest ? { ...tax, amount: plus(tax.amount, rest) } : tax));
}

function indexOfLargest(taxes: readonly ExactTax[]): number {
  const size = (tax: ExactTax) => (tax.amount.units < 0n ? negative(tax.amount) : tax.amount);
  let largest = 0;
  taxes.forEach((tax, index) => {
    const best = taxes[largest];
    if (best !== undefined && compare(size(tax), size(best)) > 0) largest = index;
  });
  return largest;
}
