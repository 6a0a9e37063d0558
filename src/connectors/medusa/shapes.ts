import type { Exact } from '../../domain/money/exact.ts';
import { type Currency, divideHalfUp } from '../../domain/money/minor.ts';
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
  object,
  optionalText,
  ShapeError,
  statedList,
  text,
} from '../shape.ts';

/** An admin order of Medusa 2, as far as it is used; amounts in major units, not rounded to the currency. */
export interface MedusaOrder {
  readonly id: string;
  readonly number: string;
  readonly status: string;
  readonly isDraft: boolean;
  readonly currency: Currency;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly canceledAt: Instant | null;
  /** Lower case, of the shipping address, else the billing address; '' where there is none. */
  readonly country: string;
  readonly itemTotal: Exact;
  readonly shippingTotal: Exact;
  readonly items: readonly MedusaItem[];
  readonly shippingMethods: readonly MedusaPriced[];
  readonly returns: readonly MedusaReturn[];
  /** Null where the payload was read without them. */
  readonly collections: readonly MedusaCollection[] | null;
  readonly fulfilments: readonly MedusaFulfilment[] | null;
  readonly customer: { readonly id: string; readonly name: string; readonly email: string };
}

/** What items and shipping methods have alike: figures after discount, as they stand now. */
export interface MedusaPriced {
  readonly id: string;
  /** Without tax, before discount. */
  readonly subtotal: Exact;
  /** Without tax. */
  readonly discount: Exact;
  /** With tax, after discount. */
  readonly total: Exact;
  readonly taxes: readonly MedusaTax[];
}

export interface MedusaItem extends MedusaPriced {
  readonly sku: string;
  /** As ordered or edited; a return does not lower it. */
  readonly quantity: number;
  readonly unitPrice: Exact;
  readonly isTaxInclusive: boolean;
  readonly isGiftCard: boolean;
  readonly requiresShipping: boolean;
  readonly adjustments: readonly { readonly amount: Exact; readonly isTaxInclusive: boolean }[];
}

export interface MedusaTax {
  readonly code: string;
  /** Percent. */
  readonly rate: Exact;
  readonly total: Exact;
}

export interface MedusaReturn {
  readonly id: string;
  readonly receivedAt: Instant | null;
  /** Units that came back, sound or damaged. */
  readonly items: readonly { readonly item: string; readonly quantity: number }[];
}

export interface MedusaCollection {
  readonly createdAt: Instant;
  readonly payments: readonly MedusaPayment[];
}

export interface MedusaPayment {
  readonly id: string;
  readonly provider: string;
  readonly currency: Currency;
  readonly amount: Exact;
  readonly createdAt: Instant;
  readonly capturedAt: Instant | null;
  readonly canceledAt: Instant | null;
  readonly captures: readonly MedusaMovement[];
  readonly refunds: readonly MedusaMovement[];
}

export interface MedusaMovement {
  readonly id: string;
  readonly amount: Exact;
  readonly createdAt: Instant;
}

export interface MedusaFulfilment {
  readonly id: string;
  readonly shippedAt: Instant | null;
  readonly deliveredAt: Instant | null;
  readonly canceledAt: Instant | null;
  readonly items: readonly { readonly lineItem: string; readonly quantity: number }[];
}

/** Decimals kept of Medusa's figures: what lies beyond is noise of floating point (46.255299999999999762). */
export const SCALE = 9;

/** A figure with SCALE decimals, rounded half-up. */
export function rounded(value: Exact): Exact {
  const { units, scale } = value;
  if (scale <= SCALE) return { units: units * 10n ** BigInt(SCALE - scale), scale: SCALE };
  return { units: divideHalfUp(units, 10n ** BigInt(scale - SCALE)), scale: SCALE };
}

/** Reads an order from `{order}` or from the order itself. */
export function readOrder(payload: unknown): MedusaOrder {
  const outer = object(payload, 'payload');
  refuseOthers(outer);
  const from = isObject(outer.order) ? outer.order : outer;
  const path = 'order';
  const collections = from.payment_collections === undefined ? null : list(from, 'payment_collections', path);
  return {
    id: id(from, 'id', path),
    number: optionalText(from, 'custom_display_id') || id(from, 'display_id', path),
    status: text(from, 'status', path),
    isDraft: flag(from, 'is_draft_order'),
    currency: currencyOf(from, collections ?? [], path),
    createdAt: instantAt(from, 'created_at', path),
    updatedAt: instantAt(from, 'updated_at', path),
    canceledAt: instantOrNull(from, 'canceled_at', path),
    country: countryOf(from.shipping_address) || countryOf(from.billing_address),
    itemTotal: figure(from, 'item_total', path),
    shippingTotal: figure(from, 'shipping_total', path),
    items: statedList(from, 'items', path).map((item, index) => itemOf(item, `${path}.items[${index}]`)),
    shippingMethods: statedList(from, 'shipping_methods', path).map((method, index) =>
      pricedOf(method, `${path}.shipping_methods[${index}]`),
    ),
    returns: list(from, 'returns', path).map((item, index) => returnOf(item, `${path}.returns[${index}]`)),
    collections: collections?.map((item, index) => collectionOf(item, `${path}.payment_collections[${index}]`)) ?? null,
    fulfilments:
      from.fulfillments === undefined
        ? null
        : list(from, 'fulfillments', path).map((item, index) => fulfilmentOf(item, `${path}.fulfillments[${index}]`)),
    customer: customerOf(from),
  };
}

/** Events carry ids only (real-stores.md 1.14); errors are `{type, message}`. */
function refuseOthers(outer: Json): void {
  if (typeof outer.name === 'string' && isObject(outer.data)) {
    throw new ShapeError(`event ${outer.name}`, 'carries an id only: the order is to be read', 'no-record');
  }
  if (typeof outer.message === 'string' && outer.id === undefined && outer.order === undefined) {
    throw new ShapeError('payload', `an error: ${outer.message}`, 'error-body');
  }
}

/** Medusa's default fields for an order leave its currency out; its payment collections name it. */
function currencyOf(order: Json, collections: readonly Json[], path: string): Currency {
  const [collection] = collections;
  if (order.currency_code === undefined && collection !== undefined) {
    return currency(collection, 'currency_code', `${path}.payment_collections[0]`);
  }
  return currency(order, 'currency_code', path);
}

function countryOf(address: unknown): string {
  return isObject(address) ? optionalText(address, 'country_code') : '';
}

function customerOf(order: Json): MedusaOrder['customer'] {
  const customer = isObject(order.customer) ? order.customer : {};
  const named = [order.billing_address, order.shipping_address, customer].filter(isObject);
  const names = named.map((from) => `${optionalText(from, 'first_name')} ${optionalText(from, 'last_name')}`.trim());
  return {
    id: optionalText(order, 'customer_id') || optionalText(customer, 'id'),
    name: names.find((name) => name !== '') ?? '',
    email: optionalText(order, 'email') || optionalText(customer, 'email'),
  };
}

function figure(from: Json, key: string, path: string): Exact {
  return rounded(amount(from, key, path));
}

function pricedOf(from: Json, path: string): MedusaPriced {
  return {
    id: id(from, 'id', path),
    subtotal: figure(from, 'subtotal', path),
    discount: figure(from, 'discount_subtotal', path),
    total: figure(from, 'total', path),
    taxes: statedList(from, 'tax_lines', path).map((tax, index) => taxOf(tax, `${path}.tax_lines[${index}]`)),
  };
}

function taxOf(from: Json, path: string): MedusaTax {
  return {
    code: optionalText(from, 'code') || optionalText(from, 'description'),
    rate: figure(from, 'rate', path),
    total: figure(from, 'total', path),
  };
}

function itemOf(from: Json, path: string): MedusaItem {
  return {
    ...pricedOf(from, path),
    sku: optionalText(from, 'variant_sku'),
    quantity: integer(from, 'quantity', path),
    unitPrice: figure(from, 'unit_price', path),
    isTaxInclusive: flag(from, 'is_tax_inclusive'),
    isGiftCard: flag(from, 'is_giftcard'),
    requiresShipping: flag(from, 'requires_shipping'),
    adjustments: list(from, 'adjustments', path).map((adjustment, index) => ({
      amount: figure(adjustment, 'amount', `${path}.adjustments[${index}]`),
      isTaxInclusive: flag(adjustment, 'is_tax_inclusive'),
    })),
  };
}

function returnOf(from: Json, path: string): MedusaReturn {
  return {
    id: id(from, 'id', path),
    receivedAt: instantOrNull(from, 'received_at', path),
    items: list(from, 'items', path).map((item, index) => {
      const at = `${path}.items[${index}]`;
      return {
        item: id(item, 'item_id', at),
        quantity: units(item, 'received_quantity', at) + units(item, 'damaged_quantity', at),
      };
    }),
  };
}

function units(from: Json, key: string, path: string): number {
  return from[key] === undefined || from[key] === null ? 0 : integer(from, key, path);
}

function collectionOf(from: Json, path: string): MedusaCollection {
  return {
    createdAt: instantAt(from, 'created_at', path),
    payments: statedList(from, 'payments', path).map((payment, index) =>
      paymentOf(payment, `${path}.payments[${index}]`),
    ),
  };
}

function paymentOf(from: Json, path: string): MedusaPayment {
  return {
    id: id(from, 'id', path),
    provider: text(from, 'provider_id', path),
    currency: currency(from, 'currency_code', path),
    amount: figure(from, 'amount', path),
    createdAt: instantAt(from, 'created_at', path),
    capturedAt: instantOrNull(from, 'captured_at', path),
    canceledAt: instantOrNull(from, 'canceled_at', path),
    captures: movements(from, 'captures', path),
    refunds: movements(from, 'refunds', path),
  };
}

function movements(from: Json, key: string, path: string): MedusaMovement[] {
  return statedList(from, key, path).map((item, index) => {
    const at = `${path}.${key}[${index}]`;
    return { id: id(item, 'id', at), amount: figure(item, 'amount', at), createdAt: instantAt(item, 'created_at', at) };
  });
}

function fulfilmentOf(from: Json, path: string): MedusaFulfilment {
  return {
    id: id(from, 'id', path),
    shippedAt: instantOrNull(from, 'shipped_at', path),
    deliveredAt: instantOrNull(from, 'delivered_at', path),
    canceledAt: instantOrNull(from, 'canceled_at', path),
    items: statedList(from, 'items', path).map((item, index) => ({
      lineItem: optionalText(item, 'line_item_id'),
      quantity: integer(item, 'quantity', `${path}.items[${index}]`),
    })),
  };
}
