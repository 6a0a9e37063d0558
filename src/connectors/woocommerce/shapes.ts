import { EXACT_ZERO, type Exact } from '../../domain/money/exact.ts';
import type { Currency } from '../../domain/money/minor.ts';
import type { Instant } from '../../domain/time/when.ts';
import {
  amount,
  currency,
  flag,
  id,
  instantAt,
  instantOrNull,
  integer,
  isObject,
  type Json,
  list,
  optionalText,
  ShapeError,
  text,
} from '../shape.ts';

/** The fields of REST v3 that the books use (WooCommerce 10.0); webhooks carry the same bodies. */
export interface WooOrder {
  readonly id: string;
  readonly number: string;
  readonly status: string;
  readonly currency: Currency;
  readonly pricesIncludeTax: boolean;
  readonly created: Instant;
  readonly modified: Instant | null;
  readonly paid: Instant | null;
  readonly completed: Instant | null;
  readonly total: Exact;
  /** Decimals the store wrote the total with. */
  readonly decimals: number;
  readonly paymentMethod: string;
  readonly transactionId: string;
  readonly items: WooItems;
  readonly refunds: readonly { readonly id: string; readonly total: Exact }[];
  readonly customer: { readonly id: string; readonly name: string; readonly email: string };
}

/** It names no currency: its amounts are in the order's. */
export interface WooRefund {
  readonly id: string;
  readonly orderId: string;
  readonly created: Instant;
  readonly amount: Exact;
  readonly items: WooItems;
}

export interface WooItems {
  readonly lines: readonly WooItem[];
  readonly shipping: readonly WooItem[];
  readonly fees: readonly WooItem[];
  readonly rates: ReadonlyMap<string, WooRate>;
}

/** A line, shipping line or fee; without tax always, also where prices include it. */
export interface WooItem {
  readonly id: string;
  readonly sku: string;
  readonly quantity: number;
  readonly subtotal: Exact;
  readonly total: Exact;
  readonly totalTax: Exact;
  readonly taxes: readonly { readonly rate: string; readonly total: Exact }[];
  /** The order's item that this one of a refund gives back; '' in an order. */
  readonly refundedItem: string;
}

export interface WooRate {
  readonly code: string;
  readonly compound: boolean;
}

/** What a payload is; anything but an order or a refund is refused with its reason. */
export function recordOf(payload: unknown): { readonly kind: 'order' | 'refund'; readonly record: Json } {
  if (typeof payload === 'string' && payload.startsWith('webhook_id=')) {
    throw new ShapeError('payload', 'the ping of a new webhook', 'no-record');
  }
  if (!isObject(payload)) throw new ShapeError('payload', 'expected an order or a refund as an object');
  if ('line_items' in payload && 'status' in payload && 'currency' in payload)
    return { kind: 'order', record: payload };
  if ('amount' in payload && ('refunded_by' in payload || 'line_items' in payload))
    return { kind: 'refund', record: payload };
  if ('code' in payload && 'message' in payload && 'data' in payload) {
    throw new ShapeError('payload', `the store answered ${optionalText(payload, 'code')}`, 'error-body');
  }
  if ('id' in payload && Object.keys(payload).length === 1) {
    throw new ShapeError('payload', 'only the id of something deleted', 'deletion-notice');
  }
  throw new ShapeError('payload', `neither an order nor a refund${looks(payload)}`);
}

const TELLTALES: readonly (readonly [key: string, what: string])[] = [
  ['discount_type', 'a coupon'],
  ['stock_status', 'a product'],
  ['is_paying_customer', 'a customer'],
  ['delivery_url', 'a webhook'],
  ['customer_note', 'an order note'],
];

function looks(payload: Json): string {
  const found = TELLTALES.find(([key]) => key in payload);
  return found === undefined ? '' : `: it looks like ${found[1]}`;
}

export function readOrder(order: Json): WooOrder {
  const total = text(order, 'total', 'order');
  return {
    id: id(order, 'id', 'order'),
    number: id(order, 'number', 'order'),
    status: text(order, 'status', 'order'),
    currency: currency(order, 'currency', 'order'),
    pricesIncludeTax: flag(order, 'prices_include_tax'),
    created: instantAt(order, 'date_created_gmt', 'order'),
    modified: instantOrNull(order, 'date_modified_gmt', 'order'),
    paid: instantOrNull(order, 'date_paid_gmt', 'order'),
    completed: instantOrNull(order, 'date_completed_gmt', 'order'),
    total: amount(order, 'total', 'order'),
    decimals: total.includes('.') ? total.length - total.indexOf('.') - 1 : 0,
    paymentMethod: optionalText(order, 'payment_method'),
    transactionId: optionalText(order, 'transaction_id'),
    items: readItems(order, 'order'),
    refunds: list(order, 'refunds', 'order').map((refund) => ({
      id: id(refund, 'id', 'order.refunds'),
      total: amount(refund, 'total', 'order.refunds'),
    })),
    customer: readCustomer(order),
  };
}

export function readRefund(refund: Json): WooRefund {
  return {
    id: id(refund, 'id', 'refund'),
    orderId: orderOf(refund),
    created: instantAt(refund, 'date_created_gmt', 'refund'),
    amount: amount(refund, 'amount', 'refund'),
    items: readItems(refund, 'refund'),
  };
}

/** `_links.up` of /orders/<id>/refunds; `parent_id` of the list of all refunds. */
function orderOf(refund: Json): string {
  const up = hrefOf(refund, 'up').split('/').at(-1) ?? '';
  if (/^\d+$/.test(up)) return up;
  for (const key of ['parent_id', 'order_id']) if (key in refund) return id(refund, key, 'refund');
  throw new ShapeError('refund._links.up', 'expected the order of the refund');
}

/** The address of a link of a payload; '' where there is none. */
function hrefOf(record: Json, rel: 'self' | 'up'): string {
  const links = record._links;
  const found = isObject(links) ? links[rel] : undefined;
  const first: unknown = Array.isArray(found) ? found[0] : undefined;
  return isObject(first) ? optionalText(first, 'href') : '';
}

/** The site's address without its scheme: what stands before the API's path, so that two sites under one domain are two shops. */
export function shopOf(payload: unknown): string | null {
  const href = isObject(payload) ? hrefOf(payload, 'self') : '';
  return /^https?:\/\/([^?]+?)\/(?:wp-json\/|index\.php\?|\?)/.exec(href)?.[1] ?? null;
}

function readCustomer(order: Json): WooOrder['customer'] {
  const billing = isObject(order.billing) ? order.billing : {};
  const customer = order.customer_id;
  return {
    id: typeof customer === 'number' && customer > 0 ? String(customer) : '',
    name: `${optionalText(billing, 'first_name')} ${optionalText(billing, 'last_name')}`.trim(),
    email: optionalText(billing, 'email'),
  };
}

function readItems(record: Json, path: string): WooItems {
  return {
    lines: list(record, 'line_items', path).map((item) => readItem(item, `${path}.line_items`, true)),
    shipping: list(record, 'shipping_lines', path).map((item) => readItem(item, `${path}.shipping_lines`, false)),
    fees: list(record, 'fee_lines', path).map((item) => readItem(item, `${path}.fee_lines`, false)),
    rates: new Map(
      list(record, 'tax_lines', path).map((rate) => [
        id(rate, 'rate_id', `${path}.tax_lines`),
        readRate(rate, `${path}.tax_lines`),
      ]),
    ),
  };
}

function readItem(item: Json, path: string, isLine: boolean): WooItem {
  const total = amount(item, 'total', path);
  return {
    id: id(item, 'id', path),
    sku: isLine ? optionalText(item, 'sku') : '',
    quantity: isLine ? integer(item, 'quantity', path) : 1,
    subtotal: isLine ? amount(item, 'subtotal', path) : total,
    total,
    totalTax: blank(item, 'total_tax') ? EXACT_ZERO : amount(item, 'total_tax', path),
    taxes: readTaxes(item, path),
    refundedItem: refundedItem(item, path),
  };
}

/** An empty total says that this rate of the order was not applied to this item: no tax line, not one at zero. */
function readTaxes(item: Json, path: string): WooItem['taxes'] {
  const taxes: { rate: string; total: Exact }[] = [];
  for (const tax of list(item, 'taxes', path)) {
    if (!blank(tax, 'total'))
      taxes.push({ rate: id(tax, 'id', `${path}.taxes`), total: amount(tax, 'total', `${path}.taxes`) });
  }
  return taxes;
}

function blank(from: Json, key: string): boolean {
  const value = from[key];
  return value === '' || value === null || value === undefined;
}

function refundedItem(item: Json, path: string): string {
  const meta = item.meta_data;
  if (!Array.isArray(meta)) return '';
  for (const entry of meta) {
    if (isObject(entry) && entry.key === '_refunded_item_id')
      return blank(entry, 'value') ? '' : id(entry, 'value', `${path}.meta_data`);
  }
  return '';
}

function readRate(rate: Json, path: string): WooRate {
  const name = optionalText(rate, 'rate_code');
  const percent = rate.rate_percent ?? '';
  if (typeof percent !== 'number' && typeof percent !== 'string')
    throw new ShapeError(`${path}.rate_percent`, 'expected a number');
  return {
    code: name === '' ? '' : `${countryOf(name)}:${name}:${percent}`,
    compound: flag(rate, 'compound'),
  };
}

/** A rate code is COUNTRY-STATE-NAME-PRIORITY; what is empty is left out, so that two parts alone name no country. */
function countryOf(rateCode: string): string {
  const [first = '', ...rest] = rateCode.split('-');
  return rest.length >= 2 && /^[A-Z]{2}$/.test(first) ? first : '';
}
