import type { Component, OrderContent } from '../documents/parts.ts';
import { CHART } from '../ledger/account.ts';
import { minor } from '../money/minor.ts';
import { figuresOf, grossOf } from './figures.ts';

export const SUSPENSE = '~suspense';
const ROUNDING = '~rounding';

/** What an order may miss its total by before it is more than rounding: a unit per component, at most so many (accounting.md 16). */
export function roundingCap(content: Pick<OrderContent, 'components' | 'unit'>, capUnits: number): number {
  return Math.min(content.components.length, capUnits) * content.unit;
}

/** An order's components; what its own figures leave open is one more: Rounding within the cap, else Suspense. */
export function withRounding(content: OrderContent, capUnits: number): readonly Component[] {
  let open: number = content.total;
  for (const component of content.components) open -= grossOf(figuresOf(component));
  if (open === 0) return content.components;
  const isRounding = Math.abs(open) <= roundingCap(content, capUnits);
  const rest: Component = {
    id: isRounding ? ROUNDING : SUSPENSE,
    kind: 'other',
    sku: '',
    quantity: 0,
    ships: true,
    net: minor(open),
    discount: minor(0),
    taxes: [],
    account: isRounding ? CHART.rounding.code : CHART.suspense.code,
  };
  return [...content.components, rest];
}
