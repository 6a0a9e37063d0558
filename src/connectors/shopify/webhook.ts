import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Api, ApiError, type Delivery, type Hint, type SubscriptionState, type Webhooks } from '../contract.ts';
import { isObject, type Json } from '../shape.ts';
import { SUBSCRIBE, SUBSCRIPTIONS, UNSUBSCRIBE } from './documents.ts';
import { ask, connection, userError } from './graphql.ts';
import { numberOf } from './node.ts';

/** What we listen to. Others of an order (paid, fulfilled …) come together with one of these and say nothing more. */
const TOPICS = [
  'ORDERS_CREATE',
  'ORDERS_UPDATED',
  'ORDERS_EDITED',
  'ORDERS_CANCELLED',
  'ORDERS_DELETE',
  'ORDER_TRANSACTIONS_CREATE',
  'REFUNDS_CREATE',
  'FULFILLMENTS_CREATE',
  'FULFILLMENTS_UPDATE',
] as const;

/** Shopify's newer event system leaves the X- away. */
function header({ headers }: Delivery, name: string): string {
  return headers[`x-shopify-${name}`] ?? headers[`shopify-${name}`] ?? '';
}

export const webhooks: Webhooks = {
  secretOf: (credentials) => credentials['client-secret'] ?? '',
  verify,
  isPing: () => false,
  hint,
  ensure,
  remove,
};

/** Base64 of the HMAC-SHA256 of the raw body, with the app's client secret. */
function verify(delivery: Delivery, secret: string): boolean {
  const given = Buffer.from(header(delivery, 'hmac-sha256'), 'base64');
  const expected = createHmac('sha256', secret).update(delivery.body).digest();
  return secret !== '' && given.length === expected.length && timingSafeEqual(given, expected);
}

function hint(delivery: Delivery): Hint {
  const topic = header(delivery, 'topic');
  const body = parsed(delivery.body);
  const order = orderOf(topic, body);
  const isRecord = topic.startsWith('orders/') && 'line_items' in body && 'financial_status' in body;
  return { topic, isRecord, reads: order === null ? [] : [order] };
}

/** Bodies are REST-shaped: an order is itself, a part names its order, an edit stands in a wrapper of its own. */
function orderOf(topic: string, body: Json): string | null {
  const edit = isObject(body.order_edit) ? body.order_edit : {};
  const named = numberOf(body.order_id) ?? numberOf(edit.order_id);
  return named ?? (topic.startsWith('orders/') ? numberOf(body.id) : null);
}

function parsed(body: Buffer): Json {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** Shopify deletes a subscription whose receiver keeps failing: it is missing then, and made again. */
async function ensure(api: Api, callbackUrl: string): Promise<SubscriptionState> {
  const known = new Set((await subscriptionsOf(api, callbackUrl)).map(({ topic }) => topic));
  const remade = TOPICS.filter((topic) => !known.has(topic));
  for (const topic of remade) await subscribe(api, topic, callbackUrl);
  return { topics: [...TOPICS], remade };
}

async function subscribe(api: Api, topic: string, uri: string): Promise<void> {
  const { data } = await ask(api, SUBSCRIBE, { topic, uri });
  const refusal = userError(data.webhookSubscriptionCreate);
  // Somebody made it since it was looked for.
  if (refusal === null || /already been taken/i.test(refusal)) return;
  throw new ApiError('refused', `Shopify does not send ${topic} to ${uri}: ${refusal}`);
}

async function remove(api: Api, callbackUrl: string): Promise<void> {
  for (const { id } of await subscriptionsOf(api, callbackUrl)) await ask(api, UNSUBSCRIBE, { id });
}

/** Ours: those of this app that send to our address. */
async function subscriptionsOf(api: Api, uri: string): Promise<Json[]> {
  const found: Json[] = [];
  let after: string | null = null;
  do {
    const { data } = await ask(api, SUBSCRIPTIONS, { uri, after });
    const page = connection(data.webhookSubscriptions);
    found.push(...page.nodes.filter((subscription) => subscription.uri === uri));
    after = page.next;
  } while (after !== null);
  return found;
}
