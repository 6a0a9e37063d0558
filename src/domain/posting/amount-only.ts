import type { Tax } from '../documents/parts.ts';
import { CHART } from '../ledger/account.ts';
import { allocate } from '../money/allocate.ts';
import { type Minor, minor, share, sum, ZERO } from '../money/minor.ts';
import type { Legs } from './desired.ts';
import { type Figures, figuresOf, isSameTax, plus, type TaxFigure } from './figures.ts';
import type { AmountPart, OrderPosition } from './position.ts';

/** How the tax inside an amount-only credit is found (accounting.md 13). */
export type TaxShare = 'pro-rata' | 'net-first';

/** What remains of an order: net, and the taxes that are part of what the customer owes. */
interface Ground {
  readonly net: number;
  readonly taxes: readonly TaxFigure[];
}

/** An amount given back, split. */
interface Split {
  readonly net: Minor;
  /** Of each tax of the ground. */
  readonly taxes: readonly Minor[];
}

/**
 * Gives back an amount for which the platform names no goods: the stated tax, else the order's own remaining
 * figures per tax code (accounting.md 13, ex 3a). More than remains of the order is Goodwill; returns that part.
 */
export function creditAmountOnly(
  position: OrderPosition,
  amount: Minor,
  how: { readonly stated: readonly Tax[] | null; readonly taxShare: TaxShare },
  legs: Legs,
): Minor {
  const parts = position.remaining();
  const ground = groundOf(parts);
  const given = minor(Math.min(amount, Math.max(0, ground.net + taxOf(ground))));
  const split = how.stated === null ? assumed(given, ground, how.taxShare) : asStated(given, ground, how.stated);
  position.creditAmount(spread(parts, split, ground), legs);
  const goodwill = minor(amount - given);
  legs.add(CHART.goodwill, goodwill);
  return goodwill;
}

function groundOf(parts: readonly AmountPart[]): Ground {
  let ground: Figures = { net: 0, discount: 0, taxes: [] };
  for (const { figures } of parts) ground = plus(ground, figures);
  return { net: ground.net, taxes: ground.taxes.filter(({ charged }) => charged) };
}

function taxOf({ taxes }: Ground): number {
  return taxes.reduce((total, { amount }) => total + amount, 0);
}

function assumed(given: Minor, ground: Ground, taxShare: TaxShare): Split {
  const amounts = ground.taxes.map(({ amount }) => amount);
  if (taxShare === 'pro-rata') {
    const [net = ZERO, ...taxes] = allocate(given, [ground.net, ...amounts]);
    return { net, taxes };
  }
  const net = minor(Math.min(given, Math.max(0, ground.net)));
  const rest = minor(given - net);
  return { net, taxes: rest === 0 ? amounts.map(() => ZERO) : allocate(rest, amounts) };
}

/** The platform's tax, as far as it remains; a net that no longer remains is tax all the same. */
function asStated(given: Minor, ground: Ground, stated: readonly Tax[]): Split {
  const { taxes: wanted } = figuresOf({ net: 0, taxes: stated });
  const taxes = ground.taxes.map((tax) => {
    const same = wanted.find(({ code }) => code === tax.code);
    return minor(Math.min(same?.amount ?? 0, Math.max(0, tax.amount)));
  });
  const net = minor(given - sum(taxes));
  return net < 0 || net > Math.max(0, ground.net) ? assumed(given, ground, 'net-first') : { net, taxes };
}

/** Lays the credit on the components by what remains of each, so that later credits know what was taken. */
function spread(parts: readonly AmountPart[], split: Split, ground: Ground): AmountPart[] {
  const weights = (of: (figures: Figures) => number) => parts.map(({ figures }) => of(figures));
  const none = parts.map(() => ZERO);
  const nets =
    split.net === 0
      ? none
      : allocate(
          split.net,
          weights(({ net }) => net),
        );
  const taxes = ground.taxes.map((tax, index) => {
    const total = split.taxes[index] ?? ZERO;
    if (total === 0) return { tax, amounts: none, bases: none };
    const taxOn = (figures: Figures) => figures.taxes.find((other) => isSameTax(other, tax));
    const base = share(minor(tax.base), total, tax.amount);
    return {
      tax,
      amounts: allocate(
        total,
        weights((figures) => taxOn(figures)?.amount ?? 0),
      ),
      bases: allocate(
        base,
        weights((figures) => taxOn(figures)?.base ?? 0),
      ),
    };
  });
  return parts.map(({ id }, index) => ({
    id,
    figures: {
      net: nets[index] ?? 0,
      discount: 0,
      taxes: taxes.map(({ tax, amounts, bases }) => ({
        ...tax,
        amount: amounts[index] ?? 0,
        base: bases[index] ?? 0,
      })),
    },
  }));
}
