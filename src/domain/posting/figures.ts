import type { Tax } from '../documents/parts.ts';
import { minor, share } from '../money/minor.ts';

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

export function figuresOf(from: {
  readonly net: number;
  readonly discount?: number;
  readonly taxes: readonly Tax[];
}): Figures {
  const { net, discount = 0, taxes } = from;
  return { net, discount, taxes: taxes.length < 2 ? taxes : merged([], taxes, 1) };
}

/** Net and charged taxes: what the customer owes for it. */
export function grossOf(figures: Figures): number {
  let gross = figures.net;
  for (const tax of figures.taxes) if (tax.charged) gross += tax.amount;
  return gross;
}

export function isNothing(figures: Figures): boolean {
  if (figures.net !== 0 || figures.discount !== 0) return false;
  for (const tax of figures.taxes) if (tax.amount !== 0 || tax.base !== 0) return false;
  return true;
}

export function isSameTax(a: Omit<TaxFigure, 'amount' | 'base'>, b: Omit<TaxFigure, 'amount' | 'base'>): boolean {
  return a.code === b.code && a.liable === b.liable && a.charged === b.charged;
}

export function plus(a: Figures, b: Figures): Figures {
  if (a === NOTHING) return b;
  if (b === NOTHING) return a;
  return { net: a.net + b.net, discount: a.discount + b.discount, taxes: merged(a.taxes, b.taxes, 1) };
}

export function less(a: Figures, b: Figures): Figures {
  if (b === NOTHING) return a;
  return { net: a.net - b.net, discount: a.discount - b.discount, taxes: merged(a.taxes, b.taxes, -1) };
}

export function negated(figures: Figures): Figures {
  return less(NOTHING, figures);
}

function merged(a: readonly TaxFigure[], b: readonly TaxFigure[], sign: 1 | -1): readonly TaxFigure[] {
  if (b.length === 0) return a;
  const taxes = [...a];
  for (const tax of b) {
    const at = taxes.findIndex((other) => isSameTax(other, tax));
    const same = taxes[at];
    const amount = (same?.amount ?? 0) + sign * tax.amount;
    const base = (same?.base ?? 0) + sign * tax.base;
    const figure = { code: tax.code, liable: tax.liable, charged: tax.charged, amount, base };
    if (same === undefined) taxes.push(figure);
    else taxes[at] = figure;
  }
  return taxes;
}

function map(figures: Figures, change: (value: number) => number): Figures {
  const taxes = figures.taxes.map(({ code, liable, charged, amount, base }) => ({
    code,
    liable,
    charged,
    amount: change(amount),
    base: change(base),
  }));
  return { net: change(figures.net), discount: change(figures.discount), taxes };
}

/** Each figure × numerator ÷ denominator, rounded half-up by itself (accounting.md 11: cumulative). */
export function shareOf(figures: Figures, numerator: number, denominator: number): Figures {
  if (numerator === denominator) return figures;
  if (numerator === 0) return NOTHING;
  return map(figures, (value) => share(minor(value), numerator, denominator));
}

/** Limits each figure to what the bound still holds: never past zero's side, never beyond it. */
export function within(figures: Figures, bound: Figures): Figures {
  return combined(figures, bound, (value, most) =>
    most >= 0 ? Math.min(Math.max(value, 0), most) : Math.max(Math.min(value, 0), most),
  );
}

/** Each figure, or the bound's where that is farther from zero on its side: what was given back cannot vanish. */
export function atLeast(figures: Figures, bound: Figures): Figures {
  if (bound === NOTHING) return figures;
  const full = plus(figures, less(bound, bound));
  return combined(full, bound, (value, least) => {
    if (least === 0) return value;
    return least > 0 ? Math.max(value, least) : Math.min(value, least);
  });
}

function combined(figures: Figures, bound: Figures, change: (value: number, bound: number) => number): Figures {
  return {
    net: change(figures.net, bound.net),
    discount: change(figures.discount, bound.discount),
    taxes: figures.taxes.map((tax) => {
      const other = bound.taxes.find((candidate) => isSameTax(candidate, tax));
      return { ...tax, amount: change(tax.amount, other?.amount ?? 0), base: change(tax.base, other?.base ?? 0) };
    }),
  };
}
