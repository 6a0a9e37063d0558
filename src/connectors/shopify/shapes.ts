import { EXACT_ZERO, type Exact, exact, exactText, plus } from '../../domain/money/exact.ts';
import type { Currency } from '../../domain/money/minor.ts';
import type { Instant } from '../../domain/time/when.ts';
import { isObject, type Json, optionalText, ShapeError } from '../shape.ts';
import { Node, nodeOf, numberOf } from './node.ts';

/**
 * An order as the books use it. Shopify says it in two shapes: GraphQL nodes (2026-10) and REST bodies, which webhooks
 * still carry. Both are read into this one. Amounts are presentment money: what the customer was charged in. Lists are
 * null where the shape does not speak of them.
 */
export interface ShopifyOrder {
  readonly id: string;
  readonly name: string;
  readonly currency: Currency;
  readonly created: Instant;
  readonly processed: Instant;
  readonly updated: Instant;
  readonly cancelled: Instant | null;
  readonly taxesIncluded: boolean;
  readonly dutiesIncluded: boolean;
  readonly total: Exact;
  readonly tip: Exact;
  /** Lower case in both shapes: 'pending', 'paid', 'expired' … */
  readonly financialStatus: string;
  readonly hasPaymentTerms: boolean;
  readonly gateways: readonly string[];
  /** Where the goods go, else where the bill goes; '' for a sale over the counter. */
  readonly country: string;
  readonly lines: readonly ShopifyLine[];
  readonly shipping: readonly ShopifyCharge[];
  readonly fees: readonly ShopifyCharge[];
  readonly transactions: readonly ShopifyTransaction[] | null;
  readonly refunds: readonly ShopifyRefund[] | null;
  readonly fulfilments: readonly ShopifyFulfilment[] | null;
  readonly customer: { readonly id: string; readonly name: string; readonly email: string };
}

export interface ShopifyTax {
  readonly title: string;
  /** In percent; '' where unknown. */
  readonly rate: string;
  readonly amount: Exact;
  readonly channelLiable: boolean;
}

/** Units as ordered, refunded and removed ones counted; prices, discounts and taxes are for all of them. */
export interface ShopifyLine {
  readonly id: string;
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly unitPrice: Exact;
  readonly discount: Exact;
  readonly taxes: readonly ShopifyTax[];
  readonly duties: readonly ShopifyCharge[];
  readonly isGiftCard: boolean;
  readonly ships: boolean;
  /** Of no product: typed in by hand, or a tip. */
  readonly isCustom: boolean;
  /** REST marks tips; GraphQL does not. */
  readonly isTip: boolean;
}

/** A shipping line, a duty, an additional fee. */
export interface ShopifyCharge {
  readonly id: string;
  readonly price: Exact;
  readonly discount: Exact;
  readonly taxes: readonly ShopifyTax[];
  readonly isRemoved: boolean;
}

export interface ShopifyTransaction {
  readonly id: string;
  readonly parent: string | null;
  /** Lower case: sale, capture, authorization, emv_authorization, void, change, refund. */
  readonly kind: string;
  /** Lower case: success, pending, awaiting_response, unknown, failure, error. */
  readonly status: string;
  readonly gateway: string;
  readonly isManual: boolean;
  readonly amount: Exact;
  readonly currency: Currency;
  readonly at: Instant;
  /** The gift card's id; '' for another gateway. */
  readonly giftCard: string;
}

export interface ShopifyRefund {
  readonly id: string;
  readonly at: Instant;
  readonly lines: readonly {
    readonly line: string;
    readonly quantity: number;
    readonly subtotal: Exact;
    readonly tax: Exact;
  }[];
  readonly shipping: readonly { readonly line: string; readonly subtotal: Exact; readonly tax: Exact }[];
  readonly duties: readonly { readonly duty: string; readonly amount: Exact }[];
  readonly adjustments: readonly ShopifyAdjustment[];
  readonly transactions: readonly ShopifyTransaction[];
}

/** The platform's calculated refund less the actual one: positive in the merchant's favour. */
export interface ShopifyAdjustment {
  readonly amount: Exact;
  readonly tax: Exact;
  /** Before 2024-10 refunded shipping came as an adjustment too, its amounts negative. */
  readonly isShipping: boolean;
  readonly isPending: boolean;
}

export interface ShopifyFulfilment {
  readonly id: string;
  /** Lower case: success, cancelled, pending, open, error, failure. */
  readonly status: string;
  readonly created: Instant;
  readonly updated: Instant | null;
  readonly lines: readonly { readonly line: string; readonly quantity: number }[];
}

export function readOrder(record: Json): ShopifyOrder {
  const { dialect } = nodeOf(record, 'order');
  const shop = record[dialect.isRest ? 'currency' : 'currencyCode'];
  const presentment = record[dialect.isRest ? 'presentment_currency' : 'presentmentCurrencyCode'] ?? shop;
  const currency = nodeOf(record, 'order').currency(presentment, 'presentmentCurrencyCode');
  const order = new Node(record, 'order', { ...dialect, currency, isOneCurrency: presentment === shop });
  if (order.flag('test', 'test')) throw new ShapeError('order', 'a test, which sold nothing', 'no-record');
  const transactions = order.nodesOrNull('transactions', 'transactions')?.map(readTransaction) ?? null;
  return {
    id: order.id(),
    name: order.text('name', 'name'),
    currency,
    created: order.instant('createdAt', 'created_at'),
    processed: order.instantOrNull('processedAt', 'processed_at') ?? order.instant('createdAt', 'created_at'),
    updated: order.instant('updatedAt', 'updated_at'),
    cancelled: order.instantOrNull('cancelledAt', 'cancelled_at'),
    taxesIncluded: order.flag('taxesIncluded', 'taxes_included'),
    dutiesIncluded: order.flag('dutiesIncluded', 'duties_included'),
    total: order.money('totalPriceSet', 'total_price_set', 'total_price'),
    tip: order.moneyOrNull('totalTipReceivedSet', 'total_tip_received_set', 'total_tip_received') ?? EXACT_ZERO,
    financialStatus: order.text('displayFinancialStatus', 'financial_status').toLowerCase(),
    hasPaymentTerms: isObject(order.value('paymentTerms', 'payment_terms')),
    gateways: textsOf(order.value('paymentGatewayNames', 'payment_gateway_names')),
    country: countryOf(order),
    lines: order.nodes('lineItems', 'line_items').map(readLine),
    shipping: order.nodes('shippingLines', 'shipping_lines').map(readShipping),
    fees: readFees(order),
    transactions,
    refunds: order.nodesOrNull('refunds', 'refunds')?.map((refund) => readRefund(refund, transactions)) ?? null,
    fulfilments: order.nodesOrNull('fulfillments', 'fulfillments')?.map(readFulfilment) ?? null,
    customer: readCustomer(order),
  };
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

function countryOf(order: Node): string {
  for (const [graphql, rest] of [
    ['shippingAddress', 'shipping_address'],
    ['billingAddress', 'billing_address'],
  ] as const) {
    const address = order.value(graphql, rest);
    const code = isObject(address)
      ? optionalText(address, order.dialect.isRest ? 'country_code' : 'countryCodeV2')
      : '';
    if (code !== '') return code;
  }
  return '';
}

function readCustomer(order: Node): ShopifyOrder['customer'] {
  const customer = order.value('customer', 'customer');
  const known = isObject(customer) ? customer : {};
  const { isRest } = order.dialect;
  const address = order.value('billingAddress', 'billing_address');
  const mail = isObject(known.defaultEmailAddress)
    ? optionalText(known.defaultEmailAddress, 'emailAddress')
    : optionalText(known, 'email');
  const name = isRest
    ? `${optionalText(known, 'first_name')} ${optionalText(known, 'last_name')}`.trim()
    : optionalText(known, 'displayName');
  return {
    id: numberOf(known.id) ?? '',
    name: name === '' && isObject(address) ? optionalText(address, 'name') : name,
    email: mail === '' ? order.text('email', 'email') : mail,
  };
}

function readLine(line: Node): ShopifyLine {
  return {
    id: line.id(),
    sku: line.text('sku', 'sku'),
    title: line.text('title', 'title'),
    quantity: line.integer('quantity', 'quantity'),
    unitPrice: line.money('originalUnitPriceSet', 'price_set', 'price'),
    discount: discountOf(line),
    taxes: readTaxes(line),
    duties: line.nodes('duties', 'duties').map(readDuty),
    isGiftCard: line.flag('isGiftCard', 'gift_card'),
    ships: line.flag('requiresShipping', 'requires_shipping'),
    isCustom: line.reference('product', 'product_id') === null && line.reference('variant', 'variant_id') === null,
    isTip: line.dialect.isRest && ('tip_payment_gateway' in line.json || 'tip_payment_method' in line.json),
  };
}

function discountOf(item: Node): Exact {
  let sum = EXACT_ZERO;
  for (const allocation of item.nodes('discountAllocations', 'discount_allocations')) {
    sum = plus(sum, allocation.money('allocatedAmountSet', 'amount_set', 'amount'));
  }
  return sum;
}

function readTaxes(item: Node): ShopifyTax[] {
  return item.nodes('taxLines', 'tax_lines').map((tax) => ({
    title: tax.text('title', 'title'),
    rate: percentOf(tax),
    amount: tax.money('priceSet', 'price_set', 'price'),
    channelLiable: tax.flag('channelLiable', 'channel_liable'),
  }));
}

/** The rate is a fraction of the price: 0.08875 is "8.875". */
function percentOf(tax: Node): string {
  const { rate, ratePercentage } = tax.json;
  const fraction = typeof rate === 'number' || typeof rate === 'string' ? exact(rate) : null;
  if (fraction === null) return typeof ratePercentage === 'number' ? String(ratePercentage) : '';
  const { units, scale } = fraction;
  return exactText(scale >= 2 ? { units, scale: scale - 2 } : { units: units * 10n ** BigInt(2 - scale), scale: 0 });
}

function readShipping(line: Node, index: number): ShopifyCharge {
  return {
    id: line.idOrNull() ?? String(index),
    price: line.money('originalPriceSet', 'price_set', 'price'),
    discount: discountOf(line),
    taxes: readTaxes(line),
    isRemoved: line.flag('isRemoved', 'is_removed'),
  };
}

/** REST's duty is its own money bag. */
function readDuty(duty: Node): ShopifyCharge {
  const price = duty.moneyOrNull('price', 'price_set') ?? duty.inPresentment(duty.json, 'presentment_money');
  return { id: duty.id(), price, discount: EXACT_ZERO, taxes: readTaxes(duty), isRemoved: false };
}

/** Import fees and the like: GraphQL lists them, REST gives their total. */
function readFees(order: Node): ShopifyCharge[] {
  const listed = order.nodesOrNull('additionalFees', 'additional_fees');
  const fees = listed?.map((fee) => ({ price: fee.money('price', 'price_set'), taxes: readTaxes(fee) })) ?? [];
  const total = order.moneyOrNull('originalTotalAdditionalFeesSet', 'original_total_additional_fees_set');
  if (listed === null && total !== null && total.units !== 0n) fees.push({ price: total, taxes: [] });
  return fees.map((fee, index) => ({ ...fee, id: String(index), discount: EXACT_ZERO, isRemoved: false }));
}

export function readTransaction(transaction: Node): ShopifyTransaction {
  const { isRest } = transaction.dialect;
  const bag = transaction.json.amountSet;
  const money = isObject(bag) ? (bag.presentmentMoney ?? bag.shopMoney) : undefined;
  const graphql = isObject(money) ? money : {};
  const gateway = transaction.text('gateway', 'gateway');
  return {
    id: transaction.id(),
    parent: transaction.reference('parentTransaction', 'parent_id'),
    kind: transaction.text('kind', 'kind').toLowerCase(),
    status: transaction.text('status', 'status').toLowerCase(),
    gateway: gateway === '' ? 'unknown' : gateway,
    isManual: transaction.flag('manualPaymentGateway', 'manual_payment_gateway'),
    amount: transaction.exact(isRest ? transaction.json.amount : graphql.amount, 'amount'),
    currency: transaction.currency(isRest ? transaction.json.currency : graphql.currencyCode, 'currency'),
    at: transaction.instantOrNull('processedAt', 'processed_at') ?? transaction.instant('createdAt', 'created_at'),
    giftCard: gateway === 'gift_card' ? giftCardOf(transaction.value('receiptJson', 'receipt')) : '',
  };
}

/** The receipt names the card: an object in REST, in GraphQL an object or its JSON text. */
function giftCardOf(receipt: unknown): string {
  if (isObject(receipt)) return numberOf(receipt.gift_card_id) ?? '';
  return (typeof receipt === 'string' ? /"gift_card_id"\s*:\s*"?(\d+)/.exec(receipt)?.[1] : undefined) ?? '';
}

export function readRefund(refund: Node, known: readonly ShopifyTransaction[] | null): ShopifyRefund {
  return {
    id: refund.id(),
    at: refund.instantOrNull('processedAt', 'processed_at') ?? refund.instant('createdAt', 'created_at'),
    lines: refund.nodes('refundLineItems', 'refund_line_items').map((line) => ({
      line: line.required('lineItem', 'line_item_id'),
      quantity: line.integer('quantity', 'quantity'),
      subtotal: line.moneyOrNull('subtotalSet', 'subtotal_set', 'subtotal') ?? EXACT_ZERO,
      tax: line.moneyOrNull('totalTaxSet', 'total_tax_set', 'total_tax') ?? EXACT_ZERO,
    })),
    shipping: refund.nodes('refundShippingLines', 'refund_shipping_lines').map((line) => ({
      line: line.reference('shippingLine', 'shipping_line') ?? line.required('shippingLine', 'shipping_line_id'),
      subtotal: line.money('subtotalAmountSet', 'subtotal_amount_set'),
      tax: line.money('taxAmountSet', 'tax_amount_set'),
    })),
    duties: refund.nodes('duties', 'duties').map((duty) => ({
      duty: duty.required('originalDuty', 'duty_id'),
      amount: duty.money('amountSet', 'amount_set'),
    })),
    adjustments: refund.nodes('orderAdjustments', 'order_adjustments').map((adjustment) => ({
      amount: adjustment.money('amountSet', 'amount_set', 'amount'),
      tax: adjustment.money('taxAmountSet', 'tax_amount_set', 'tax_amount'),
      isShipping: adjustment.text('kind', 'kind') === 'shipping_refund',
      isPending: adjustment.text('reason', 'reason').toLowerCase().startsWith('pending'),
    })),
    transactions: refund.nodes('transactions', 'transactions').map((transaction) => {
      const same = known?.find(({ id }) => id === transaction.idOrNull());
      return same ?? readTransaction(transaction);
    }),
  };
}

export function readFulfilment(fulfilment: Node): ShopifyFulfilment {
  const { isRest } = fulfilment.dialect;
  const quantities = new Map<string, number>();
  for (const item of fulfilment.nodes('fulfillmentLineItems', 'line_items')) {
    const line = isRest ? item.id() : item.required('lineItem', 'id');
    quantities.set(line, (quantities.get(line) ?? 0) + item.integer('quantity', 'quantity'));
  }
  return {
    id: fulfilment.id(),
    status: fulfilment.text('status', 'status').toLowerCase(),
    created: fulfilment.instant('createdAt', 'created_at'),
    updated: fulfilment.instantOrNull('updatedAt', 'updated_at'),
    lines: [...quantities].map(([line, quantity]) => ({ line, quantity })),
  };
}

export type Standalone = { readonly orderId: string; readonly at: Instant } & (
  | { readonly kind: 'refund'; readonly refund: ShopifyRefund }
  | { readonly kind: 'fulfilment'; readonly fulfilment: ShopifyFulfilment }
  | { readonly kind: 'transaction'; readonly transaction: ShopifyTransaction }
);

/** The body of a part by itself, as webhooks and exports send it: it names its order. */
export function readStandalone(kind: Standalone['kind'], record: Json): Standalone {
  const node = nodeOf(record, kind);
  const orderId = node.required('order', 'order_id');
  if (kind === 'refund') {
    const refund = readRefund(node, null);
    return { kind, orderId, at: refund.at, refund };
  }
  if (kind === 'fulfilment') {
    const fulfilment = readFulfilment(node);
    return { kind, orderId, at: fulfilment.updated ?? fulfilment.created, fulfilment };
  }
  const transaction = readTransaction(node);
  if (PAYMENTS.has(transaction.kind)) return { kind, orderId, at: transaction.at, transaction };
  throw new ShapeError('transaction.kind', `'${transaction.kind}' is told by its order or refund`, 'no-record');
}

const PAYMENTS: ReadonlySet<string> = new Set(['sale', 'capture', 'authorization', 'emv_authorization']);

/** What a payload is, out of the wrappers both interfaces put around it. */
export function recordOf(payload: unknown): { readonly kind: 'order' | Standalone['kind']; readonly record: Json } {
  if (!isObject(payload)) throw new ShapeError('payload', 'expected an order as an object');
  const record = unwrapped(payload);
  if ('lineItems' in record && 'totalPriceSet' in record) return { kind: 'order', record };
  if ('line_items' in record && 'financial_status' in record) return { kind: 'order', record };
  if ('refund_line_items' in record || 'refundLineItems' in record) return { kind: 'refund', record };
  if ('fulfillmentLineItems' in record || ('line_items' in record && 'tracking_number' in record)) {
    return { kind: 'fulfilment', record };
  }
  if ('gateway' in record && 'kind' in record) return { kind: 'transaction', record };
  if ('id' in record && Object.keys(record).length === 1) {
    throw new ShapeError('payload', 'only the id of something deleted', 'deletion-notice');
  }
  throw new ShapeError('payload', `neither an order nor a part of one${looks(record)}`);
}

/** `{data: {order}}` and `{data: {node}}` of GraphQL, `{order}`, `{refund}` … of REST. */
function unwrapped(payload: Json): Json {
  const { data, errors } = payload;
  if (isObject(data)) {
    const node = 'order' in data ? data.order : data.node;
    if (isObject(node)) return node;
    if (node === null && errors === undefined) throw new ShapeError('payload.data', 'no order of that id', 'no-record');
  }
  if (errors !== undefined) throw new ShapeError('payload.errors', 'the platform answered an error', 'error-body');
  for (const key of ['order', 'refund', 'fulfillment', 'transaction']) {
    const inner = payload[key];
    if (isObject(inner) && !('id' in payload)) return inner;
  }
  return payload;
}

const TELLTALES: readonly (readonly [key: string, what: string])[] = [
  ['orders', 'a page of orders: one at a time'],
  ['variants', 'a product'],
  ['orders_count', 'a customer'],
  ['abandoned_checkout_url', 'a checkout'],
  ['invoice_url', 'a draft order'],
  ['payout_status', 'a payout line'],
  ['inventory_item_id', 'a stock level'],
];

function looks(record: Json): string {
  const inner = isObject(record.data) ? record.data : record;
  const found = TELLTALES.find(([key]) => key in inner);
  return found === undefined ? '' : `: it looks like ${found[1]}`;
}
