import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CreditLine, OrderContent, PartContent, Tax } from '../../domain/documents/parts.ts';
import type { Decoded, Report } from '../../domain/documents/report.ts';
import { type Arrival, NO_SETTINGS } from '../contract.ts';
import { medusa } from './index.ts';

type Body = Record<string, unknown>;

const orders: Body[] = readFileSync(new URL('../../../samples/medusa/orders.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Body);

const FILE: Arrival = { via: 'file', topic: '' };

/** The samples by the number that people call them. */
const TWO_RATES = 3;
const YEN = 7;
const DISCOUNTED = 15;
const PARTLY_CAPTURED = 17;
const REFUNDED_TWICE = 21;
const CANCELLED = 24;
const TWO_PARCELS = 29;
const RETURNED = 32;
const FROM_DRAFT = 37;

function recorded(number: number): Body {
  const found = orders.find((order) => order.display_id === number);
  if (found === undefined) throw new Error(`no sample ${number}`);
  return structuredClone(found);
}

function decode(payload: unknown): Decoded {
  return medusa.decode(payload, NO_SETTINGS, FILE);
}

function reportOf(payload: unknown): Report {
  const read = decode(payload);
  if (read.kind !== 'report') throw new Error(`${read.reason}: ${read.detail}`);
  return read.report;
}

function orderPart(payload: unknown): OrderContent {
  const content = reportOf(payload).parts[0]?.content;
  if (content?.type !== 'order') throw new Error('no order part');
  return content;
}

function partsOf<T extends PartContent['type']>(payload: unknown, type: T): Extract<PartContent, { type: T }>[] {
  const contents = reportOf(payload).parts.map((part) => part.content);
  return contents.filter((content): content is Extract<PartContent, { type: T }> => content.type === type);
}

function grossOf(lines: readonly Pick<CreditLine, 'net' | 'taxes'>[]): number {
  const figures = lines.flatMap(({ net, taxes }) => [net, ...taxes.map((tax: Tax) => tax.amount)]);
  return figures.reduce((sum: number, amount) => sum + amount, 0);
}

/** The first item of a body, to be changed in place. */
function itemOf(body: Body): Body {
  return (body.items as Body[])[0] ?? {};
}

function nth(body: Body, key: string, index = 0): Body {
  return (body[key] as Body[])[index] ?? {};
}

function paymentOf(body: Body): Body {
  return nth(nth(body, 'payment_collections'), 'payments');
}

describe('an order', () => {
  it.each(orders.map((order) => [order.display_id, order] as const))('%s adds up to its total', (_number, order) => {
    const part = orderPart(order);
    expect(grossOf(part.components)).toBe(part.total);
  });

  // Figures of the recorded payloads, half-up by hand: item_total + shipping_total.
  it.each([
    [TWO_RATES, 'EUR', 10451],
    [YEN, 'JPY', 7477],
    [DISCOUNTED, 'GBP', 5442],
    [REFUNDED_TWICE, 'USD', 4456],
    [CANCELLED, 'EUR', 3675],
    [RETURNED, 'EUR', 3675],
    [FROM_DRAFT, 'EUR', 4599],
  ])('%i: what was sold, whatever was refunded since', (number, currency, total) => {
    expect(orderPart(recorded(number))).toMatchObject({ currency, total, number: String(number), unit: 1 });
  });

  it('reads lines, shipping and a tax per rate', () => {
    const { components } = orderPart(recorded(TWO_RATES));
    expect(components.map(({ kind, sku, quantity, net }) => [kind, sku, quantity, net])).toEqual([
      ['goods', 'SHIRT-S-WHITE', 3, 3897],
      ['goods', 'SWEATSHIRT-S', 2, 2598],
      ['goods', 'SHORTS-M', 1, 1299],
      ['shipping', '', 1, 1250],
    ]);
    expect(components[1]?.taxes).toEqual([
      { code: 'DE:DE7:7', amount: 182, base: 2598, liable: 'merchant', charged: true },
    ]);
    expect(components.map(({ taxes }) => taxes[0]?.code)).toEqual([
      'DE:DE19:19',
      'DE:DE7:7',
      'DE:DE19:19',
      'DE:DE19:19',
    ]);
  });

  it('rounds figures finer than the minor unit together', () => {
    const { components, total } = orderPart(recorded(YEN));
    expect(components.map(({ net, taxes }) => [net, taxes[0]?.amount])).toEqual([
      [5997, 600],
      [800, 80],
    ]);
    expect(total).toBe(7477);
  });

  it('takes discounts without tax', () => {
    const { components } = orderPart(recorded(DISCOUNTED));
    expect(components.map(({ net, discount }) => [net, discount])).toEqual([
      [3105, 345],
      [1035, 115],
      [395, 0],
    ]);
  });

  it('cuts the noise of floating point', () => {
    const body = recorded(TWO_RATES);
    body.item_total = 89.63100000000001;
    body.shipping_total = 14.875000000000002;
    itemOf(body).total = 46.374300000000005;
    const part = orderPart(body);
    expect(grossOf(part.components)).toBe(10451);
    expect(part.total).toBe(10451);
  });

  it('leaves a real difference between items and total to be seen', () => {
    const body = recorded(TWO_RATES);
    body.item_total = 90.631;
    const part = orderPart(body);
    expect(part.total - grossOf(part.components)).toBe(100);
  });

  it('knows what needs no shipping, and gift cards', () => {
    expect(orderPart(recorded(FROM_DRAFT)).components.map(({ ships }) => ships)).toEqual([true, false, true]);
    const body = recorded(YEN);
    itemOf(body).is_giftcard = true;
    expect(orderPart(body).components[0]).toMatchObject({ kind: 'gift-card', ships: false });
    const settings = { ...NO_SETTINGS, giftCardSkus: new Set(['SHIRT-S-WHITE']) };
    const read = medusa.decode(recorded(TWO_RATES), settings, FILE);
    expect(read.kind === 'report' && read.report.parts[0]?.content).toMatchObject({
      components: [{ kind: 'gift-card' }, { kind: 'goods' }, { kind: 'goods' }, { kind: 'shipping' }],
    });
  });

  it('ranks its versions by updated_at', () => {
    const body = recorded(RETURNED);
    const [part] = reportOf(body).parts;
    const updated = Date.parse(body.updated_at as string);
    expect(part).toMatchObject({ key: 'order', version: updated, at: updated });
    expect(orderPart(body)).toMatchObject({ changedAt: updated, placedAt: Date.parse(body.created_at as string) });
  });

  it('is cancelled with its own instant where the payload names it', () => {
    expect(orderPart(recorded(CANCELLED))).toMatchObject({ status: 'cancelled', cancelledAt: null });
    const body = { ...recorded(CANCELLED), canceled_at: '2026-11-22T08:00:00.000Z' };
    expect(orderPart(body)).toMatchObject({ cancelledAt: Date.UTC(2026, 10, 22, 8) });
  });

  it('is no sale while it is a draft', () => {
    expect(orderPart({ ...recorded(YEN), is_draft_order: true }).status).toBe('unplaced');
    expect(orderPart({ ...recorded(YEN), status: 'draft' }).status).toBe('unplaced');
    expect(orderPart({ ...recorded(YEN), status: 'archived' }).status).toBe('open');
  });

  it('is on account where it began without a payment collection, also when one came later', () => {
    expect(orderPart(recorded(YEN)).terms).toBe('prepay');
    const converted = recorded(FROM_DRAFT);
    expect(orderPart(converted).terms).toBe('on-account');
    converted.payment_collections = [{ currency_code: 'eur', created_at: '2026-12-01T00:00:00.000Z', payments: [] }];
    expect(orderPart(converted).terms).toBe('on-account');
  });

  it('names the customer, or a guest of this order', () => {
    const body = recorded(RETURNED);
    expect(reportOf(body).person).toEqual({ remoteId: body.customer_id, name: 'Jörg Weiß', email: 'c32@example.com' });
    const guest = { ...body, customer_id: null, customer: null, email: 'a@example.com' };
    expect(reportOf(guest).person).toMatchObject({ remoteId: `guest:${body.id}`, email: 'a@example.com' });
  });
});

describe('a received return', () => {
  it('is a cancellation with its own date; the item stays as it was placed', () => {
    const part = orderPart(recorded(RETURNED));
    expect(part.components[0]).toMatchObject({ quantity: 2, net: 2598, taxes: [{ amount: 494, base: 2598 }] });
    expect(part.cancellations).toHaveLength(1);
    expect(part.cancellations[0]).toMatchObject({
      at: Date.parse('2026-11-21T16:51:58.743Z'),
      lines: [{ component: part.components[0]?.id, quantity: 1, net: 1299, taxes: [{ amount: 247, base: 1299 }] }],
    });
    // 21.2891: what Medusa says is left.
    expect(part.total - grossOf(part.cancellations[0]?.lines ?? [])).toBe(2129);
  });

  it('comes in parts when it was received in parts, and leaves nothing of an item that came back whole', () => {
    const body = recorded(RETURNED);
    Object.assign(itemOf(body), { subtotal: 0, total: 0, discount_subtotal: 0 });
    (itemOf(body).tax_lines as Body[])[0] = { code: 'DE19', rate: 19, total: 0 };
    body.item_total = 0;
    const [first] = body.returns as Body[];
    const later = { ...first, id: 'return_2', received_at: '2026-11-25T10:00:00.000Z' };
    body.returns = [later, first];
    const part = orderPart(body);
    expect(part.cancellations.map(({ id }) => id)).toEqual([first?.id, 'return_2']);
    const lines = part.cancellations.flatMap((cancellation) => cancellation.lines);
    expect(lines.map(({ quantity }) => quantity)).toEqual([1, 1]);
    expect(grossOf(lines)).toBe(grossOf(part.components.slice(0, 1)));
    expect(part.total - grossOf(lines)).toBe(583);
  });

  it('takes the discount of what came back, kept or shared', () => {
    for (const [discount, subtotal] of [
      [2, 12.99],
      [1, 12.99],
    ] as const) {
      const body = recorded(RETURNED);
      const net = subtotal - discount;
      Object.assign(itemOf(body), {
        adjustments: [{ amount: 2 }],
        discount_subtotal: discount,
        subtotal,
        total: net * 1.19,
        tax_lines: [{ code: 'DE19', rate: 19, total: net * 0.19 }],
      });
      body.item_total = net * 1.19;
      const part = orderPart(body);
      expect(part.components[0]).toMatchObject({ net: 2398, discount: 200 });
      expect(part.cancellations[0]?.lines[0]?.net).toBe(2398 - Math.round(net * 100));
    }
  });

  it('changes nothing while it is only requested', () => {
    const body = recorded(TWO_PARCELS);
    body.returns = [
      { id: 'return_1', received_at: null, items: [{ item_id: itemOf(body).id, quantity: 1, received_quantity: 0 }] },
    ];
    expect(orderPart(body)).toEqual(orderPart(recorded(TWO_PARCELS)));
  });

  it('stands by its own figures where these are not lowered by just what came back', () => {
    const body = recorded(RETURNED);
    nth(nth(body, 'returns'), 'items').damaged_quantity = 1;
    const part = orderPart(body);
    expect(part.cancellations).toEqual([]);
    expect(part.total).toBe(2129);
  });
});

describe('money', () => {
  it('has a part for each capture, exact where it is finer than the minor unit, and one for the authorisation', () => {
    const body = recorded(YEN);
    const { id, created_at, captures } = paymentOf(body);
    const [capture] = captures as Body[];
    const common = {
      type: 'payment',
      tender: { kind: 'gateway', gateway: 'system_default' },
      currency: 'JPY',
      family: id,
    };
    expect(partsOf(body, 'payment')).toEqual([
      {
        ...common,
        id: capture?.id,
        status: 'captured',
        amount: 7477,
        exact: '7476.7',
        at: Date.parse(capture?.created_at as string),
      },
      { ...common, id, status: 'authorised', amount: 7477, at: Date.parse(created_at as string) },
    ]);
  });

  it('is authorised for the whole until nothing more will be captured', () => {
    const statuses = (body: Body) => partsOf(body, 'payment').map(({ status, amount }) => [status, amount]);
    const partly = recorded(PARTLY_CAPTURED);
    expect(statuses(partly)).toEqual([
      ['captured', 2000],
      ['authorised', 6766],
    ]);
    Object.assign(paymentOf(partly), { canceled_at: '2026-11-22T00:00:00.000Z' });
    expect(statuses(partly)).toEqual([
      ['captured', 2000],
      ['authorised', 2000],
    ]);
    const body = recorded(PARTLY_CAPTURED);
    Object.assign(paymentOf(body), { captures: [] });
    expect(partsOf(body, 'payment').map(({ status }) => status)).toEqual(['authorised']);
    Object.assign(paymentOf(body), { canceled_at: '2026-11-22T00:00:00.000Z' });
    expect(partsOf(body, 'payment')).toMatchObject([{ status: 'voided', at: Date.UTC(2026, 10, 22) }]);
    Object.assign(paymentOf(body), { canceled_at: null, captured_at: '2026-11-23T00:00:00.000Z' });
    expect(partsOf(body, 'payment')).toMatchObject([{ status: 'captured', id: paymentOf(body).id }]);
  });

  it('goes back without goods, in the family of its payment', () => {
    const body = recorded(REFUNDED_TWICE);
    const refunds = partsOf(body, 'refund');
    expect(refunds.map(({ amount, status, lines }) => [amount, status, lines])).toEqual([
      [1000, 'settled', []],
      [750, 'settled', []],
    ]);
    expect(refunds.map(({ family }) => family)).toEqual([paymentOf(body).id, paymentOf(body).id]);
    expect(partsOf(recorded(RETURNED), 'refund')).toMatchObject([{ amount: 1546, exact: '15.4581', lines: [] }]);
  });

  it.each(orders.map((order) => [order.display_id, order] as const))(
    'of %s is what its transactions say',
    (_number, order) => {
      const thousandths = (value: unknown) => Math.round(Number(value) * 1e6);
      const moved = (type: 'payment' | 'refund') =>
        partsOf(order, type)
          .filter(({ status }) => status === 'captured' || status === 'settled')
          .reduce((sum, { exact, amount }) => sum + thousandths(exact ?? amount / 100), 0);
      const stated = (order.transactions as Body[]).reduce((sum, { amount }) => sum + thousandths(amount), 0);
      expect(moved('payment') - moved('refund')).toBe(stated);
    },
  );
});

describe('fulfilments', () => {
  it('are shipped when they left, with their lines', () => {
    const body = recorded(TWO_PARCELS);
    const [first, second] = (body.items as Body[]).map((item) => `line:${item.id}`);
    const parcels = partsOf(body, 'fulfilment').toSorted((a, b) => Number(a.shippedAt) - Number(b.shippedAt));
    expect(parcels).toMatchObject([
      {
        status: 'shipped',
        shippedAt: Date.parse('2026-11-21T16:51:42.104Z'),
        lines: [{ component: first, quantity: 2 }],
      },
      { status: 'shipped', shippedAt: Date.parse('2026-11-21T16:51:43.500Z') },
    ]);
    expect(parcels[1]?.lines).toEqual(
      expect.arrayContaining([
        { component: first, quantity: 1 },
        { component: second, quantity: 1 },
      ]),
    );
  });

  it.each([
    ['packed', { shipped_at: null, delivered_at: null }, { status: 'pending', shippedAt: null }],
    [
      'collected',
      { shipped_at: null, delivered_at: '2026-11-22T00:00:00Z' },
      { status: 'shipped', shippedAt: Date.UTC(2026, 10, 22) },
    ],
    [
      'cancelled',
      { shipped_at: null, canceled_at: '2026-11-22T00:00:00Z' },
      { status: 'cancelled', cancelledAt: Date.UTC(2026, 10, 22) },
    ],
  ])('%s', (_name, change, expected) => {
    const body = recorded(RETURNED);
    Object.assign((body.fulfillments as Body[])[0] ?? {}, change);
    expect(partsOf(body, 'fulfilment')).toMatchObject([expected]);
  });

  it('count a bundle once, though each of its inventory items has an entry', () => {
    const body = recorded(RETURNED);
    const [fulfilment] = body.fulfillments as Body[];
    const [entry] = (fulfilment?.items ?? []) as Body[];
    Object.assign(fulfilment ?? {}, { items: [entry, { ...entry, inventory_item_id: 'other', quantity: 4 }] });
    expect(partsOf(body, 'fulfilment')[0]?.lines).toEqual([{ component: `line:${itemOf(body).id}`, quantity: 2 }]);
  });
});

describe('a payload', () => {
  it('may come in an envelope', () => {
    expect(decode({ order: recorded(YEN) })).toEqual(decode(recorded(YEN)));
  });

  it('lists completely what it was read with, and says nothing of the rest', () => {
    expect(reportOf(recorded(YEN)).lists.map(({ list }) => list)).toEqual(['payment', 'refund', 'fulfilment']);
    const { payment_collections: _payments, fulfillments: _fulfilments, ...thin } = recorded(YEN);
    expect(reportOf(thin)).toMatchObject({ lists: [], parts: [{ key: 'order' }] });
  });

  it('names its currency by its payments where its default fields leave it out', () => {
    const { currency_code: _code, ...body } = recorded(YEN);
    expect(orderPart(body).currency).toBe('JPY');
  });

  it.each([
    [
      { name: 'payment.captured', data: { id: 'pay_1' }, metadata: {} },
      'no-record',
      'event payment.captured: carries an id only: the order is to be read',
    ],
    [
      { type: 'not_found', message: 'Order id: x was not found' },
      'error-body',
      'payload: an error: Order id: x was not found',
    ],
    [
      { ...recorded(YEN), currency_code: 'xts0' },
      'unknown-currency',
      "order.currency_code: 'XTS0' is not an ISO 4217 currency",
    ],
    [{ ...recorded(YEN), items: undefined }, 'unknown-shape', 'order.items: expected a list'],
    [{ ...recorded(YEN), item_total: null }, 'unknown-shape', 'order.item_total: expected an amount'],
    [{ orders: [] }, 'unknown-shape', 'order.id: expected an id'],
    ['x', 'unknown-shape', 'payload: expected an object'],
    [null, 'unknown-shape', 'payload: expected an object'],
  ])('that is no order is parked with its reason: %#', (payload, reason, detail) => {
    expect(decode(payload)).toEqual({ kind: 'undecodable', reason, detail });
  });

  it('is as new as the newest thing it tells of', () => {
    expect(reportOf(recorded(RETURNED)).newestInstant).toBe(Date.parse('2026-11-21T16:51:59.724Z'));
  });
});
