import { type Exact, exact, sum } from './amounts.ts';
import { isObject, type Json, object, objects, text } from './json.ts';
import { type Component, type GivenBack, type Money, settle } from './settle.ts';
import type { Expected } from './types.ts';

/** Never a sale, whatever was paid on them. */
const NEVER_SALES = ['failed', 'checkout-draft', 'auto-draft', 'draft'];

/** A sale once paid (or when there is nothing to pay). */
const PREPAID = ['pending', 'cancelled', 'trash'];

/** WooCommerce REST v3 order bodies; `refunds` are refund objects, also of other orders: only those of this order count. */
export function expected(order: unknown, refunds: readonly unknown[]): Expected {
  const reason = whyNotAnOrder(order);
  if (reason !== undefined) return { isOrder: false, reason };
  const body = object(order);
  const status = text(body.status);
  const total = exact(body.total);
  const isPaid = typeof body.date_paid_gmt === 'string' && body.date_paid_gmt !== '';
  const hasSold = status === 'cancelled' || status === 'trash' ? isPaid : isPaid || total === 0n;
  const payment: Money[] = isPaid ? [{ kind: 'payment', family: 'order', amount: total }] : [];
  return settle({
    number: text(body.number),
    remoteId: text(body.id),
    currency: text(body.currency),
    sale: !NEVER_SALES.includes(status) && (!PREPAID.includes(status) || hasSold),
    cancelled: status === 'cancelled',
    pricesIncludeTax: body.prices_include_tax === true,
    total,
    components: componentsOf(body),
    money: [...payment, ...refundsOf(body, refunds)],
  });
}

function whyNotAnOrder(payload: unknown): string | undefined {
  if (typeof payload === 'string') return /^webhook_id=\d+$/.test(payload) ? 'ping' : 'text';
  if (!isObject(payload)) return 'not an object';
  if ('code' in payload && 'message' in payload) return `error body: ${text(payload.code)}`;
  if (Object.keys(payload).join() === 'id') return 'deletion';
  if ('discount_type' in payload) return 'coupon';
  if ('regular_price' in payload) return 'product';
  if (!('status' in payload) && 'amount' in payload && 'refunded_payment' in payload) return 'refund';
  const isOrder = ['line_items', 'currency', 'total', 'status'].every((name) => name in payload);
  return isOrder ? undefined : 'unknown object';
}

function componentsOf(body: Json): Component[] {
  return [
    ...objects(body.line_items).map((line) => ({
      ...component('line', line),
      discount: exact(line.subtotal) - exact(line.total),
    })),
    ...objects(body.shipping_lines).map((line) => component('shipping', line)),
    ...objects(body.fee_lines).map((line) => component('fee', line)),
  ];
}

/** The tax is the line's own `total_tax`; `taxes[]` only says how it spreads over rates. */
function component(kind: Component['kind'], line: Json): Component {
  const codes = taxesOf(line);
  return {
    id: text(line.id),
    kind,
    net: exact(line.total),
    tax: exact(line.total_tax),
    discount: 0n,
    codes: codes.size === 0 ? new Map([['untreated', 1n]]) : codes,
  };
}

function taxesOf(line: Json): Map<string, Exact> {
  return new Map(objects(line.taxes).map((tax) => [text(tax.id), exact(tax.total)]));
}

/** Refunds the order names have an amount alone, unless their object is here too; oldest first (ids rise with time). */
function refundsOf(body: Json, refunds: readonly unknown[]): Money[] {
  const orderId = text(body.id);
  const byId = new Map<bigint, Money>();
  for (const named of objects(body.refunds)) byId.set(BigInt(text(named.id)), refundMoney(named.total, []));
  for (const refund of refunds.map(object).filter((one) => orderOf(one) === orderId)) {
    byId.set(BigInt(text(refund.id)), refundMoney(refund.amount, linesOf(refund)));
  }
  return [...byId].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, money]) => money);
}

function refundMoney(amount: unknown, lines: readonly GivenBack[]): Money {
  const signed = exact(amount);
  return { kind: 'refund', family: 'order', amount: signed < 0n ? -signed : signed, lines };
}

/** A refund object names its order in its link upwards only (lists of all refunds also in `parent_id`). */
function orderOf(refund: Json): string {
  const up = isObject(refund._links) ? objects(refund._links.up)[0] : undefined;
  const match = up === undefined ? null : /\/orders\/(\d+)$/.exec(text(up.href));
  return match?.[1] ?? text(refund.parent_id);
}

/** Amounts of a refund's lines are negative, and point to the order's line by a meta entry. */
function linesOf(refund: Json): GivenBack[] {
  return [refund.line_items, refund.shipping_lines, refund.fee_lines].flatMap(objects).map((line) => {
    const taxes = new Map([...taxesOf(line)].map(([code, tax]) => [code, -tax]));
    const told = sum(taxes.values());
    return {
      component: text(objects(line.meta_data).find((meta) => meta.key === '_refunded_item_id')?.value),
      net: -exact(line.total),
      taxes: told === 0n ? new Map([['untreated', -exact(line.total_tax)]]) : taxes,
    };
  });
}
