import { createHash, createHmac } from 'node:crypto';
import type { Random } from '../../world/random.ts';
import type { Instant, ShopPlan, WorldEvent } from '../../world/types.ts';
import type { Courier, Parcel } from '../courier.ts';
import { linksOf } from './links.ts';
import { WOOCOMMERCE } from './order.ts';
import { Refusal } from './refusal.ts';
import { MOVES_MODIFIED } from './state.ts';
import { dates, phpJson } from './text.ts';

export interface Webhook {
  readonly id: number;
  readonly name: string;
  readonly status: 'active' | 'paused' | 'disabled';
  readonly topic: string;
  readonly deliveryUrl: string;
  readonly secret: string;
  readonly failures: number;
  readonly createdAt: Instant;
  readonly modifiedAt: Instant;
}

const FAILURES_MAX = 5;

/** Storefront checkouts were seen to deliver `order.updated` before `order.created`, often enough. */
const UPDATED_FIRST = 300;

const TOPIC = /^(order|product|customer|coupon)\.(created|updated|deleted|restored)$/;

export interface WebhookOptions {
  readonly plan: ShopPlan;
  readonly site: string;
  readonly courier: Courier;
  readonly random: Random;
  readonly now: () => Instant;
  /** Those there are from the start. */
  readonly kept: readonly Webhook[];
  /** The resource as REST shows it now, or the error that REST answers. */
  readonly show: (resource: string, id: number) => Record<string, unknown>;
}

/**
 * Webhooks as WooCommerce keeps them: active → disabled after more than five failures in a row, and back only by hand. What
 * is queued for the same webhook and thing is sent once, with what the thing looks like by then.
 */
export class Webhooks {
  readonly #options: WebhookOptions;
  readonly #webhooks = new Map<number, Webhook>();
  readonly #queued = new Set<string>();
  #lastId = 0;

  constructor(options: WebhookOptions) {
    this.#options = options;
    for (const webhook of options.kept) {
      this.#webhooks.set(webhook.id, webhook);
      this.#lastId = Math.max(this.#lastId, webhook.id);
    }
  }

  list(): readonly Webhook[] {
    return [...this.#webhooks.values()];
  }

  /** Throws a Refusal where there is none. */
  get(id: number): Webhook {
    const found = this.#webhooks.get(id);
    if (found === undefined) throw new Refusal(404, 'woocommerce_rest_shop_webhook_invalid_id', 'Invalid ID.');
    return found;
  }

  /** Makes one and pings it. Throws a Refusal where what is asked is no webhook. */
  create(body: Readonly<Record<string, unknown>>): Webhook {
    const now = this.#options.now();
    this.#lastId += 1;
    const id = this.#lastId;
    const blank: Webhook = {
      id,
      name: `Webhook created on ${new Date(now).toISOString().slice(0, 10)}`,
      status: 'active',
      topic: '',
      deliveryUrl: '',
      secret: '',
      failures: 0,
      createdAt: now,
      modifiedAt: now,
    };
    const made = changed(blank, body, now);
    if (!TOPIC.test(made.topic)) throw invalid('topic', 'Webhook topic is required and must be valid.');
    if (!/^https?:\/\//.test(made.deliveryUrl)) {
      throw invalid('delivery_url', 'Webhook delivery URL must be a valid URL starting with http:// or https://.');
    }
    this.#webhooks.set(id, made);
    this.#ping(made);
    return made;
  }

  update(id: number, body: Readonly<Record<string, unknown>>): Webhook {
    const made = changed(this.get(id), body, this.#options.now());
    this.#webhooks.set(id, made);
    return made;
  }

  delete(id: number): Webhook {
    const gone = this.get(id);
    this.#webhooks.delete(id);
    return gone;
  }

  json(webhook: Webhook): Record<string, unknown> {
    const { plan, site } = this.#options;
    const { id, name, status, topic, deliveryUrl, createdAt, modifiedAt } = webhook;
    const [resource = '', event = ''] = topic.split('.');
    return {
      id,
      name,
      status,
      topic,
      resource,
      event,
      hooks: [`woocommerce_${event}_${resource}`],
      delivery_url: deliveryUrl,
      ...dates('date_created', createdAt, plan),
      ...dates('date_modified', modifiedAt, plan),
      _links: linksOf(site, `/webhooks/${id}`),
    };
  }

  /** Queues what an event of the world makes WooCommerce send. */
  hear(event: WorldEvent): void {
    for (const topic of this.#topicsOf(event)) {
      for (const webhook of this.#webhooks.values()) {
        if (webhook.topic === topic && webhook.status === 'active') this.#queue(webhook.id, event);
      }
    }
  }

  /** Notes, deleted refunds, and orders and products deleted for good send nothing. */
  #topicsOf(event: WorldEvent): readonly string[] {
    if (event.about === 'product') return [event.kind === 'product created' ? 'product.created' : 'product.updated'];
    if (event.kind === 'trashed') return ['order.deleted'];
    if (!MOVES_MODIFIED.has(event.kind)) return [];
    if (event.kind !== 'placed') return ['order.updated'];
    const both = ['order.created', 'order.updated'];
    return this.#options.random.happens(UPDATED_FIRST) ? both.toReversed() : both;
  }

  #queue(webhookId: number, { id, at }: WorldEvent): void {
    const key = `${webhookId}/${id}`;
    if (this.#queued.has(key)) return;
    const make = (now: Instant) => {
      this.#queued.delete(key);
      const webhook = this.#webhooks.get(webhookId);
      return webhook?.status === 'active' ? this.#parcel(webhook, id, now) : null;
    };
    const answered = (status: number | null) =>
      this.#count(webhookId, status !== null && status >= 200 && status <= 302);
    if (this.#options.courier.send(at, { make, answered })) this.#queued.add(key);
  }

  #parcel(webhook: Webhook, id: number, now: Instant): Parcel {
    const { site, show } = this.#options;
    const [resource = '', event = ''] = webhook.topic.split('.');
    const body = phpJson(event === 'deleted' ? { id } : show(resource, id));
    return {
      url: webhook.deliveryUrl,
      headers: {
        'user-agent': `WooCommerce/${WOOCOMMERCE} Hookshot (WordPress/6.8.2)`,
        'content-type': 'application/json',
        'x-wc-webhook-source': `${site}/`,
        'x-wc-webhook-topic': webhook.topic,
        'x-wc-webhook-resource': resource,
        'x-wc-webhook-event': event,
        'x-wc-webhook-signature': createHmac('sha256', webhook.secret).update(body).digest('base64'),
        'x-wc-webhook-id': String(webhook.id),
        // As the real one: of the webhook and the second, so that several deliveries share it.
        'x-wc-webhook-delivery-id': createHash('md5')
          .update(`${webhook.id}${Math.floor(now / 1000)}`)
          .digest('hex'),
      },
      body,
    };
  }

  /** Unsigned, without a topic. */
  #ping({ id, deliveryUrl }: Webhook): void {
    const headers = {
      'user-agent': `WooCommerce/${WOOCOMMERCE} Hookshot (WordPress/6.8.2)`,
      'content-type': 'application/x-www-form-urlencoded',
    };
    const parcel = { url: deliveryUrl, headers, body: `webhook_id=${id}` };
    this.#options.courier.send(this.#options.now(), { make: () => parcel });
  }

  #count(id: number, isTaken: boolean): void {
    const webhook = this.#webhooks.get(id);
    if (webhook === undefined) return;
    const failures = isTaken ? 0 : webhook.failures + 1;
    const status = failures > FAILURES_MAX ? 'disabled' : webhook.status;
    this.#webhooks.set(id, { ...webhook, failures, status });
  }
}

const invalid = (name: string, message: string) =>
  new Refusal(400, `woocommerce_rest_invalid_webhook_${name}`, message);

/** Switched on by hand it begins to count anew. */
function changed(webhook: Webhook, body: Readonly<Record<string, unknown>>, now: Instant): Webhook {
  const text = (name: string, other: string) => (typeof body[name] === 'string' ? body[name] : other);
  const status = text('status', webhook.status);
  if (status !== 'active' && status !== 'paused' && status !== 'disabled') throw invalid('status', 'Invalid status.');
  return {
    ...webhook,
    name: text('name', webhook.name),
    topic: text('topic', webhook.topic),
    deliveryUrl: text('delivery_url', webhook.deliveryUrl),
    secret: text('secret', webhook.secret),
    status,
    failures: body.status === 'active' ? 0 : webhook.failures,
    modifiedAt: now,
  };
}
