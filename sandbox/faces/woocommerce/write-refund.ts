import { giveBack } from '../../world/give-back.ts';
import { grossOf, total } from '../../world/money.ts';
import { capturedOf, refundedOf } from '../../world/order.ts';
import type { Charge, Currency, Order, Slice } from '../../world/types.ts';
import type { Answer } from '../server.ts';
import { amountIn, type Body, bodyOf, integerIn, isSet, listIn, textIn } from './body.ts';
import { type Call, idIn, ok, sheetOf } from './desk.ts';
import { refundJson } from './refund.ts';
import { invalidParameter, Refusal } from './refusal.ts';

/** What is given back of an order's items. */
interface Items {
  readonly slices: readonly Slice[];
  readonly shipping: Charge | null;
}

/**
 * `POST /orders/<id>/refunds`: some money, of some items or of none. By default the gateway is asked to pay it back
 * (`api_refund`), which only one that the shop knows can do, and units come back into stock (`api_restock`).
 */
export function createRefund(call: Call): Answer {
  const { world, store, site } = call.desk;
  const { plan } = store.shop;
  const order = store.order(idIn(call), store.now)?.thing;
  if (order === undefined) throw new Refusal(404, 'woocommerce_rest_invalid_order_id', 'Invalid order ID.');
  const body = bodyOf(call.asked);
  const { slices, shipping } = itemsOf(order, listIn(body, 'line_items'), plan.currency);
  const charges = [...slices.map(({ charged }) => charged), ...(shipping === null ? [] : [shipping])];
  const amount = amountIn(body, 'amount', plan.currency) ?? total(charges.map(grossOf));
  if (amount > capturedOf(order) - refundedOf(order)) throw cannot('Invalid refund amount.');
  const isByHand = !isSet(body.api_refund, true);
  if (!isByHand && !plan.gateways.some(({ code }) => code === order.gateway.code)) {
    throw cannot('The payment gateway for this order does not exist.');
  }
  const restocked = slices.length > 0 && isSet(body.api_restock, true);
  const given = { reason: textIn(body, 'reason'), slices, shipping, amount, restocked, isByHand };
  if (!world.act(plan.key, order.id, giveBack(given))) throw cannot('Cannot create order refund, please try again.');
  const made = store.order(order.id, store.now)?.thing ?? order;
  const refund = made.refunds.at(-1);
  if (refund === undefined) throw cannot('Cannot create order refund, please try again.');
  return ok(refundJson(made, refund, sheetOf(store, site, call.asked.query)), 201);
}

const cannot = (message: string) => new Refusal(500, 'woocommerce_rest_cannot_create_order_refund', message);

function itemsOf(order: Order, items: readonly Body[], currency: Currency): Items {
  const slices: Slice[] = [];
  let shipping: Charge | null = null;
  for (const item of items) {
    const id = integerIn(item, 'id', 0);
    const charged = chargeOf(item, currency);
    if (order.shipping?.id === id) shipping = charged;
    else if (order.lines.some((line) => line.id === id)) {
      slices.push({ lineId: id, quantity: integerIn(item, 'quantity', 0), discount: 0, before: charged, charged });
    } else throw invalidParameter('line_items');
  }
  return { slices, shipping };
}

function chargeOf(item: Body, currency: Currency): Charge {
  const amount = (from: Body) => amountIn(from, 'refund_total', currency) ?? 0;
  const taxes = listIn(item, 'refund_tax').map((tax) => ({ rateId: integerIn(tax, 'id', 0), amount: amount(tax) }));
  return { net: amount(item), taxes };
}
