import { contentOf, type DocumentState, isGone, type OrderVersion, type PartState } from '../documents/fold.ts';
import { compareIds } from '../documents/ids.ts';
import type { PaymentContent, RefundContent, Tender } from '../documents/parts.ts';
import { decimalsOf } from '../money/currency.ts';
import { EXACT_ZERO, type Exact, exact, fromMinor, minus, plus, toMinor } from '../money/exact.ts';
import { type Currency, type Minor, minor, ZERO } from '../money/minor.ts';
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
  /** When its goods were given back: the first that is known of it. */
  readonly creditedAt: When;
  /** When its money moved. */
  readonly at: When;
  /** 0 while no money has moved. */
  readonly money: Minor;
  readonly content: RefundContent;
}

/** Money in another currency than the order's: shown, not booked. */
export interface ForeignMoney {
  readonly currency: Currency;
  /** From the customer positive. */
  readonly amount: Minor;
}

export interface Money {
  readonly receipts: readonly Receipt[];
  readonly repayments: readonly Repayment[];
  /** The first moment of a payment that makes an order a sale: captured or authorised (accounting.md 9). */
  readonly firstSuccess: When | null;
  /** True while money may still come or go: authorised and not captured, pending. */
  readonly isOpen: boolean;
  readonly foreign: readonly ForeignMoney[];
}

interface Payment {
  readonly at: When;
  readonly part: PartState;
  readonly isGone: boolean;
  readonly content: PaymentContent;
}

interface Refund {
  readonly at: When;
  readonly part: PartState;
  readonly content: RefundContent;
}

/** Captures and refunds while they are being rounded. */
interface Movement {
  readonly key: string;
  readonly at: When;
  readonly sign: 1 | -1;
  readonly amount: Exact;
  readonly family: string;
}

/** The currency of a document's money, where the order itself is not here to say. */
export function moneyCurrency(state: DocumentState): Currency | null {
  return paymentsOf(state)[0]?.content.currency ?? null;
}

/** All money of a document: the parts that are there, dated, with what is finer than the minor unit rounded over each payment's family. */
export function moneyOf(state: DocumentState, versions: readonly OrderVersion[], currency: Currency): Money {
  const seen = paymentsOf(state);
  const payments = seen.filter(({ isGone, content }) => !isGone && content.currency === currency);
  const captured = payments.filter(({ content }) => content.status === 'captured');
  const refunds = refundsOf(state).filter(({ content }) => (content.currency ?? currency) === currency);
  const settled = refunds.filter(({ content }) => content.status === 'settled');
  const amounts = roundFamilies(captured, settled, decimalsOf(currency));
  const receipts = captured.map(({ at, content }): Receipt => {
    const { id, tender, reversedAt = null } = content;
    return { id, at, amount: amounts.get(`+${id}`) ?? content.amount, currency, tender, reversedAt };
  });
  receipts.push(...paidMarks(versions));
  return {
    receipts: receipts.sort((a, b) => startOf(a.at) - startOf(b.at) || compareIds(a.id, b.id)),
    repayments: refunds
      .filter(({ content }) => content.status !== 'failed')
      .map(({ at, part, content }): Repayment => {
        const money = content.status === 'settled' ? (amounts.get(`-${content.id}`) ?? content.amount) : ZERO;
        return { id: content.id, creditedAt: earlier(at, part.since.pending), at, money, content };
      }),
    firstSuccess: firstSuccess(seen, receipts),
    isOpen: payments.some((payment) => isAwaited(payment, captured)) || refunds.some(isPending),
    foreign: foreignOf(state, seen, currency),
  };
}

/** Ordered by date, since a document's parts stand in the order they happened to come. */
function paymentsOf(state: DocumentState): Payment[] {
  const payments: Payment[] = [];
  for (const [key, part] of Object.entries(state.parts)) {
    const content = contentOf(part);
    if (content.type !== 'payment') continue;
    payments.push({ at: content.at ?? since(part, content.status), part, isGone: isGone(state, key), content });
  }
  return payments.sort((a, b) => startOf(a.at) - startOf(b.at) || compareIds(a.content.id, b.content.id));
}

/** A refund stands by its own payload, else by the order's mention of it. */
function refundsOf(state: DocumentState): Refund[] {
  const refunds: Refund[] = [];
  for (const [key, part] of Object.entries(state.parts)) {
    if (isGone(state, key)) continue;
    const content = contentOf(part);
    if (content.type === 'refund' && !isUnmentioned(state, content.id)) {
      refunds.push({ at: content.at ?? since(part, content.status), part, content });
    } else if (content.type === 'refund-mention' && state.parts[`refund:${content.refund.id}`] === undefined) {
      const { refund } = content;
      refunds.push({ at: refund.at ?? since(part, refund.status), part, content: refund });
    }
  }
  return refunds.sort((a, b) => startOf(a.at) - startOf(b.at) || compareIds(a.content.id, b.content.id));
}

function since(part: PartState, status: string): When {
  return (part.since[status] ?? part.sightings[0]?.seen[0] ?? 0) as Instant;
}

/** A refund's own payload may be older than the order body that no longer lists it. */
function isUnmentioned(state: DocumentState, id: string): boolean {
  const list = state.lists['refund-mention'];
  const part = state.parts[`refund:${id}`];
  return (
    list !== undefined &&
    part !== undefined &&
    list.seenAt > part.vouchedAt &&
    !list.keys.includes(`refund-mention:${id}`)
  );
}

function isPending({ content }: Refund): boolean {
  return content.status === 'pending';
}

/** Pending, or authorised for more than its captures have taken. */
function isAwaited({ content }: Payment, captured: readonly Payment[]): boolean {
  if (content.status === 'pending') return true;
  if (content.status !== 'authorised') return false;
  let taken = 0;
  for (const { content: capture } of captured) if (capture.family === content.id) taken += capture.amount;
  return taken < content.amount;
}

/**
 * The first payment that was authorised or captured. Once money has come, an authorisation counts from when it was given,
 * whatever became of it; while none has, only one that stands.
 */
function firstSuccess(payments: readonly Payment[], receipts: readonly Receipt[]): When | null {
  let first: When | null = null;
  for (const { at } of receipts) first = earlier(at, first);
  for (const { at, part, isGone, content } of payments) {
    const stands = !isGone && (content.status === 'authorised' || content.status === 'captured');
    if (stands) first = earlier(at, first);
    if (receipts.length > 0 && part.since.authorised !== undefined)
      first = earlier(part.since.authorised as Instant, first);
  }
  return first;
}

/** The order's total of the first version that shows it paid: the platform states only that and when. */
function paidMarks(versions: readonly OrderVersion[]): Receipt[] {
  const paid = versions.at(-1)?.content.paid ?? null;
  if (paid === null) return [];
  for (const { content } of versions) {
    if (content.paid?.id !== paid.id || content.paid.at !== paid.at) continue;
    if (content.total === 0) return [];
    return [
      {
        id: paid.id,
        at: paid.at,
        amount: content.total,
        currency: content.currency,
        tender: paid.tender,
        reversedAt: null,
      },
    ];
  }
  return [];
}

function foreignOf(state: DocumentState, payments: readonly Payment[], currency: Currency): ForeignMoney[] {
  const foreign: ForeignMoney[] = [];
  for (const { isGone, content } of payments) {
    if (isGone || content.status !== 'captured' || content.currency === currency) continue;
    foreign.push({ currency: content.currency, amount: content.amount });
  }
  for (const { content } of refundsOf(state)) {
    if (content.status !== 'settled' || content.currency === null || content.currency === currency) continue;
    foreign.push({ currency: content.currency, amount: minor(-content.amount) });
  }
  return foreign;
}

function earlier(a: When, b: When | number | null | undefined): When {
  return b === null || b === undefined || startOf(a) <= startOf(b as When) ? a : (b as When);
}

/**
 * Captures and refunds of one payment, where any is finer than the minor unit, are rounded cumulatively in order of
 * date, so that a payment which was paid back whole leaves nothing (accounting.md 16).
 */
function roundFamilies(captured: readonly Payment[], settled: readonly Refund[], decimals: number): Map<string, Minor> {
  const amounts = new Map<string, Minor>();
  if ([...captured, ...settled].every(({ content }) => content.exact === undefined)) return amounts;
  const movements = [
    ...captured.map(({ at, content }) => movement(at, 1, content, decimals)),
    ...settled.map(({ at, content }) => movement(at, -1, content, decimals)),
  ];
  movements.sort((a, b) => startOf(a.at) - startOf(b.at) || b.sign - a.sign || compareIds(a.key, b.key));
  const sums = new Map<string, Exact>();
  for (const { key, sign, amount, family } of movements) {
    const before = sums.get(family) ?? EXACT_ZERO;
    const after = sign === 1 ? plus(before, amount) : minus(before, amount);
    sums.set(family, after);
    amounts.set(key, minor(sign * (toMinor(after, decimals) - toMinor(before, decimals))));
  }
  return amounts;
}

function movement(at: When, sign: 1 | -1, content: PaymentContent | RefundContent, decimals: number): Movement {
  const key = `${sign === 1 ? '+' : '-'}${content.id}`;
  const finer = content.exact === undefined ? null : exact(content.exact);
  return { key, at, sign, amount: finer ?? fromMinor(content.amount, decimals), family: content.family ?? key };
}
