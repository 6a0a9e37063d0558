import { describe, expect, test } from 'vitest';
import { back, component, on, Shop, vat } from '../support/memory-books.ts';

const shirt = component('A', 10000, { quantity: 2, tax: 1900 });
const mug = component('B', 5000, { tax: 950 });
const shipping = component('shipping', 500, { tax: 95 });

describe('accounting.md 9: when an order is a sale', () => {
  test.each([
    ['a cart', { status: 'unplaced' }],
    ['a prepaid order that nobody paid', {}],
  ] as const)('%s is not yet one', (_, given) => {
    const shop = new Shop().order('03-01', { components: [shirt], ...given });
    expect(shop.keys).toEqual([]);
    expect(shop.plan?.inserted[0]?.summary.status).toBe('not-yet-a-sale');
  });

  test('money captured on what is not yet one waits in Customer deposits, with a discrepancy', () => {
    const shop = new Shop().order('03-01', { components: [shirt], status: 'unplaced' }).pay('P1', '03-02', 11900);
    expect(shop.balances()).toEqual({ 'Clearing: Stripe EUR': 11900, 'Customer deposits': -11900 });
    expect(shop.open).toEqual(['money-without-sale -11900']);
  });

  test('it is dated by the later of placed and first success', () => {
    const shop = new Shop().order('03-01', { components: [shirt] }).pay('P1', '03-04', 11900);
    expect(shop.dates('sale')).toEqual(['03-04']);
  });

  test('an authorisation makes it one and posts nothing by itself', () => {
    const shop = new Shop().order('03-01', { components: [shirt] }).pay('A1', '03-01', 11900, { status: 'authorised' });
    expect(shop.keys).toEqual(['sale']);
    expect(shop.balances()).toEqual({ 'Accounts receivable': 11900, Sales: -10000, 'Tax payable: DE': -1900 });
    expect(shop.open).toEqual([]);
  });

  test('one that was authorised before it was captured stays on its day', () => {
    const shop = new Shop().order('03-01', { components: [shirt] }).pay('P1', '03-01', 11900, { status: 'authorised' });
    shop.pay('P1', '03-09', 11900);
    expect(shop.dates('sale')).toEqual(['03-01']);
    expect(shop.dates('payment:P1')).toEqual(['03-09']);
  });

  test('cash on delivery is one when it is placed', () => {
    const shop = new Shop().order('03-01', { components: [shirt], terms: 'on-account' });
    expect(shop.dates('sale')).toEqual(['03-01']);
    expect(shop.open).toEqual([]);
  });

  test('nothing to pay: gross and discount are shown, no payment is awaited', () => {
    const shop = new Shop().order('03-01', { components: [component('A', 0, { discount: 3000 })] });
    expect(shop.booked('sale')).toEqual({ Sales: -3000, Discounts: 3000 });
    expect(shop.open).toEqual([]);
  });

  test('changes before it became one count from then on', () => {
    const shop = new Shop().order('03-01', { components: [shirt] }).order('03-02', { components: [mug] });
    shop.pay('P1', '03-05', 5950);
    expect(shop.balances()).toEqual({ 'Clearing: Stripe EUR': 5950, Sales: -5000, 'Tax payable: DE': -950 });
    expect(shop.balances('03-04')).toEqual({});
  });
});

describe('accounting.md 11: recognition by shipments is cumulative', () => {
  const placed = () =>
    new Shop().order('03-01', { components: [shirt, mug, shipping], tellsShipments: true }).pay('P1', '03-01', 18445);

  test('before the first shipment everything paid is a deposit', () => {
    expect(placed().balances()).toEqual({ 'Clearing: Stripe EUR': 18445, 'Customer deposits': -18445 });
  });

  test('each shipment recognises its share; shipping follows the net value', () => {
    const shop = placed().ship('F1', '03-05', { A: 1 });
    expect(shop.booked('fulfilment:F1')).toEqual({
      'Accounts receivable': 6149,
      Sales: -5000,
      'Shipping income': -167,
      'Tax payable: DE': -982,
    });
    shop.ship('F2', '03-06');
    expect(shop.balances()).toEqual({
      'Clearing: Stripe EUR': 18445,
      Sales: -15000,
      'Shipping income': -500,
      'Tax payable: DE': -2945,
    });
  });

  test('shares are rounded cumulatively: 10.00 in three is 3.33, 3.34, 3.33', () => {
    const shop = new Shop()
      .order('03-01', { components: [component('A', 1000, { quantity: 3 })], tellsShipments: true })
      .pay('P1', '03-01', 1000);
    for (const id of ['1', '2', '3']) shop.ship(id, `03-0${id}`, { A: 1 });
    expect(['1', '2', '3'].map((id) => shop.booked(`fulfilment:${id}`).Sales)).toEqual([-333, -334, -333]);
  });

  test('a shipment that is cancelled and done again', () => {
    const shop = placed()
      .ship('F1', '03-05')
      .ship('F1', '03-07', undefined, { status: 'cancelled', shippedAt: on('03-05'), cancelledAt: on('03-07') });
    expect(shop.balances('03-06').Sales).toBe(-15000);
    expect(shop.balances('03-07')).toEqual({ 'Clearing: Stripe EUR': 18445, 'Customer deposits': -18445 });
    shop.ship('F2', '03-08');
    expect(shop.balances().Sales).toBe(-15000);
    expect(shop.dates('fulfilment:F1')).toEqual(['03-05', '03-07']);
  });

  test('a shipment that was cancelled before it left is none', () => {
    const shop = placed().ship('F1', '03-05', undefined, {
      status: 'cancelled',
      shippedAt: null,
      cancelledAt: on('03-05'),
    });
    expect(shop.keys).toEqual(['payment:P1']);
  });

  test('what needs no shipping is recognised by the sale', () => {
    const file = component('D', 2000, { ships: false });
    const tip = component('T', 300, { kind: 'tip', ships: false });
    const shop = new Shop()
      .order('03-01', { components: [shirt, file, tip], tellsShipments: true })
      .pay('P1', '03-02', 14200);
    expect(shop.booked('sale')).toEqual({ 'Accounts receivable': 2300, Sales: -2000, Tips: -300 });
  });

  test('shipping follows the units where the goods are worth nothing', () => {
    const sample = component('A', 0, { quantity: 4 });
    const shop = new Shop()
      .order('03-01', { components: [sample, component('shipping', 400)], tellsShipments: true })
      .pay('P1', '03-01', 400)
      .ship('F1', '03-02', { A: 1 });
    expect(shop.booked('fulfilment:F1')).toEqual({ 'Accounts receivable': 100, 'Shipping income': -100 });
  });

  test('policy order recognises at once, whatever the channel tells', () => {
    const shop = new Shop({ policy: { recognition: 'order' } })
      .order('03-01', { components: [shirt], tellsShipments: true })
      .pay('P1', '03-01', 11900);
    expect(shop.booked('sale').Sales).toBe(-10000);
    expect(shop.ship('F1', '03-02').keys).toEqual(['sale', 'payment:P1']);
  });
});

describe('accounting.md 1: edits have their own date', () => {
  test('after payment, recognised at order', () => {
    const shop = new Shop().order('03-01', { components: [shirt] }).pay('P1', '03-01', 11900);
    shop.order('04-02', { components: [component('A', 8000, { quantity: 2, discount: 2000, tax: 1520 })] });
    expect(shop.booked('edit:2026-04-02T12:00:00.000Z')).toEqual({
      'Accounts receivable': -2380,
      Discounts: 2000,
      'Tax payable: DE': 380,
    });
    expect(shop.balances('03-31').Sales).toBe(-10000);
    expect(shop.open).toEqual(['refund-owed -2380']);
  });

  test('after shipment only the shipped share of it posts', () => {
    const shop = new Shop()
      .order('03-01', { components: [shirt, mug], tellsShipments: true })
      .pay('P1', '03-01', 17850);
    shop.ship('F1', '03-02', { A: 1 });
    shop.order('04-02', {
      components: [component('A', 12000, { quantity: 2, tax: 2280 }), component('B', 6000, { tax: 1140 })],
    });
    expect(shop.booked('edit:2026-04-02T12:00:00.000Z')).toEqual({
      'Accounts receivable': 1190,
      Sales: -1000,
      'Tax payable: DE': -190,
    });
  });

  test('a second edit in the same instant has the hash of its version in its key', () => {
    const shop = new Shop().order('03-01', { components: [shirt] }).pay('P1', '03-01', 11900);
    shop.order('03-02', { components: [mug] }).order('03-02', { components: [shirt, mug] });
    const edits = shop.keys.filter((key) => key.startsWith('edit:'));
    expect(edits.map((key) => key.slice(0, 29))).toEqual(Array(2).fill('edit:2026-03-02T12:00:00.000Z'));
    expect(edits[1]).toMatch(/Z:[0-9a-f]{8}$/);
  });

  test('a line whose goods change moves to the new SKU whole', () => {
    const shop = new Shop()
      .order('03-01', { components: [component('A', 1000, { sku: 'RED' })] })
      .pay('P1', '03-01', 1000);
    shop.order('03-05', { components: [component('A', 1000, { sku: 'BLUE' })] });
    const bySku = (sku: string) =>
      shop.book.entries
        .flatMap(({ lines }) => lines)
        .reduce((sum, line) => sum + (line.sku === sku ? line.amount : 0), 0);
    expect([bySku('RED'), bySku('BLUE')]).toEqual([0, -1000]);
  });

  test('an edit cannot take what was given back already', () => {
    const shop = new Shop().order('03-01', { components: [mug] }).pay('P1', '03-01', 5950);
    shop.refund('R1', '03-05', 5950, { lines: [back('B', 1, 5000, 950)] });
    shop.order('03-06', { components: [] });
    expect(shop.balances()).toEqual({ Sales: -5000, Returns: 5000 });
    expect(shop.open).toEqual([]);
  });
});

describe('accounting.md 12: cancellation', () => {
  test('before payment: never a sale', () => {
    const shop = new Shop().order('03-01', { components: [mug] }).cancel('03-02');
    expect(shop.keys).toEqual([]);
  });

  test('paid after it was cancelled: never a sale, the money is owed back', () => {
    const shop = new Shop()
      .order('03-01', { components: [mug] })
      .cancel('03-02')
      .pay('P1', '03-03', 5950);
    expect(shop.balances()).toEqual({ 'Clearing: Stripe EUR': 5950, 'Customer deposits': -5950 });
    expect(shop.open).toEqual(['refund-owed -5950']);
  });

  test('after payment: Sales and Discounts are reversed, not Returns; the money is owed back', () => {
    const shop = new Shop()
      .order('03-01', { components: [component('A', 900, { discount: 100 })] })
      .pay('P1', '03-01', 900);
    shop.cancel('04-02');
    expect(shop.booked('cancel')).toEqual({ 'Accounts receivable': -900, Sales: 1000, Discounts: -100 });
    expect(shop.balances('03-31').Sales).toBe(-1000);
    expect(shop.open).toEqual(['refund-owed -900']);
    shop.refund('R1', '04-05', 900);
    expect(shop.keys).not.toContain('credit:R1');
    expect(shop.balances()).toEqual({});
    expect(shop.open).toEqual([]);
  });

  test('before shipment under recognition by shipments: nothing to reverse', () => {
    const shop = new Shop()
      .order('03-01', { components: [mug], tellsShipments: true })
      .pay('P1', '03-01', 5950)
      .cancel('03-02');
    expect(shop.keys).toEqual(['payment:P1']);
    expect(shop.open).toEqual(['refund-owed -5950']);
  });

  test('partly shipped: what had left comes back as Returns', () => {
    const shop = new Shop().order('03-01', { components: [shirt], tellsShipments: true }).pay('P1', '03-01', 11900);
    shop.ship('F1', '03-02', { A: 1 }).cancel('03-03');
    expect(shop.booked('cancel')).toEqual({ 'Accounts receivable': -5950, Returns: 5000, 'Tax payable: DE': 950 });
    expect(shop.balances()).toEqual({
      'Clearing: Stripe EUR': 11900,
      'Customer deposits': -11900,
      Sales: -5000,
      Returns: 5000,
    });
  });

  test('partly refunded before: the discount of what was credited stays', () => {
    const shop = new Shop()
      .order('03-01', { components: [component('A', 900, { quantity: 3, discount: 90 })] })
      .pay('P1', '03-01', 900);
    shop.refund('R1', '03-02', 300, { lines: [back('A', 1, 300)] }).cancel('03-03');
    expect(shop.booked('cancel')).toEqual({ 'Accounts receivable': -600, Sales: 660, Discounts: -60 });
  });

  test('a cancelled order that is opened again is sold again', () => {
    const shop = new Shop()
      .order('03-01', { components: [mug] })
      .pay('P1', '03-01', 5950)
      .cancel('03-02');
    shop.order('03-05', { status: 'open', cancelledAt: null });
    expect(shop.dates('cancel')).toEqual(['03-02']);
    expect(shop.balances()).toEqual({ 'Clearing: Stripe EUR': 5950, Sales: -5000, 'Tax payable: DE': -950 });
    expect(shop.open).toEqual([]);
  });

  test('one unit: Sales where nothing tells that it had left', () => {
    const lines = [back('A', 1, 5000, 950)];
    const shop = new Shop().order('03-01', { components: [shirt] }).pay('P1', '03-01', 11900);
    shop.order('03-03', { cancellations: [{ id: 'c1', at: on('03-02'), lines }] });
    expect(shop.booked('edit:c1')).toEqual({ 'Accounts receivable': -5950, Sales: 5000, 'Tax payable: DE': 950 });
    expect(shop.dates('edit:c1')).toEqual(['03-02']);
  });

  test('one unit that had left is a return, one that had not lowers what is to come', () => {
    const cancellations = (id: string, day: string) => ({ id, at: on(day), lines: [back('A', 1, 5000, 950)] });
    const shop = new Shop().order('03-01', { components: [shirt], tellsShipments: true }).pay('P1', '03-01', 11900);
    shop.ship('F1', '03-02', { A: 1 });
    shop.order('03-03', { cancellations: [cancellations('c1', '03-03')] });
    expect(shop.booked('edit:c1')).toEqual({});
    shop.order('03-04', { cancellations: [cancellations('c1', '03-03'), cancellations('c2', '03-04')] });
    expect(shop.booked('edit:c2')).toEqual({ 'Accounts receivable': -5950, Returns: 5000, 'Tax payable: DE': 950 });
  });
});

test('gone from the platform: without money reversed on its own dates, with money a discrepancy', () => {
  const unpaid = new Shop()
    .order('03-01', { components: [mug], terms: 'on-account' })
    .order('03-05', { status: 'deleted' });
  expect(unpaid.balances()).toEqual({});
  expect(unpaid.dates('sale')).toEqual([]);
  const paid = new Shop()
    .order('03-01', { components: [mug] })
    .pay('P1', '03-01', 5950)
    .order('03-05', { status: 'deleted' });
  expect(paid.balances().Sales).toBe(-5000);
  expect(paid.open).toEqual(['gone-with-money 5950']);
});

test('accounting.md 20: marketplace-collected tax passes through, or is only told', () => {
  const taxes = [vat(400, 5000, { code: 'US:WA:', liable: 'marketplace' })];
  const told = [vat(400, 5000, { code: 'US:WA:', liable: 'marketplace', charged: false })];
  const passed = new Shop().order('03-01', { components: [component('A', 5000, { taxes })], terms: 'on-account' });
  expect(passed.booked('sale')).toEqual({
    'Accounts receivable': 5400,
    Sales: -5000,
    'Marketplace tax pass-through': -400,
  });
  const information = new Shop().order('03-01', {
    components: [component('A', 5000, { taxes: told })],
    terms: 'on-account',
  });
  expect(information.booked('sale')).toEqual({ 'Accounts receivable': 5000, Sales: -5000 });
  for (const shop of [passed, information])
    expect(shop.booked('sale', 'taxBase')).toEqual({ 'Marketplace tax pass-through': 5000 });
});
