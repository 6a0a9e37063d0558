import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decoded } from '../../domain/documents/report.ts';
import { NO_SETTINGS } from '../contract.ts';
import { foreseen } from '../testing.ts';
import { csvConnector } from './index.ts';
import { parseProfile } from './profile.ts';
import { payloadOf, profileFile, smallProfile } from './testing.ts';

const profile = parseProfile(
  smallProfile({ person: { id: 'Mail', name: 'Name', email: 'Mail' }, payments: { amount: 'Paid', gateway: 'Sku' } }),
);
const connector = csvConnector(profile);
const HEADER = ['Order', 'Date', 'Sku', 'Qty', 'Price', 'Paid', 'Name', 'Mail', 'Note'];

const decode = (payload: unknown): Decoded =>
  foreseen(connector.decode(payload, NO_SETTINGS, { via: 'file', topic: '' }));
const withoutPerson = (decoded: Decoded): unknown =>
  decoded.kind === 'report' ? { ...decoded.report, person: null } : decoded;

const cell = fc.oneof(
  fc.constantFrom('', 'A1', '2026-11-21', 'TEA', '2', '10.00', 'x,y', ' '),
  fc.string({ maxLength: 6 }),
);
const row = fc.oneof(
  fc.tuple(fc.constant('A1'), fc.constant('2026-11-21'), cell, fc.constant('2'), cell, cell, cell, cell, cell),
  fc.array(cell, { minLength: 7, maxLength: 11 }),
);
const payload = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      profile: fc.constant('shop'),
      key: fc.constant('A1'),
      files: fc.record({ orders: fc.array(row, { maxLength: 3 }).map((rows) => [HEADER, ...rows]) }),
    }),
  },
  { weight: 1, arbitrary: fc.jsonValue() },
  { weight: 1, arbitrary: fc.record({ profile: fc.jsonValue(), key: fc.jsonValue(), files: fc.jsonValue() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      profile: fc.constant('shop'),
      key: fc.string(),
      files: fc.record({ orders: fc.jsonValue() }),
    }),
  },
);

describe('redact', () => {
  it('leaves all that the decoder reads but the person', () => {
    fc.assert(
      fc.property(payload, (one) => {
        expect(withoutPerson(decode(connector.redact(one)))).toEqual(withoutPerson(decode(one)));
      }),
      { numRuns: 500 },
    );
  });

  it('keeps nothing of columns that the books are not made of', () => {
    const secret = fc.stringMatching(/^[a-z]{4,12}$/).map((letters) => `§${letters}`);
    fc.assert(
      fc.property(secret, (text) => {
        const orders = `${HEADER}\nA1,2026-11-21,TEA,2,10.00,5,${text},${text},${text}\n`;
        const theirs = payloadOf('shop', 'A1', { orders });
        expect(decode(theirs)).toMatchObject({ report: { person: { remoteId: text, name: text } } });
        expect(JSON.stringify(connector.redact(theirs))).not.toContain(text);
      }),
    );
  });

  it('changes nothing twice', () => {
    fc.assert(
      fc.property(payload, (one) => {
        const once = connector.redact(one);
        expect(connector.redact(once)).toEqual(once);
      }),
    );
  });

  it('of a Shopify export keeps the country and the goods, not the customer', () => {
    const shopify = csvConnector(parseProfile(profileFile('profiles/shopify-orders-export.json')));
    const orders = 'Name,Email,Shipping Name,Shipping Country,Lineitem name,Notes\n#1,a@b.c,Ann,DE,Tea,ring twice\n';
    expect(shopify.redact(payloadOf('shopify-orders-export', '#1', { orders }))).toEqual(
      payloadOf('shopify-orders-export', '#1', {
        orders: 'Name,Email,Shipping Name,Shipping Country,Lineitem name,Notes\n#1,,,DE,Tea,\n',
      }),
    );
  });
});
