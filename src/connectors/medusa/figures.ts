import type { ExactTax } from '../../domain/documents/order.ts';
import { type Exact, exactText, minus, total } from '../../domain/money/exact.ts';
import { type MedusaPriced, type MedusaTax, SCALE } from './shapes.ts';

/** Figures that differ by less are the same: noise of sums of floating-point numbers. */
const NOISE = 10n ** BigInt(SCALE - 6);

/** Figures of one item or shipping method; `taxes` runs parallel to its tax lines. */
export interface Figures {
  readonly net: Exact;
  readonly discount: Exact;
  readonly taxes: readonly Exact[];
}

/** Taxes as stated, net what they leave of the gross: together the platform's own total (accounting.md 15). */
export function figuresOf(priced: MedusaPriced): Figures {
  const taxes = priced.taxes.map((tax) => tax.total);
  return { net: minus(priced.total, total(taxes)), discount: priced.discount, taxes };
}

export function lessThan(a: Figures, b: Figures): Figures {
  return {
    net: minus(a.net, b.net),
    discount: minus(a.discount, b.discount),
    taxes: a.taxes.map((tax, index) => minus(tax, b.taxes[index] ?? tax)),
  };
}

export function taxesOf(figures: Figures, taxes: readonly MedusaTax[], country: string): ExactTax[] {
  return taxes.map((tax, index) => ({
    code: `${country.toUpperCase()}:${tax.code}:${exactText(tax.rate)}`,
    amount: figures.taxes[index] ?? tax.total,
    base: figures.net,
    liable: 'merchant',
    charged: true,
  }));
}

export function isNoise(units: bigint): boolean {
  return units <= NOISE && units >= -NOISE;
}
