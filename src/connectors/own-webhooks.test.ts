import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Delivery } from './contract.ts';
import { ownWebhooks, signatureOf } from './own-webhooks.ts';

const SECRET = 'a secret of the connection';
const SENT = '2026-11-21T16:49:12.762Z';
const BODY = '{"name":"order.placed","data":{"id":"order_01M7ZG62RH6799MWAM4FDEG2NT"}}';

function delivery(body: string | Buffer, headers: Record<string, string> = {}): Delivery {
  const bytes = Buffer.from(body);
  return {
    headers: {
      'x-bookkeeper-timestamp': SENT,
      'x-bookkeeper-signature': signatureOf(bytes, SENT, SECRET),
      ...headers,
    },
    body: bytes,
  };
}

describe('verify', () => {
  it('takes what was signed with the secret', () => {
    expect(ownWebhooks.verify(delivery(BODY), SECRET)).toBe(true);
  });

  it('agrees with a signature made by another program', () => {
    // printf '%s.%s' 1700000000 '{}' | openssl dgst -sha256 -hmac key
    const signature = 'sha256=9d713ed406bb7076d4123f0dc2c39d2df5c654ed4b0cd56b52c8b4c940bd63ae';
    const made = signatureOf('{}', '1700000000', 'key');
    expect(made).toMatch(/^sha256=[0-9a-f]{64}$/);
    expect(made).toBe(signature);
  });

  it.each([
    ['another secret', delivery(BODY), 'another'],
    ['no secret', delivery(BODY), ''],
    ['another body', { ...delivery(BODY), body: Buffer.from(`${BODY} `) }, SECRET],
    ['another time', delivery(BODY, { 'x-bookkeeper-timestamp': '2026-11-21T16:49:12.763Z' }), SECRET],
    ['no time', delivery(BODY, { 'x-bookkeeper-timestamp': '' }), SECRET],
    ['no signature', { headers: { 'x-bookkeeper-timestamp': SENT }, body: Buffer.from(BODY) }, SECRET],
    ['a signature cut short', delivery(BODY, { 'x-bookkeeper-signature': 'sha256=00' }), SECRET],
    ['a signature of letters', delivery(BODY, { 'x-bookkeeper-signature': `sha256=${'é'.repeat(64)}` }), SECRET],
  ])('refuses %s', (_what, from, secret) => {
    expect(ownWebhooks.verify(from, secret)).toBe(false);
  });

  it('takes any bytes as they are, and no other', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat(), (bytes, at) => {
        const signed = delivery(Buffer.from(bytes));
        const other = Buffer.from(bytes);
        other[at % other.length] = (other[at % other.length] ?? 0) ^ 1;
        return ownWebhooks.verify(signed, SECRET) && !ownWebhooks.verify({ ...signed, body: other }, SECRET);
      }),
    );
  });
});

describe('hint', () => {
  it.each([
    ['an order by its id', '{"name":"order.placed","data":{"id":"order_1"}}', 'order.placed', ['order_1']],
    ['an order by a number', '{"name":"order.changed","data":{"id":12}}', 'order.changed', ['12']],
    [
      'an order that is named beside another thing',
      '{"name":"payment.captured","data":{"id":"pay_1","order_id":"order_1"}}',
      'payment.captured',
      ['order_1'],
    ],
    ['a payment alone', '{"name":"payment.captured","data":{"id":"pay_1"}}', 'payment.captured', []],
    ['no data', '{"name":"order.placed"}', 'order.placed', []],
    ['an empty id', '{"name":"order.placed","data":{"id":""}}', 'order.placed', []],
    ['a list', '[1]', '', []],
    ['no JSON', '<html>', '', []],
  ])('of %s', (_what, body, topic, reads) => {
    expect(ownWebhooks.hint(delivery(body))).toEqual({ topic, isRecord: false, reads });
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.json().map(Buffer.from)), (bytes) => {
        ownWebhooks.hint({ headers: {}, body: Buffer.from(bytes) });
      }),
    );
  });
});
