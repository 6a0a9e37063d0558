import { createHash, createHmac } from 'node:crypto';
import type { Instant, WorldEvent } from '../../world/types.ts';
import type { Courier } from '../courier.ts';
import { connection, type GraphqlNode } from './connection.ts';
import { type RestBody, restFulfilment, restOrder, restRefund, restTransaction } from './rest.ts';
import { API_VERSION } from './schema.ts';
import type { Store } from './store.ts';
import { gid, iso } from './text.ts';
import type { OrderView } from './view.ts';

/** Topics that the face sends, as headers write them. Others can be subscribed to, and stay silent. */
const TOPICS = {
  ORDERS_CREATE: 'orders/create',
  ORDERS_UPDATED: 'orders/updated',
  ORDERS_EDITED: 'orders/edited',
  ORDERS_PAID: 'orders/paid',
  ORDERS_CANCELLED: 'orders/cancelled',
  ORDERS_DELETE: 'orders/delete',
  ORDER_TRANSACTIONS_CREATE: 'order_transactions/create',
  REFUNDS_CREATE: 'refunds/create',
  FULFILLMENTS_CREATE: 'fulfillments/create',
} as const;

type Topic = keyof typeof TOPICS;

export interface Subscription {
  readonly id: number;
  readonly topic: string;
  readonly uri: string;
  /** When its receiver last took something; when it was made, until then. */
  readonly takenAt: Instant;
}

interface Message {
  readonly topic: Topic;
  readonly body: RestBody;
}

interface Delivery {
  readonly subscription: number;
  readonly topic: Topic;
  readonly body: string;
  readonly id: string;
  readonly event: string;
  readonly triggeredAt: Instant;
}

/** Waits before the eight tries that follow a failed one, in seconds: four hours in all. */
const RETRIES_S = [10, 60, 300, 900, 1_800, 2_700, 3_600, 5_025];

export interface WebhookOptions {
  readonly store: Store;
  readonly courier: Courier;
  readonly domain: string;
  readonly secret: string;
  /** Those there are from the start. */
  readonly kept: readonly Subscription[];
}

/**
 * Subscriptions, and what is sent to them. A body is made when something happens and stays the same for every try; once
 * none of them was taken, nor anything else in the meantime, the subscription is deleted.
 */
export class Webhooks {
  readonly #options: WebhookOptions;
  readonly #subscriptions = new Map<number, Subscription>();
  #lastId = 0;
  #sent = 0;

  constructor(options: WebhookOptions) {
    this.#options = options;
    for (const one of options.kept) {
      this.#subscriptions.set(one.id, one);
      this.#lastId = Math.max(this.#lastId, one.id);
    }
  }

  list(): readonly Subscription[] {
    return [...this.#subscriptions.values()];
  }

  /** The payload of `webhookSubscriptionCreate`. */
  create(topic: string, uri: string): GraphqlNode {
    const refused = (message: string) => ({ webhookSubscription: null, userErrors: [{ message }] });
    if (!/^https?:\/\//.test(uri)) return refused('Address is not a valid URL');
    if ([...this.#subscriptions.values()].some((one) => one.topic === topic && one.uri === uri)) {
      return refused('Address for this topic has already been taken');
    }
    this.#lastId += 1;
    const made = { id: this.#lastId, topic, uri, takenAt: this.#options.store.now };
    this.#subscriptions.set(made.id, made);
    return { webhookSubscription: nodeOf(made), userErrors: [] };
  }

  /** The payload of `webhookSubscriptionDelete`. */
  delete(id: number): GraphqlNode {
    return this.#subscriptions.delete(id)
      ? { deletedWebhookSubscriptionId: gid('WebhookSubscription', id), userErrors: [] }
      : { deletedWebhookSubscriptionId: null, userErrors: [{ message: 'Webhook subscription does not exist' }] };
  }

  /** All, or those of one address. */
  page(uri: string | null | undefined): ReturnType<typeof connection> {
    return connection(
      this.list()
        .filter((one) => typeof uri !== 'string' || one.uri === uri)
        .map(nodeOf),
    );
  }

  /** Sends what an event of the world makes Shopify send. */
  hear(event: WorldEvent): void {
    if (event.about !== 'order' || this.#subscriptions.size === 0) return;
    for (const { topic, body } of this.#messagesOf(event)) {
      for (const subscription of this.#subscriptions.values()) {
        if (subscription.topic !== topic) continue;
        this.#sent += 1;
        const delivery = {
          subscription: subscription.id,
          topic,
          body: JSON.stringify(body),
          id: uuidOf(`${this.#options.domain}/delivery/${this.#sent}`),
          event: uuidOf(`${this.#options.domain}/${event.kind}/${event.id}/${event.at}`),
          triggeredAt: event.at,
        };
        this.#send(delivery, event.at, 0);
      }
    }
  }

  #messagesOf({ kind, id, at }: WorldEvent): readonly Message[] {
    const { store } = this.#options;
    if (kind === 'deleted') return [{ topic: 'ORDERS_DELETE', body: { id } }];
    const entry = store.order(id, at);
    if (entry === null) return [];
    const view = store.view(entry);
    const order = restOrder(view);
    const topics: Topic[] = [kind === 'placed' ? 'ORDERS_CREATE' : 'ORDERS_UPDATED'];
    if (kind === 'cancelled') topics.push('ORDERS_CANCELLED');
    if (kind === 'captured' && view.financialStatus === 'paid') topics.push('ORDERS_PAID');
    return [...partsOf(kind, view), ...topics.map((topic) => ({ topic, body: order }))];
  }

  #send(delivery: Delivery, at: Instant, tries: number): void {
    this.#options.courier.send(at, {
      make: () => {
        const subscription = this.#subscriptions.get(delivery.subscription);
        return subscription === undefined ? null : this.#parcel(delivery, subscription.uri);
      },
      answered: (status, now) => this.#answered(delivery, tries, status !== null && status >= 200 && status < 300, now),
    });
  }

  #answered(delivery: Delivery, tries: number, isTaken: boolean, now: Instant): void {
    const subscription = this.#subscriptions.get(delivery.subscription);
    if (subscription === undefined) return;
    if (isTaken) {
      this.#subscriptions.set(subscription.id, { ...subscription, takenAt: now });
      return;
    }
    const wait = RETRIES_S[tries];
    if (wait !== undefined) this.#send(delivery, now + wait * 1_000, tries + 1);
    else if (subscription.takenAt <= delivery.triggeredAt) this.#subscriptions.delete(subscription.id);
  }

  #parcel({ topic, body, id, event, triggeredAt }: Delivery, url: string) {
    const { domain, secret } = this.#options;
    const headers = {
      'content-type': 'application/json',
      'x-shopify-topic': TOPICS[topic],
      'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
      'x-shopify-shop-domain': domain,
      'x-shopify-api-version': API_VERSION,
      'x-shopify-webhook-id': id,
      'x-shopify-event-id': event,
      'x-shopify-triggered-at': iso(triggeredAt),
    };
    return { url, headers, body };
  }
}

const nodeOf = ({ id, topic, uri }: Subscription): GraphqlNode => ({
  __typename: 'WebhookSubscription',
  id: gid('WebhookSubscription', id),
  topic,
  uri,
});

/** What tells of a part by itself. */
function partsOf(kind: WorldEvent['kind'], view: OrderView): readonly Message[] {
  const { order, refunds, transactions } = view;
  switch (kind) {
    case 'placed':
      return transactionMessages(view, transactions);
    case 'payment failed':
    case 'authorised':
    case 'captured':
    case 'voided':
      return transactionMessages(
        view,
        newest(transactions.filter((one) => one.kind !== 'refund' && one.status !== 'pending')),
      );
    case 'shipped':
      return newest(order.shipments).map((shipment) => {
        return { topic: 'FULFILLMENTS_CREATE', body: restFulfilment(view, shipment) };
      });
    case 'refunded':
      return newest(refunds).flatMap((refund) => [
        { topic: 'REFUNDS_CREATE', body: restRefund(view, refund) },
        ...transactionMessages(view, refund.transactions),
      ]);
    case 'edited':
      return newest(order.edits).map(({ id, at, added, removed }) => ({
        topic: 'ORDERS_EDITED',
        body: {
          order_edit: {
            id,
            order_id: order.id,
            created_at: iso(at),
            committed_at: iso(at),
            line_items: {
              additions: added.map((line) => ({
                id: line,
                delta: order.lines.find((one) => one.id === line)?.quantity ?? 0,
              })),
              removals: removed.map(({ lineId, quantity }) => ({ id: lineId, delta: quantity })),
            },
          },
        },
      }));
    default:
      return [];
  }
}

function transactionMessages(view: OrderView, transactions: OrderView['transactions']): readonly Message[] {
  return transactions.map((one) => ({ topic: 'ORDER_TRANSACTIONS_CREATE', body: restTransaction(view, one) }));
}

/** The one made last; ids count up. */
function newest<T extends { readonly id: number }>(all: readonly T[]): readonly T[] {
  return all.toSorted((a, b) => b.id - a.id).slice(0, 1);
}

/** The same for the same name. */
function uuidOf(name: string): string {
  const digits = createHash('sha256').update(name).digest('hex');
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20, 32),
  ].join('-');
}
