import { type Action, inTurn } from '../../world/act.ts';
import { cancelPaid, cancelUnpaid } from '../../world/give-back.ts';
import { putIntoBin, wipeOut } from '../../world/leave.ts';
import { type Shipping, shippingTo, type Wanted } from '../../world/lines.ts';
import { authorise, capture, failPayment, pay } from '../../world/pay.ts';
import type { Ordering } from '../../world/place.ts';
import { shipRest } from '../../world/ship.ts';
import type { Customer, Destination, Order } from '../../world/types.ts';
import type { Answer } from '../server.ts';
import {
  amountIn,
  type Body,
  bodyOf,
  integerIn,
  isSet,
  listIn,
  notSimulated,
  objectIn,
  simulatesNone,
  textIn,
} from './body.ts';
import { type Call, idIn, ok, showOrder } from './desk.ts';
import { isVariable } from './product.ts';
import { invalidParameter, Refusal } from './refusal.ts';
import { stateOf } from './state.ts';
import type { Store } from './store.ts';

const takeMoney = inTurn(capture, pay);

/** What brings an order to a status, as far as the world knows a way. */
const WAYS: Readonly<Record<string, Action>> = {
  pending: () => [],
  'on-hold': authorise,
  failed: failPayment,
  processing: takeMoney,
  completed: inTurn(takeMoney, shipRest),
  cancelled: inTurn(cancelUnpaid, cancelPaid({ refunds: false })),
};

/** `POST /orders`: lines of products at their prices, shipping at the price given; taxed where it is sent to. */
export function createOrder(call: Call): Answer {
  const { world, store } = call.desk;
  const body = bodyOf(call.asked);
  const status = statusIn(body, 'pending');
  const order = world.order(store.shop.plan.key, orderingOf(store, body, status));
  bringTo(call, order, status);
  if (isSet(body.set_paid)) bringToPaid(call, order.id);
  return answerOf(call, order.id, 201);
}

/** `PUT /orders/<id>`: another status, or its payment. */
export function updateOrder(call: Call): Answer {
  const body = bodyOf(call.asked);
  const order = orderOf(call);
  simulatesNone(body, ['line_items', 'shipping_lines', 'fee_lines', 'coupon_lines']);
  if (isSet(body.set_paid)) bringToPaid(call, order.id);
  const latest = orderOf(call);
  bringTo(call, latest, statusIn(body, stateOf(latest).status));
  return answerOf(call, order.id);
}

/** `DELETE /orders/<id>`: into the bin, or gone for good with `force`; answers with the order as it is, or was. */
export function deleteOrder(call: Call): Answer {
  const { id, trashedAt } = orderOf(call);
  if (isSet(call.asked.query.get('force') ?? bodyOf(call.asked).force)) {
    const was = answerOf(call, id);
    act(call, id, wipeOut);
    return was;
  }
  if (trashedAt !== null) {
    throw new Refusal(410, 'woocommerce_rest_already_trashed', 'The order has already been deleted.');
  }
  act(call, id, putIntoBin);
  return answerOf(call, id);
}

function bringTo(call: Call, order: Order, status: string): void {
  const was = stateOf(order).status;
  if (status === was) return;
  const isThere = act(call, order.id, WAYS[status] ?? (() => []));
  if (!isThere) throw notSimulated(`the way from '${was}' to '${status}'`);
}

/** As often as one likes: what is paid already stays so. */
function bringToPaid(call: Call, id: number): void {
  act(call, id, takeMoney);
}

function act({ desk: { world, store } }: Call, id: number, action: Action): boolean {
  return world.act(store.shop.plan.key, id, action);
}

function orderOf(call: Call): Order {
  const { store } = call.desk;
  const entry = store.order(idIn(call), store.now);
  if (entry === undefined) throw new Refusal(404, 'woocommerce_rest_shop_order_invalid_id', 'Invalid ID.');
  return entry.thing;
}

function answerOf({ desk: { store, site }, asked }: Call, id: number, status = 200): Answer {
  return ok(showOrder(store, site, id, asked.query, store.now), status);
}

function statusIn(body: Body, other: string): string {
  const status = textIn(body, 'status', other);
  if (status in WAYS || status === other) return status;
  if (status === 'refunded' || status === 'checkout-draft') throw notSimulated(`to set the status '${status}'`);
  throw invalidParameter('status');
}

/** On hold, an order waits for money that comes by hand. */
function orderingOf(store: Store, body: Body, status: string): Ordering {
  simulatesNone(body, ['fee_lines', 'coupon_lines']);
  const customer = customerOf(store, body);
  return {
    customer,
    gateway: {
      code: textIn(body, 'payment_method'),
      title: textIn(body, 'payment_method_title'),
      captures: status === 'on-hold' ? 'on account' : 'at once',
    },
    coupon: null,
    basket: listIn(body, 'line_items').map((line) => wantedOf(store, line)),
    shipping: shippingOf(store, customer.destination, listIn(body, 'shipping_lines')),
  };
}

/** Without a country it is taxed as at home. */
function customerOf({ shop: { plan } }: Store, body: Body): Customer {
  const billing = objectIn(body, 'billing');
  const address = { ...billing, ...objectIn(body, 'shipping') };
  return {
    id: integerIn(body, 'customer_id', 0),
    firstName: textIn(billing, 'first_name'),
    lastName: textIn(billing, 'last_name'),
    email: textIn(billing, 'email'),
    street: textIn(address, 'address_1'),
    destination: {
      country: textIn(address, 'country') || plan.country,
      region: textIn(address, 'state'),
      city: textIn(address, 'city'),
      postcode: textIn(address, 'postcode'),
    },
  };
}

function wantedOf({ shop }: Store, line: Body): Wanted {
  simulatesNone(line, ['total', 'subtotal']);
  const [productId, variationId] = [integerIn(line, 'product_id', 0), integerIn(line, 'variation_id', 0)];
  if (productId === 0 && variationId === 0) {
    throw new Refusal(400, 'woocommerce_rest_required_product_reference', 'Product ID or SKU is required.');
  }
  for (const { latest: product } of shop.products.values()) {
    const isMeant = (id: number) => (isVariable(product) ? id === variationId : product.id === productId);
    const variant = product.variants.find(({ id }) => isMeant(id));
    if (variant !== undefined) return { product, variant, quantity: integerIn(line, 'quantity', 1) };
  }
  throw new Refusal(400, 'order_item_product_invalid_product_id', 'Invalid product ID');
}

/** Its total is without tax, whether prices include it or not. */
function shippingOf({ shop: { plan } }: Store, destination: Destination, lines: readonly Body[]): Shipping | null {
  const [line, ...others] = lines;
  if (line === undefined) return null;
  if (others.length > 0) throw notSimulated('several shipping lines');
  const price = amountIn(line, 'total', plan.currency) ?? 0;
  const method = { code: textIn(line, 'method_id'), title: textIn(line, 'method_title'), price };
  return shippingTo({ ...plan, pricesIncludeTax: false }, destination, method);
}
