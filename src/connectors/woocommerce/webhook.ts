import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Api, Delivery, Hint, SubscriptionState, Webhooks } from '../contract.ts';
import { isObject, type Json, optionalText } from '../shape.ts';
import { pagesBackwards } from './answers.ts';

const WEBHOOKS = '/wc/v3/webhooks';

/** Those of products would come with each order, as its stock goes down: the feed of products is asked every few minutes. */
const TOPICS = ['order.created', 'order.updated', 'order.deleted', 'order.restored'] as const;

export const webhooks: Webhooks = { verify, isPing, hint, ensure, remove };

/** WordPress decodes HTML entities in a secret before it signs: one of letters and digits is taken as it is. */
function verify({ headers, body }: Delivery, secret: string): boolean {
  const given = Buffer.from(headers['x-wc-webhook-signature'] ?? '');
  const expected = Buffer.from(createHmac('sha256', secret).update(body).digest('base64'));
  return secret !== '' && given.length === expected.length && timingSafeEqual(given, expected);
}

/** A form with the new webhook's number, sent when it is made. */
function isPing({ headers, body }: Delivery): boolean {
  return headers['x-wc-webhook-signature'] === undefined && /^webhook_id=\d{1,20}$/.test(body.toString('latin1'));
}

/**
 * A body is made when it is delivered: it shows the order as it is by then, is `{"id": n}` for one in the bin, and an
 * error with a good signature for one that is no more, which does not say which.
 */
function hint({ headers, body }: Delivery): Hint {
  const topic = headers['x-wc-webhook-topic'] ?? '';
  const payload = topic.startsWith('order.') ? parsed(body) : null;
  const order = isObject(payload) ? payload.id : undefined;
  if (typeof order !== 'number' || !Number.isSafeInteger(order)) return { topic, isRecord: false, reads: [] };
  return { topic, isRecord: isObject(payload) && 'line_items' in payload, reads: [String(order)] };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}

/**
 * WooCommerce switches a webhook off for good after a few failures in a row; one that is 'paused' was so by a person,
 * and is left. No one can see a webhook's secret: it is set again with each that is switched on.
 */
async function ensure(api: Api, callbackUrl: string, secret: string): Promise<SubscriptionState> {
  const ours = await oursAt(api, callbackUrl);
  const remade: string[] = [];
  const topics: string[] = [];
  for (const topic of TOPICS) {
    const found = ours.filter((webhook) => webhook.topic === topic);
    const disabled = found.find(({ status }) => status === 'disabled');
    if (found.some(({ status }) => status === 'active')) topics.push(topic);
    else if (disabled !== undefined) {
      await switchOn(api, disabled, secret);
      remade.push(topic);
    } else if (found.length === 0) {
      await make(api, topic, callbackUrl, secret);
      remade.push(topic);
    }
  }
  return { topics: TOPICS.filter((topic) => topics.includes(topic) || remade.includes(topic)), remade };
}

/** Made twice by a lost answer would be delivered twice, which does no harm: a webhook only hints. */
async function make(api: Api, topic: string, callbackUrl: string, secret: string): Promise<void> {
  const body = { name: `Bookkeeper ${topic}`, topic, delivery_url: callbackUrl, secret, status: 'active' };
  await api.send({ method: 'POST', path: WEBHOOKS, body });
}

async function switchOn(api: Api, { id }: Json, secret: string): Promise<void> {
  const path = `${WEBHOOKS}/${String(id)}`;
  await api.send({ method: 'PUT', path, body: { status: 'active', secret }, repeatable: true });
}

async function remove(api: Api, callbackUrl: string): Promise<void> {
  for (const { id } of await oursAt(api, callbackUrl)) {
    await api.send({ method: 'DELETE', path: `${WEBHOOKS}/${String(id)}`, query: { force: true }, repeatable: true });
  }
}

/** The subscriptions that call this address, whatever became of them. */
async function oursAt(api: Api, callbackUrl: string): Promise<Json[]> {
  const ours = new Map<unknown, Json>();
  for await (const { rows } of pagesBackwards(api, WEBHOOKS, {})) {
    for (const { body } of rows) if (optionalText(body, 'delivery_url') === callbackUrl) ours.set(body.id, body);
  }
  return [...ours.values()];
}
