import { grossOf, taxOf, total } from '../../world/money.ts';
import type { Amount, Charge, OrderLine, ShippingLine, ShopPlan, TaxAmount } from '../../world/types.ts';

/** Writes amounts in the shop's currency and the decimals that were asked for. */
export type Writer = (amount: Amount) => string;

/** Ids of what the world gives none: items of a refund, tax lines. They count apart from all others. */
export function itemId(owner: number, index: number): number {
  return 1_000_000_000 + owner * 100 + index;
}

/** What an item amounts to: an order's line now, or what of it is given back (below 0). */
export interface Figures {
  readonly quantity: number;
  readonly before: Charge;
  readonly charged: Charge;
}

export function lineItem(
  line: OrderLine,
  id: number,
  figures: Figures,
  meta: readonly unknown[],
  write: Writer,
): unknown {
  const { quantity, before, charged } = figures;
  const isVariation = line.variantTitle !== '';
  const units = Math.abs(quantity);
  return {
    id,
    name: isVariation ? `${line.title} - ${line.variantTitle}` : line.title,
    product_id: line.productId,
    variation_id: isVariation ? line.variantId : 0,
    quantity,
    tax_class: taxClassOf(line.taxClass),
    subtotal: write(before.net),
    subtotal_tax: write(taxOf(before)),
    total: write(charged.net),
    total_tax: write(taxOf(charged)),
    taxes: charged.taxes.map(({ rateId, amount }) => ({
      id: rateId,
      total: write(amount),
      subtotal: write(amountOf(before.taxes, rateId)),
    })),
    meta_data: meta,
    sku: line.sku,
    // A number, unrounded, as WooCommerce computes it: not to be booked.
    price: units === 0 ? 0 : Number(write(Math.abs(charged.net))) / units,
    image: { id: isVariation ? 0 : '', src: '' },
    parent_name: isVariation ? line.title : null,
  };
}

export const taxClassOf = (taxClass: OrderLine['taxClass']): string => (taxClass === 'reduced' ? 'reduced-rate' : '');

export function shippingItem(
  { method }: ShippingLine,
  id: number,
  charged: Charge,
  meta: readonly unknown[],
  write: Writer,
): unknown {
  return {
    id,
    method_title: method.title,
    method_id: method.code,
    instance_id: '1',
    total: write(charged.net),
    total_tax: write(taxOf(charged)),
    taxes: charged.taxes.map(({ rateId, amount }) => ({ id: rateId, total: write(amount), subtotal: '' })),
    tax_status: 'taxable',
    meta_data: meta,
  };
}

/** One per rate, whether lines or shipping bear it. */
export function taxItems(
  plan: ShopPlan,
  owner: number,
  lines: readonly Charge[],
  shipping: readonly Charge[],
  write: Writer,
): unknown[] {
  const onLines = lines.flatMap(({ taxes }) => taxes);
  const onShipping = shipping.flatMap(({ taxes }) => taxes);
  const used = new Set([...onLines, ...onShipping].map(({ rateId }) => rateId));
  return plan.taxRates
    .filter(({ id }) => used.has(id))
    .map((rate) => ({
      id: itemId(owner, 50 + rate.id),
      rate_code: [rate.country, rate.region, rate.name.toUpperCase(), String(rate.priority)].filter(Boolean).join('-'),
      rate_id: rate.id,
      label: rate.name,
      compound: false,
      tax_total: write(amountOf(onLines, rate.id)),
      shipping_tax_total: write(amountOf(onShipping, rate.id)),
      rate_percent: rate.ppm / 10_000,
      meta_data: [],
    }));
}

function amountOf(taxes: readonly TaxAmount[], rateId: number): Amount {
  return total(taxes.filter((tax) => tax.rateId === rateId).map(({ amount }) => amount));
}

export function metaOf(id: number, key: string, value: string, shown: string = key): unknown {
  return { id, key, value, display_key: shown, display_value: value };
}

export const grossSum = (charges: readonly Charge[]): Amount => total(charges.map(grossOf));
