import { type Exact, scaled } from './amounts.ts';
import { isObject, type Json, object, objects, text } from './json.ts';
import { type Component, type Money, settle } from './settle.ts';
import type { Expected } from './types.ts';

/** The default money strategy: two decimals in every currency, also in yen and dinars. */
const PRECISION = 2;

/** Not placed yet (also when a payment was declined). */
const UNPLACED = ['Created', 'Draft', 'AddingItems', 'ArrangingPayment'];

/** Vendure admin order bodies. Refunds stand inside the payments, so `refunds` is not looked at. Cancelled lines have shrunk already. */
export function expected(order: unknown, _refunds: readonly unknown[]): Expected {
  const reason = whyNotAnOrder(order);
  if (reason !== undefined) return { isOrder: false, reason };
  return expectedOrder(object(order));
}

function expectedOrder(body: Json): Expected {
  const payments = objects(body.payments);
  const lines = objects(body.lines);
  const total = money(body.totalWithTax);
  const isPlaced = body.active !== true && body.orderPlacedAt !== null && !UNPLACED.includes(text(body.state));
  const told = settle({
    number: text(body.code),
    remoteId: text(body.id),
    currency: text(body.currencyCode),
    sale: isPlaced && (total === 0n || payments.some((one) => one.state === 'Authorized' || one.state === 'Settled')),
    // A cancelled order still states what is left of it (its shipping): the shrunk lines are the cancellation. Where no
    // money came in, nobody owes that rest.
    cancelled: body.state === 'Cancelled' && !payments.some((one) => one.state === 'Settled'),
    pricesIncludeTax: lines.length > 0 && lines.every((line) => line.listPriceIncludesTax === true),
    total,
    components: [
      ...lines.map(lineComponent),
      ...objects(body.shippingLines).map(shippingComponent),
      ...objects(body.surcharges).map(surchargeComponent),
    ],
    money: moneyOf(payments),
  });
  const shrunk = lines.filter(
    (line) => line.quantity !== line.orderPlacedQuantity && line.linePrice !== line.proratedLinePrice,
  );
  // What a cancellation took off carries a share of the discount, which may be rounded; net and tax are not.
  return { ...told, tolerance: { ...told.tolerance, discount: told.tolerance.discount + BigInt(shrunk.length) } };
}

function whyNotAnOrder(payload: unknown): string | undefined {
  if (!isObject(payload)) return 'not an object';
  if ('event' in payload) return `event: ${text(payload.event)}`;
  if (!('totalWithTax' in payload)) return 'unknown object';
  return 'lines' in payload && 'payments' in payload ? undefined : 'list body without lines';
}

function money(value: unknown): Exact {
  return scaled(value, PRECISION);
}

/** `prorated…` is after discounts of line and order; `linePrice` before both; without `WithTax` net. */
function lineComponent(line: Json): Component {
  const net = money(line.proratedLinePrice);
  return {
    id: `line ${text(line.id)}`,
    kind: 'line',
    net,
    tax: money(line.proratedLinePriceWithTax) - net,
    discount: money(line.linePrice) - net,
    codes: codesOf(line),
  };
}

function shippingComponent(line: Json): Component {
  const net = money(line.discountedPrice);
  const tax = money(line.discountedPriceWithTax) - net;
  return { id: `shipping ${text(line.id)}`, kind: 'shipping', net, tax, discount: 0n, codes: codesOf(line) };
}

function surchargeComponent(surcharge: Json): Component {
  const net = money(surcharge.price);
  const tax = money(surcharge.priceWithTax) - net;
  return { id: `surcharge ${text(surcharge.id)}`, kind: 'fee', net, tax, discount: 0n, codes: codesOf(surcharge) };
}

function codesOf(line: Json): Map<string, Exact> {
  const rates = objects(line.taxLines).map(
    (tax) => [`${text(tax.description)} ${text(tax.taxRate)}`, BigInt(Math.round(Number(tax.taxRate) * 1e6))] as const,
  );
  return new Map(rates.length === 0 ? [['untreated', 1n]] : rates);
}

/** Only settled payments and settled refunds are money. */
function moneyOf(payments: readonly Json[]): Money[] {
  const settled = payments.filter((payment) => payment.state === 'Settled');
  const paid = settled.map((payment) =>
    dated(payment, { kind: 'payment', family: text(payment.id), amount: money(payment.amount) }),
  );
  const refunded = settled.flatMap((payment) =>
    objects(payment.refunds)
      .filter((refund) => refund.state === 'Settled')
      .map((refund) =>
        dated(refund, { kind: 'refund', family: text(payment.id), amount: money(refund.total), lines: [] }),
      ),
  );
  return [...paid, ...refunded].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).map((one) => one.step);
}

function dated(one: Json, step: Money): { at: string; step: Money } {
  return { at: text(one.createdAt), step };
}
