import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decoded } from '../../domain/documents/report.ts';
import { NO_SETTINGS } from '../contract.ts';
import { isObject } from '../shape.ts';
import { foreseen, spoilt } from '../testing.ts';
import { woocommerce } from './index.ts';

const bodies: unknown[] = ['orders.jsonl', 'refunds.jsonl'].flatMap((name) =>
  readFileSync(new URL(`../../../samples/woocommerce/${name}`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown),
);

const OTHERS: unknown[] = [
  'webhook_id=1',
  'name=Ann+Lee',
  null,
  { id: 72 },
  { code: 'x', message: 'no', data: {} },
  { id: 3, username: 'ann', billing: { first_name: 'Ann', vat_number: 'GB1' }, is_paying_customer: true },
];

function withoutPerson(decoded: Decoded): unknown {
  return decoded.kind === 'report' ? { ...decoded.report, person: null } : decoded;
}

function decode(payload: unknown): Decoded {
  return woocommerce.decode(payload, NO_SETTINGS, { via: 'file', topic: '' });
}

const PERSONAL = ['customer_note', 'customer_ip_address', 'customer_user_agent', 'order_key', 'payment_url', 'reason'];
const ADDRESS = [
  'first_name',
  'last_name',
  'company',
  'address_1',
  'address_2',
  'city',
  'postcode',
  'email',
  'phone',
  'vat_number',
];

/** The body of someone else: every personal field filled with the same text. */
function personalised(body: unknown, text: string): unknown {
  if (!isObject(body)) return body;
  const address = { ...Object.fromEntries(ADDRESS.map((key) => [key, text])), country: 'US', state: 'NY' };
  return {
    ...body,
    ...Object.fromEntries(PERSONAL.map((key) => [key, text])),
    billing: address,
    shipping: address,
    meta_data: [{ id: 1, key: '_billing_birthday', value: text }],
  };
}

describe('redact', () => {
  it('leaves all that the decoder reads but the person', () => {
    for (const body of [...bodies, ...OTHERS]) {
      expect(withoutPerson(decode(woocommerce.redact(body)))).toEqual(withoutPerson(decode(body)));
      expect(woocommerce.shopOf(woocommerce.redact(body))).toBe(woocommerce.shopOf(body));
    }
  });

  it('keeps nothing of what stood in a personal field', () => {
    const text = fc.stringMatching(/^[a-z]{4,12}$/).map((letters) => `§${letters}`);
    fc.assert(
      fc.property(fc.constantFrom(...bodies), text, (body, secret) => {
        const theirs = personalised(body, secret);
        const redacted = woocommerce.redact(theirs);
        expect(JSON.stringify(redacted)).not.toContain(secret);
        expect(withoutPerson(decode(redacted))).toEqual(withoutPerson(decode(theirs)));
      }),
    );
  });

  it('tells nobody apart', () => {
    const [body] = bodies;
    expect(woocommerce.redact(personalised(body, '§one'))).toEqual(woocommerce.redact(personalised(body, '§two')));
  });

  it('changes nothing but texts that are there, and nothing twice', () => {
    for (const body of bodies) {
      const once = woocommerce.redact(body);
      expect(woocommerce.redact(once)).toEqual(once);
    }
  });
});

describe('whatever a body says', () => {
  it('is decoded or parked, redacted or not, with no fault of ours', () => {
    const place = fc.nat({ max: 2 ** 31 - 1 });
    fc.assert(
      fc.property(fc.constantFrom(...bodies), place, fc.jsonValue(), (body, at, instead) => {
        const theirs = spoilt(body, at, instead);
        foreseen(decode(theirs));
        foreseen(decode(woocommerce.redact(theirs)));
        woocommerce.shopOf(theirs);
      }),
      { numRuns: 2000 },
    );
  });
});
