import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Decoded } from '../../domain/documents/report.ts';
import { NO_SETTINGS } from '../contract.ts';
import { vendure } from './index.ts';

const bodies: unknown[] = readFileSync(new URL('../../../samples/vendure/orders.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as unknown);

const OTHERS: unknown[] = [
  { data: { order: bodies[0] } },
  { event: 'OrderPlacedEvent', order: { customer: { firstName: 'Ann' } } },
  { errors: [{ message: 'FORBIDDEN' }], data: null },
  'x',
  null,
];

function withoutPerson(decoded: Decoded): unknown {
  return decoded.kind === 'report' ? { ...decoded.report, person: null } : decoded;
}

function decode(payload: unknown): Decoded {
  return vendure.decode(payload, NO_SETTINGS, { via: 'file', topic: '' });
}

function personalised(body: unknown): Record<string, unknown> {
  const address = {
    fullName: '§Ann Lee',
    company: '§Co',
    streetLine1: '§Way 1',
    streetLine2: '§2',
    city: '§York',
    postalCode: '§9',
    phoneNumber: '§1',
    country: 'Germany',
    countryCode: 'DE',
    customFields: { vat: '§V' },
  };
  return {
    ...(body as Record<string, unknown>),
    customer: {
      id: '1',
      title: '§Dr',
      firstName: '§Ann',
      lastName: '§Lee',
      emailAddress: '§a@example.com',
      phoneNumber: '§1',
    },
    shippingAddress: address,
    billingAddress: address,
    customFields: { giftMessage: '§love' },
  };
}

describe('redact', () => {
  it('leaves all that the decoder reads but the person', () => {
    for (const body of [...bodies, ...OTHERS]) {
      expect(withoutPerson(decode(vendure.redact(body)))).toEqual(withoutPerson(decode(body)));
    }
  });

  it('keeps nothing of what stood in a personal field, but the country', () => {
    for (const body of bodies) {
      const theirs = personalised(body);
      const redacted = vendure.redact(theirs);
      expect(JSON.stringify(redacted)).not.toContain('§');
      expect(withoutPerson(decode(redacted))).toEqual(withoutPerson(decode(theirs)));
      expect(redacted).toMatchObject({ shippingAddress: { country: 'Germany', countryCode: 'DE' } });
    }
  });

  it('keeps what the history dates without its reasons and notes', () => {
    const history = {
      items: [{ type: 'ORDER_CANCELLATION', data: { reason: '§Ann died', lines: [{ orderLineId: 1, quantity: 1 }] } }],
    };
    expect(vendure.redact({ history })).toEqual({
      history: {
        items: [{ type: 'ORDER_CANCELLATION', data: { reason: 'redacted', lines: [{ orderLineId: 1, quantity: 1 }] } }],
      },
    });
    const payment = { metadata: { card: '§4242' }, errorMessage: '§declined' };
    expect(vendure.redact(payment)).toEqual({ metadata: {}, errorMessage: 'redacted' });
  });

  it('leaves no name, address or tracking code of the samples', () => {
    const text = JSON.stringify(bodies);
    const redacted = JSON.stringify(bodies.map((body) => vendure.redact(body)));
    for (const word of ['TRK', 'Weiß', 'example.com', 'Köln', 'customer changed mind']) {
      expect(text).toContain(word);
      expect(redacted).not.toContain(word);
    }
  });

  it('changes nothing twice', () => {
    for (const body of bodies) {
      const once = vendure.redact(body);
      expect(vendure.redact(once)).toEqual(once);
    }
  });
});
