import { compareIds } from '../../domain/documents/ids.ts';
import { type Exact, minus } from '../../domain/money/exact.ts';
import { divideHalfUp } from '../../domain/money/minor.ts';
import type { ExactCancellation } from '../cancelled.ts';
import { type Figures, figuresOf, isNoise, lessThan, taxesOf } from './figures.ts';
import { type MedusaItem, type MedusaOrder, SCALE } from './shapes.ts';

/** 100 % in the units of a rate. */
const WHOLE = 100n * 10n ** BigInt(SCALE);

/** What came back of one item, in all. */
export interface Returned extends Figures {
  readonly units: number;
}

export function unitsBack(order: MedusaOrder, item: string): number {
  let units = 0;
  for (const entry of order.returns.flatMap((one) => one.items)) if (entry.item === item) units += entry.quantity;
  return units;
}

/**
 * An item as it was placed, by Medusa's own arithmetic (unit price × quantity, less its adjustments, tax by rate).
 * Null where the present figures are not lowered by just the units that came back: then they stand by themselves.
 */
export function asPlaced(item: MedusaItem, units: number): Figures | null {
  const ordered = BigInt(item.quantity);
  const kept = ordered - BigInt(units);
  if (kept < 0n) return null;
  const rates = item.taxes.reduce((sum, tax) => sum + tax.rate.units, 0n);
  const untaxed = (amount: bigint, isInclusive: boolean) =>
    isInclusive ? divideHalfUp(amount * WHOLE, WHOLE + rates) : amount;
  const subtotal = untaxed(item.unitPrice.units * ordered, item.isTaxInclusive);
  let discount = 0n;
  for (const adjustment of item.adjustments) discount += untaxed(adjustment.amount.units, adjustment.isTaxInclusive);
  const isLowered = isNoise(item.subtotal.units - divideHalfUp(subtotal * kept, ordered));
  const isDiscountKept =
    isNoise(item.discount.units - discount) || isNoise(item.discount.units - divideHalfUp(discount * kept, ordered));
  if (!isLowered || !isDiscountKept) return null;
  const net = subtotal - discount;
  const placed: Figures = {
    net: { units: net, scale: SCALE },
    discount: { units: discount, scale: SCALE },
    taxes: item.taxes.map((tax) => ({ units: divideHalfUp(net * tax.rate.units, WHOLE), scale: SCALE })),
  };
  const gone = lessThan(placed, figuresOf(item));
  return [gone.net, ...gone.taxes].some((figure) => figure.units < 0n) ? null : placed;
}

export function cancellationsOf(order: MedusaOrder, returned: ReadonlyMap<string, Returned>): ExactCancellation[] {
  const before = new Map<string, number>();
  const sorted = order.returns.toSorted((a, b) => (a.receivedAt ?? 0) - (b.receivedAt ?? 0) || compareIds(a.id, b.id));
  const cancellations = sorted.map(({ id, receivedAt, items }) => ({
    id,
    at: receivedAt,
    lines: items.flatMap(({ item, quantity }) => {
      const whole = returned.get(item);
      if (whole === undefined || quantity === 0) return [];
      const from = before.get(item) ?? 0;
      before.set(item, from + quantity);
      const part = (figure: Exact) =>
        minus(shareOf(figure, from + quantity, whole.units), shareOf(figure, from, whole.units));
      const figures: Figures = { net: part(whole.net), discount: part(whole.discount), taxes: whole.taxes.map(part) };
      const taxes = order.items.find((one) => one.id === item)?.taxes ?? [];
      return [{ component: `line:${item}`, quantity, net: figures.net, taxes: taxesOf(figures, taxes, order.country) }];
    }),
  }));
  return cancellations.filter(({ lines }) => lines.length > 0);
}

function shareOf(figure: Exact, numerator: number, denominator: number): Exact {
  return { units: divideHalfUp(figure.units * BigInt(numerator), BigInt(denominator)), scale: figure.scale };
}
