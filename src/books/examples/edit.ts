import type { Component } from '../../domain/documents/parts.ts';
import { type Minor, minor, sum } from '../../domain/money/minor.ts';
import { amountOf, componentOf, type LineContext, statedTaxes } from './figures.ts';
import type { Change } from './shape.ts';

/** An order's components after an edit: amounts with a sign change what stands, those without take its place. */
export function edited(
  components: readonly Component[],
  changes: readonly Change[],
  context: LineContext,
): Component[] {
  let list = [...components];
  for (const change of changes) {
    if (change.added !== undefined) {
      list.push(componentOf(change.line, { ...change.added, id: change.line }, context));
    } else if (change.removed === true) list = list.filter(({ id }) => id !== change.line);
    else
      list = list.map((component) => (component.id === change.line ? changed(component, change, context) : component));
  }
  return list;
}

function changed(component: Component, change: Change, { currency }: LineContext): Component {
  const after = (text: string | undefined, stands: Minor): Minor => {
    if (text === undefined) return stands;
    const amount = amountOf(text, currency);
    return /^[+-]/.test(text) ? minor(stands + amount) : amount;
  };
  const taxes = changedTaxes(component, change, currency);
  const taxBefore = sum(component.taxes.map(({ amount }) => amount));
  const taxAfter = sum(taxes.map(({ amount }) => amount));
  const discount = after(change.discount, component.discount);
  const less = discount - component.discount;
  const stands = minor(component.net - less);
  const net =
    change.gross === undefined
      ? after(change.net, stands)
      : minor(after(change.gross, minor(stands + taxBefore)) - taxAfter);
  return {
    ...component,
    quantity: change.qty === undefined ? component.quantity : quantityAfter(component.quantity, change),
    net,
    discount,
    taxes: taxes.map((tax) => ({ ...tax, base: minor(tax.base + net - component.net) })),
  };
}

function quantityAfter(stands: number, { qty = 0, net, gross }: Change): number {
  const isChange = qty < 0 || /^[+-]/.test(net ?? gross ?? '');
  return isChange ? stands + qty : qty;
}

function changedTaxes(component: Component, { tax }: Change, currency: string): Component['taxes'] {
  if (tax === undefined) return component.taxes;
  const isChange = typeof tax === 'string' ? /^[+-]/.test(tax) : tax.some(({ amount }) => /^[+-]/.test(amount));
  const stated = statedTaxes(tax, component.taxes, currency);
  return component.taxes.map((own) => {
    const same = stated.find(({ code }) => code === own.code);
    if (same === undefined) return own;
    return { ...own, amount: isChange ? minor(own.amount + same.amount) : same.amount };
  });
}
