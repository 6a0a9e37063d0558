import type { ExactComponent, ExactTax } from '../../domain/documents/order.ts';
import type { Cancellation, Component, ComponentKind } from '../../domain/documents/parts.ts';
import { decimalsOf } from '../../domain/money/currency.ts';
import {
  compare,
  EXACT_ZERO,
  type Exact,
  exact,
  fromMinor,
  isZero,
  minus,
  plus,
  times,
  toMinor,
  total,
} from '../../domain/money/exact.ts';
import { share } from '../../domain/money/minor.ts';
import type { ShopifyCharge, ShopifyLine, ShopifyOrder, ShopifyTax } from './shapes.ts';

/**
 * total price = lines − discounts + duties + shipping + fees + tips (+ taxes where prices exclude them), "before
 * returns": units removed by an edit and refunded units are still in it, and in `quantity`; a removal is a refund
 * without money.
 */
export function componentsOf(order: ShopifyOrder): ExactComponent[] {
  const tips = tipsOf(order);
  const components = order.lines.map((line) => lineComponent(order, line, tips.lines.has(line.id)));
  for (const { duties } of order.lines) {
    for (const duty of duties) components.push(chargeComponent(order, duty, 'duty', `duty:${duty.id}`));
  }
  for (const line of order.shipping) components.push(chargeComponent(order, line, 'shipping', `shipping:${line.id}`));
  for (const fee of order.fees) components.push(chargeComponent(order, fee, 'fee', `fee:${fee.id}`));
  if (!isZero(tips.rest)) {
    components.push({
      id: 'tip',
      kind: 'tip',
      sku: '',
      quantity: 1,
      ships: false,
      net: tips.rest,
      discount: EXACT_ZERO,
      taxes: [],
    });
  }
  return components;
}

/** Tips are lines of no product. REST marks them; GraphQL only says how much they come to, and so do they. */
function tipsOf({ lines, tip }: ShopifyOrder): { readonly lines: ReadonlySet<string>; readonly rest: Exact } {
  const marked = lines.filter((line) => line.isTip);
  if (marked.length > 0 || isZero(tip)) return { lines: new Set(marked.map(({ id }) => id)), rest: EXACT_ZERO };
  const custom = lines.filter((line) => line.isCustom && !line.ships && !line.isGiftCard);
  const named = custom.filter(({ title }) => title.toLowerCase() === 'tip');
  const isTip = (some: readonly ShopifyLine[]) => some.length > 0 && compare(total(some.map(priceOf)), tip) === 0;
  const alone = custom.find((line) => isTip([line]));
  const found = isTip(named) ? named : alone === undefined ? [] : [alone];
  return { lines: new Set(found.map(({ id }) => id)), rest: found.length > 0 ? EXACT_ZERO : tip };
}

function priceOf({ unitPrice, quantity }: ShopifyLine): Exact {
  return times(unitPrice, quantity);
}

function lineComponent(order: ShopifyOrder, line: ShopifyLine, isTip: boolean): ExactComponent {
  const kind: ComponentKind = isTip ? 'tip' : line.isGiftCard ? 'gift-card' : 'goods';
  const duties = order.dutiesIncluded ? total(line.duties.map(({ price }) => price)) : EXACT_ZERO;
  return {
    id: `line:${line.id}`,
    kind,
    sku: line.sku,
    quantity: line.quantity,
    ships: kind === 'goods' && line.ships,
    ...figuresOf(order, minus(priceOf(line), duties), line.discount, line.taxes),
  };
}

function chargeComponent(order: ShopifyOrder, charge: ShopifyCharge, kind: ComponentKind, id: string): ExactComponent {
  return {
    id,
    kind,
    sku: '',
    quantity: 1,
    ships: true,
    ...figuresOf(order, charge.price, charge.discount, charge.taxes),
  };
}

/** Where prices include tax so do discounts: the discount's net is its share of the rest's (accounting.md 15). */
function figuresOf(order: ShopifyOrder, price: Exact, discount: Exact, taxes: readonly ShopifyTax[]) {
  const gross = minus(price, discount);
  const tax = total(taxes.map(({ amount }) => amount));
  const net = order.taxesIncluded ? minus(gross, tax) : gross;
  const isSplit = order.taxesIncluded && !isZero(discount);
  return {
    net,
    discount: isSplit ? netDiscount(order, discount, net, gross, taxes) : discount,
    taxes: taxLines(taxes, order.country, net),
  };
}

function netDiscount(
  order: ShopifyOrder,
  discount: Exact,
  net: Exact,
  gross: Exact,
  taxes: readonly ShopifyTax[],
): Exact {
  const decimals = decimalsOf(order.currency);
  const amount = toMinor(discount, decimals);
  if (!isZero(gross)) return fromMinor(share(amount, toMinor(net, decimals), toMinor(gross, decimals)), decimals);
  const whole = 1_000_000;
  const rates = taxes.reduce((sum, { rate }) => sum + toMinor(exact(rate) ?? EXACT_ZERO, 4), 0);
  return fromMinor(share(amount, whole, whole + rates), decimals);
}

/** Lines of the same code are one. No tax of Shopify's is marked compound: all stand on the net. */
function taxLines(taxes: readonly ShopifyTax[], country: string, base: Exact): ExactTax[] {
  const lines = new Map<string, ExactTax>();
  for (const { title, rate, amount, channelLiable } of taxes) {
    const code = `${country}:${title}:${rate}`;
    const liable = channelLiable ? 'marketplace' : 'merchant';
    const known = lines.get(`${liable} ${code}`)?.amount ?? EXACT_ZERO;
    lines.set(`${liable} ${code}`, { code, amount: plus(known, amount), base, liable, charged: true });
  }
  return [...lines.values()];
}

/** A shipping line that an edit removed is in the total still; where no refund gives it back, it is taken off. */
export function removedShipping(order: ShopifyOrder, components: readonly Component[]): Cancellation[] {
  const refunded = new Set(order.refunds?.flatMap(({ shipping }) => shipping.map(({ line }) => line)));
  const removed = order.shipping.filter((line) => line.isRemoved && !refunded.has(line.id));
  return removed.flatMap(({ id }) => {
    const component = components.find((one) => one.id === `shipping:${id}`);
    if (component === undefined) return [];
    const { net, taxes } = component;
    return [{ id: component.id, at: null, lines: [{ component: component.id, quantity: 1, net, taxes }] }];
  });
}
