import { describe, expect, test } from 'vitest';
import { back, component, on, Shop } from '../support/memory-books.ts';

const shirt = component('A', 10000, { quantity: 2, tax: 1900 });

describe('accounting.md 33: cut-over', () => {
  test('paid before, shipped after: the deposit opens, the revenue is booked', () => {
    const shop = new Shop({ cutOver: '07-01' })
      .order('06-28', { components: [shirt], tellsShipments: true })
      .pay('P1', '06-28', 11900);
    expect(shop.booked('opening')).toEqual({ 'Customer deposits': -11900, 'Opening balances': 11900 });
    expect(shop.dates('opening')).toEqual(['06-30']);
    expect(shop.book.entries.map(({ cause }) => cause)).toEqual(['opening']);
    shop.ship('F1', '07-02');
    expect(shop.balances()).toEqual({ 'Opening balances': 11900, Sales: -10000, 'Tax payable: DE': -1900 });
  });

  test('sold on account before, paid after: the receivable opens', () => {
    const shop = new Shop({ cutOver: '07-01' })
      .order('06-28', { components: [shirt], terms: 'on-account' })
      .pay('P1', '07-03', 11900);
    expect(shop.booked('opening')).toEqual({ 'Accounts receivable': 11900, 'Opening balances': -11900 });
    expect(shop.balances()['Accounts receivable']).toBeUndefined();
  });

  test('settled before: no entry, and counted as posted with its reason', () => {
    const shop = new Shop({ cutOver: '07-01' }).order('06-28', { components: [shirt] }).pay('P1', '06-28', 11900);
    expect(shop.book.entries).toHaveLength(0);
    expect(shop.plan?.updated[0]?.summary.status).toBe('before-cut-over');
    expect(shop.book.parked).toEqual([]);
  });

  test('a refund after of what was sold before is a fact of its own day', () => {
    const shop = new Shop({ cutOver: '07-01' }).order('06-28', { components: [shirt] }).pay('P1', '06-28', 11900);
    shop.refund('R1', '07-05', 5950, { lines: [back('A', 1, 5000, 950)] });
    expect(shop.balances()).toEqual({ 'Clearing: Stripe EUR': -5950, Returns: 5000, 'Tax payable: DE': 950 });
  });

  test('a gift card that was sold before opens as a liability', () => {
    const shop = new Shop({ cutOver: '07-01' })
      .order('06-28', { components: [component('G', 5000, { kind: 'gift-card', ships: false })] })
      .pay('P1', '06-28', 5000);
    expect(shop.booked('opening')).toEqual({ 'Gift cards outstanding': -5000, 'Opening balances': 5000 });
  });

  test('clearing opens once with the gateway’s own balance', () => {
    const shop = new Shop().tell(
      '06-30',
      'opening:Stripe',
      { type: 'opening', at: on('06-30'), gateway: 'Stripe', currency: 'EUR', amount: 10800 as never },
      'Stripe',
    );
    expect(shop.booked('opening:clearing')).toEqual({ 'Clearing: Stripe EUR': 10800, 'Opening balances': -10800 });
  });
});
