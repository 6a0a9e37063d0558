import { describe, expect, test } from 'vitest';
import { back, component, Shop, vat } from '../support/memory-books.ts';

const paid = (components: ReturnType<typeof component>[], total: number, given = {}) =>
  new Shop().order('03-01', { components, total: total as never, ...given }).pay('P1', '03-01', total);

describe('accounting.md 14: payments', () => {
  const shop = () => new Shop().order('03-01', { components: [component('A', 12000)] });

  test('captured less than the total: the rest stays receivable, with a discrepancy once nothing is awaited', () => {
    const told = shop().pay('A1', '03-01', 12000, { status: 'authorised' }).pay('C1', '03-02', 7000, { family: 'A1' });
    expect(told.balances()).toMatchObject({ 'Accounts receivable': 5000, 'Clearing: Stripe EUR': 7000 });
    expect(told.open).toEqual([]);
    told.pay('A1', '03-08', 12000, { status: 'voided' });
    expect(told.open).toEqual(['underpaid 5000']);
    expect(told.dates('sale')).toEqual(['03-01']);
    told.pay('C2', '03-09', 5000);
    expect(told.open).toEqual([]);
  });

  test('an authorisation whose captures took all of it is not awaited', () => {
    const told = shop().pay('A1', '03-01', 7000, { status: 'authorised' }).pay('C1', '03-02', 7000, { family: 'A1' });
    expect(told.open).toEqual(['underpaid 5000']);
  });

  test('money that the bank took back is reversed on its own date', () => {
    const told = shop()
      .pay('P1', '03-01', 12000)
      .pay('P1', '04-07', 12000, { at: Date.UTC(2026, 2, 1) as never, reversedAt: Date.UTC(2026, 3, 7) as never });
    expect(told.booked('payment-failed:P1')).toEqual({ 'Accounts receivable': 12000, 'Clearing: Stripe EUR': -12000 });
    expect(told.dates('payment-failed:P1')).toEqual(['04-07']);
    expect(told.balances()['Accounts receivable']).toBe(12000);
  });

  test('a gateway that is called as every object’s own words are is one like any other', () => {
    const told = shop().pay('P1', '03-01', 12000, { tender: { kind: 'gateway', gateway: 'constructor' } });
    expect(told.balances()).toEqual({ Sales: -12000, 'Clearing: constructor EUR': 12000 });
  });

  test('more than is owed is a deposit, refund owed', () => {
    const told = shop().pay('P1', '03-01', 13000);
    expect(told.balances()['Customer deposits']).toBe(-1000);
    expect(told.open).toEqual(['refund-owed -1000']);
  });

  test('money in another currency than the order’s is shown, not booked', () => {
    const told = shop().pay('P1', '03-01', 12000, { currency: 'USD' }).pay('P2', '03-01', 500, { currency: 'USD' });
    expect(told.open).toEqual(['currency-differs 12500']);
    expect(told.balances()['Clearing: Stripe USD']).toBeUndefined();
  });

  test('money without its order waits for it, then finds it', () => {
    const told = new Shop().pay('P1', '03-01', 12000);
    expect(told.balances()).toEqual({ 'Clearing: Stripe EUR': 12000, 'Customer deposits': -12000 });
    expect(told.open).toEqual(['money-without-sale -12000']);
    told.order('03-02', { components: [component('A', 12000)] });
    expect(told.open).toEqual([]);
    expect(told.balances()['Customer deposits']).toBeUndefined();
  });

  test('instalment interest beyond the total is income, not an overpayment', () => {
    const told = new Shop()
      .order('03-01', { components: [component('A', 10000)], overpaidIsInterest: true })
      .pay('P1', '03-01', 10800);
    expect(told.booked('payment:P1')).toEqual({
      'Accounts receivable': -10000,
      'Clearing: Stripe EUR': 10800,
      'Instalment interest': -800,
    });
    expect(told.open).toEqual([]);
  });

  test('a mark that says only "paid" is worth the total of the first version that shows it', () => {
    const paidMark = { id: 'txn1', tender: { kind: 'gateway', gateway: 'bacs' }, at: Date.UTC(2026, 2, 3) } as never;
    const told = shop()
      .order('03-03', { paid: paidMark })
      .order('03-09', { components: [component('A', 15000)] });
    expect(told.booked('payment:txn1')).toEqual({ 'Accounts receivable': -12000, 'Clearing: bacs EUR': 12000 });
    expect(told.open).toEqual(['underpaid 3000']);
  });
});

describe('accounting.md 15: revenue is net of tax and gross of discounts', () => {
  test('discounts apart, or net of them by policy', () => {
    const components = [component('A', 9000, { discount: 1000 })];
    expect(paid(components, 9000).booked('sale')).toMatchObject({ Sales: -10000, Discounts: 1000 });
    const net = new Shop({ policy: { discounts: 'net' } }).order('03-01', { components }).pay('P1', '03-01', 9000);
    expect(net.booked('sale')).toMatchObject({ Sales: -9000 });
  });

  test('a discount on shipping lowers Shipping income', () => {
    const told = paid([component('A', 1000), component('shipping', 300, { discount: 200 })], 1300);
    expect(told.booked('sale')).toEqual({ 'Accounts receivable': 1300, Sales: -1000, 'Shipping income': -300 });
  });

  test('a negative fee, given back again', () => {
    const fee = component('fee', -500, { kind: 'fee', tax: -95 });
    const told = paid([component('A', 10000, { tax: 1900 }), fee], 11305);
    expect(told.booked('sale')).toMatchObject({ Sales: -10000, 'Fee income': 500, 'Tax payable: DE': -1805 });
    told.refund('R1', '03-02', 11305, { lines: [back('A', 1, 10000, 1900), back('fee', 1, -500, -95)] });
    expect(told.balances()).toEqual({ Sales: -10000, Returns: 10000 });
  });

  test('tips by policy', () => {
    const components = [component('A', 1000), component('T', 100, { kind: 'tip', ships: false })];
    const payable = new Shop({ policy: { tips: 'payable' } }).order('03-01', { components }).pay('P1', '03-01', 1100);
    expect(payable.booked('sale')['Tips payable']).toBe(-100);
  });

  test('a component with an account of its own', () => {
    const components = [component('A', 1000, { kind: 'other', account: '4290' }), component('D', 50, { kind: 'duty' })];
    expect(paid(components, 1050).booked('sale')).toMatchObject({ 'Other income': -1000, 'Duties payable': -50 });
  });
});

describe('accounting.md 16: rounding', () => {
  test.each([
    ['within a unit per component: Rounding', 2, 'Rounding'],
    ['beyond it: Suspense', 3, 'Suspense'],
  ])('%s', (_, open, account) => {
    const told = paid([component('A', 1000), component('B', 500)], 1500 + open);
    expect(told.booked('sale')[account]).toBe(-open);
    expect(told.open).toEqual(account === 'Suspense' ? [`does-not-add-up ${open}`] : []);
  });

  test('a version that adds up takes it back', () => {
    const told = paid([component('A', 1000)], 1100);
    told.order('03-02', { components: [component('A', 1100)], total: 1100 as never });
    expect(told.balances()).toMatchObject({ Sales: -1100 });
    expect(told.balances().Suspense).toBeUndefined();
    expect(told.open).toEqual([]);
  });

  test('the unit is the coarser of the store’s decimals and the currency’s', () => {
    const shop = new Shop({ baseCurrency: 'KWD' });
    shop
      .order('03-01', { components: [component('A', 10005)], total: 10010 as never, unit: 10 })
      .pay('P1', '03-01', 10010);
    expect(shop.booked('sale')).toEqual({ 'Accounts receivable': 10010, Sales: -10005, Rounding: -5 });
  });

  test('a rest within the cap is rounded on the day of the last event, once nothing is open', () => {
    const told = new Shop().order('03-01', { components: [component('A', 1000)] }).pay('P1', '03-03', 999);
    expect(told.booked('rounding')).toEqual({ 'Accounts receivable': -1, Rounding: 1 });
    expect(told.dates('rounding')).toEqual(['03-03']);
    told.pay('P2', '03-05', 1);
    expect(told.dates('rounding')).toEqual([]);
    expect(told.balances()).toEqual({ 'Clearing: Stripe EUR': 1000, Sales: -1000 });
  });

  test('money finer than the minor unit is rounded over its payment: 14073.4 yen paid back as 9042.79 and 5030.61', () => {
    const shop = new Shop({ baseCurrency: 'JPY' }).order('03-01', { components: [component('A', 14073)] });
    shop.pay('P1', '03-01', 14073, { exact: '14073.4', family: 'pay' });
    shop.refund('R1', '03-02', 9043, { exact: '9042.79', family: 'pay' });
    shop.refund('R2', '03-03', 5031, { exact: '5030.61', family: 'pay' });
    expect([shop.booked('refund:R1'), shop.booked('refund:R2')].map((each) => each['Clearing: Stripe JPY'])).toEqual([
      -9042, -5031,
    ]);
    expect(shop.balances()).toEqual({ Sales: -14073, Returns: 14073 });
  });

  test('yen have no decimals and dinars three', () => {
    const yen = new Shop({ baseCurrency: 'JPY' }).order('03-01', {
      components: [component('A', 3000, { tax: 300 })],
      pricesIncludeTax: true,
    });
    yen.pay('P1', '03-01', 3300).refund('R1', '03-02', 1001);
    expect(yen.booked('credit:R1')).toEqual({ 'Accounts receivable': -1001, Returns: 910, 'Tax payable: DE': 91 });
    const dinar = new Shop({ baseCurrency: 'KWD' }).order('03-01', {
      components: [component('A', 10005, { quantity: 3 })],
    });
    dinar.pay('P1', '03-01', 10005).refund('R1', '03-02', 3335, { lines: [back('A', 1, 3335)] });
    expect(dinar.balances()['Clearing: Stripe KWD']).toBe(6670);
  });
});

describe('accounting.md 19: tax', () => {
  const sale = (taxes: ReturnType<typeof vat>[]) => {
    const shop = new Shop().order('03-01', { components: [component('A', 10000, { taxes })], terms: 'on-account' });
    return shop.book.entries.flatMap(({ lines }) => lines).filter(({ taxCode }) => taxCode !== '');
  };

  test('a zero-rated line posts amount 0 with its base', () => {
    expect(sale([vat(0, 10000, { code: 'DE:EXPORT:0' })])).toMatchObject([
      { taxCode: 'DE:EXPORT:0', amount: 0, taxBase: 10000 },
    ]);
  });

  test('a compound tax has the earlier ones in its base', () => {
    const taxes = [vat(500, 10000, { code: 'CA:GST:5' }), vat(1047, 10500, { code: 'CA:QST:9.975' })];
    expect(sale(taxes).map(({ account, taxCode, amount, taxBase }) => [account, taxCode, amount, taxBase])).toEqual([
      ['2100-CA', 'CA:GST:5', -500, 10000],
      ['2100-CA', 'CA:QST:9.975', -1047, 10500],
    ]);
  });

  test('schemes collect jurisdictions', () => {
    const shop = new Shop({ policy: { schemes: { FR: 'OSS' } } }).order('03-01', {
      components: [component('A', 10000, { taxes: [vat(2000, 10000, { code: 'FR:VAT:20' })] })],
      terms: 'on-account',
    });
    expect(shop.booked('sale')['Tax payable: OSS']).toBe(-2000);
  });

  test('tax without a code is untreated, with a discrepancy', () => {
    const shop = new Shop().order('03-01', {
      components: [component('A', 1000, { taxes: [vat(190, 1000, { code: '' })] })],
      terms: 'on-account',
    });
    expect(shop.booked('sale')['Tax payable: TAX']).toBe(-190);
    expect(shop.open).toEqual(['untreated-tax 190']);
  });

  test('tax on shipping is a posting of its own', () => {
    const shop = new Shop().order('03-01', {
      components: [component('A', 1000), component('shipping', 500, { tax: 95 })],
      terms: 'on-account',
    });
    expect(shop.booked('sale')).toMatchObject({ 'Shipping income': -500, 'Tax payable: DE': -95 });
  });
});
