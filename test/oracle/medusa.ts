import { exact } from './amounts.ts';
import { isObject, type Json, object, objects, text } from './json.ts';
import { type Component, type Money, settle } from './settle.ts';
import type { Expected } from './types.ts';

/**
 * Medusa admin and store order bodies. Payments, captures and refunds stand inside the order, so `refunds` is not looked at.
 * Items have shrunk by returns and edits already: the sale is what they state now.
 */
export function expected(order: unknown, _refunds: readonly unknown[]): Expected {
  const body = isObject(order) && isObject(order.order) ? order.order : order;
  const reason = whyNotAnOrder(body);
  if (reason !== undefined) return { isOrder: false, reason };
  return expectedOrder(object(body));
}

function expectedOrder(body: Json): Expected {
  const collections = objects(body.payment_collections);
  const payments = collections.flatMap((collection) => objects(collection.payments));
  const components = [
    ...objects(body.items).map((item) => component('line', item)),
    ...objects(body.shipping_methods).map((method) => component('shipping', method)),
  ];
  const total = exact(body.item_total) + exact(body.shipping_total);
  const status = text(body.status);
  const isPlaced = status !== 'draft' && status !== 'requires_action';
  return settle({
    number: text(body.display_id),
    remoteId: text(body.id),
    currency: currencyOf(body).toUpperCase(),
    sale: isPlaced && (total === 0n || payments.some(isLive) || isOnAccount(body)),
    cancelled: status === 'canceled',
    pricesIncludeTax: objects(body.items).every((item) => item.is_tax_inclusive === true),
    total,
    components,
    money: moneyOf(payments),
  });
}

function whyNotAnOrder(payload: unknown): string | undefined {
  if (!isObject(payload)) return 'not an object';
  if ('name' in payload && 'data' in payload) return `event: ${text(payload.name)}`;
  if (!('display_id' in payload)) return 'unknown object';
  if (!('shipping_methods' in payload) && !('payment_collections' in payload)) return 'list body without money';
  const collections = objects(payload.payment_collections);
  if (collections.some((collection) => !('payments' in collection))) return 'checkout answer without payments';
  return undefined;
}

/** The default fields of a single order name the currency only in its payments. */
function currencyOf(body: Json): string {
  return text(body.currency_code ?? objects(body.payment_collections)[0]?.currency_code);
}

/** `subtotal` is before discount, `total` after it and with tax. */
function component(kind: Component['kind'], item: Json): Component {
  const tax = exact(item.tax_total);
  const net = exact(item.total) - tax;
  const codes = objects(item.tax_lines).map((line) => [text(line.code ?? line.id), exact(line.total)] as const);
  return {
    id: text(item.id),
    kind,
    net,
    tax,
    discount: kind === 'line' ? exact(item.subtotal) - net : 0n,
    codes: new Map(codes.length === 0 ? [['untreated', 1n]] : codes),
  };
}

function isLive(payment: Json): boolean {
  return payment.canceled_at === null || payment.canceled_at === undefined || objects(payment.captures).length > 0;
}

/** A checkout makes its payment collection before the order. One that began without was taken on by the merchant unpaid: a converted draft. */
function isOnAccount(body: Json): boolean {
  const collections = body.payment_collections;
  return (
    Array.isArray(collections) && objects(collections).every((one) => text(one.created_at) > text(body.created_at))
  );
}

function moneyOf(payments: readonly Json[]): Money[] {
  const captures = payments.flatMap((payment) =>
    objects(payment.captures).map((one) => dated(one, { kind: 'payment', ...amountOf(one, payment) })),
  );
  const refunds = payments.flatMap((payment) =>
    objects(payment.refunds).map((one) => dated(one, { kind: 'refund', ...amountOf(one, payment), lines: [] })),
  );
  return [...captures, ...refunds].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).map(({ money }) => money);
}

function amountOf(one: Json, payment: Json) {
  return { family: text(payment.id), amount: exact(one.amount) };
}

function dated(one: Json, money: Money): { at: string; money: Money } {
  return { at: text(one.created_at), money };
}
