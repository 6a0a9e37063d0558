import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Decoded } from '../../domain/documents/report.ts';
import { NO_SETTINGS } from '../contract.ts';
import { medusa } from './index.ts';

const bodies: unknown[] = readFileSync(new URL('../../../samples/medusa/orders.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as unknown);

const OTHERS: unknown[] = [
  { order: bodies[0] },
  { name: 'order.placed', data: { id: 'order_1' }, metadata: {} },
  { type: 'not_found', message: 'no' },
  'x',
  null,
];

function withoutPerson(decoded: Decoded): unknown {
  return decoded.kind === 'report' ? { ...decoded.report, person: null } : decoded;
}

function decode(payload: unknown): Decoded {
  return medusa.decode(payload, NO_SETTINGS, { via: 'file', topic: '' });
}

const PERSON = {
  first_name: '§Ann',
  last_name: '§Lee',
  company: '§Co',
  phone: '§1',
  address_1: '§Way 1',
  address_2: '§2',
};

function personalised(body: unknown): Record<string, unknown> {
  const address = {
    ...PERSON,
    city: '§York',
    postal_code: '§9',
    province: 'ny',
    country_code: 'us',
    metadata: { vat: '§V' },
  };
  return {
    ...(body as Record<string, unknown>),
    email: '§a@example.com',
    customer: { ...PERSON, id: 'cus_1', email: '§a@example.com', metadata: { born: '§1990' } },
    shipping_address: address,
    billing_address: address,
    metadata: { gift_message: '§love' },
  };
}

describe('redact', () => {
  it('leaves all that the decoder reads but the person', () => {
    for (const body of [...bodies, ...OTHERS]) {
      expect(withoutPerson(decode(medusa.redact(body)))).toEqual(withoutPerson(decode(body)));
    }
  });

  it('keeps nothing of what stood in a personal field, but the country', () => {
    for (const body of bodies) {
      const theirs = personalised(body);
      const redacted = medusa.redact(theirs);
      expect(JSON.stringify(redacted)).not.toContain('§');
      expect(withoutPerson(decode(redacted))).toEqual(withoutPerson(decode(theirs)));
      expect(redacted).toMatchObject({ shipping_address: { country_code: 'us', province: 'ny' } });
    }
  });

  it("empties a gateway's own record, refund notes and tracking", () => {
    const text = JSON.stringify(bodies);
    expect(text).toContain('TRK');
    expect(text).toContain('Weiß');
    const redacted = JSON.stringify(bodies.map((body) => medusa.redact(body)));
    for (const word of ['TRK', 'Weiß', 'example.com', 'Köln', 'paid-jpy']) expect(redacted).not.toContain(word);
    const payment = { id: 'pay_1', data: { card: { name: '§Ann' } }, refunds: [{ note: '§late' }] };
    expect(medusa.redact(payment)).toEqual({ id: 'pay_1', data: {}, refunds: [{ note: 'redacted' }] });
  });

  it('changes nothing twice', () => {
    for (const body of bodies) {
      const once = medusa.redact(body);
      expect(medusa.redact(once)).toEqual(once);
    }
  });
});
