import { describe, expect, test } from 'vitest';
import { back, component, on, Shop, vat } from '../support/memory-books.ts';

const shirt = component('A', 10000, { quantity: 2, tax: 1900, sku: 'SHIRT' });
const shipping = component('shipping', 500, { tax: 95 });

/** Sold and paid on the first of March. */
const sold = (pricesIncludeTax = false) =>
  new Shop().order('03-01', { components: [shirt, shipping], pricesIncludeTax }).pay('P1', '03-01', 12495);

describe('accounting.md 12: giving back and paying back are two facts', () => {
  test('lines: Returns and tax against the bridge, then the money', () => {
    const shop = sold().refund('R1', '03-10', 5950, { lines: [back('A', 1, 5000, 950)] });
    expect(shop.booked('credit:R1')).toEqual({ 'Accounts receivable': -5950, Returns: 5000, 'Tax payable: DE': 950 });
    expect(shop.booked('credit:R1', 'taxBase')).toEqual({ 'Tax payable: DE': -5000 });
    expect(shop.booked('refund:R1')).toEqual({ 'Accounts receivable': 5950, 'Clearing: Stripe EUR': -5950 });
    expect(shop.open).toEqual([]);
  });

  test('shipping only: it is not income any more', () => {
    const shop = sold().refund('R1', '03-10', 595, { lines: [back('shipping', 1, 500, 95)] });
    expect(shop.booked('credit:R1')).toEqual({
      'Accounts receivable': -595,
      'Shipping income': 500,
      'Tax payable: DE': 95,
    });
  });

  test('a pending refund is no money; what it gives back stands', () => {
    const lines = [back('A', 1, 5000, 950)];
    const shop = sold().refund('R1', '03-10', 5950, { lines, status: 'pending' });
    expect(shop.keys).toEqual(['sale', 'payment:P1', 'credit:R1']);
    expect(shop.open).toEqual([]);
    shop.refund('R1', '04-03', 5950, { lines });
    expect(shop.dates('credit:R1')).toEqual(['03-10']);
    expect(shop.dates('refund:R1')).toEqual(['04-03']);
  });

  test('a refund that failed gives nothing back', () => {
    const shop = sold().refund('R1', '03-10', 5950, { lines: [back('A', 1, 5000, 950)], status: 'pending' });
    shop.refund('R1', '03-12', 5950, { lines: [back('A', 1, 5000, 950)], status: 'failed' });
    expect(shop.keys).toEqual(['sale', 'payment:P1']);
  });

  test('in several steps each takes only what no earlier one has taken', () => {
    const shop = sold();
    shop.refund('R1', '03-10', 5950, { lines: [back('A', 1, 5000, 950)] });
    shop.refund('R2', '03-11', 5950, { lines: [back('A', 2, 10000, 1900)] });
    expect(shop.booked('credit:R2')).toEqual({ 'Accounts receivable': -5950, Returns: 5000, 'Tax payable: DE': 950 });
    shop.refund('R3', '03-12', 595);
    expect(shop.balances()).toEqual({ Sales: -10000, 'Shipping income': -500, Returns: 10500 });
  });

  test('two amounts on one day are two credits', () => {
    const shop = sold().refund('R1', '03-10', 1000).refund('R2', '03-10', 500);
    expect([shop.booked('credit:R1').Returns, shop.booked('credit:R2').Returns]).toEqual([1000, 500]);
  });

  test('money beyond its lines makes an amount-only credit for the rest', () => {
    const shop = sold().refund('R1', '03-10', 6950, { lines: [back('A', 1, 5000, 950)] });
    expect(shop.booked('credit:R1')).toEqual({ 'Accounts receivable': -6950, Returns: 6000, 'Tax payable: DE': 950 });
  });

  test('money that a cancellation or an overpayment already owes closes that, and credits nothing', () => {
    const shop = new Shop()
      .order('03-01', { components: [shirt] })
      .pay('P1', '03-01', 12900)
      .refund('R1', '03-02', 1000);
    expect(shop.keys).toEqual(['sale', 'payment:P1', 'refund:R1']);
    expect(shop.balances()['Accounts receivable']).toBeUndefined();
  });

  test('goods taken back and their money paid back in the same second are one, also from refund 99 to refund 100', () => {
    const shop = sold().refund('99', '03-10', 0, { lines: [back('A', 1, 5000, 950)] });
    shop.refund('100', '03-10', 5950);
    expect(shop.keys).toEqual(['sale', 'payment:P1', 'credit:99', 'refund:100']);
    expect(shop.balances()['Accounts receivable']).toBeUndefined();
  });

  test('a line that was not charged for gives nothing back', () => {
    const shop = sold().refund('R1', '03-10', 0, { lines: [back('unknown', 1, 5000, 950)] });
    expect(shop.keys).toEqual(['sale', 'payment:P1']);
  });

  test('before shipment nothing posts but the money; the unshipped quantity falls', () => {
    const shop = new Shop()
      .order('03-01', { components: [shirt, shipping], tellsShipments: true })
      .pay('P1', '03-01', 12495);
    shop.refund('R1', '03-02', 5950, { lines: [back('A', 1, 5000, 950)] });
    expect(shop.keys).toEqual(['payment:P1', 'refund:R1']);
    shop.ship('F1', '03-03');
    expect(shop.balances()).toEqual({
      'Clearing: Stripe EUR': 6545,
      Sales: -5000,
      'Shipping income': -500,
      'Tax payable: DE': -1045,
    });
    expect(shop.open).toEqual([]);
  });

  test('with restock before shipment, recognised at order: Sales, not Returns', () => {
    const shop = new Shop({ policy: { recognition: 'order' } })
      .order('03-01', { components: [shirt], tellsShipments: true })
      .pay('P1', '03-01', 11900);
    shop.refund('R1', '03-02', 5950, { lines: [back('A', 1, 5000, 950)] });
    expect(shop.booked('credit:R1')).toEqual({ 'Accounts receivable': -5950, Sales: 5000, 'Tax payable: DE': 950 });
  });

  test('after shipment: Returns', () => {
    const shop = new Shop().order('03-01', { components: [shirt], tellsShipments: true }).pay('P1', '03-01', 11900);
    shop.ship('F1', '03-02').refund('R1', '03-05', 11900, { lines: [back('A', 2, 10000, 1900)] });
    expect(shop.booked('credit:R1')).toEqual({
      'Accounts receivable': -11900,
      Returns: 10000,
      'Tax payable: DE': 1900,
    });
  });

  test('half of the shipping while half is shipped', () => {
    const shop = new Shop()
      .order('03-01', { components: [shirt, shipping], tellsShipments: true })
      .pay('P1', '03-01', 12495);
    shop.ship('F1', '03-02', { A: 1 }).refund('R1', '03-03', 300, { lines: [back('shipping', 1, 300)] });
    expect(shop.booked('credit:R1')).toEqual({ 'Accounts receivable': -150, 'Shipping income': 150 });
    shop.ship('F2', '03-04');
    expect(shop.balances()['Shipping income']).toBe(-200);
    expect(shop.open).toEqual([]);
  });
});

describe('accounting.md 13: amount-only credits', () => {
  test('prices include tax: pro rata to what remains per tax code', () => {
    const reduced = component('B', 5000, { taxes: [vat(350, 5000, { code: 'DE:VAT:7' })] });
    const shop = new Shop()
      .order('03-01', { components: [component('A', 10000, { tax: 1900 }), reduced], pricesIncludeTax: true })
      .pay('P1', '03-01', 17250)
      .refund('R1', '03-10', 1725);
    expect(shop.booked('credit:R1')).toEqual({ 'Accounts receivable': -1725, Returns: 1500, 'Tax payable: DE': 225 });
    const codes = shop.book.entries.flatMap(({ postingKey, lines }) =>
      postingKey === 'credit:R1'
        ? lines
            .filter(({ taxCode }) => taxCode !== '')
            .map(({ taxCode, amount, taxBase }) => [taxCode, amount, taxBase])
        : [],
    );
    expect(codes).toEqual([
      ['DE:VAT:19', 190, -1000],
      ['DE:VAT:7', 35, -500],
    ]);
  });

  test('tax on top: none, until the net is used up', () => {
    const shop = sold().refund('R1', '03-10', 4000);
    expect(shop.booked('credit:R1')).toEqual({ 'Accounts receivable': -4000, Returns: 4000 });
    shop.refund('R2', '03-11', 8495);
    expect(shop.booked('credit:R2')).toEqual({ 'Accounts receivable': -8495, Returns: 6500, 'Tax payable: DE': 1995 });
    expect(shop.book.entries.find(({ postingKey }) => postingKey === 'credit:R1')?.note).toContain('assumed');
  });

  test('the whole order: nothing is left of it, whatever the prices include', () => {
    for (const pricesIncludeTax of [true, false]) {
      const shop = sold(pricesIncludeTax).refund('R1', '03-10', 12495);
      expect(shop.balances()).toEqual({ Sales: -10000, 'Shipping income': -500, Returns: 10500 });
    }
  });

  test('the platform’s own tax wins', () => {
    const shop = sold(true).refund('R1', '03-10', 1190, { statedTaxes: [vat(190, 1000)] });
    expect(shop.booked('credit:R1')).toEqual({ 'Accounts receivable': -1190, Returns: 1000, 'Tax payable: DE': 190 });
    expect(shop.book.entries.find(({ postingKey }) => postingKey === 'credit:R1')?.note).toBe('');
  });

  test('policy none and policy pro-rata', () => {
    const given = { components: [shirt], pricesIncludeTax: true };
    const none = new Shop({ policy: { amountOnlyRefundTax: 'none' } }).order('03-01', given).pay('P1', '03-01', 11900);
    expect(none.refund('R1', '03-02', 1190).booked('credit:R1')).toEqual({
      'Accounts receivable': -1190,
      Returns: 1190,
    });
    const proRata = new Shop({ policy: { amountOnlyRefundTax: 'pro-rata' } })
      .order('03-01', { components: [shirt] })
      .pay('P1', '03-01', 11900);
    expect(proRata.refund('R1', '03-02', 1190).booked('credit:R1').Returns).toBe(1000);
  });

  test('more than remains of the order is goodwill, with a discrepancy', () => {
    const shop = sold().refund('R1', '03-10', 13000);
    expect(shop.booked('credit:R1').Goodwill).toBe(505);
    expect(shop.open).toEqual(['credit-beyond-order 505']);
    expect(shop.balances()).toEqual({
      'Clearing: Stripe EUR': -505,
      Sales: -10000,
      'Shipping income': -500,
      Returns: 10500,
      Goodwill: 505,
    });
  });

  test('before shipment it lowers what is to be recognised; partly shipped, in that share', () => {
    const shop = new Shop().order('03-01', { components: [shirt], tellsShipments: true }).pay('P1', '03-01', 11900);
    shop.refund('R1', '03-02', 1000);
    expect(shop.keys).toEqual(['payment:P1', 'refund:R1']);
    shop.ship('F1', '03-03', { A: 1 });
    expect(shop.booked('fulfilment:F1')).toEqual({
      'Accounts receivable': 5450,
      Sales: -4500,
      'Tax payable: DE': -950,
    });
    shop.refund('R2', '03-04', 1000);
    expect(shop.booked('credit:R2')).toEqual({ 'Accounts receivable': -500, Returns: 500 });
    shop.ship('F2', '03-05');
    expect(shop.balances()).toEqual({
      'Clearing: Stripe EUR': 9900,
      Sales: -8500,
      Returns: 500,
      'Tax payable: DE': -1900,
    });
  });

  test('a gift card that was sold is not what an amount gives back', () => {
    const shop = new Shop()
      .order('03-01', { components: [component('A', 1000), component('G', 5000, { kind: 'gift-card', ships: false })] })
      .pay('P1', '03-01', 6000)
      .refund('R1', '03-02', 1500);
    expect(shop.booked('credit:R1')).toEqual({ 'Accounts receivable': -1500, Returns: 1000, Goodwill: 500 });
  });
});

describe('accounting.md 12: a credit note that names no order', () => {
  test('is a document of its own', () => {
    const shop = new Shop().tell(
      '03-05',
      'credit:CN-1',
      {
        type: 'credit-note',
        number: 'CN-1',
        at: on('03-05'),
        currency: 'EUR',
        components: [shirt, shipping],
        total: 12496 as never,
        unit: 1,
      },
      'CN-1',
    );
    expect(shop.booked('credit:CN-1')).toEqual({
      'Accounts receivable': -12496,
      Returns: 10000,
      'Shipping income': 500,
      'Tax payable: DE': 1995,
      Rounding: 1,
    });
    expect(shop.balances()['Customer deposits']).toBe(-12496);
    expect(shop.plan?.inserted[0]?.summary).toMatchObject({ number: 'CN-1', total: -12496, status: 'posted' });
  });
});

test('accounting.md 30: a gift card sold is a liability, redeemed a tender, refunded to it a liability again', () => {
  const card = { kind: 'gift-card', card: 'GC9' } as const;
  const seller = new Shop().order('03-01', {
    components: [component('G', 4500, { kind: 'gift-card', ships: false, discount: 500 })],
  });
  seller.pay('P1', '03-01', 4500);
  expect(seller.booked('sale')).toEqual({
    'Accounts receivable': 4500,
    'Gift cards outstanding': -5000,
    Discounts: 500,
  });
  const spender = sold().pay('G1', '03-01', 5000, { tender: card });
  expect(spender.booked('payment:G1')).toEqual({ 'Gift cards outstanding': 5000, 'Accounts receivable': -5000 });
  spender.refund('R1', '03-02', 5000, { tender: card });
  expect(spender.balances()['Gift cards outstanding']).toBeUndefined();
});

test('accounting.md 31: a refund to store credit', () => {
  const shop = sold().refund('R1', '03-02', 5950, {
    lines: [back('A', 1, 5000, 950)],
    tender: { kind: 'store-credit', account: 'SC7' },
  });
  expect(shop.booked('refund:R1')).toEqual({ 'Accounts receivable': 5950, 'Store credit': -5950 });
});
