import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant } from '../../domain/time/when.ts';
import type { Api, ApiAnswer } from '../contract.ts';
import { webhooks } from './webhook.ts';

const SECRET = 'shpss_test';
const example = readFileSync(new URL('./fixtures/order.rest.json', import.meta.url), 'utf8');
const order = Buffer.from(JSON.stringify((JSON.parse(example) as { order: unknown }).order));

function delivery(topic: string, body: Buffer, secret = SECRET, prefix = 'x-shopify') {
  const signature = createHmac('sha256', secret).update(body).digest('base64');
  return { headers: { [`${prefix}-topic`]: topic, [`${prefix}-hmac-sha256`]: signature }, body };
}
const json = (value: unknown) => Buffer.from(JSON.stringify(value));

describe('a signature', () => {
  it('holds for the raw bytes and the secret alone, under both names of its header', () => {
    expect(webhooks.verify(delivery('orders/updated', order), SECRET)).toBe(true);
    expect(webhooks.verify(delivery('orders/updated', order, SECRET, 'shopify'), SECRET)).toBe(true);
    expect(webhooks.verify(delivery('orders/updated', order), 'another')).toBe(false);
    expect(webhooks.verify(delivery('orders/updated', order, ''), '')).toBe(false);
    expect(webhooks.verify({ headers: {}, body: order }, SECRET)).toBe(false);
  });

  it('does not hold once a bit is flipped, and never throws', () => {
    const signed = delivery('orders/updated', json({ id: 1 }));
    fc.assert(
      fc.property(fc.nat(signed.body.length * 8 - 1), (bit) => {
        const body = Buffer.from(signed.body);
        body[bit >> 3] = (body[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(webhooks.verify({ ...signed, body }, SECRET)).toBe(false);
      }),
    );
    fc.assert(
      fc.property(fc.string(), (given) => {
        expect(webhooks.verify({ headers: { 'x-shopify-hmac-sha256': given }, body: order }, SECRET)).toBe(false);
      }),
    );
  });
});

describe('a delivery', () => {
  it.each([
    ['orders/updated', order, true, '450789469'],
    ['orders/create', json({ id: 7, line_items: [], financial_status: 'paid' }), true, '7'],
    ['orders/edited', json({ order_edit: { id: 3, order_id: 8 } }), false, '8'],
    ['orders/delete', json({ id: 9 }), false, '9'],
    ['refunds/create', json({ id: 1, order_id: 10, refund_line_items: [] }), false, '10'],
    ['fulfillments/update', json({ id: 1, order_id: 11, line_items: [] }), false, '11'],
    ['order_transactions/create', json({ id: 1, order_id: 12, kind: 'sale', gateway: 'x' }), false, '12'],
  ])('of %s says which order to read', (topic, body, isRecord, id) => {
    expect(webhooks.hint(delivery(topic, body))).toEqual({ topic, isRecord, reads: [id] });
  });

  it.each([
    ['products/update', json({ id: 5 })],
    ['orders/updated', Buffer.from('not JSON')],
    ['orders/updated', json([1])],
    ['refunds/create', json({ id: 4 })],
    ['', Buffer.alloc(0)],
  ])('of %s that names no order reads nothing', (topic, body) => {
    expect(webhooks.hint(delivery(topic, body))).toEqual({ topic, isRecord: false, reads: [] });
    expect(webhooks.isPing(delivery(topic, body))).toBe(false);
  });

  it('of any bytes never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(webhooks.hint(delivery('orders/updated', Buffer.from(bytes))).isRecord).toBe(false);
      }),
    );
  });
});

interface Subscription {
  readonly id: string;
  readonly topic: string;
  readonly uri: string;
}

/** Subscriptions as Shopify keeps them, two on a page. */
class Subscriptions {
  kept: Subscription[] = [];
  refusal: string | null = null;

  readonly api: Api = {
    send: async ({ body }) => {
      const { query, variables } = body as { query: string; variables: Record<string, string> };
      return answer({ data: this.#dataOf(query, variables) });
    },
  };

  #dataOf(query: string, { uri = '', topic = '', id = '', after = '0' }: Record<string, string>): unknown {
    if (query.startsWith('query')) {
      const start = Number(after ?? 0);
      const all = this.kept.filter((one) => one.uri === uri);
      const endCursor = start + 2 < all.length ? String(start + 2) : null;
      const pageInfo = { hasNextPage: endCursor !== null, endCursor };
      return { webhookSubscriptions: { nodes: all.slice(start, start + 2), pageInfo } };
    }
    if (query.includes('Unsubscribe')) {
      this.kept = this.kept.filter((one) => one.id !== id);
      return { webhookSubscriptionDelete: { deletedWebhookSubscriptionId: id, userErrors: [] } };
    }
    if (this.refusal !== null) return { webhookSubscriptionCreate: { userErrors: [{ message: this.refusal }] } };
    this.kept.push({ id: `gid://shopify/WebhookSubscription/${100 + this.kept.length}`, topic, uri });
    return { webhookSubscriptionCreate: { webhookSubscription: {}, userErrors: [] } };
  }
}

function answer(value: unknown): ApiAnswer {
  const text = JSON.stringify(value);
  return { status: 200, headers: {}, text, json: () => JSON.parse(text) as unknown, sentAt: instant(0) };
}

describe('subscriptions', () => {
  const URL = 'https://books.example/hooks/1';
  const other: Subscription = {
    id: 'gid://shopify/WebhookSubscription/9',
    topic: 'ORDERS_CREATE',
    uri: 'https://x.example',
  };

  it('are made once, made again where Shopify has dropped one, and taken away; others stay', async () => {
    const shop = new Subscriptions();
    shop.kept = [other];
    const made = await webhooks.ensure(shop.api, URL, SECRET);
    expect(made.remade).toEqual(made.topics);
    expect(await webhooks.ensure(shop.api, URL, SECRET)).toEqual({ topics: made.topics, remade: [] });
    shop.kept = shop.kept.filter(({ topic, uri }) => uri !== URL || topic !== 'REFUNDS_CREATE');
    expect((await webhooks.ensure(shop.api, URL, SECRET)).remade).toEqual(['REFUNDS_CREATE']);
    expect(shop.kept).toHaveLength(made.topics.length + 1);
    await webhooks.remove(shop.api, URL);
    expect(shop.kept).toEqual([other]);
  });

  it('made by another in the meantime are fine; other refusals are told', async () => {
    const shop = new Subscriptions();
    shop.refusal = 'Address for this topic has already been taken';
    await webhooks.ensure(shop.api, URL, SECRET);
    shop.refusal = 'Address is not allowed';
    await expect(webhooks.ensure(shop.api, URL, SECRET)).rejects.toThrow(
      'Shopify does not send ORDERS_CREATE to https://books.example/hooks/1: Address is not allowed',
    );
  });
});
