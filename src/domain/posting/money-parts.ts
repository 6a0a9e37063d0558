import { contentOf, type DocumentState, isGone, type OrderVersion, type PartState } from '../documents/fold.ts';
import type { PaymentContent, RefundContent, Tender } from '../documents/parts.ts';
import { decimalsOf } from '../money/currency.ts';
import { EXACT_ZERO, type Exact, exact, minus, plus, toMinor, fromMinor } from '../money/exact.ts';
import { type Currency, type Minor, minor } from '../money/minor.ts';
import { type Instant, startOf, type When } from '../time/when.ts';

/** Money from the customer that really moved. */
export interface Receipt {
  readonly id: string;
  readonly at: When;
  readonly amount: Minor;
  readonly currency: Currency;
  readonly tender: Tender;
  readonly reversedAt: When | null;
}

/** A refund as it stands: its money in minor units, and what it gives back. */
export interface Repayment {
  readonly id: string;
  readonly at: When;
  /** 0 while no money has moved. */
  readonly money: Minor;
  readonly content: RefundContent;
}

export interface Money {
  readonly receipts: readonly Receipt[];
  readonly repayments: readonly Repayment[];
  /** The first moment of a payment that makes an order a sale: captured or authorised (accounting.md 9). */
  readonly firstSuccess: When | null;
  /** True while money may still come or go: authorised, pending. */
  readonly isOpen: boolean;
  /** The currency of the money where the order itself is not here. */
  readonly currency: Currency | null;
}

interface Moving {
  readonly at: When;
  readonly sign: 1 | -1;
  readonly id: string;
  readonly exact: Exact;
  readonly family: string;
}

/** All money of a document: the parts that are there, dated, with what is finer than the minor unit rounded over each payment's family. */
export function moneyOf(state: DocumentState, versions: readonly OrderVersion[], orderCurrency: Currency | null): Money {
  const payments: { readonly at: When; readonly content: PaymentContent }[] = [];
  const refunds: { readonly at: When; readonly content: RefundContent }[] = [];
  for (const [key, part] of Object.entries(state.parts)) {
    if (isGone(state, key)) continue;
    const content = contentOf(part);
    if (content.type === 'payment') payments.push({ at: content.at ?? since(part, content.status), content });
    else if (content.type === 'refund' && !isGoneByMention(state, content.id)) {
      refunds.push({ at: content.at ?? since(part, content.status), content });
    } else if (content.type === 'refund-mention' && state.parts[`refund:${content.refund.id}`] === undefined) {
      refunds.push({ at: content.refund.at ?? since(part, content.refund.status), content: content.refund });
    }
  }
  const currency = orderCurrency ?? payments[0]?.content.currency ?? null;
  const amounts = currency === null ? new Map<string, Minor>() : roundFamilies(payments, refunds, currency);
  const receipts: Receipt[] = [];
  let firstSuccess: When | null = null;
  let isOpen = false;
  for (const { at, content } of payments) {
    if (content.status === 'captured' || content.status === 'authorised') firstSuccess = earlier(firstSuccess, at);
    if (content.status === 'authorised' || content.status === 'pending') isOpen = true;
    if (content.status !== 'captured') continue;
    const amount = amounts.get(`+${content.id}`) ?? content.amount;
    receipts.push({ id: content.id, at, amount, currency: content.currency, tender: content.tender, reversedAt: content.reversedAt ?? null });
  }
  for (const receipt of paidMarks(versions)) {
    receipts.push(receipt);
    firstSuccess = earlier(firstSuccess, receipt.at);
  }
  const repayments = refunds
    .filter(({ content }) => content.status !== 'failed')
    .map(({ at, content }): Repayment => {
      if (content.status === 'pending') isOpen = true;
      const money = content.status === 'settled' ? (amounts.get(`-${content.id}`) ?? content.amount) : minor(0);
      return { id: content.id, at, money, content };
    });
  return { receipts, repayments, firstSuccess, isOpen, currency };
}

function since(part: PartState, status: string): When {
  return (part.since[status] ?? part.sightings[0]?.seen[0] ?? 0) as Instant;
}

/** A refund's own payload may be older than the order body that no longer lists it. */
function isGoneByMention(state: DocumentState, id: string): boolean {
  const list = state.lists['refund-mention'];
  const part = state.parts[`refund:${id}`];
  return list !== undefined && part !== undefined && list.seenAt > part.vouchedAt && !list.keys.includes(`refund-mention:${id}`);
}

/** The order's total of the first version that shows it paid: the platform states only that and when. */
function paidMarks(versions: readonly OrderVersion[]): Receipt[] {
  const paid = versions.at(-1)?.content.paid ?? null;
  if (paid === null) return [];
  for (const { content } of versions) {
    if (content.paid?.id !== paid.id || content.paid.at !== paid.at) continue;
    if (content.total === 0) return [];
    return [{ id: paid.id, at: paid.at, amount: content.total, currency: content.currency, tender: paid.tender, reversedAt: null }];
  }
  return [];
}

function earlier(a: When | null, b: When): When {
  return a === null || startOf(b) < startOf(a) ? b : a;
}

/**
 * Captures and refunds of one payment, where any is finer than the minor unit, are rounded cumulatively in order of
 * date, so that a payment which was paid back whole leaves nothing (accounting.md 16).
 */
function roundFamilies(
  payments: readonly { readonly at: When; readonly content: PaymentContent }[],
  refunds: readonly { readonly at: When; readonly content: RefundContent }[],
  currency: Currency,
): Map<string, Minor> {
  const decimals = decimalsOf(currency);
  const moving: Moving[] = [];
  for (const { at, content } of payments) {
    if (content.status === 'captured') moving.push(movement(at, 1, content, decimals));
  }
  for (const { at, content } of refunds) {
    if (content.status === 'settled') moving.push(movement(at, -1, content, decimals));
  }
  moving.sort((a, b) => startOf(a.at) - startOf(b.at) || b.sign - a.sign || (a.id < b.id ? -1 : 1));
  const amounts = new Map<string, Minor>();
  const sums = new Map<string, Exact>();
  for (const { sign, id, exact: amount, family } of moving) {
    const before = sums.get(family) ?? EXACT_ZERO;
    const after = sign === 1 ? plus(before, amount) : minus(before, amount);
    sums.set(family, after);
    amounts.set(`${sign === 1 ? '+' : '-'}${id}`, minor(sign * (toMinor(after, decimals) - toMinor(before, decimals))));
  }
  return amounts;
}

function movement(at: When, sign: 1 | -1, content: PaymentContent | RefundContent, decimals: number): Moving {
  const finer = content.exact === undefined ? null : exact(content.exact);
  return {
    at,
    sign,
    id: content.id,
    exact: finer ?? fromMinor(content.amount, decimals),
    family: content.family ?? `${sign}:${content.id}`,
  };
}
