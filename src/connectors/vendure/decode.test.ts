import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CreditLine, OrderContent, PartContent } from '../../domain/documents/parts.ts';
import type { Decoded, Report } from '../../domain/documents/report.ts';
import { type Arrival, NO_SETTINGS } from '../contract.ts';
import { vendure } from './index.ts';

type Body = Record<string, unknown>;

const orders: Body[] = readFileSync(new URL('../../../samples/vendure/orders.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Body);

const FILE: Arrival = { via: 'file', topic: '' };

/** The samples by their ids. */
const TWO_RATES = '2';
const YEN = '5';
const COUPON = '9';
const DECLINED = '14';
const AUTHORISED = '18';
const SPLIT = '24';
const REDONE = '25';
const CANCELLED = '26';
const LINE_CANCELLED = '28';
const REFUND_PENDING = '29';
const RETURNED = '33';
const SURCHARGED = '36';
const GROSS_PRICES = '41';
const SHIPPING_CANCELLED = '53';

function recorded(id: string): Body {
  const found = orders.find((order) => order.id === id);
  if (found === undefined) throw new Error(`no sample ${id}`);
  return structuredClone(found);
}

function decode(payload: unknown, settings = NO_SETTINGS): Decoded {
  return vendure.decode(payload, settings, FILE);
}

function reportOf(payload: unknown, settings = NO_SETTINGS): Report {
  const read = decode(payload, settings);
  if (read.kind !== 'report') throw new Error(`${read.reason}: ${read.detail}`);
  return read.report;
}

function orderPart(payload: unknown, settings = NO_SETTINGS): OrderContent {
  const content = reportOf(payload, settings).parts[0]?.content;
  if (content?.type !== 'order') throw new Error('no order part');
  return content;
}

function partsOf<T extends PartContent['type']>(payload: unknown, type: T): Extract<PartContent, { type: T }>[] {
  const contents = reportOf(payload).parts.map((part) => part.content);
  return contents.filter((content): content is Extract<PartContent, { type: T }> => content.type === type);
}

function grossOf(lines: readonly Pick<CreditLine, 'net' | 'taxes'>[]): number {
  return lines
    .flatMap(({ net, taxes }) => [net, ...taxes.map(({ amount }) => amount)])
    .reduce((a: number, b) => a + b, 0);
}

function goneOf({ cancellations }: OrderContent): number {
  return grossOf(cancellations.flatMap(({ lines }) => lines));
}

function nth(body: Body, key: string, index = 0): Body {
  return (body[key] as Body[])[index] ?? {};
}

function historyOf(body: Body): Body[] {
  return (body.history as { items: Body[] }).items;
}

function withHistory(body: Body, ...entries: Body[]): Body {
  return { ...body, history: { items: [...historyOf(body), ...entries] } };
}

const each = orders.map((order) => [order.id, order] as const);

describe('an order', () => {
  it.each(each)('%s adds up to its total', (_id, order) => {
    const part = orderPart(order);
    expect(grossOf(part.components)).toBe(part.total);
  });

  it.each(each)('%s as placed less what was cancelled is its own current total', (_id, order) => {
    const part = orderPart(order);
    const hundredths = Number(order.totalWithTax);
    expect(part.total - goneOf(part)).toBe(order.currencyCode === 'JPY' ? Math.round(hundredths / 100) : hundredths);
  });

  it('reads lines, shipping and a tax per rate', () => {
    expect(orderPart(recorded(TWO_RATES)).components).toMatchObject([
      {
        id: 'line:2',
        kind: 'goods',
        sku: 'MUG-1',
        quantity: 1,
        ships: true,
        net: 1184,
        taxes: [{ code: 'GB:standard UK:20', amount: 237, base: 1184, liable: 'merchant', charged: true }],
      },
      { id: 'line:3', net: 2633, taxes: [{ code: 'GB:reduced UK:5', amount: 132 }] },
      {
        id: 'shipping:2',
        kind: 'shipping',
        sku: '',
        net: 500,
        taxes: [{ code: 'GB:shipping tax:0', amount: 0, base: 500 }],
      },
    ]);
  });

  it('takes prices after all discounts, and the discount without tax', () => {
    expect(orderPart(recorded(COUPON)).components.map(({ net, discount }) => [net, discount])).toEqual([
      [1338, 161],
      [3011, 322],
      [500, 0],
    ]);
  });

  it('has hundredths of every currency, unless the store says otherwise', () => {
    expect(orderPart(recorded(YEN))).toMatchObject({ currency: 'JPY', total: 96 });
    expect(partsOf(recorded(YEN), 'payment')).toMatchObject([{ amount: 96, exact: '95.59' }]);
    expect(orderPart(recorded(YEN), { ...NO_SETTINGS, decimals: 0 }).total).toBe(9559);
    expect(orderPart({ ...recorded(TWO_RATES), currencyCode: 'KWD' }).total).toBe(46860);
    expect(orderPart({ ...recorded(TWO_RATES), currencyCode: 'KWD' }, { ...NO_SETTINGS, decimals: 3 }).total).toBe(
      4686,
    );
  });

  it('splits the tax of a line over its tax lines by their rates', () => {
    const body = recorded(TWO_RATES);
    nth(body, 'lines').taxLines = [
      { description: 'state', taxRate: 15 },
      { description: 'city', taxRate: 5 },
    ];
    expect(orderPart(body).components[0]?.taxes.map(({ code, amount }) => [code, amount])).toEqual([
      ['GB:state:15', 178],
      ['GB:city:5', 59],
    ]);
  });

  it('keeps tax that no tax line explains', () => {
    const body = recorded(TWO_RATES);
    Object.assign(nth(body, 'lines'), { taxLines: [], taxRate: null });
    Object.assign(nth(body, 'shippingLines'), { price: 400, discountedPrice: 400 });
    const [line, , shipping] = orderPart(body).components;
    expect(line?.taxes).toMatchObject([{ code: 'GB::', amount: 237 }]);
    expect(shipping?.taxes).toMatchObject([{ code: 'GB::', amount: 100 }]);
    Object.assign(nth(body, 'shippingLines'), { price: 417, discountedPrice: 417 });
    expect(orderPart(body).components[2]?.taxes).toMatchObject([{ code: 'GB:standard UK:20', amount: 83 }]);
  });

  it('has surcharges as fees, up or down', () => {
    const body = recorded(SURCHARGED);
    expect(orderPart(body).components.at(-1)).toMatchObject({
      id: 'fee:1',
      kind: 'fee',
      net: 335,
      taxes: [{ code: 'DE:USt:19', amount: 64 }],
    });
    Object.assign(nth(body, 'surcharges'), { price: -420, priceWithTax: -500 });
    body.totalWithTax = Number(body.totalWithTax) - 899;
    expect(orderPart(body).components.at(-1)).toMatchObject({ net: -420, discount: 0, taxes: [{ amount: -80 }] });
    expect(orderPart(body).total).toBe(1784);
  });

  it('sees prices including tax where the figures cannot come from prices without', () => {
    expect(orderPart(recorded(GROSS_PRICES)).pricesIncludeTax).toBe(true);
    expect(orderPart(recorded(TWO_RATES)).pricesIncludeTax).toBe(false);
  });

  it.each([
    ['a cart', { state: 'AddingItems', active: true, orderPlacedAt: null }, 'unplaced'],
    ['a draft', { state: 'Draft', active: false, orderPlacedAt: null }, 'unplaced'],
    ['a cancelled cart', { state: 'Cancelled', active: false, orderPlacedAt: null }, 'unplaced'],
    ['authorised', { state: 'PaymentAuthorized' }, 'open'],
    ['being modified', { state: 'Modifying' }, 'open'],
    ['in a state of the shop', { state: 'InProduction' }, 'open'],
  ])('%s', (_name, changes, status) => {
    expect(orderPart({ ...recorded(TWO_RATES), ...changes }).status).toBe(status);
  });

  it('was placed when Vendure says so, and has no version', () => {
    const body = recorded(TWO_RATES);
    expect(reportOf(body).parts[0]).toMatchObject({ version: null });
    expect(orderPart(body)).toMatchObject({
      number: '892T5JUZMAC1YGHJ',
      placedAt: Date.parse(body.orderPlacedAt as string),
      terms: 'prepay',
      changedAt: null,
    });
    expect(orderPart(recorded(DECLINED))).toMatchObject({
      status: 'unplaced',
      placedAt: Date.UTC(2026, 10, 21, 16, 46, 16),
    });
  });

  it('was changed by its newest modification, never before it was placed', () => {
    const body = recorded(SURCHARGED);
    expect(orderPart(body).changedAt).toBe(Date.parse(body.orderPlacedAt as string));
    nth(body, 'modifications').createdAt = '2026-12-01T09:00:00.000Z';
    expect(orderPart(body).changedAt).toBe(Date.UTC(2026, 11, 1, 9));
  });

  it('sells gift cards by their SKU', () => {
    const settings = { ...NO_SETTINGS, giftCardSkus: new Set(['MUG-1']) };
    expect(orderPart(recorded(TWO_RATES), settings).components[0]).toMatchObject({ kind: 'gift-card', ships: false });
  });
});

describe('a cancellation', () => {
  const AT = Date.UTC(2026, 10, 21, 16, 46, 23);

  it('of a line leaves it as it was placed', () => {
    const part = orderPart(recorded(LINE_CANCELLED));
    expect(part).toMatchObject({ status: 'open', total: 7634, changedAt: Date.parse('2026-11-21T16:46:23.876Z') });
    expect(part.components[1]).toMatchObject({ id: 'line:42', quantity: 1, net: 3333, taxes: [{ amount: 233 }] });
    expect(part.cancellations).toEqual([
      {
        id: 'cancellation:2026-11-21T16:46:23.000Z',
        at: AT,
        lines: [
          {
            component: 'line:42',
            quantity: 1,
            net: 3333,
            taxes: [{ code: 'DE:reduced Europe:7', amount: 233, base: 3333, liable: 'merchant', charged: true }],
          },
        ],
      },
    ]);
  });

  it('of all lines leaves the shipping charged, with tax on the line and not on each unit', () => {
    const part = orderPart(recorded(CANCELLED));
    // 4 × 14.99 + 19 % = 71.35, as it was paid; 4 × 17.84 would be 71.36.
    expect(part).toMatchObject({ status: 'open', total: 7635 });
    expect(partsOf(recorded(CANCELLED), 'payment')).toMatchObject([{ amount: 7635 }]);
    expect(goneOf(part)).toBe(7135);
  });

  it('of units after they were shipped is one too', () => {
    const part = orderPart(recorded(RETURNED));
    expect(part.components[0]).toMatchObject({ quantity: 2, net: 2998 });
    expect(part.cancellations[0]?.lines).toMatchObject([{ component: 'line:47', quantity: 1, net: 1499 }]);
    expect(partsOf(recorded(RETURNED), 'refund')).toMatchObject([{ amount: 1784, lines: [] }]);
  });

  it('may take the shipping along', () => {
    const part = orderPart(recorded(SHIPPING_CANCELLED));
    const shipping = part.components.at(-1);
    expect(part.cancellations[0]?.lines).toMatchObject([
      { component: 'line:81', quantity: 3 },
      { component: shipping?.id, quantity: 1, net: shipping?.net },
    ]);
    expect(shipping).toMatchObject({ quantity: 1, discount: 0 });
  });

  it('of everything, shipping too, voids the order', () => {
    const body = recorded(CANCELLED);
    const off = { adjustmentSource: 'CANCEL_ORDER', amount: -500, amountWithTax: -500 };
    Object.assign(nth(body, 'shippingLines'), { discountedPrice: 0, discountedPriceWithTax: 0, discounts: [off] });
    for (const entry of historyOf(body))
      if (entry.type === 'ORDER_CANCELLATION') (entry.data as Body).shippingCancelled = true;
    body.totalWithTax = 0;
    const part = orderPart(body);
    expect(part).toMatchObject({ status: 'cancelled', total: 7635, cancelledAt: Date.UTC(2026, 10, 21, 16, 46, 22) });
    expect(goneOf(part)).toBe(7635);
  });

  it('follows another one, in the same instant too', () => {
    const body = recorded(CANCELLED);
    const [entry] = historyOf(body).filter(({ type }) => type === 'ORDER_CANCELLATION');
    const first = { ...entry, data: { lines: [{ orderLineId: 39, quantity: 1 }] } };
    for (const one of historyOf(body))
      if (one.type === 'ORDER_CANCELLATION') one.data = { lines: [{ orderLineId: 39, quantity: 3 }] };
    const part = orderPart(withHistory(body, first));
    expect(part.cancellations.map(({ id, lines }) => [id, lines[0]?.quantity])).toEqual([
      ['cancellation:2026-11-21T16:46:22.000Z', 3],
      ['cancellation:2026-11-21T16:46:22.000Z:2', 1],
    ]);
    expect(part.total).toBe(7635);
    expect(goneOf(part)).toBe(7135);
  });

  it('of a line with prices including tax starts from the gross', () => {
    const body = recorded(GROSS_PRICES);
    const line = nth(body, 'lines', 1);
    const entry = {
      type: 'ORDER_CANCELLATION',
      createdAt: '2026-12-01T00:00:00Z',
      data: { lines: [{ orderLineId: line.id, quantity: 11 }] },
    };
    const part = orderPart(withHistory(body, entry));
    const gross = 2 * Number(line.proratedLinePriceWithTax);
    expect(grossOf(part.components.filter(({ id }) => id === `line:${line.id}`))).toBe(gross);
    expect(part.components[1]).toMatchObject({ quantity: 22, net: Math.round(gross / 1.19) });
  });

  it('that the history does not tell leaves the figures as they stand', () => {
    const { history: _history, ...body } = recorded(LINE_CANCELLED);
    expect(orderPart(body)).toMatchObject({ total: 4068, cancellations: [] });
  });
});

describe('money', () => {
  it('is captured when the history settled it', () => {
    const body = recorded(TWO_RATES);
    expect(partsOf(body, 'payment')).toEqual([
      {
        type: 'payment',
        id: 'juqtr621ir',
        tender: { kind: 'gateway', gateway: 'dummy' },
        status: 'captured',
        currency: 'GBP',
        amount: 4686,
        family: 'authorisation:juqtr621ir',
        at: Date.parse(nth(body, 'payments').createdAt as string),
      },
    ]);
    const settled = {
      type: 'ORDER_PAYMENT_TRANSITION',
      createdAt: '2026-12-01T00:00:00Z',
      data: { paymentId: 16, to: 'Settled' },
    };
    const later = withHistory(recorded(AUTHORISED), settled);
    nth(later, 'payments').state = 'Settled';
    expect(partsOf(later, 'payment')).toMatchObject([
      { status: 'captured', at: Date.UTC(2026, 11, 1), amount: 2284 },
      { status: 'authorised', at: Date.UTC(2026, 10, 21, 16, 46, 17), amount: 2284 },
    ]);
    const [captured, authorised] = partsOf(later, 'payment');
    expect(captured?.family).toBe(authorised?.id);
  });

  it.each([
    ['Authorized', 'authorised'],
    ['Cancelled', 'voided'],
    ['Declined', 'failed'],
    ['Error', 'failed'],
    ['Created', 'pending'],
    ['AwaitingBank', 'pending'],
  ])('in state %s is %s', (state, status) => {
    const body = recorded(AUTHORISED);
    nth(body, 'payments').state = state;
    expect(partsOf(body, 'payment')).toMatchObject([{ status }]);
  });

  it('has an id of its own even where gateways give none, or the same', () => {
    const body = recorded(SURCHARGED);
    const keys = () => reportOf(body).lists.find(({ list }) => list === 'payment')?.keys;
    expect(keys()).toEqual(['payment:d21iz5pp2r', 'payment:cash-1']);
    nth(body, 'payments', 0).transactionId = 'cash-1';
    expect(keys()).toEqual(['payment:cash-1', `payment:cash-1:${nth(body, 'payments', 1).id}`]);
    nth(body, 'payments', 0).transactionId = null;
    nth(body, 'payments', 1).transactionId = '';
    expect(keys()).toEqual([`payment:${nth(body, 'payments', 0).id}`, `payment:${nth(body, 'payments', 1).id}`]);
  });

  it('goes back by the total of a refund, once that is settled', () => {
    expect(partsOf(recorded(REFUND_PENDING), 'refund')).toMatchObject([{ status: 'pending', amount: 500, lines: [] }]);
    const body = recorded(LINE_CANCELLED);
    expect(partsOf(body, 'refund')).toMatchObject([
      {
        id: '2',
        status: 'settled',
        amount: 3566,
        at: Date.UTC(2026, 10, 21, 16, 46, 23),
        family: 'authorisation:vh8wxmbe68',
      },
    ]);
    nth(nth(body, 'payments'), 'refunds').state = 'Failed';
    expect(partsOf(body, 'refund')).toMatchObject([{ status: 'failed' }]);
  });
});

describe('fulfilments', () => {
  it('are shipped when the history says so, also once delivered', () => {
    expect(partsOf(recorded(SPLIT), 'fulfilment')).toMatchObject([
      {
        id: '4',
        status: 'shipped',
        shippedAt: Date.UTC(2026, 10, 21, 16, 46, 21),
        lines: [{ component: 'line:36', quantity: 2 }],
      },
      {
        id: '5',
        status: 'shipped',
        lines: [
          { component: 'line:36', quantity: 1 },
          { component: 'line:37', quantity: 1 },
        ],
      },
    ]);
  });

  it('are cancelled with their instant, having left before or not', () => {
    expect(partsOf(recorded(REDONE), 'fulfilment')).toMatchObject([
      { id: '6', status: 'cancelled', shippedAt: null, cancelledAt: Date.UTC(2026, 10, 21, 16, 46, 22) },
      { id: '7', status: 'shipped', cancelledAt: null },
    ]);
  });

  it('without a history left when they were last touched', () => {
    const { history: _history, ...body } = recorded(SPLIT);
    expect(partsOf(body, 'fulfilment')).toMatchObject([{ shippedAt: Date.UTC(2026, 10, 21, 16, 46, 21) }, {}]);
    nth(body, 'fulfillments').state = 'Pending';
    expect(partsOf(body, 'fulfilment')).toMatchObject([{ status: 'pending', shippedAt: null }, {}]);
  });
});

describe('a payload', () => {
  it('may come as an answer of the API', () => {
    expect(decode({ data: { order: recorded(YEN) } })).toEqual(decode(recorded(YEN)));
    expect(decode({ settings: {}, order: recorded(YEN) })).toEqual(decode(recorded(YEN)));
  });

  it('lists completely what it was read with', () => {
    expect(reportOf(recorded(YEN)).lists.map(({ list }) => list)).toEqual(['payment', 'refund', 'fulfilment']);
    const { fulfillments: _fulfilments, ...thin } = recorded(YEN);
    delete nth(thin, 'payments').refunds;
    expect(reportOf(thin).lists.map(({ list }) => list)).toEqual(['payment']);
  });

  it.each([
    [
      { event: 'OrderPlacedEvent', order: { id: 1 } },
      'no-record',
      'event OrderPlacedEvent: carries no whole order: it is to be read',
    ],
    [{ data: { order: null } }, 'no-record', 'payload: no such order'],
    [
      { ...recorded(YEN), type: 'Aggregate' },
      'no-record',
      "order: an aggregate of sellers' orders: those are the sales",
    ],
    [{ errors: [{ message: 'FORBIDDEN' }], data: null }, 'error-body', 'payload: an error: FORBIDDEN'],
    [
      { ...recorded(YEN), currencyCode: 'XYZ' },
      'unknown-currency',
      "order.currencyCode: 'XYZ' is not an ISO 4217 currency",
    ],
    [{ ...recorded(YEN), lines: undefined }, 'unknown-shape', 'order.lines: expected a list'],
    [{ ...recorded(YEN), totalWithTax: 95.59 }, 'unknown-shape', 'order.totalWithTax: expected a whole number'],
    [7, 'unknown-shape', 'payload: expected an object'],
  ])('that is no order is parked with its reason: %#', (payload, reason, detail) => {
    expect(decode(payload)).toEqual({ kind: 'undecodable', reason, detail });
  });

  it('names the customer, or a guest of this order, and its newest instant', () => {
    expect(reportOf(recorded(YEN)).person).toMatchObject({ remoteId: '5', email: 'c5@example.com' });
    expect(reportOf({ ...recorded(YEN), customer: null }).person).toMatchObject({ remoteId: 'guest:5', email: '' });
    const { orderPlacedAt } = recorded(RETURNED);
    expect(reportOf(recorded(RETURNED)).newestInstant).toBe(Date.parse(orderPlacedAt as string));
  });
});
