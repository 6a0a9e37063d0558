import type { Cancellation, FulfilmentContent, PartContent } from '../../domain/documents/parts.ts';
import type { PartReport } from '../../domain/documents/report.ts';
import { isDate, type When } from '../../domain/time/when.ts';
import type { Newest } from './columns.ts';
import { Groups, Ids } from './ids.ts';
import { joinedRefund, type MoneyContext, type ReadPayment, type ReadRefund, type RefundRow } from './money.ts';
import type { Payload, Section } from './rows.ts';
import type { Profile } from './shapes.ts';
import { type Goods, joinedCancellation, joinedFulfilment, type MovedRow, type ReadMoved } from './units.ts';

/** A part as a report has it. Tables name no versions: when they were seen decides. */
export function part(key: string, content: PartContent, at: When | null): PartReport {
  return { key, version: null, content, at: at === null || isDate(at) ? null : at };
}

/** What stands once for a document is called as it is. */
function unnamed(section: { readonly per: 'row' | 'document' } | undefined, { key }: Payload): string | null {
  return section?.per === 'document' ? key : null;
}

export function paymentParts(
  payload: Payload,
  section: Section<ReadPayment> | null,
  { payments }: Profile,
  context: MoneyContext,
): PartReport[] {
  const parts: PartReport[] = [];
  const ids = new Ids(unnamed(payments, payload));
  section?.each(payload, (row, read) => {
    const content = read(row, context);
    if (content === null) return;
    const id = ids.own(content.id);
    parts.push(part(`payment:${id}`, { ...content, id }, content.at));
  });
  return parts;
}

export function refundParts(
  payload: Payload,
  section: Section<ReadRefund> | null,
  { refunds }: Profile,
  context: MoneyContext,
  goods: Goods,
): PartReport[] {
  const groups = new Groups<RefundRow>(unnamed(refunds, payload));
  section?.each(payload, (row, read) => {
    const refund = read(row, context);
    if (refund !== null) groups.add(refund.content.id, refund);
  });
  return groups.list.flatMap(({ id, rows }) => {
    const content = joinedRefund(rows, goods);
    return content === null ? [] : [part(`refund:${id}`, { ...content, id }, content.at)];
  });
}

/** What a fulfilment is read against. */
export interface ShippingContext {
  readonly goods: Goods;
  /** The document's own date of shipment. */
  readonly shippedAt: When | null;
  /** The lines that say by themselves that they have left; null where lines say nothing of it. */
  readonly left: FulfilmentContent['lines'];
  readonly newest: Newest;
}

export function fulfilmentParts(
  payload: Payload,
  section: Section<ReadMoved> | null,
  { fulfilments }: Profile,
  context: ShippingContext,
): PartReport[] {
  const { goods, shippedAt, left, newest } = context;
  const groups = new Groups<MovedRow>(unnamed(fulfilments, payload));
  if (left?.length === 0) return [];
  section?.each(payload, (row, read) => {
    const moved = read(row, newest);
    if (moved === null) return;
    const at = moved.at ?? (fulfilments?.per === 'document' ? shippedAt : null);
    if (at !== null || fulfilments?.undated === 'first-sight') groups.add(moved.id, { ...moved, at });
  });
  const isAll = left === null || left.length === [...goods.keys()].filter((id) => id.startsWith('line:')).length;
  return groups.list.map(({ id, rows }) => {
    const content = joinedFulfilment(id, rows, goods);
    return part(`fulfilment:${id}`, isAll ? content : { ...content, lines: left }, content.shippedAt);
  });
}

export function cancellationsOf(
  payload: Payload,
  section: Section<ReadMoved> | null,
  goods: Goods,
  newest: Newest,
): readonly Cancellation[] {
  if (section === null) return [];
  const groups = new Groups<MovedRow>(null);
  section.each(payload, (row, read) => {
    const moved = read(row, newest);
    if (moved !== null) groups.add(moved.id, moved);
  });
  return groups.list.map(({ id, rows }) => joinedCancellation(id, rows, goods));
}
