import { createHash } from 'node:crypto';
import { taxOf, total } from '../../world/money.ts';
import { beforeNow, chargedNow, unitsSold } from '../../world/order.ts';
import type { Charge, Coupon, Instant, Order, OrderLine, ShopPlan } from '../../world/types.ts';
import { grossSum, itemId, lineItem, metaOf, shippingItem, taxItems, type Writer } from './items.ts';
import { hrefOf, linksOf } from './links.ts';
import { needsProcessing, stateOf } from './state.ts';
import { dates, decimal } from './text.ts';

/** What a payload is written with beside its thing. */
export interface Sheet {
  readonly plan: ShopPlan;
  /** 'http://127.0.0.1:8101' */
  readonly site: string;
  /** Decimals that were asked for; undefined: the store's. */
  readonly dp?: number;
}

export const WOOCOMMERCE = '10.3.0';

export const writerOf =
  ({ plan, dp }: Sheet): Writer =>
  (amount) =>
    decimal(amount, plan.currency, dp);

/** An order as `GET /orders/<id>` and webhooks show it. */
export function orderJson(order: Order, modified: Instant, sheet: Sheet): Record<string, unknown> {
  const { plan, site } = sheet;
  const { status, paidAt, completedAt } = stateOf(order);
  const key = keyOf(order, plan);
  return {
    id: order.id,
    parent_id: 0,
    status,
    currency: plan.currency.code,
    version: WOOCOMMERCE,
    prices_include_tax: plan.pricesIncludeTax,
    ...dates('date_created', order.placedAt, plan),
    ...dates('date_modified', modified, plan),
    ...totals(order, sheet),
    customer_id: order.customer.id,
    order_key: key,
    billing: { ...addressOf(order), email: order.customer.email, phone: '' },
    shipping: { ...addressOf(order), phone: '' },
    payment_method: order.gateway.code,
    payment_method_title: order.gateway.title,
    transaction_id: transactionOf(order),
    customer_ip_address: '127.0.0.1',
    customer_user_agent: 'sandbox',
    created_via: 'checkout',
    customer_note: '',
    ...dates('date_completed', completedAt, plan),
    ...dates('date_paid', paidAt, plan),
    cart_hash: hashOf(key),
    number: String(order.id),
    meta_data: [],
    ...itemsOf(order, paidAt !== null, sheet),
    refunds: order.refunds.map(({ id, reason, amount }) => ({ id, reason, total: writerOf(sheet)(-amount) })),
    payment_url: `${site}/checkout/order-pay/${order.id}/?pay_for_order=true&key=${key}`,
    is_editable: status === 'pending' || status === 'on-hold',
    needs_payment: status === 'pending' || status === 'failed',
    needs_processing: needsProcessing(order),
    currency_symbol: plan.currency.symbol,
    _links: {
      ...(linksOf(site, `/orders/${order.id}`) as object),
      email_templates: [{ embeddable: true, href: hrefOf(site, `/orders/${order.id}/actions/email_templates`) }],
    },
  };
}

function totals(order: Order, sheet: Sheet): Record<string, string> {
  const write = writerOf(sheet);
  const before = order.lines.map(beforeNow);
  const charged = order.lines.map(chargedNow);
  const shipping = shippingOf(order);
  const net = (charges: readonly Charge[]) => total(charges.map((charge) => charge.net));
  const tax = (charges: readonly Charge[]) => total(charges.map(taxOf));
  return {
    discount_total: write(net(before) - net(charged)),
    discount_tax: write(tax(before) - tax(charged)),
    shipping_total: write(net(shipping)),
    shipping_tax: write(tax(shipping)),
    cart_tax: write(tax(charged)),
    total: write(grossSum([...charged, ...shipping])),
    total_tax: write(tax(charged) + tax(shipping)),
  };
}

const shippingOf = ({ shipping }: Order): Charge[] => (shipping === null ? [] : [shipping.charged]);

function itemsOf(order: Order, isPaid: boolean, sheet: Sheet): Record<string, unknown[]> {
  const write = writerOf(sheet);
  const { shipping, coupon } = order;
  return {
    line_items: order.lines.map((line) => {
      const figures = { quantity: unitsSold(line), before: beforeNow(line), charged: chargedNow(line) };
      return lineItem(line, line.id, figures, lineMeta(line, isPaid), write);
    }),
    tax_lines: taxItems(sheet.plan, order.id, order.lines.map(chargedNow), shippingOf(order), write),
    shipping_lines: shipping === null ? [] : [shippingItem(shipping, shipping.id, shipping.charged, [], write)],
    fee_lines: [],
    coupon_lines: coupon === null ? [] : [couponItem(order, coupon, sheet)],
  };
}

function lineMeta(line: OrderLine, isPaid: boolean): unknown[] {
  const choice = line.variantTitle === '' ? [] : [metaOf(itemId(line.id, 1), 'choice', line.variantTitle, 'Choice')];
  const reduced = metaOf(itemId(line.id, 2), '_reduced_stock', String(unitsSold(line)));
  return isPaid && line.ships ? [...choice, reduced] : choice;
}

/** Lines that were added later bear no discount, and units taken off took theirs along. */
function couponItem(order: Order, { code, kind, value }: Coupon, sheet: Sheet): unknown {
  const { discount_total, discount_tax } = totals(order, sheet);
  const type = kind === 'percent' ? 'percent' : 'fixed_cart';
  const info = JSON.stringify([1, code, type, value]);
  return {
    id: itemId(order.id, 1),
    code,
    discount: discount_total,
    discount_tax,
    meta_data: [metaOf(itemId(order.id, 2), 'coupon_info', info)],
    discount_type: type,
    nominal_amount: kind === 'percent' ? value : Number(decimal(value, sheet.plan.currency)),
    free_shipping: false,
  };
}

/** One order, one payment: what an edit added to it is captured with it. */
function transactionOf({ payments }: Order): string {
  return payments.find(({ status }) => status === 'captured' || status === 'authorised')?.transactionId ?? '';
}

function addressOf({ customer }: Order): Record<string, string> {
  const { firstName, lastName, street, destination } = customer;
  return {
    first_name: firstName,
    last_name: lastName,
    company: '',
    address_1: street,
    address_2: '',
    city: destination.city,
    state: destination.region,
    postcode: destination.postcode,
    country: destination.country,
  };
}

const hashOf = (text: string): string => createHash('md5').update(text).digest('hex');

const keyOf = (order: Order, plan: ShopPlan): string => `wc_order_${hashOf(`${plan.key}/${order.id}`).slice(0, 13)}`;
