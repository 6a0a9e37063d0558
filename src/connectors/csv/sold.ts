import { type ExactComponent, inMinorUnits } from '../../domain/documents/order.ts';
import type { Component, Tax } from '../../domain/documents/parts.ts';
import { allocate } from '../../domain/money/allocate.ts';
import { compare, EXACT_ZERO, type Exact, minus, negative, plus, toMinor } from '../../domain/money/exact.ts';
import { divideHalfUp, type Minor, minor, share } from '../../domain/money/minor.ts';
import type { Stated } from './lines.ts';
import type { Profile } from './shapes.ts';
import type { StatedTax } from './tax.ts';

/** What a document states of all its lines and charges together. */
export interface Whole {
  readonly currency: string;
  readonly decimals: number;
  readonly total: Exact | null;
  /** The lines after all discounts. */
  readonly linesTotal: Exact | null;
  /** Taken off the lines together. */
  readonly discount: Exact | null;
  readonly taxes: readonly StatedTax[];
  readonly pricesIncludeTax: Profile['document']['pricesIncludeTax'];
  readonly taxesOn: Profile['document']['taxesOn'];
}

export interface Sold {
  readonly components: readonly Component[];
  readonly total: Minor;
  readonly pricesIncludeTax: boolean;
}

/** One component while what the document states as a whole is being spread over it. */
interface Draft {
  readonly stated: Stated;
  net: number;
  discount: number;
  taxes: Tax[];
}

/** The components of a document, from what its rows state and what it states as a whole. */
export function soldOf(stated: readonly Stated[], whole: Whole): Sold {
  const discount = discountOf(stated, whole);
  const pricesIncludeTax = includesTax(stated, discount, whole);
  const settled = inMinorUnits(
    stated.map((one) => exactComponent(one, pricesIncludeTax)),
    whole.total ?? EXACT_ZERO,
    whole.currency,
  );
  if (discount.units === 0n && whole.taxes.length === 0 && !pricesIncludeTax) {
    return {
      components: settled.components,
      total: whole.total === null ? sumOf(settled.components) : settled.total,
      pricesIncludeTax,
    };
  }
  const drafts = settled.components.map(
    (component, index): Draft => ({
      stated: stated[index] as Stated,
      net: component.net,
      discount: component.discount,
      taxes: [...component.taxes],
    }),
  );
  spreadDiscount(drafts, toMinor(discount, whole.decimals));
  spreadTaxes(drafts, whole, pricesIncludeTax);
  const components = drafts.map((draft, index) =>
    settledComponent(draft, settled.components[index] as Component, pricesIncludeTax),
  );
  return { components, total: whole.total === null ? sumOf(components) : settled.total, pricesIncludeTax };
}

function discountOf(stated: readonly Stated[], { linesTotal, discount }: Whole): Exact {
  if (linesTotal === null) return discount ?? EXACT_ZERO;
  const left = minus(amountsOf(stated.filter((one) => one.isLine)), linesTotal);
  return left.units < 0n ? EXACT_ZERO : left;
}

function amountsOf(stated: readonly Stated[]): Exact {
  let sum = EXACT_ZERO;
  for (const { amount } of stated) sum = plus(sum, amount);
  return sum;
}

/** Said by the profile, or seen by which of the two sums gives the total. */
function includesTax(stated: readonly Stated[], discount: Exact, { pricesIncludeTax, total, taxes }: Whole): boolean {
  if (pricesIncludeTax !== 'by-total') return pricesIncludeTax;
  if (total === null) return false;
  let tax = EXACT_ZERO;
  for (const one of [...taxes, ...stated.flatMap((line) => line.tax ?? [])]) tax = plus(tax, one.amount);
  const without = minus(minus(amountsOf(stated), discount), total);
  return compare(size(without), size(plus(without, tax))) < 0;
}

function size(amount: Exact): Exact {
  return amount.units < 0n ? negative(amount) : amount;
}

function exactComponent(stated: Stated, pricesIncludeTax: boolean): ExactComponent {
  const { id, kind, sku, quantity, ships, account, amount, discount, tax } = stated;
  const net = tax !== null && pricesIncludeTax ? minus(amount, tax.amount) : amount;
  const taxes =
    tax === null ? [] : [{ code: tax.code, amount: tax.amount, base: net, liable: tax.liable, charged: true }];
  const component = { id, kind, sku, quantity, ships, net, discount, taxes };
  return account === undefined ? component : { ...component, account };
}

function sumOf(components: readonly Component[]): Minor {
  let sum = 0;
  for (const { net, taxes } of components) {
    sum += net;
    for (const tax of taxes) if (tax.charged) sum += tax.amount;
  }
  return minor(sum);
}

/** A discount on the whole document falls on its lines by their worth. */
function spreadDiscount(drafts: readonly Draft[], discount: Minor): void {
  if (discount === 0) return;
  const lines = drafts.filter(({ stated }) => stated.isLine);
  const parts = allocate(
    discount,
    lines.map(({ net }) => net),
  );
  lines.forEach((line, index) => {
    line.net -= parts[index] ?? 0;
    line.discount += parts[index] ?? 0;
  });
}

/** Taxes stated only for the whole document fall on what is taxable by its worth. */
function spreadTaxes(drafts: readonly Draft[], { taxes, decimals, taxesOn }: Whole, pricesIncludeTax: boolean): void {
  if (taxes.length === 0) return;
  const counted = drafts.filter(({ stated }) => stated.taxable && (stated.isLine || taxesOn === 'lines-and-charges'));
  const ground = counted.length === 0 ? drafts : counted;
  const worth = ground.map(({ net }) => net);
  const spread = taxes.map((tax) => ({ tax, parts: allocate(toMinor(tax.amount, decimals), worth) }));
  if (pricesIncludeTax) {
    for (const { parts } of spread) {
      for (const [index, draft] of ground.entries()) draft.net -= parts[index] ?? 0;
    }
  }
  const nets = ground.map(({ net }) => net);
  for (const { tax, parts } of spread) {
    const bases = basesOf(tax, toMinor(tax.amount, decimals), nets);
    ground.forEach((draft, index) => {
      const part = { amount: parts[index] ?? minor(0), base: bases[index] ?? minor(0) };
      draft.taxes.push({ code: tax.code, ...part, liable: tax.liable, charged: true });
    });
  }
}

/**
 * What a tax was charged on: all of the ground, unless the tax's own rate tells of another sum (goods at several
 * rates, untaxed shipping): then that sum, by worth.
 */
function basesOf({ rate }: StatedTax, amount: Minor, nets: readonly number[]): readonly Minor[] {
  const whole = nets.map(minor);
  if (rate === null || rate.units <= 0n) return whole;
  const sum = nets.reduce((total, net) => total + net, 0);
  const perUnit = 100n * 10n ** BigInt(rate.scale);
  const told = Number(divideHalfUp(BigInt(amount) * perUnit, rate.units));
  // Each line's tax is rounded by itself, half a unit at most.
  const tolerance = Number(divideHalfUp(BigInt(nets.length + 1) * perUnit, 2n * rate.units));
  return Math.abs(told - sum) <= tolerance ? whole : allocate(minor(told), nets);
}

/** The discount that is shown beside a net is net of tax too (accounting.md 15). */
function settledComponent({ net, discount, taxes }: Draft, component: Component, pricesIncludeTax: boolean): Component {
  const gross = taxes.reduce((sum, tax) => sum + tax.amount, net);
  const bare = pricesIncludeTax && gross !== 0 ? share(minor(discount), net, gross) : minor(discount);
  return { ...component, net: minor(net), discount: bare, taxes };
}
