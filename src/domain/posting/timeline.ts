import { contentOf, type DocumentState, isGone, type OrderVersion } from '../documents/fold.ts';
import { compareIds } from '../documents/ids.ts';
import type { CreditLine, FulfilmentContent, OrderContent } from '../documents/parts.ts';
import { dateIn, type Instant, type LocalDate, startOf, type When } from '../time/when.ts';
import type { Money, Receipt, Repayment } from './money-parts.ts';

/** What changes what stands of an order. */
export type GoodsHappening =
  | { readonly kind: 'sale'; readonly content: OrderContent }
  | { readonly kind: 'shipped'; readonly id: string; readonly lines: FulfilmentContent['lines'] }
  | { readonly kind: 'shipment-cancelled'; readonly id: string }
  | { readonly kind: 'edited'; readonly key: string; readonly content: OrderContent }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'units-cancelled'; readonly key: string; readonly lines: readonly CreditLine[] };

/** What happened to an order, each on its own date (accounting.md 1). */
export type Happening =
  | GoodsHappening
  | { readonly kind: 'credited'; readonly repayment: Repayment }
  | { readonly kind: 'paid'; readonly receipt: Receipt }
  | { readonly kind: 'payment-failed'; readonly receipt: Receipt }
  | { readonly kind: 'repaid'; readonly repayment: Repayment };

export type Dated = Happening & {
  readonly date: LocalDate;
  readonly at: number;
  readonly rank: number;
  readonly id: string;
};

/** Within one order and date: recognition, then edit, cancel, credit, then payment, then refund (the worked examples' convention). */
const RANK: Record<Happening['kind'], number> = {
  sale: 0,
  shipped: 1,
  'shipment-cancelled': 1,
  edited: 2,
  'units-cancelled': 2,
  cancelled: 2,
  credited: 3,
  paid: 4,
  'payment-failed': 5,
  repaid: 6,
};

export interface Timeline {
  readonly happenings: readonly Dated[];
  readonly isSale: boolean;
}

interface Sale {
  readonly at: When;
  /** The version it is booked from: as placed. */
  readonly version: OrderVersion;
}

/**
 * Lays out what happened to an order, by accounting date in the book's zone. What changed an order before it became a
 * sale counts from the sale on: there was nothing to change in the books before.
 */
export function timelineOf(
  state: DocumentState,
  versions: readonly OrderVersion[],
  money: Money,
  zone: string,
): Timeline {
  const list: Dated[] = [];
  const sale = saleOf(versions, money);
  const saleDate = sale === null ? null : dateIn(sale.at, zone);
  const put = (when: When, id: string, happening: Happening) => {
    const date = dateIn(when, zone);
    list.push({ ...happening, date, at: startOf(when), rank: RANK[happening.kind], id });
  };
  const putOnSale: Put = (when, id, happening) => {
    if (saleDate === null) return;
    const date = dateIn(when, zone);
    const notBefore = date < saleDate ? saleDate : date;
    list.push({ ...happening, date: notBefore, at: startOf(when), rank: RANK[happening.kind], id });
  };
  for (const receipt of money.receipts) {
    put(receipt.at, receipt.id, { kind: 'paid', receipt });
    if (receipt.reversedAt !== null) put(receipt.reversedAt, receipt.id, { kind: 'payment-failed', receipt });
  }
  for (const repayment of money.repayments) {
    putOnSale(repayment.creditedAt, repayment.id, { kind: 'credited', repayment });
    if (repayment.money !== 0) put(repayment.at, repayment.id, { kind: 'repaid', repayment });
  }
  if (sale !== null) {
    put(sale.at, '', { kind: 'sale', content: sale.version.content });
    putChanges(versions, sale.version, putOnSale);
    putShipments(state, putOnSale);
  }
  return { happenings: list.sort(byDate), isSale: sale !== null };
}

function byDate(a: Dated, b: Dated): number {
  if (a.date !== b.date) return a.date < b.date ? -1 : 1;
  if (a.rank !== b.rank || a.at !== b.at) return a.rank - b.rank || a.at - b.at;
  return compareIds(a.id, b.id) || (a.kind < b.kind ? 1 : -1);
}

/** When an order is a sale (accounting.md 9), and the version it is booked from. Null: not (yet) a sale. */
function saleOf(versions: readonly OrderVersion[], money: Money): Sale | null {
  const newest = versions.at(-1);
  if (newest === undefined || newest.content.status === 'unplaced') return null;
  const placed = versions.filter(({ content }) => content.status !== 'unplaced');
  const { placedAt, status } = newest.content;
  const paidAt = money.firstSuccess === null ? null : later(placedAt, money.firstSuccess);
  const freeAt = needsNoPaymentAt(placed, placedAt);
  const at = paidAt === null || (freeAt !== null && startOf(freeAt) < startOf(paidAt)) ? freeAt : paidAt;
  if (at === null) return null;
  if (status === 'cancelled' && startOf(voidedAt(versions)) < startOf(at)) return null;
  const [first = newest] = placed;
  return { at, version: first };
}

/** On account by its terms, or nothing to pay: from the version on that says so. */
function needsNoPaymentAt(placed: readonly OrderVersion[], placedAt: When): When | null {
  const at = placed.findIndex(({ content }) => content.terms === 'on-account' || content.total === 0);
  const version = placed[at];
  return version === undefined ? null : at === 0 ? placedAt : later(placedAt, changedAt(version));
}

function later(a: When, b: When): When {
  return startOf(b) > startOf(a) ? b : a;
}

function changedAt({ content, seenAt }: OrderVersion): When {
  return content.changedAt ?? (seenAt as Instant);
}

/** When a cancelled order was cancelled: its last versions may all show it. */
function voidedAt(versions: readonly OrderVersion[]): When {
  const open = versions.findLastIndex(({ content }) => content.status !== 'cancelled');
  const first = versions[open + 1] as OrderVersion;
  return first.content.cancelledAt ?? changedAt(first);
}

type Put = (when: When, id: string, happening: Happening) => void;

/**
 * What changed between one version of the order and the next is an event of its own (accounting.md 1), never before the
 * change that came before it.
 */
function putChanges(versions: readonly OrderVersion[], sold: OrderVersion, put: Put): void {
  const keys = new Set<string>();
  const first = versions.indexOf(sold);
  let isVoid = false;
  let reached: When | null = null;
  versions.forEach((version, index) => {
    const { content } = version;
    if (index < first || (index === first && content.status !== 'cancelled')) return;
    const isCancel = content.status === 'cancelled';
    const own = (isCancel ? content.cancelledAt : null) ?? changedAt(version);
    const at: When = reached === null ? own : later(reached, own);
    reached = at;
    if (isCancel && isVoid) return;
    isVoid = isCancel;
    const key = isCancel ? 'cancel' : changeKey(at, version.hash, keys);
    put(at, String(index).padStart(6, '0'), isCancel ? { kind: 'cancelled' } : { kind: 'edited', key, content });
  });
  const newest = versions.at(-1) ?? sold;
  for (const { id, at, lines } of newest.content.cancellations) {
    put(at ?? changedAt(newest), id, { kind: 'units-cancelled', key: `edit:${id}`, lines });
  }
}

/** The instant in UTC; a second change in the same instant adds the first 8 hex digits of the version's hash (accounting.md 2). */
function changeKey(at: When, hash: string, taken: Set<string>): string {
  const instant = new Date(startOf(at)).toISOString();
  const key = taken.has(instant) ? `edit:${instant}:${hash.slice(0, 8)}` : `edit:${instant}`;
  taken.add(instant);
  return key;
}

function putShipments(state: DocumentState, put: Put): void {
  for (const [key, part] of Object.entries(state.parts)) {
    if (!key.startsWith('fulfilment:') || isGone(state, key)) continue;
    const content = contentOf(part);
    if (content.type !== 'fulfilment' || content.status === 'pending') continue;
    const { id, lines } = content;
    const shippedAt = content.shippedAt ?? (part.since.shipped as Instant | undefined);
    if (content.status === 'shipped') {
      put(shippedAt ?? (part.vouchedAt as Instant), id, { kind: 'shipped', id, lines });
    } else if (shippedAt !== undefined) {
      put(shippedAt, id, { kind: 'shipped', id, lines });
      const cancelledAt = content.cancelledAt ?? ((part.since.cancelled ?? part.vouchedAt) as Instant);
      put(cancelledAt, id, { kind: 'shipment-cancelled', id });
    }
  }
}
