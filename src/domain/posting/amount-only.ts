import type { Tax } from '../documents/parts.ts';
import { CHART } from '../ledger/account.ts';
import { allocate } from '../money/allocate.ts';
import { type Minor, minor, share } from '../money/minor.ts';
import type { Legs } from './desired.ts';
import { type Figures, figuresOf, type TaxFigure } from './figures.ts';
import type { OrderPosition } from './position.ts';

/** How the tax inside an amount-only credit is found (accounting.md 13). */
export type TaxShare = 'pro-rata' | 'net-first';

interface Ground {
  readonly net: number;
  readonly taxes: readonly TaxFigure[];
}

/**
 * Gives back an amount for which the platform names no goods: the stated tax, else the order's own remaining
 * figures per tax code (accounting.md 13, ex 3a). More than remains of the order is Goodwill; returns that part.
 */
export function creditAmountOnly(
  position: OrderPosition,
  amount: Minor,
  stated: readonly Tax[] | null,
  taxShare: TaxShare,
  legs: Legs,
): Minor {
  const components = position.remaining();
  const ground = groundOf(components.map(({ figures }) => figures));
  const taxTotal = ground.taxes.reduce((total, tax) => total + tax.amount, 0);
  const most = Math.max(0, ground.net + taxTotal);
  const given = minor(Math.min(amount, most));
  const [net, taxes] = split(given, ground, taxTotal, stated, taxShare);
  spread(position, components, net, taxes, ground, legs);
  const goodwill = minor(amount - given);
  legs.add(CHART.goodwill, goodwill);
  return goodwill;
}

function groundOf(list: readonly Figures[]): Ground {
  let net = 0;
  const taxes: { -readonly [K in keyof TaxFigure]: TaxFigure[K] }[] = [];
  for (const figures of list) {
    net += figures.net;
    for (const tax of figures.taxes) {
      if (!tax.charged) continue;
      const same = taxes.find((other) => other.code === tax.code && other.liable === tax.liable);
      if (same === undefined) taxes.push({ ...tax });
      else {
        same.amount += tax.amount;
        same.base += tax.base;
      }
    }
  }
  return { net, taxes };
}

function split(
  given: Minor,
  ground: Ground,
  taxTotal: number,
  stated: readonly Tax[] | null,
  taxShare: TaxShare,
): readonly [Minor, readonly Minor[]] {
  const amounts = ground.taxes.map((tax) => tax.amount);
  if (stated !== null) {
    const statedFigures = figuresOf({ net: 0, taxes: stated }).taxes;
    const taxes = ground.taxes.map((tax) => minor(statedFigures.find((other) => other.code === tax.code)?.amount ?? 0));
    return [minor(given - taxes.reduce((total, tax) => total + tax, 0)), taxes];
  }
  if (taxShare === 'pro-rata') {
    const [net = minor(0), ...taxes] = allocate(given, [ground.net, ...amounts]);
    return [net, taxes];
  }
  const net = minor(Math.min(given, Math.max(0, ground.net)));
  const rest = minor(given - net);
  return [net, taxTotal === 0 ? amounts.map(() => minor(0)) : allocate(rest, amounts)];
}

/** Lays the credit on the components by what remains of each, so that later credits know what was taken. */
function spread(
  position: OrderPosition,
  components: readonly { readonly id: string; readonly figures: Figures }[],
  net: Minor,
  taxes: readonly Minor[],
  ground: Ground,
  legs: Legs,
): void {
  const nets = ground.net === 0 ? [] : allocate(net, components.map(({ figures }) => figures.net));
  const byTax = ground.taxes.map((tax, index) => {
    const total = taxes[index] ?? minor(0);
    const weights = components.map(({ figures }) => find(figures, tax)?.amount ?? 0);
    if (tax.amount === 0) return { amounts: weights.map(() => minor(0)), bases: weights.map(() => minor(0)) };
    const baseTotal = share(minor(tax.base), total, tax.amount);
    return { amounts: allocate(total, weights), bases: allocate(baseTotal, weights) };
  });
  components.forEach(({ id }, index) => {
    const figures: Figures = {
      net: nets[index] ?? 0,
      discount: 0,
      taxes: ground.taxes.map((tax, at) => ({
        ...tax,
        amount: byTax[at]?.amounts[index] ?? 0,
        base: byTax[at]?.bases[index] ?? 0,
      })),
    };
    position.creditAmount(id, figures, legs);
  });
}

function find(figures: Figures, tax: TaxFigure): TaxFigure | undefined {
  return figures.taxes.find((other) => other.code === tax.code && other.liable === tax.liable && other.charged);
}
