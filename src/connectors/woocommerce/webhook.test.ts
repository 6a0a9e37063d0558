import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Delivery } from '../contract.ts';
import { apiOf, TestStore } from './testing.ts';
import { webhooks } from './webhook.ts';

interface Recorded {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** As a running store sent them, signed with this secret. */
const SECRET = 'woo-secret-1';
const recorded: Recorded[] = JSON.parse(readFileSync(new URL('fixtures/webhooks.json', import.meta.url), 'utf8'));
const deliveries = recorded.map(({ headers, body }): Delivery => ({ headers, body: Buffer.from(body) }));
const signed = deliveries.filter(({ headers }) => 'x-wc-webhook-signature' in headers);

function delivery(topic: string, body: string | Buffer, signature?: string): Delivery {
  const bytes = Buffer.from(body);
  const own = createHmac('sha256', SECRET).update(bytes).digest('base64');
  return { headers: { 'x-wc-webhook-topic': topic, 'x-wc-webhook-signature': signature ?? own }, body: bytes };
}

describe('verify', () => {
  it('takes recorded deliveries, and none with a flipped byte', () => {
    expect(signed).toHaveLength(5);
    for (const one of signed) {
      expect(webhooks.verify(one, SECRET)).toBe(true);
      for (let at = 0; at < one.body.length; at += Math.ceil(one.body.length / 50)) {
        const body = Buffer.from(one.body);
        body[at] = (body[at] ?? 0) ^ 1;
        expect(webhooks.verify({ ...one, body }, SECRET)).toBe(false);
      }
    }
  });

  it.each([
    ['another secret', delivery('order.updated', '{"id":1}'), 'woo-secret-2'],
    [
      'no secret',
      delivery('order.updated', '{"id":1}', createHmac('sha256', '').update('{"id":1}').digest('base64')),
      '',
    ],
    ['no signature', { headers: { 'x-wc-webhook-topic': 'order.updated' }, body: Buffer.from('{"id":1}') }, SECRET],
    ['an empty signature', delivery('order.updated', '{"id":1}', ''), SECRET],
    ['a signature of other letters', delivery('order.updated', '{"id":1}', 'é'.repeat(22)), SECRET],
  ])('refuses %s', (_what, one, secret) => {
    expect(webhooks.verify(one, secret)).toBe(false);
  });

  it('takes any bytes as they are', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => webhooks.verify(delivery('order.updated', Buffer.from(bytes)), SECRET)),
    );
  });
});

it('knows a ping by its form and its missing signature', () => {
  expect(deliveries.map(webhooks.isPing)).toEqual([true, false, false, false, false, false]);
  expect(webhooks.isPing(delivery('', 'webhook_id=1'))).toBe(false);
  expect(webhooks.isPing({ headers: {}, body: Buffer.from('webhook_id=1&more=2') })).toBe(false);
});

describe('hint', () => {
  it('of recorded deliveries reads the order where one can be told', () => {
    expect(signed.map(webhooks.hint)).toEqual([
      { topic: 'product.updated', isRecord: false, reads: [] },
      { topic: 'order.deleted', isRecord: false, reads: ['72'] },
      { topic: 'order.created', isRecord: false, reads: [] },
      { topic: 'order.created', isRecord: true, reads: ['30'] },
      { topic: 'order.updated', isRecord: true, reads: ['30'] },
    ]);
  });

  it.each([
    ['order.restored', '{"id":5,"line_items":[]}', true, ['5']],
    ['order.updated', '{"id":"5"}', false, []],
    ['order.updated', '{"id":5', false, []],
    ['order.updated', '[5]', false, []],
    ['product.deleted', '{"id":5}', false, []],
    ['action.woocommerce_add_to_cart', '{"action":"x","arg":5}', false, []],
  ])('of %s %s', (topic, body, isRecord, reads) => {
    expect(webhooks.hint(delivery(topic, body))).toEqual({ topic, isRecord, reads });
  });

  it('never throws', () => {
    const body = fc.oneof(fc.uint8Array(), fc.json().map(Buffer.from));
    fc.assert(
      fc.property(fc.constantFrom('order.updated', 'product.updated', ''), body, (topic, bytes) => {
        webhooks.hint(delivery(topic, Buffer.from(bytes)));
      }),
    );
  });
});

describe('subscriptions', () => {
  const CALLBACK = 'https://books.example/hooks/7';
  const TOPICS = ['order.created', 'order.updated', 'order.deleted', 'order.restored'];
  let store: TestStore;

  const ensure = () => webhooks.ensure(apiOf(store), CALLBACK, 'abc123');
  const writes = () => store.asked.filter(({ method }) => method !== 'GET');
  const setStatus = (id: number, status: string) => {
    store.webhooks.set(id, { ...store.webhooks.get(id), id, status });
  };

  beforeEach(() => {
    store = new TestStore();
    for (let id = 1; id <= 130; id += 1) {
      store.webhooks.set(id, { id, topic: 'order.created', status: 'disabled', delivery_url: 'https://other.example' });
    }
  });

  it('are made where they are missing, once, with the secret', async () => {
    expect(await ensure()).toEqual({ topics: TOPICS, remade: TOPICS });
    expect(writes().map(({ body }) => body)).toEqual(
      TOPICS.map((topic) =>
        expect.objectContaining({ topic, delivery_url: CALLBACK, secret: 'abc123', status: 'active' }),
      ),
    );
    store.asked.length = 0;
    expect(await ensure()).toEqual({ topics: TOPICS, remade: [] });
    expect(writes()).toEqual([]);
  });

  it('that the store switched off are switched on again; what a person paused stays so', async () => {
    await ensure();
    setStatus(132, 'disabled');
    setStatus(133, 'paused');
    store.asked.length = 0;
    const topics = TOPICS.filter((topic) => topic !== 'order.deleted');
    expect(await ensure()).toEqual({ topics, remade: ['order.updated'] });
    expect(writes()).toMatchObject([
      { method: 'PUT', path: '/wc/v3/webhooks/132', body: { status: 'active', secret: 'abc123' } },
    ]);
  });

  it('of ours are taken away, and no others', async () => {
    await ensure();
    await webhooks.remove(apiOf(store), CALLBACK);
    expect(store.webhooks.size).toBe(130);
    expect(writes().filter(({ method }) => method === 'DELETE')).toHaveLength(TOPICS.length);
    await webhooks.remove(apiOf(store), CALLBACK);
    expect(store.webhooks.size).toBe(130);
  });
});
