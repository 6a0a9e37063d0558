import { allocateRatio } from '../money/allocate.ts';
import { decimalsOf } from '../money/currency.ts';
import { EXACT_ZERO, type Exact, isFiner, plus, toMinor } from '../money/exact.ts';
import { type Currency, type Minor, minor } from '../money/minor.ts';
import type { Component, CreditLine, Tax } from './parts.ts';

/** Components as a decoder reads them: exact decimals, before they become minor units. */
export interface ExactTax extends Omit<Tax, 'amount' | 'base'> {
  readonly amount: Exact;
  readonly base: Exact;
}

export interface ExactComponent extends Omit<Component, 'net' | 'discount' | 'taxes'> {
  readonly net: Exact;
  readonly discount: Exact;
  readonly taxes: readonly ExactTax[];
}

export interface ExactCreditLine extends Omit<CreditLine, 'net' | 'taxes'> {
  readonly net: Exact;
  readonly taxes: readonly ExactTax[];
}

/**
 * Turns an order's exact figures into minor units (accounting.md 16). Where nothing is finer than the minor unit the
 * figures are taken as they are. Else the sum is rounded half-up once and the nets and charged taxes are allocated
 * to it by largest remainder, so that rounding each by itself can leave nothing over.
 */
export function inMinorUnits(
  components: readonly ExactComponent[],
  total: Exact,
  currency: Currency,
): { readonly components: Component[]; readonly total: Minor } {
  const decimals = decimalsOf(currency);
  const figures: Exact[] = [];
  for (const component of components) {
    figures.push(component.net);
    for (const tax of component.taxes) if (tax.charged) figures.push(tax.amount);
  }
  const rounded = roundTogether(figures, decimals);
  let next = 0;
  const take = () => rounded[next++] ?? minor(0);
  const settled = components.map((component): Component => {
    const { net: _net, discount, taxes, ...rest } = component;
    return {
      ...rest,
      net: take(),
      discount: toMinor(discount, decimals),
      taxes: taxes.map((tax) => ({
        ...tax,
        amount: tax.charged ? take() : toMinor(tax.amount, decimals),
        base: toMinor(tax.base, decimals),
      })),
    };
  });
  return { components: settled, total: toMinor(total, decimals) };
}

/** The same for the lines of a refund or a cancellation. */
export function creditLinesInMinorUnits(lines: readonly ExactCreditLine[], currency: Currency): CreditLine[] {
  const decimals = decimalsOf(currency);
  const figures = lines.flatMap((line) => [line.net, ...line.taxes.map((tax) => tax.amount)]);
  const rounded = roundTogether(figures, decimals);
  let next = 0;
  const take = () => rounded[next++] ?? minor(0);
  return lines.map((line) => ({
    component: line.component,
    quantity: line.quantity,
    net: take(),
    taxes: line.taxes.map((tax) => ({ ...tax, amount: take(), base: toMinor(tax.base, decimals) })),
  }));
}

function roundTogether(figures: readonly Exact[], decimals: number): Minor[] {
  if (!figures.some((figure) => isFiner(figure, decimals))) return figures.map((figure) => toMinor(figure, decimals));
  let whole = EXACT_ZERO;
  let scale = decimals;
  for (const figure of figures) {
    whole = plus(whole, figure);
    if (figure.scale > scale) scale = figure.scale;
  }
  const weights = figures.map((figure) => figure.units * 10n ** BigInt(scale - figure.scale));
  return allocateRatio(weights, 1n, 10n ** BigInt(scale - decimals), toMinor(whole, decimals));
}
