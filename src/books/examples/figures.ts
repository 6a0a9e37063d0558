import type { Component, ComponentKind, CreditLine, Tax } from '../../domain/documents/parts.ts';
import { allocate } from '../../domain/money/allocate.ts';
import { decimalsOf } from '../../domain/money/currency.ts';
import { type Exact, exact, plus, toMinor } from '../../domain/money/exact.ts';
import { type Currency, divideHalfUp, type Minor, minor, share, sum, ZERO } from '../../domain/money/minor.ts';
import type { Line, TaxFacts } from './shape.ts';

/** Figures of an example's facts in minor units. What stands at a line is before its discount, its tax after. */

export function amountOf(text: string | undefined, currency: Currency): Minor {
  const value = text === undefined ? null : exact(text);
  return value === null ? ZERO : toMinor(value, decimalsOf(currency));
}

/** Our code of an example's: it begins with the jurisdiction ('GB-20' → 'GB:GB-20:'). */
function codeOf(code: string): string {
  return `${code.split('-')[0]}:${code}:`;
}

export interface LineContext {
  readonly currency: Currency;
  /** The code of a tax that stands without one: what the order's other taxes have. */
  readonly code: string;
}

/** A line's component, or that of something else an order charges for. */
export function componentOf(
  id: string,
  line: Partial<Line>,
  context: LineContext,
  kind: ComponentKind = line.giftCard === undefined ? 'goods' : 'gift-card',
): Component {
  const { currency } = context;
  const discount = amountOf(line.discountAllocated, currency);
  const taxes = taxAmounts(line.tax, context);
  const tax = sum(taxes.map(({ amount }) => amount));
  const before = amountOf(line.gross ?? line.net, currency);
  const net = minor(before - discount - (line.gross === undefined ? 0 : tax));
  const netDiscount = line.gross === undefined ? discount : netOf(discount, net, tax, line.tax);
  return {
    id,
    kind,
    sku: kind === 'goods' ? (line.sku ?? '') : '',
    quantity: line.qty ?? 1,
    ships: kind !== 'gift-card' && kind !== 'tip' && line.digital !== true,
    net,
    discount: netDiscount,
    taxes: taxes.map(({ code, amount, base, liable }) => ({
      code,
      amount,
      base: base ?? net,
      liable: liable ?? line.liable ?? 'merchant',
      charged: true,
    })),
  };
}

/** A discount given gross, net of tax: as the line itself is split; a line that is discounted whole by its stated rate (accounting.md 15). */
function netOf(discount: Minor, net: Minor, tax: Minor, stated: TaxFacts | undefined): Minor {
  if (net + tax !== 0) return allocate(discount, [net, tax])[0] ?? ZERO;
  const rates = typeof stated === 'object' ? stated.map(({ rate }) => exact(rate ?? '0')) : [];
  let factor: Exact = { units: 1n, scale: 0 };
  for (const rate of rates) if (rate !== null) factor = plus(factor, rate);
  return minor(Number(divideHalfUp(BigInt(discount) * 10n ** BigInt(factor.scale), factor.units)));
}

interface TaxAmount {
  readonly code: string;
  readonly amount: Minor;
  readonly base: Minor | null;
  readonly liable: Tax['liable'] | undefined;
}

function taxAmounts(stated: TaxFacts | undefined, { currency, code }: LineContext): TaxAmount[] {
  if (stated === undefined) return [];
  if (typeof stated === 'string') {
    const amount = amountOf(stated, currency);
    return amount === 0 ? [] : [{ code, amount, base: null, liable: undefined }];
  }
  return stated.map((tax) => ({
    code: codeOf(tax.code),
    amount: amountOf(tax.amount, currency),
    base: tax.base === undefined ? null : amountOf(tax.base, currency),
    liable: tax.liable,
  }));
}

/** The code that a tax without one takes: the first that an order's lines name. */
export function codeIn(lines: readonly Line[]): string {
  for (const { tax } of lines) {
    if (typeof tax === 'object' && tax[0] !== undefined) return codeOf(tax[0].code);
  }
  return '';
}

/** What is given back of a line: as stated, its tax without a code spread over the line's own; units alone by their share. */
export function creditLineOf(line: Line, component: Component | undefined, currency: Currency): CreditLine {
  const { id, qty: quantity = 0, net, gross } = line;
  if (net === undefined && gross === undefined && component !== undefined) {
    const part = (amount: Minor) => share(amount, quantity, component.quantity);
    const taxes = component.taxes.map((tax) => ({ ...tax, amount: part(tax.amount), base: part(tax.base) }));
    return { component: id, quantity, net: part(component.net), taxes };
  }
  const stated = statedTaxes(line.tax, component?.taxes ?? [], currency);
  const tax = sum(stated.map(({ amount }) => amount));
  const given = gross === undefined ? amountOf(net, currency) : minor(amountOf(gross, currency) - tax);
  const taxes = stated.map((each) => ({ ...each, base: baseFor(each, given, component) }));
  return { component: id, quantity, net: given, taxes };
}

function baseFor(tax: Tax, net: Minor, component: Component | undefined): Minor {
  const own = component?.taxes.find(({ code }) => code === tax.code);
  if (component === undefined || own === undefined || component.net === 0) return net;
  return share(own.base, net, component.net);
}

/** Taxes that a refund states: by code, or one amount spread over the codes there are. */
export function statedTaxes(stated: TaxFacts | undefined | null, own: readonly Tax[], currency: Currency): Tax[] {
  if (stated === undefined || stated === null) return [];
  if (typeof stated === 'object') {
    return taxAmounts(stated, { currency, code: '' }).map(({ code, amount }) => ({
      code,
      amount,
      base: ZERO,
      liable: own.find((tax) => tax.code === code)?.liable ?? 'merchant',
      charged: true,
    }));
  }
  const amounts = allocate(
    amountOf(stated, currency),
    own.map(({ amount }) => amount),
  );
  return own.map((tax, index) => ({ ...tax, amount: amounts[index] ?? ZERO, base: ZERO }));
}
