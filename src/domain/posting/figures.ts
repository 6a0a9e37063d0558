import type { CreditLine, Tax } from '../documents/parts.ts';
import { share, minor } from '../money/minor.ts';

/** One tax of a component while its position is being computed: whose it is, and the running figures. */
export interface TaxFigure {
  readonly code: string;
  readonly liable: Tax['liable'];
  readonly charged: boolean;
  readonly amount: number;
  readonly base: number;
}

/** The money of one component: net after discount, discount, and each tax. Immutable. */
export interface Figures {
  readonly net: number;
  readonly discount: number;
  readonly taxes: readonly TaxFigure[];
}

export const NOTHING: Figures = { net: 0, discount: 0, taxes: [] };

export function figuresOf(from: { readonly net: number; readonly discount?: number; readonly taxes: readonly Tax[] }): Figures {
  let figures: Figures = { net: from.net, discount: from.discount ?? 0, taxes: [] };
  for (const tax of from.taxes) figures = plus(figures, { net: 0, discount: 0, taxes: [tax] });
  return figures;
}

export function creditFigures(line: CreditLine): Figures {
  return figuresOf({ net: line.net, taxes: line.taxes });
}

/** Net and charged taxes: what the customer owes for it. */
export function grossOf(figures: Figures): number {
  let gross = figures.net;
  for (const tax of figures.taxes) if (tax.charged) gross += tax.amount;
  return gross;
}

export function isNothing(figures: Figures): boolean {
  return figures.net === 0 && figures.discount === 0 && figures.taxes.every((tax) => tax.amount === 0 && tax.base === 0);
}

function sameTax(a: TaxFigure, b: TaxFigure): boolean {
  return a.code === b.code && a.liable === b.liable && a.charged === b.charged;
}

export function plus(a: Figures, b: Figures): Figures {
  if (a === NOTHING) return b;
  if (b === NOTHING) return a;
  const taxes = [...a.taxes];
  for (const tax of b.taxes) {
    const at = taxes.findIndex((other) => sameTax(other, tax));
    const same = taxes[at];
    if (same === undefined) taxes.push(tax);
    else taxes[at] = { ...same, amount: same.amount + tax.amount, base: same.base + tax.base };
  }
  return { net: a.net + b.net, discount: a.discount + b.discount, taxes };
}

function map(figures: Figures, change: (value: number) => number): Figures {
  return {
    net: change(figures.net),
    discount: change(figures.discount),
    taxes: figures.taxes.map((tax) => ({ ...tax, amount: change(tax.amount), base: change(tax.base) })),
  };
}

export function less(a: Figures, b: Figures): Figures {
  return b === NOTHING ? a : plus(a, map(b, (value) => -value));
}

/** Each figure × numerator ÷ denominator, rounded half-up by itself (accounting.md 11: cumulative). */
export function shareOf(figures: Figures, numerator: number, denominator: number): Figures {
  if (numerator === denominator) return figures;
  if (numerator === 0) return map(figures, () => 0);
  return map(figures, (value) => share(minor(value), numerator, denominator));
}

/** Limits each figure to what the bound still holds: never past zero's side, never beyond it. */
export function within(figures: Figures, bound: Figures): Figures {
  const limit = (value: number, most: number) => (most >= 0 ? Math.min(Math.max(value, 0), most) : Math.max(Math.min(value, 0), most));
  return {
    net: limit(figures.net, bound.net),
    discount: limit(figures.discount, bound.discount),
    taxes: figures.taxes.map((tax) => {
      const most = bound.taxes.find((other) => sameTax(other, tax));
      return { ...tax, amount: limit(tax.amount, most?.amount ?? 0), base: limit(tax.base, most?.base ?? 0) };
    }),
  };
}
