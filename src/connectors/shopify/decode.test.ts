import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OrderContent, RefundContent } from '../../domain/documents/parts.ts';
import { NO_SETTINGS } from '../contract.ts';
import {
  FILE,
  inGraphql,
  inRest,
  LINE,
  PLACED,
  partOf,
  type Refund,
  read,
  type Transaction,
  told,
  UPDATED,
  UST,
  type World,
} from './fixtures/world.ts';
import { shopify } from './index.ts';

const fixture = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8'));

const orderOf = (world: World) => partOf<OrderContent>(told(world), 'order');

describe("the vendor's example", () => {
  const rest = read(fixture('order.rest.json'));
  const graphql = read(fixture('order.graphql.json'));

  it('means the same in both shapes, of all that both speak of', () => {
    const keys = new Set(rest.parts.map(({ key }) => key));
    expect(graphql.parts.filter(({ key }) => keys.has(key))).toEqual(rest.parts);
    expect(graphql.lists.filter(({ list }) => list !== 'payment')).toEqual(rest.lists);
    expect({ ...graphql, parts: [], lists: [] }).toEqual({ ...rest, parts: [], lists: [] });
    expect(shopify.shopOf(fixture('order.graphql.json'))).toBe('548380009');
    expect(shopify.shopOf(fixture('order.rest.json'))).toBe('548380009');
  });

  it('says nothing of payments where the body has none', () => {
    expect(rest.parts.map(({ key }) => key)).toEqual(['order', 'refund:929361465', 'fulfilment:255858046']);
    expect(rest.lists.map(({ list }) => list)).toEqual(['refund', 'fulfilment']);
    expect(graphql.lists.map(({ list }) => list)).toEqual(['payment', 'refund', 'fulfilment']);
  });

  it('is a cancelled order whose lines were all given back and ten dollars paid back', () => {
    const order = partOf<OrderContent>(rest, 'order');
    expect(order).toMatchObject({ number: '#1001', status: 'cancelled', total: 59894, terms: 'prepay' });
    expect(order.cancelledAt).toBe(Date.parse('2025-04-02T11:31:21-05:00'));
    expect(order.components.map(({ net, discount }) => [net, discount])).toEqual([
      [19566, 334],
      [19567, 333],
      [19567, 333],
      [0, 0],
    ]);
    expect(order.components[0]?.taxes).toEqual([
      { code: 'US:State Tax:6', amount: 398, base: 19566, liable: 'merchant', charged: true },
    ]);
    const refund = partOf<RefundContent>(rest, 'refund:929361465');
    expect(refund).toMatchObject({
      status: 'settled',
      amount: 1000,
      tender: { gateway: 'bogus' },
      family: '1068278490',
    });
    expect(refund.lines.map(({ net, taxes }) => net + (taxes[0]?.amount ?? 0))).toEqual([19964, 19965, 19965]);
  });
});

describe('an order', () => {
  it('is read in presentment money, net of tax where prices include it', () => {
    const order = orderOf({
      total: 952,
      included: true,
      lines: [{ ...LINE, discount: 48, taxes: [{ ...UST, cents: 152 }] }],
    });
    expect(order).toMatchObject({ currency: 'EUR', total: 952, pricesIncludeTax: true, tellsShipments: true, unit: 1 });
    expect(order.components).toMatchObject([
      { id: 'line:1', net: 800, discount: 40, taxes: [{ code: 'DE:USt:19', amount: 152, base: 800 }] },
    ]);
  });

  it('splits the discount of a line that cost nothing by its rate', () => {
    const order = orderOf({
      total: 0,
      included: true,
      lines: [{ ...LINE, cents: 1190, discount: 1190, taxes: [{ ...UST, cents: 0 }] }],
    });
    expect(order.components).toMatchObject([{ net: 0, discount: 1000 }]);
  });

  it('keeps all units ordered, with the tax the channel owes marked as its own', () => {
    const taxes = [{ title: 'State Tax', rate: 0.08875, cents: 178, liable: true }];
    const order = orderOf({ total: 2178, lines: [{ ...LINE, quantity: 2, taxes }] });
    expect(order.components).toMatchObject([
      { quantity: 2, net: 2000, taxes: [{ code: 'DE:State Tax:8.875', liable: 'marketplace', charged: true }] },
    ]);
  });

  it('adds up taxes of the same name and rate', () => {
    const order = orderOf({ total: 1380, lines: [{ ...LINE, taxes: [UST, UST] }] });
    expect(order.components[0]?.taxes).toMatchObject([{ amount: 380, base: 1000 }]);
  });

  it('tells gift cards, digital goods, shipping, duties and fees apart', () => {
    const order = orderOf({
      total: 7500,
      lines: [
        { id: 1, quantity: 1, cents: 5000, giftCard: true, digital: true },
        { id: 2, quantity: 1, cents: 1000, digital: true },
        { id: 3, quantity: 1, cents: 500, duties: [{ id: 9, cents: 300 }] },
      ],
      shipping: [{ id: 4, cents: 600, discount: 100 }],
      fees: 200,
    });
    expect(order.components.map(({ id, kind, ships, net, discount }) => [id, kind, ships, net, discount])).toEqual([
      ['line:1', 'gift-card', false, 5000, 0],
      ['line:2', 'goods', false, 1000, 0],
      ['line:3', 'goods', true, 500, 0],
      ['duty:9', 'duty', true, 300, 0],
      ['shipping:4', 'shipping', true, 500, 100],
      ['fee:0', 'fee', true, 200, 0],
    ]);
  });

  it('takes duties out of prices that include them', () => {
    const order = orderOf({
      total: 500,
      dutiesIncluded: true,
      lines: [{ id: 3, quantity: 1, cents: 500, duties: [{ id: 9, cents: 300 }] }],
    });
    expect(order.components.map(({ net }) => net)).toEqual([200, 300]);
  });

  it.each([
    ['marked by REST', { tip: true }, 'line:2'],
    ['named so', { title: 'Tip' }, 'line:2'],
    ['of the same amount', { title: 'Trinkgeld' }, 'line:2'],
    ['in no line', { cents: 700 }, 'tip'],
  ])('finds the tip %s', (_, marks, id) => {
    const lines = [LINE, { id: 2, quantity: 1, cents: 300, sku: '', custom: true, digital: true, ...marks }];
    const tips = orderOf({ total: 1490, tip: 300, lines }).components.filter(({ kind }) => kind === 'tip');
    expect(tips).toMatchObject([{ id, net: 300, ships: false }]);
  });

  it('takes off a shipping line that an edit removed and no refund gives back', () => {
    const shipping = [{ id: 4, cents: 600, removed: true, taxes: [{ ...UST, cents: 114 }] }];
    const world: World = { total: 1904, lines: [LINE], shipping };
    expect(orderOf(world).cancellations).toMatchObject([
      { id: 'shipping:4', at: null, lines: [{ component: 'shipping:4', net: 600, taxes: [{ amount: 114 }] }] },
    ]);
    const refunds: Refund[] = [{ id: 8, shipping: [{ line: 4, cents: 600, tax: 114 }] }];
    expect(orderOf({ ...world, refunds }).cancellations).toEqual([]);
  });

  const pending: World = { total: 1190, lines: [LINE], financial: 'pending' };
  it.each<[string, World, string]>([
    ['paid by card', { ...pending, financial: 'paid' }, 'prepay'],
    ['with payment terms', { ...pending, terms: true }, 'on-account'],
    ['pending at a gateway', { ...pending, gateways: ['klarna'] }, 'prepay'],
    ['pending, cash on delivery', { ...pending, gateways: ['Cash on Delivery (COD)'] }, 'on-account'],
    ['paid, cash on delivery', { ...pending, financial: 'paid', gateways: ['Cash on Delivery (COD)'] }, 'on-account'],
    ['pending at no gateway', { ...pending, gateways: [] }, 'on-account'],
    [
      'pending by a way of the merchant',
      {
        ...pending,
        gateways: ['On pick-up'],
        transactions: [{ id: 1, kind: 'sale', status: 'pending', cents: 1190, manual: true }],
      },
      'on-account',
    ],
  ])('%s', (_, world, terms) => {
    expect(orderOf(world).terms).toBe(terms);
  });

  it('lists nothing where an event brought it', () => {
    const report = read(inRest({ total: 1190, lines: [LINE] }), { via: 'event', topic: 'orders/updated' });
    expect(report.lists).toEqual([]);
    expect(report.parts[0]).toMatchObject({ key: 'order', version: Date.parse(UPDATED), at: Date.parse(UPDATED) });
  });
});

describe('both shapes', () => {
  const cents = fc.integer({ min: 0, max: 99999 });
  const tax = fc.record({
    title: fc.constantFrom('USt', 'GST', 'State Tax'),
    rate: fc.constantFrom(0.19, 0.07, 0.05, 0.08875, 0.2),
    cents,
    liable: fc.boolean(),
  });
  const line = (id: number) =>
    fc.record({
      id: fc.constant(id),
      quantity: fc.integer({ min: 1, max: 9 }),
      cents,
      discount: cents,
      taxes: fc.array(tax, { maxLength: 3 }),
      giftCard: fc.boolean(),
      digital: fc.boolean(),
    });
  const refund = fc.record({
    id: fc.constant(3),
    lines: fc.array(
      fc.record({ line: fc.constantFrom(1, 2), quantity: fc.integer({ min: 1, max: 3 }), cents, tax: cents }),
      { maxLength: 3 },
    ),
    shipping: fc.array(fc.record({ line: fc.constant(4), cents, tax: cents }), { maxLength: 1 }),
    adjustments: fc.array(fc.record({ cents: fc.integer({ min: -500, max: 500 }), reason: fc.constant('CUSTOMER') }), {
      maxLength: 2,
    }),
    transactions: fc.array(
      fc.record({
        id: fc.integer({ min: 1, max: 500 }),
        kind: fc.constant('refund'),
        status: fc.constantFrom('success', 'pending', 'failure'),
        gateway: fc.constantFrom('shopify_payments', 'gift_card'),
        cents,
      }),
      { maxLength: 3 },
    ),
  });

  it('mean the same, and the parts add up to what the lines say', () => {
    const world = fc.record({
      total: cents,
      included: fc.boolean(),
      lines: fc.tuple(line(1), line(2)),
      shipping: fc.tuple(
        fc.record({ id: fc.constant(4), cents, discount: cents, taxes: fc.array(tax, { maxLength: 2 }) }),
      ),
      refunds: fc.array(refund, { maxLength: 1 }),
    });
    fc.assert(
      fc.property(world, (drawn) => {
        const order = partOf<OrderContent>(told(drawn), 'order');
        const gross = order.components.map(({ net, taxes }) =>
          taxes.reduce<number>((sum, { amount }) => sum + amount, net),
        );
        const charges = [...drawn.lines.map((one) => ({ ...one, cents: one.cents * one.quantity })), ...drawn.shipping];
        const expected = charges.map((one) => {
          const taxed = drawn.included ? 0 : one.taxes.reduce((sum, each) => sum + each.cents, 0);
          return one.cents - one.discount + taxed;
        });
        expect(gross).toEqual(expected);
      }),
    );
  });

  it('may stand in the wrappers of their interface', () => {
    const world: World = { total: 1190, lines: [LINE] };
    const report = told(world);
    expect(read({ order: inRest(world) })).toEqual(report);
    expect(read({ data: { order: inGraphql(world) }, extensions: {} })).toEqual(report);
    expect(read({ data: { node: inGraphql(world) } })).toEqual(report);
  });

  it('may leave out shop and presentment money where they are the same', () => {
    const body = {
      ...inRest({ total: 1190, lines: [] }),
      presentment_currency: 'USD',
      total_price_set: undefined,
      total_price: '11.90',
    };
    expect(partOf<OrderContent>(read(body), 'order')).toMatchObject({ currency: 'USD', total: 1190 });
    expect(shopify.decode({ ...body, presentment_currency: 'EUR' }, NO_SETTINGS, FILE)).toMatchObject({
      reason: 'unknown-shape',
    });
  });
});

describe('a part by itself', () => {
  it('is a payment, a fulfilment or the mention of a refund of its order', () => {
    const refund: Refund = {
      id: 3,
      lines: [{ line: 1, quantity: 1, cents: 1000, tax: 190 }],
      transactions: [{ id: 71, kind: 'refund', cents: 1190 }],
    };
    const fulfilments = [{ id: 4, status: 'success', lines: [[1, 1]] as const }];
    const transactions: Transaction[] = [{ id: 7, kind: 'sale', cents: 1190 }];
    const body = inRest({ total: 1190, lines: [LINE], refunds: [refund], fulfilments, transactions });
    const whole = read(body);
    const alone = (list: string) => read({ ...(body[list] as object[])[0], order_id: 6100001, tracking_number: null });
    for (const [list, key] of [
      ['transactions', 'payment:7'],
      ['fulfillments', 'fulfilment:4'],
    ] as const) {
      const part = whole.parts.find((one) => one.key === key);
      expect(alone(list)).toMatchObject({ remoteId: '6100001', parts: [part], lists: [], person: null });
    }
    const [mention] = alone('refunds').parts;
    expect(mention).toMatchObject({
      key: 'refund-mention:3',
      content: { refund: { id: '3', amount: 1190, currency: 'EUR', lines: [] } },
    });
  });
});

describe('what is no record', () => {
  const body = inRest({ total: 1190, lines: [LINE] });
  const node = inGraphql({ total: 1190, lines: [LINE] });
  it.each([
    [{ id: 820982911 }, 'deletion-notice', 'deleted'],
    [{ errors: 'Not Found' }, 'error-body', 'error'],
    [{ data: null, errors: [{ message: 'Throttled' }] }, 'error-body', 'error'],
    [{ data: { order: null } }, 'no-record', 'no order'],
    [{ ...body, test: true }, 'no-record', 'a test'],
    [{ data: { order: { ...node, test: true } } }, 'no-record', 'a test'],
    [
      { id: 1, order_id: 2, kind: 'void', gateway: 'x', amount: '1.00', currency: 'EUR', created_at: PLACED },
      'no-record',
      'void',
    ],
    [{ orders: [body] }, 'unknown-shape', 'a page of orders'],
    [{ data: { orders: { nodes: [] } } }, 'unknown-shape', 'a page of orders'],
    [{ id: 1, title: 'Mug', variants: [] }, 'unknown-shape', 'a product'],
    ['text', 'unknown-shape', 'expected an order'],
    [null, 'unknown-shape', 'expected an order'],
    [{ ...body, presentment_currency: 'XYZ' }, 'unknown-currency', "'XYZ'"],
    [{ ...body, updated_at: 'yesterday' }, 'unknown-shape', 'order.updatedAt'],
    [
      { ...body, total_price_set: undefined, total_price: '1e20', presentment_currency: 'USD' },
      'too-large',
      'too large',
    ],
    [{ ...node, lineItems: { nodes: [], pageInfo: { hasNextPage: true } } }, 'unknown-shape', 'only the first page'],
  ])('%o is parked as %s', (payload, reason, detail) => {
    expect(shopify.decode(payload, NO_SETTINGS, FILE)).toMatchObject({
      kind: 'undecodable',
      reason,
      detail: expect.stringContaining(detail),
    });
  });
});
