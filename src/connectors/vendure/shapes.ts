import type { Currency } from '../../domain/money/minor.ts';
import type { Instant } from '../../domain/time/when.ts';
import {
  currency,
  flag,
  id,
  instantAt,
  instantOrNull,
  integer,
  isObject,
  type Json,
  list,
  object,
  optionalText,
  ShapeError,
  statedList,
  text,
} from '../shape.ts';

/** An order of Vendure's Admin API, as far as it is used; amounts are whole numbers at the store's precision. */
export interface VendureOrder {
  readonly id: string;
  readonly code: string;
  readonly state: string;
  readonly isActive: boolean;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly placedAt: Instant | null;
  readonly currency: Currency;
  /** What stands now, after cancellations. */
  readonly totalWithTax: number;
  /** Upper case, of the shipping address; '' where there is none. */
  readonly country: string;
  readonly taxSummary: readonly VendureTaxSummary[];
  readonly lines: readonly VendureLine[];
  readonly shippingLines: readonly VendureShippingLine[];
  readonly surcharges: readonly VendureSurcharge[];
  readonly payments: readonly VendurePayment[];
  /** Null where the payload was read without them. */
  readonly fulfilments: readonly VendureFulfilment[] | null;
  readonly history: VendureHistory;
  /** When the newest modification was made. */
  readonly modifiedAt: Instant | null;
  readonly customer: { readonly id: string; readonly name: string; readonly email: string };
}

export interface VendureTax {
  readonly description: string;
  /** Percent, by its shortest decimal form. */
  readonly rate: string;
}

export interface VendureTaxSummary extends VendureTax {
  readonly base: number;
  readonly total: number;
}

/** A price without and with tax. */
export interface VendurePrice {
  readonly net: number;
  readonly gross: number;
}

export interface VendureLine {
  readonly id: string;
  readonly sku: string;
  /** What is left: cancelled units are taken off. */
  readonly quantity: number;
  readonly unitPrice: VendurePrice;
  /** Of the units left, before discount. */
  readonly linePrice: VendurePrice;
  /** After all discounts. */
  readonly proratedUnitPrice: VendurePrice;
  readonly proratedLinePrice: VendurePrice;
  readonly taxes: readonly VendureTax[];
}

export interface VendureShippingLine {
  readonly id: string;
  readonly price: VendurePrice;
  readonly discountedPrice: VendurePrice;
  /** What a cancellation of the shipping took off, as a positive price. */
  readonly cancelled: VendurePrice;
}

export interface VendureSurcharge {
  readonly id: string;
  readonly sku: string;
  readonly price: VendurePrice;
  readonly taxes: readonly VendureTax[];
}

export interface VendurePayment {
  readonly id: string;
  readonly transactionId: string;
  readonly method: string;
  readonly state: string;
  readonly amount: number;
  readonly createdAt: Instant;
  /** Null where the payload was read without them. */
  readonly refunds: readonly VendureRefund[] | null;
}

export interface VendureRefund {
  readonly id: string;
  readonly state: string;
  readonly total: number;
  readonly createdAt: Instant;
}

export interface VendureFulfilment {
  readonly id: string;
  readonly state: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant | null;
  readonly lines: readonly { readonly line: string; readonly quantity: number }[];
}

/** What the order's history dates. */
export interface VendureHistory {
  readonly transitions: readonly VendureTransition[];
  readonly cancellations: readonly VendureCancellation[];
  readonly newest: Instant | null;
}

export interface VendureTransition {
  readonly of: 'order' | 'payment' | 'refund' | 'fulfilment';
  /** Of the payment, refund or fulfilment; '' for the order itself. */
  readonly id: string;
  readonly to: string;
  readonly at: Instant;
}

export interface VendureCancellation {
  readonly at: Instant;
  readonly lines: readonly { readonly line: string; readonly quantity: number }[];
  readonly isShippingCancelled: boolean;
}

/** Reads an order from a GraphQL answer `{data: {order}}`, from `{order}` or from the node itself. */
export function readOrder(payload: unknown): VendureOrder {
  const from = orderNode(object(payload, 'payload'));
  const path = 'order';
  if (from.type === 'Aggregate') {
    throw new ShapeError(path, "an aggregate of sellers' orders: those are the sales", 'no-record');
  }
  return {
    id: id(from, 'id', path),
    code: text(from, 'code', path),
    state: text(from, 'state', path),
    isActive: flag(from, 'active'),
    createdAt: instantAt(from, 'createdAt', path),
    updatedAt: instantAt(from, 'updatedAt', path),
    placedAt: instantOrNull(from, 'orderPlacedAt', path),
    currency: currency(from, 'currencyCode', path),
    totalWithTax: integer(from, 'totalWithTax', path),
    country: isObject(from.shippingAddress) ? optionalText(from.shippingAddress, 'countryCode').toUpperCase() : '',
    taxSummary: each(list(from, 'taxSummary', path), `${path}.taxSummary`, summaryOf),
    lines: each(statedList(from, 'lines', path), `${path}.lines`, lineOf),
    shippingLines: each(statedList(from, 'shippingLines', path), `${path}.shippingLines`, shippingLineOf),
    surcharges: each(list(from, 'surcharges', path), `${path}.surcharges`, surchargeOf),
    payments: each(statedList(from, 'payments', path), `${path}.payments`, paymentOf),
    fulfilments:
      from.fulfillments === undefined
        ? null
        : each(list(from, 'fulfillments', path), `${path}.fulfillments`, fulfilmentOf),
    history: historyOf(from),
    modifiedAt: modifiedAt(from),
    customer: customerOf(from),
  };
}

/** Events of a merchant's plugin carry parts of an order; GraphQL answers 200 with `errors` too. */
function orderNode(outer: Json): Json {
  if (typeof outer.event === 'string') {
    throw new ShapeError(`event ${outer.event}`, 'carries no whole order: it is to be read', 'no-record');
  }
  const inner = isObject(outer.data) ? outer.data : outer;
  if (isObject(inner.order)) return inner.order;
  if (Array.isArray(outer.errors)) {
    const [first] = outer.errors;
    const message = isObject(first) ? optionalText(first, 'message') : '';
    throw new ShapeError('payload', `an error: ${message}`, 'error-body');
  }
  if (inner.order === null) throw new ShapeError('payload', 'no such order', 'no-record');
  return inner;
}

function each<T>(items: readonly Json[], path: string, read: (from: Json, path: string) => T): T[] {
  return items.map((item, index) => read(item, `${path}[${index}]`));
}

function price(from: Json, key: string, path: string): VendurePrice {
  return { net: integer(from, key, path), gross: integer(from, `${key}WithTax`, path) };
}

function taxOf(from: Json, path: string): VendureTax {
  const { taxRate } = from;
  if (typeof taxRate !== 'number') throw new ShapeError(`${path}.taxRate`, 'expected a number');
  return { description: optionalText(from, 'description'), rate: String(taxRate) };
}

function taxesOf(from: Json, path: string): VendureTax[] {
  if (Array.isArray(from.taxLines)) return each(list(from, 'taxLines', path), `${path}.taxLines`, taxOf);
  return typeof from.taxRate === 'number' ? [taxOf({ taxRate: from.taxRate }, path)] : [];
}

function summaryOf(from: Json, path: string): VendureTaxSummary {
  return { ...taxOf(from, path), base: integer(from, 'taxBase', path), total: integer(from, 'taxTotal', path) };
}

function lineOf(from: Json, path: string): VendureLine {
  const variant = isObject(from.productVariant) ? from.productVariant : {};
  return {
    id: id(from, 'id', path),
    sku: optionalText(variant, 'sku'),
    quantity: integer(from, 'quantity', path),
    unitPrice: price(from, 'unitPrice', path),
    linePrice: price(from, 'linePrice', path),
    proratedUnitPrice: price(from, 'proratedUnitPrice', path),
    proratedLinePrice: price(from, 'proratedLinePrice', path),
    taxes: taxesOf(from, path),
  };
}

function shippingLineOf(from: Json, path: string): VendureShippingLine {
  const off = list(from, 'discounts', path).filter((discount) => discount.adjustmentSource === 'CANCEL_ORDER');
  const sum = (key: string) => off.reduce((total, discount) => total - integer(discount, key, `${path}.discounts`), 0);
  return {
    id: id(from, 'id', path),
    price: price(from, 'price', path),
    discountedPrice: price(from, 'discountedPrice', path),
    cancelled: { net: sum('amount'), gross: sum('amountWithTax') },
  };
}

function surchargeOf(from: Json, path: string): VendureSurcharge {
  return {
    id: id(from, 'id', path),
    sku: optionalText(from, 'sku'),
    price: price(from, 'price', path),
    taxes: taxesOf(from, path),
  };
}

function paymentOf(from: Json, path: string): VendurePayment {
  return {
    id: id(from, 'id', path),
    transactionId: optionalText(from, 'transactionId'),
    method: text(from, 'method', path),
    state: text(from, 'state', path),
    amount: integer(from, 'amount', path),
    createdAt: instantAt(from, 'createdAt', path),
    refunds: from.refunds === undefined ? null : each(list(from, 'refunds', path), `${path}.refunds`, refundOf),
  };
}

function refundOf(from: Json, path: string): VendureRefund {
  return {
    id: id(from, 'id', path),
    state: text(from, 'state', path),
    total: integer(from, 'total', path),
    createdAt: instantAt(from, 'createdAt', path),
  };
}

function fulfilmentOf(from: Json, path: string): VendureFulfilment {
  return {
    id: id(from, 'id', path),
    state: text(from, 'state', path),
    createdAt: instantAt(from, 'createdAt', path),
    updatedAt: instantOrNull(from, 'updatedAt', path),
    lines: each(statedList(from, 'lines', path), `${path}.lines`, unitsOf),
  };
}

function unitsOf(from: Json, path: string): { readonly line: string; readonly quantity: number } {
  const line = isObject(from.orderLine) ? id(from.orderLine, 'id', path) : id(from, 'orderLineId', path);
  return { line, quantity: integer(from, 'quantity', path) };
}

const TRANSITIONS: Readonly<Record<string, { readonly of: VendureTransition['of']; readonly key: string }>> = {
  ORDER_STATE_TRANSITION: { of: 'order', key: '' },
  ORDER_PAYMENT_TRANSITION: { of: 'payment', key: 'paymentId' },
  ORDER_REFUND_TRANSITION: { of: 'refund', key: 'refundId' },
  ORDER_FULFILLMENT_TRANSITION: { of: 'fulfilment', key: 'fulfillmentId' },
};

function historyOf(order: Json): VendureHistory {
  const history = isObject(order.history) ? order.history : {};
  const transitions: VendureTransition[] = [];
  const cancellations: VendureCancellation[] = [];
  let newest: Instant | null = null;
  list(history, 'items', 'order.history').forEach((entry, index) => {
    const path = `order.history.items[${index}]`;
    const at = instantAt(entry, 'createdAt', path);
    const data = isObject(entry.data) ? entry.data : {};
    if (newest === null || at > newest) newest = at;
    const transition = TRANSITIONS[optionalText(entry, 'type')];
    if (transition !== undefined) {
      const { of, key } = transition;
      transitions.push({ of, id: key === '' ? '' : id(data, key, path), to: optionalText(data, 'to'), at });
    } else if (entry.type === 'ORDER_CANCELLATION') {
      const lines = each(list(data, 'lines', path), `${path}.lines`, unitsOf);
      cancellations.push({ at, lines, isShippingCancelled: flag(data, 'shippingCancelled') });
    }
  });
  return { transitions, cancellations, newest };
}

function modifiedAt(order: Json): Instant | null {
  const made = each(list(order, 'modifications', 'order'), 'order.modifications', (from, path) =>
    instantAt(from, 'createdAt', path),
  );
  return made.toSorted((a, b) => b - a)[0] ?? null;
}

function customerOf(order: Json): VendureOrder['customer'] {
  const customer = isObject(order.customer) ? order.customer : {};
  const full = [order.billingAddress, order.shippingAddress]
    .filter(isObject)
    .map((from) => optionalText(from, 'fullName'));
  const own = `${optionalText(customer, 'firstName')} ${optionalText(customer, 'lastName')}`.trim();
  return {
    id: customer.id === undefined || customer.id === null ? '' : id(customer, 'id', 'order.customer'),
    name: own || (full.find((name) => name !== '') ?? ''),
    email: optionalText(customer, 'emailAddress'),
  };
}
