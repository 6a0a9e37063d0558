import type { Order, Product } from '../../world/types.ts';
import type { Answer, Asked } from '../server.ts';
import { bodyOf } from './body.ts';
import { type Call, type Desk, idIn, ok, sheetOf, showOrder, showProduct } from './desk.ts';
import { hrefOf } from './links.ts';
import { orderJson } from './order.ts';
import { productJson, variationJson } from './product.ts';
import { Collection, type Entry, hasStatus, isMeant, pageOf, type Query, withFields, within } from './query.ts';
import { refundJson } from './refund.ts';
import { noRoute, Refusal } from './refusal.ts';
import { indexOf, settingsOf, systemStatus } from './settings.ts';
import type { Variation } from './store.ts';
import { localDigits } from './text.ts';
import type { Webhook } from './webhooks.ts';
import { createOrder, deleteOrder, updateOrder } from './write-order.ts';
import { createProduct, deleteProduct, updateProduct } from './write-product.ts';
import { createRefund } from './write-refund.ts';

type Route = readonly [method: string, pattern: RegExp, answer: (call: Call) => Answer];

const ROUTES: readonly Route[] = [
  ['GET', /^\/orders$/, ({ desk, asked }) => listOrders(desk, asked.query)],
  ['POST', /^\/orders$/, createOrder],
  ['GET', /^\/orders\/(\d+)$/, oneOrder],
  ['PUT', /^\/orders\/(\d+)$/, updateOrder],
  ['DELETE', /^\/orders\/(\d+)$/, deleteOrder],
  ['GET', /^\/orders\/(\d+)\/refunds$/, listRefunds],
  ['POST', /^\/orders\/(\d+)\/refunds$/, createRefund],
  ['GET', /^\/products$/, ({ desk, asked }) => listProducts(desk, asked.query)],
  ['POST', /^\/products$/, createProduct],
  ['GET', /^\/products\/(\d+)$/, oneProduct],
  ['PUT', /^\/products\/(\d+)$/, updateProduct],
  ['DELETE', /^\/products\/(\d+)$/, deleteProduct],
  ['GET', /^\/products\/(\d+)\/variations$/, (call) => listVariations(call.desk, call.asked.query, idIn(call))],
  ['GET', /^\/variations$/, ({ desk, asked }) => listVariations(desk, asked.query, null)],
  [
    'GET',
    /^\/settings\/(general|tax)$/,
    ({ desk, parts }) => ok(settingsOf(desk.store.shop.plan, desk.site, parts[0] ?? '')),
  ],
  ['GET', /^\/settings\/(general|tax)\/(\w+)$/, showSetting],
  ['GET', /^\/system_status$/, ({ desk }) => ok(systemStatus(desk.store.shop.plan, desk.site))],
  ['GET', /^\/webhooks$/, listWebhooks],
  ['POST', /^\/webhooks\/batch$/, () => ok({})],
  ['GET', /^\/webhooks\/(\d+)$/, (call) => showWebhook(call, call.desk.webhooks.get(idIn(call)))],
  ['POST', /^\/webhooks$/, (call) => showWebhook(call, call.desk.webhooks.create(bodyOf(call.asked)), 201)],
  [
    'PUT',
    /^\/webhooks\/(\d+)$/,
    (call) => showWebhook(call, call.desk.webhooks.update(idIn(call), bodyOf(call.asked))),
  ],
  ['DELETE', /^\/webhooks\/(\d+)$/, deleteWebhook],
];

const NAMESPACE = '/wp-json/wc/v3';

/** Of whoever asks the index, nothing need be known. Throws a Refusal where nothing answers. */
export function answerIndex({ store, site }: Desk, { path, query }: Asked): Answer | null {
  return /^\/wp-json\/?$/.test(path) ? ok(withFields(indexOf(store.shop.plan, site), query)) : null;
}

/** Throws a Refusal where nothing answers, or what is asked is not there. */
export function answerRoute(desk: Desk, asked: Asked): Answer {
  const path = asked.path.startsWith(NAMESPACE) ? asked.path.slice(NAMESPACE.length) : '';
  for (const [method, pattern, answer] of ROUTES) {
    const found = method === asked.method ? pattern.exec(path) : null;
    if (found !== null) return answer({ desk, asked, parts: found.slice(1) });
  }
  throw noRoute();
}

function listOrders(desk: Desk, query: Query): Answer {
  const { store, site } = desk;
  const sheet = sheetOf(store, site, query);
  return list<Order>(desk, query, '/orders', store.orders(store.asOf()), ({ thing, modified }) =>
    orderJson(thing, modified, sheet),
  );
}

function listProducts(desk: Desk, query: Query): Answer {
  const { store, site } = desk;
  const sheet = sheetOf(store, site, query);
  return list<Product>(desk, query, '/products', store.products(store.asOf()), ({ thing, modified }) =>
    productJson(thing, modified, sheet),
  );
}

function listVariations(desk: Desk, query: Query, productId: number | null): Answer {
  const { store, site } = desk;
  const sheet = sheetOf(store, site, query);
  const entries = store.variations(store.asOf(), productId);
  const path = productId === null ? '/variations' : `/products/${productId}/variations`;
  return list<Variation>(desk, query, path, entries, ({ thing, modified }) =>
    variationJson(thing.product, thing.variant, modified, sheet),
  );
}

/** Newest first, as all lists are. */
function listRefunds({ desk, asked, parts }: Call): Answer {
  const { store, site } = desk;
  const { query } = asked;
  const entry = store.order(Number(parts[0]), store.asOf());
  if (entry === undefined) throw new Refusal(404, 'woocommerce_rest_invalid_order_id', 'Invalid order ID.');
  const order = entry.thing;
  const sheet = sheetOf(store, site, query);
  const entries = order.refunds.map((refund) => {
    return { id: refund.id, created: refund.at, modified: refund.at, status: 'completed', thing: refund };
  });
  const path = `/orders/${order.id}/refunds`;
  return list(desk, query, path, new Collection(entries), ({ thing }) => refundJson(order, thing, sheet));
}

function list<T>(
  { store, site, faults }: Desk,
  query: Query,
  path: string,
  all: Collection<T>,
  json: (entry: Entry<T>) => Record<string, unknown>,
): Answer {
  const { zone } = store.shop.plan;
  const tests = [within(query, zone, (at) => localDigits(at, zone)), hasStatus(query), isMeant(query)];
  const chosen = all.sorted(query).filter((entry) => tests.every((test) => test(entry)));
  const missing = faults.next('short page') ?? 0;
  return pageOf(chosen, query, json, { address: hrefOf(site, path), missing });
}

function showSetting({ desk, parts }: Call): Answer {
  const [group = '', id] = parts;
  const found = settingsOf(desk.store.shop.plan, desk.site, group).find((setting) => setting.id === id);
  if (found === undefined) throw new Refusal(404, 'rest_setting_setting_invalid', 'Invalid setting.');
  return ok(found);
}

function listWebhooks({ desk, asked }: Call): Answer {
  const { webhooks } = desk;
  const entries = webhooks.list().map((webhook) => {
    const { id, createdAt: created, modifiedAt: modified, status } = webhook;
    return { id, created, modified, status, thing: webhook };
  });
  return list(desk, asked.query, '/webhooks', new Collection(entries), ({ thing }) => webhooks.json(thing));
}

function showWebhook({ desk, asked }: Call, webhook: Webhook, status = 200): Answer {
  return ok(withFields(desk.webhooks.json(webhook), asked.query), status);
}

function deleteWebhook(call: Call): Answer {
  if (!['true', '1'].includes(call.asked.query.get('force') ?? '')) {
    throw new Refusal(501, 'woocommerce_rest_trash_not_supported', 'Webhooks do not support trashing.');
  }
  return showWebhook(call, call.desk.webhooks.delete(idIn(call)));
}

function oneOrder(call: Call): Answer {
  const { store, site } = call.desk;
  const { query } = call.asked;
  return ok(withFields(showOrder(store, site, idIn(call), query, store.asOf()), query));
}

function oneProduct(call: Call): Answer {
  const { store, site } = call.desk;
  return ok(withFields(showProduct(store, site, idIn(call), store.asOf()), call.asked.query));
}
