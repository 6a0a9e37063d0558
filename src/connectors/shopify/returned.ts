import { compareIds } from '../../domain/documents/ids.ts';
import { creditLinesInMinorUnits, type ExactCreditLine, type ExactTax } from '../../domain/documents/order.ts';
import type { Component, CreditLine, RefundContent, RefundStatus } from '../../domain/documents/parts.ts';
import type { PartReport } from '../../domain/documents/report.ts';
import { allocate } from '../../domain/money/allocate.ts';
import { decimalsOf } from '../../domain/money/currency.ts';
import {
  compare,
  EXACT_ZERO,
  type Exact,
  fromMinor,
  minus,
  negative,
  toMinor,
  total,
} from '../../domain/money/exact.ts';
import { type Minor, minor, sum, ZERO } from '../../domain/money/minor.ts';
import { type Customer, hasFailed, tenderOf } from './payments.ts';
import type { ShopifyOrder, ShopifyRefund, ShopifyTransaction } from './shapes.ts';

/** A refund is one part per tender it was paid to; the first carries what was given back. */
export function refundParts(
  refund: ShopifyRefund,
  order: ShopifyOrder,
  components: readonly Component[],
): PartReport[] {
  const lines = creditsOf(refund, order, components);
  return contentsOf(refund, order).map((content, index): PartReport => {
    const own = index === 0 ? { ...content, lines } : content;
    return { key: `refund:${own.id}`, version: null, content: own, at: refund.at };
  });
}

/**
 * A refund's own body does not say whether its amounts include tax, so it cannot state what was given back: it is a
 * mention, which stands until the order's body is here.
 */
export function refundMentions(refund: ShopifyRefund): PartReport[] {
  return contentsOf(refund).map((content) => ({
    key: `refund-mention:${content.id}`,
    version: null,
    content: { type: 'refund-mention', refund: content },
    at: refund.at,
  }));
}

/** The money of a refund by tender. Without transactions nothing was paid: a removal, a restock, an unpaid order's cancellation. */
function contentsOf(refund: ShopifyRefund, order?: ShopifyOrder): RefundContent[] {
  const groups = byTender(refund, order);
  const base = { type: 'refund', at: refund.at, lines: [], statedTaxes: null } as const;
  if (groups.length === 0) {
    return [
      { ...base, id: refund.id, status: 'settled', currency: order?.currency ?? null, amount: ZERO, tender: null },
    ];
  }
  return groups.map(([first, ...others], index): RefundContent => {
    const { status, amount } = moneyOf([first, ...others]);
    const families = new Set([first, ...others].map(({ parent }) => parent));
    const isOneFamily = families.size === 1 && first.parent !== null;
    return {
      ...base,
      id: index === 0 ? refund.id : `${refund.id}:${first.id}`,
      status,
      currency: first.currency,
      amount: toMinor(amount, decimalsOf(first.currency)),
      ...(isOneFamily && first.parent !== null ? { family: first.parent } : {}),
      tender: tenderOf(first, order),
    };
  });
}

type Group = [ShopifyTransaction, ...ShopifyTransaction[]];

/** Groups in order of transaction ids, so that a later state of one cannot rename another. */
function byTender(refund: ShopifyRefund, order?: Customer): Group[] {
  const groups = new Map<string, Group>();
  const given = refund.transactions.filter(({ kind }) => kind === 'refund');
  given.sort((a, b) => compareIds(a.id, b.id));
  for (const transaction of given) {
    const tender = JSON.stringify(tenderOf(transaction, order));
    const group = groups.get(tender);
    if (group === undefined) groups.set(tender, [transaction]);
    else group.push(transaction);
  }
  return [...groups.values()];
}

function moneyOf(transactions: readonly ShopifyTransaction[]): {
  readonly status: RefundStatus;
  readonly amount: Exact;
} {
  const sumOf = (some: readonly ShopifyTransaction[]) => total(some.map(({ amount }) => amount));
  const settled = transactions.filter(({ status }) => status === 'success');
  if (settled.length > 0) return { status: 'settled', amount: sumOf(settled) };
  const pending = transactions.filter((one) => !hasFailed(one));
  return pending.length > 0
    ? { status: 'pending', amount: sumOf(pending) }
    : { status: 'failed', amount: sumOf(transactions) };
}

function creditsOf(refund: ShopifyRefund, order: ShopifyOrder, components: readonly Component[]): CreditLine[] {
  const find = (id: string) => components.find((component) => component.id === id);
  const lines: ExactCreditLine[] = [];
  const give = (id: string, quantity: number, net: Exact, tax: Exact) => {
    const component = find(id);
    const taxes = component === undefined ? [] : shareOfTaxes(component, net, tax, order);
    lines.push({ component: id, quantity, net, taxes });
  };
  for (const { line, quantity, subtotal, tax } of refund.lines)
    give(`line:${line}`, quantity, netOf(subtotal, tax, order), tax);
  for (const { line, subtotal, tax } of shippingOf(refund, order))
    give(`shipping:${line}`, 0, netOf(subtotal, tax, order), tax);
  for (const { duty, amount } of refund.duties) give(`duty:${duty}`, 0, amount, EXACT_ZERO);
  return lessDiscrepancy(creditLinesInMinorUnits(lines, order.currency), refund, order);
}

/** A subtotal is prices less discounts, and includes tax where prices do, as the order's own subtotal does. */
function netOf(subtotal: Exact, tax: Exact, order: ShopifyOrder): Exact {
  return order.taxesIncluded ? minus(subtotal, tax) : subtotal;
}

/**
 * Refunded shipping has lines of its own since 2024-10. Before, it was an adjustment ("taxes that are added to
 * amount"), and some bodies still carry both: the lines then tell all.
 */
function shippingOf(refund: ShopifyRefund, order: ShopifyOrder): ShopifyRefund['shipping'] {
  const [line] = order.shipping;
  if (refund.shipping.length > 0 || line === undefined) return refund.shipping;
  return refund.adjustments
    .filter(({ isShipping }) => isShipping)
    .map(({ amount, tax }) => {
      const net = negative(amount);
      return { line: line.id, subtotal: order.taxesIncluded ? minus(net, tax) : net, tax: negative(tax) };
    });
}

/** A refund states one sum of tax for a line: it is split by the line's own taxes. */
function shareOfTaxes(component: Component, net: Exact, tax: Exact, order: ShopifyOrder): ExactTax[] {
  const decimals = decimalsOf(order.currency);
  const amount = toMinor(tax, decimals);
  if (component.taxes.length === 0) {
    return amount === 0 ? [] : [{ code: '', amount: tax, base: net, liable: 'merchant', charged: true }];
  }
  const shares = allocate(
    amount,
    component.taxes.map((line) => line.amount),
  );
  return component.taxes.map(({ code, liable, charged }, index) => ({
    code,
    amount: fromMinor(shares[index] ?? ZERO, decimals),
    base: net,
    liable,
    charged,
  }));
}

/**
 * What the merchant kept of the calculated refund (a restocking fee) was not given back: it lowers the credit, nets
 * first. In the customer's favour it needs nothing: money beyond the lines is a credit by itself (accounting.md 13).
 * While money is pending the platform calls that a discrepancy too; it is none.
 */
function lessDiscrepancy(lines: CreditLine[], refund: ShopifyRefund, order: ShopifyOrder): CreditLine[] {
  const kept = refund.adjustments.filter(({ isShipping, isPending }) => !isShipping && !isPending);
  const exactly = total(kept.flatMap(({ amount, tax }) => [amount, tax]));
  const isMoving = refund.transactions.some(
    (one) => one.kind === 'refund' && one.status !== 'success' && !hasFailed(one),
  );
  if (isMoving || compare(exactly, EXACT_ZERO) <= 0) return lines;
  let left: Minor = toMinor(exactly, decimalsOf(order.currency));
  const less = (amounts: readonly Minor[]): Minor[] => {
    const taken = minor(Math.max(0, Math.min(left, sum(amounts))));
    left = minor(left - taken);
    const shares = allocate(taken, amounts);
    return amounts.map((amount, index) => minor(amount - (shares[index] ?? 0)));
  };
  const nets = less(lines.map(({ net }) => net));
  const taxes = less(lines.flatMap((line) => line.taxes.map(({ amount }) => amount)));
  let next = 0;
  return lines.map((line, index) => ({
    ...line,
    net: nets[index] ?? line.net,
    taxes: line.taxes.map((tax) => ({ ...tax, amount: taxes[next++] ?? tax.amount })),
  }));
}
