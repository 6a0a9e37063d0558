import { contentOf, type DocumentState, isGone, type OrderVersion } from '../documents/fold.ts';
import type { CreditLine, FulfilmentContent, OrderContent } from '../documents/parts.ts';
import { dateIn, type Instant, type LocalDate, startOf, type When } from '../time/when.ts';
import type { Money, Receipt, Repayment } from './money-parts.ts';

/** What happened to an order, each on its own date (accounting.md 1). */
export type Happening =
  | { readonly kind: 'sale' }
  | { readonly kind: 'shipped'; readonly id: string; readonly lines: FulfilmentContent['lines'] }
  | { readonly kind: 'shipment-cancelled'; readonly id: string }
  | { readonly kind: 'edited'; readonly key: string; readonly content: OrderContent }
  | { readonly kind: 'cancelled'; readonly content: OrderContent }
  | { readonly kind: 'units-cancelled'; readonly key: string; readonly lines: readonly CreditLine[] }
  | { readonly kind: 'credited'; readonly repayment: Repayment }
  | { readonly kind: 'paid'; readonly receipt: Receipt }
  | { readonly kind: 'payment-failed'; readonly receipt: Receipt }
  | { readonly kind: 'repaid'; readonly repayment: Repayment };

export type Dated = Happening & { readonly date: LocalDate; readonly at: number; readonly order: number; readonly id: string };

/** Within one order and date: recognition, then edit, cancel, credit, then payment, then refund (the worked examples' convention). */
const ORDER: Record<Happening['kind'], number> = {
  sale: 0,
  shipped: 1,
  'shipment-cancelled': 2,
  edited: 3,
  cancelled: 4,
  'units-cancelled': 5,
  credited: 6,
  paid: 7,
  'payment-failed': 8,
  repaid: 9,
};

export interface Timeline {
  readonly happenings: readonly Dated[];
  /** The version the sale is booked from; null: not a sale. */
  readonly sold: OrderContent | null;
}

/** Lays out what happened to an order, by accounting date in the book's zone. */
export function timelineOf(state: DocumentState, versions: readonly OrderVersion[], money: Money, zone: string): Timeline {
  const list: Dated[] = [];
  const put = (when: When, id: string, happening: Happening) => {
    list.push({ ...happening, date: dateIn(when, zone), at: startOf(when), order: ORDER[happening.kind], id });
  };
  for (const receipt of money.receipts) {
    put(receipt.at, receipt.id, { kind: 'paid', receipt });
    if (receipt.reversedAt !== null) put(receipt.reversedAt, receipt.id, { kind: 'payment-failed', receipt });
  }
  for (const repayment of money.repayments) {
    put(repayment.at, repayment.id, { kind: 'credited', repayment });
    if (repayment.money !== 0) put(repayment.at, repayment.id, { kind: 'repaid', repayment });
  }
  const sale = saleOf(versions, money);
  if (sale !== null) {
    put(sale.at, '', { kind: 'sale' });
    for (const change of changesAfter(versions, sale.version)) put(change.at, change.id, change.happening);
    putShipments(state, put);
  }
  list.sort((a, b) => {
    if (a.date !== b.date) return a.date < b.date ? -1 : 1;
    return a.order - b.order || a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  });
  return { happenings: list, sold: sale?.version.content ?? null };
}

/** When an order is a sale (accounting.md 9), and the version it is booked from: as placed. Null: not (yet) a sale. */
function saleOf(versions: readonly OrderVersion[], money: Money): { readonly at: When; readonly version: OrderVersion } | null {
  const newest = versions.at(-1);
  if (newest === undefined || newest.content.status === 'unplaced') return null;
  const open = versions.find(({ content }) => content.status === 'open' || content.status === 'deleted');
  const placed = newest.content.placedAt;
  const success = money.firstSuccess;
  const onAccount = versions.some(({ content }) => content.status === 'open' && content.terms === 'on-account');
  const free = open !== undefined && open.content.total === 0;
  const at = onAccount || free ? placed : success === null ? null : later(placed, success);
  if (at === null) return null;
  if (newest.content.status === 'cancelled' && open === undefined) {
    const cancelledAt = newest.content.cancelledAt ?? newest.content.changedAt;
    if (cancelledAt !== null && startOf(cancelledAt) < startOf(at)) return null;
  }
  const version = versions.find(({ content }) => content.status !== 'unplaced' && content.status !== 'cancelled') ?? newest;
  return { at, version };
}

function later(a: When, b: When): When {
  return startOf(b) > startOf(a) ? b : a;
}

function changesAfter(versions: readonly OrderVersion[], sold: OrderVersion) {
  const changes: { at: When; id: string; happening: Happening }[] = [];
  const keys = new Set<string>();
  let standing = sold.content.status;
  let reached = false;
  for (const version of versions) {
    const { content } = version;
    const isSold = version === sold;
    reached ||= isSold;
    if (!reached) continue;
    const at = content.changedAt ?? (version.seenAt as Instant);
    const becomesVoid = content.status === 'cancelled' && (standing !== 'cancelled' || isSold);
    if (becomesVoid) {
      const cancelledAt = content.cancelledAt ?? at;
      changes.push({ at: cancelledAt, id: '', happening: { kind: 'cancelled', content } });
    } else if (!isSold && content.status !== 'cancelled') {
      const key = changeKey(at, version.hash, keys);
      changes.push({ at, id: key, happening: { kind: 'edited', key, content } });
    }
    standing = content.status;
  }
  const newest = versions.at(-1)?.content;
  for (const { id, at, lines } of newest?.cancellations ?? []) {
    const when = at ?? (versions.at(-1)?.seenAt as Instant);
    changes.push({ at: when, id, happening: { kind: 'units-cancelled', key: `edit:${id}`, lines } });
  }
  return changes;
}

/** The instant in UTC; a second change in the same instant adds the first 8 hex digits of the version's hash (accounting.md 2). */
function changeKey(at: When, hash: string, taken: Set<string>): string {
  const instant = new Date(startOf(at)).toISOString();
  const key = taken.has(instant) ? `edit:${instant}:${hash.slice(0, 8)}` : `edit:${instant}`;
  taken.add(instant);
  return key;
}

function putShipments(state: DocumentState, put: (when: When, id: string, happening: Happening) => void): void {
  for (const [key, part] of Object.entries(state.parts)) {
    if (!key.startsWith('fulfilment:') || isGone(state, key)) continue;
    const content = contentOf(part);
    if (content.type !== 'fulfilment' || content.status === 'pending') continue;
    if (content.status === 'cancelled' && content.shippedAt === null && part.since.shipped === undefined) continue;
    const shippedAt = content.shippedAt ?? ((part.since.shipped ?? part.vouchedAt) as Instant);
    put(shippedAt, content.id, { kind: 'shipped', id: content.id, lines: content.lines });
    if (content.status !== 'cancelled') continue;
    const cancelledAt = content.cancelledAt ?? ((part.since.cancelled ?? part.vouchedAt) as Instant);
    put(cancelledAt, content.id, { kind: 'shipment-cancelled', id: content.id });
  }
}
