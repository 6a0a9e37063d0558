import { describe, expect, test } from 'vitest';
import { back, component, rate, Shop } from '../support/memory-books.ts';

const rates = [
  rate(1, 'EUR', 'USD', '03-01', 1.1),
  rate(2, 'EUR', 'USD', '03-05', 1.12),
  rate(3, 'EUR', 'USD', '04-02', 1.15),
];
const foreign = (given = {}) => new Shop({ baseCurrency: 'USD', currency: 'EUR', rates, ...given });

describe('accounting.md 23-25: a foreign order', () => {
  test('sold on account and paid later: the difference is realised by the payment', () => {
    const shop = foreign()
      .order('03-01', { components: [component('A', 10000)], terms: 'on-account' })
      .pay('P1', '03-05', 10000);
    expect(shop.booked('sale', 'base')).toEqual({ 'Accounts receivable': 11000, Sales: -11000 });
    expect(shop.booked('payment:P1', 'base')).toEqual({
      'Accounts receivable': -11000,
      'Clearing: Stripe EUR': 11200,
      'FX realised': -200,
    });
    expect(shop.booked('payment:P1')['FX realised']).toBeUndefined();
    expect(shop.balances(undefined, 'base')['Accounts receivable']).toBeUndefined();
  });

  test('paid in advance: recognised at the base the deposit carries', () => {
    const shop = foreign()
      .order('03-01', { components: [component('A', 10000)], tellsShipments: true })
      .pay('P1', '03-01', 10000);
    expect(shop.balances(undefined, 'base')['Customer deposits']).toBe(-11000);
    shop.ship('F1', '03-05');
    expect(shop.booked('fulfilment:F1', 'base')).toEqual({ 'Accounts receivable': 11000, Sales: -11000 });
    expect(shop.balances(undefined, 'base')).toEqual({ 'Clearing: Stripe EUR': 11000, Sales: -11000 });
  });

  test('partly paid in advance: the rest comes in at the day’s rate', () => {
    const shop = foreign()
      .order('03-01', { components: [component('A', 10000)], tellsShipments: true })
      .pay('P1', '03-01', 4000);
    shop.ship('F1', '03-05');
    expect(shop.booked('fulfilment:F1', 'base')).toEqual({ 'Accounts receivable': 11120, Sales: -11120 });
  });

  test('a credit takes the base of what it gives back, the money its own', () => {
    const shop = foreign()
      .order('03-01', { components: [component('A', 10000)] })
      .pay('P1', '03-01', 10000);
    shop.refund('R1', '03-05', 5000, { lines: [back('A', 0, 5000)] });
    expect(shop.booked('credit:R1', 'base')).toEqual({ 'Accounts receivable': -5500, Returns: 5500 });
    expect(shop.booked('refund:R1', 'base')).toEqual({
      'Accounts receivable': 5500,
      'Clearing: Stripe EUR': -5600,
      'FX realised': 100,
    });
  });

  test('every leg takes its share of the base, by largest remainder', () => {
    const shop = foreign({ rates: [rate(1, 'EUR', 'USD', '03-01', 1.2345)] });
    shop.order('03-01', {
      components: [component('A', 333, { tax: 63 }), component('B', 333, { tax: 63 })],
      terms: 'on-account',
    });
    const bases = shop.book.entries.flatMap(({ lines }) => lines.map(({ base }) => base));
    expect(bases.reduce((sum, base) => sum + base, 0)).toBe(0);
    expect(shop.booked('sale', 'base')['Accounts receivable']).toBe(978);
  });

  test('no rate in the last seven days parks, and the rate that comes late takes it up', () => {
    const shop = foreign().order('03-20', { components: [component('A', 10000)], terms: 'on-account' });
    expect(shop.plan?.outcomes).toEqual(['parked']);
    expect(shop.book.parked).toMatchObject([{ reason: 'waits-for-rate', detail: 'EUR/USD of 2026-03-20' }]);
    shop.book.addRate(rate(9, 'EUR', 'USD', '03-19', 1.13));
    shop.book.postAgain();
    expect(shop.book.parked).toEqual([]);
    expect(shop.booked('sale', 'base').Sales).toBe(-11300);
  });

  test('a rate once used stays, whatever is loaded later', () => {
    const shop = foreign().order('03-07', { components: [component('A', 10000)], terms: 'on-account' });
    shop.book.addRate(rate(9, 'EUR', 'USD', '03-07', 1.2));
    expect(shop.book.postAgain().entries).toEqual([]);
    expect(shop.state?.pinned).toMatchObject({ 'EUR 2026-03-07': { rateId: 2 } });
  });

  test('a rate is asked for only where one is needed', () => {
    const shop = foreign()
      .order('03-01', { components: [component('A', 10000)], tellsShipments: true })
      .pay('P1', '03-01', 10000);
    shop.ship('F1', '03-28');
    expect(shop.book.parked).toEqual([]);
    expect(shop.booked('fulfilment:F1', 'base').Sales).toBe(-11000);
  });

  test('a fully discounted order balances in base too', () => {
    const shop = foreign().order('03-01', { components: [component('A', 0, { discount: 333 })] });
    expect(shop.booked('sale', 'base')).toEqual({ Sales: -366, Discounts: 366 });
  });
});
