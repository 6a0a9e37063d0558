import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decoded } from '../../domain/documents/report.ts';
import { NO_SETTINGS } from '../contract.ts';
import { isObject } from '../shape.ts';
import { foreseen, spoilt } from '../testing.ts';
import { inGraphql, inRest, type World } from './fixtures/world.ts';
import { shopify } from './index.ts';

const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8'));

const WORLD: World = {
  total: 1190,
  lines: [{ id: 1, quantity: 1, cents: 1000, taxes: [{ title: 'USt', rate: 0.19, cents: 190 }] }],
  transactions: [{ id: 7, kind: 'sale', cents: 1190, gateway: 'gift_card', card: 12345 }],
  refunds: [{ id: 3, transactions: [{ id: 71, kind: 'refund', cents: 500, gateway: 'gift_card', card: 12345 }] }],
  fulfilments: [{ id: 4, status: 'success', lines: [[1, 1]] }],
};

const BODIES: unknown[] = [
  fixture('order.rest.json'),
  fixture('order.graphql.json'),
  inRest(WORLD),
  inGraphql(WORLD),
  {
    ...(inRest(WORLD).fulfillments as object[])[0],
    order_id: 1,
    tracking_number: '1Z',
    tracking_urls: ['https://ups.example/1Z'],
  },
  { id: 5 },
  { errors: 'Not Found' },
  {
    id: 207119551,
    first_name: 'Bob',
    email: 'bob@example.com',
    addresses: [{ address1: 'Chestnut Street 92' }],
    orders_count: 1,
  },
  'first_name=Bob',
  null,
];

/** Whatever the vendor's example says of Bob Norman. */
const SECRETS = [
  'Bob',
  'Norman',
  'mail.example.com',
  'Chestnut',
  '40202',
  'Louisville',
  '557734881234',
  '459-2181',
  '6136120707',
];
const SECRETS_TOO = [
  'imasecretipod',
  'b1946ac92492d2347c6235b4d2611184',
  'Happy Birthday',
  '0.0.0.0',
  '1Z1234512345123456',
  'source=abc',
];

function decode(payload: unknown): Decoded {
  return shopify.decode(payload, NO_SETTINGS, { via: 'file', topic: '' });
}

function withoutPerson(decoded: Decoded): unknown {
  if (decoded.kind !== 'report') return decoded;
  const { person, ...report } = decoded.report;
  return { ...report, who: person?.remoteId };
}

describe('redact', () => {
  it.each(BODIES.map((body) => [body]))('leaves all that the decoder reads but the person: %o', (body) => {
    const redacted = shopify.redact(body);
    expect(withoutPerson(decode(redacted))).toEqual(withoutPerson(decode(body)));
    expect(shopify.shopOf(redacted)).toBe(shopify.shopOf(body));
    expect(shopify.redact(redacted)).toEqual(redacted);
  });

  it.each(['order.rest.json', 'order.graphql.json'])('keeps nothing of the person in %s', (name) => {
    const text = JSON.stringify(shopify.redact(fixture(name)));
    for (const secret of [...SECRETS, ...SECRETS_TOO]) expect(text).not.toContain(secret);
  });

  it('keeps country and state, and what was empty', () => {
    const redacted = shopify.redact({
      billing_address: { name: 'Ann', company: null, address2: '', country_code: 'DE', province_code: 'BE' },
    });
    expect(redacted).toEqual({
      billing_address: { name: 'redacted', company: null, address2: '', country_code: 'DE', province_code: 'BE' },
    });
  });

  it('keeps of a receipt only the gift card', () => {
    const receipt = { gift_card_id: 12345, name: 'Ann' };
    const redacted = shopify.redact({ receipt, receiptJson: JSON.stringify(receipt) });
    expect(redacted).toEqual({ receipt: { gift_card_id: 12345 }, receiptJson: '{"gift_card_id":"12345"}' });
  });

  it('tells nobody apart', () => {
    const named = (name: string) => {
      const body = inRest(WORLD);
      const customer = isObject(body.customer) ? body.customer : {};
      return shopify.redact({ ...body, customer: { ...customer, first_name: name, email: `${name}@example.com` } });
    };
    expect(named('ann')).toEqual(named('bob'));
  });
});

describe('whatever a body says', () => {
  it('is decoded or parked, redacted or not, with no fault of ours', () => {
    const place = fc.nat({ max: 2 ** 31 - 1 });
    fc.assert(
      fc.property(fc.constantFrom(...BODIES), place, fc.jsonValue(), (body, at, instead) => {
        const theirs = spoilt(body, at, instead);
        foreseen(decode(theirs));
        foreseen(decode(shopify.redact(theirs)));
        shopify.shopOf(theirs);
      }),
      { numRuns: 2000 },
    );
  });
});
