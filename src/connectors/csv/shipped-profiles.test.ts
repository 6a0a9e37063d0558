import { describe, expect, it } from 'vitest';
import { decodeCsv, orderOf, partsOf, profileFile, reportOf } from './testing.ts';

const utc = (text: string) => Date.parse(text);

/** A CSV of rows given by column; columns a row does not name are empty. */
function table(columns: string, ...rows: readonly Readonly<Record<string, string>>[]): string {
  const names = columns.split(',');
  const unknown = rows.flatMap((row) => Object.keys(row)).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`no column ${unknown}`);
  return [columns, ...rows.map((row) => names.map((name) => `"${row[name] ?? ''}"`).join(','))].join('\n');
}

describe('shopify-orders-export', () => {
  const profile = profileFile('profiles/shopify-orders-export.json');
  const COLUMNS =
    'Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,Billing Name,Billing Country,Shipping Name,Shipping Country,Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,Refunded Amount,Vendor,Outstanding Balance,Id,Tags,Source,Lineitem discount,Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,Tax 4 Name,Tax 4 Value,Tax 5 Name,Tax 5 Value,Duties,Payment Terms Name';
  const first = {
    Name: '#1001',
    Email: 'ann@example.com',
    'Financial Status': 'paid',
    'Paid at': '2026-05-01 10:00:00 +0200',
    'Fulfillment Status': 'fulfilled',
    'Fulfilled at': '2026-05-02 09:00:00 +0200',
    Currency: 'EUR',
    Subtotal: '45.00',
    Shipping: '5.00',
    Taxes: '7.98',
    Total: '50.00',
    'Created at': '2026-05-01 09:58:12 +0200',
    'Lineitem quantity': '2',
    'Lineitem name': 'Tea',
    'Lineitem price': '10.00',
    'Lineitem sku': 'TEA',
    'Lineitem requires shipping': 'true',
    'Lineitem taxable': 'true',
    'Lineitem fulfillment status': 'fulfilled',
    'Billing Name': 'Ann Lee',
    'Shipping Country': 'DE',
    'Payment Method': 'Shopify Payments',
    'Refunded Amount': '0.00',
    'Outstanding Balance': '0.00',
    'Tax 1 Name': 'DE VAT 19%',
    'Tax 1 Value': '7.98',
  };
  const second = {
    Name: '#1001',
    Email: 'ann@example.com',
    'Created at': '2026-05-01 09:58:12 +0200',
    'Lineitem quantity': '1',
    'Lineitem name': 'Pot',
    'Lineitem price': '30.00',
    'Lineitem requires shipping': 'true',
    'Lineitem taxable': 'true',
    'Lineitem fulfillment status': 'fulfilled',
  };
  const decoded = (changes: Record<string, string> = {}, changesOfSecond: Record<string, string> = {}) =>
    decodeCsv(profile, { orders: table(COLUMNS, { ...first, ...changes }, { ...second, ...changesOfSecond }) });

  it('an order of two rows: discount by the subtotal, tax within the prices by the total', () => {
    const order = orderOf(decoded());
    expect(order).toMatchObject({
      number: '#1001',
      placedAt: utc('2026-05-01T07:58:12Z'),
      currency: 'EUR',
      status: 'open',
      terms: 'prepay',
      pricesIncludeTax: true,
      total: 5000,
    });
    expect(
      order.components.map(({ id, sku, net, discount, taxes }) => [id, sku, net, discount, taxes[0]?.code]),
    ).toEqual([
      ['line:TEA', 'TEA', 1513, 168, 'DE:DE VAT:19'],
      ['line:Pot', '', 2269, 252, 'DE:DE VAT:19'],
      ['shipping', '', 420, 0, 'DE:DE VAT:19'],
    ]);
    const taxes = order.components.flatMap((component) => component.taxes);
    expect(taxes.reduce((sum, { amount }) => sum + amount, 0)).toBe(798);
    expect(reportOf(decoded()).person).toEqual({
      remoteId: 'ann@example.com',
      name: 'Ann Lee',
      email: 'ann@example.com',
    });
  });

  it('its payment, and its shipment whole', () => {
    expect(partsOf(decoded(), 'payment:')).toMatchObject({
      'payment:A1': {
        status: 'captured',
        amount: 5000,
        at: utc('2026-05-01T08:00:00Z'),
        tender: { kind: 'gateway', gateway: 'Shopify Payments' },
      },
    });
    expect(partsOf(decoded(), 'fulfilment:')).toMatchObject({
      'fulfilment:A1': { shippedAt: utc('2026-05-02T07:00:00Z'), lines: null },
    });
    expect(partsOf(decoded(), 'refund:')).toEqual({});
  });

  it('partly shipped, partly paid, partly paid back', () => {
    const some = decoded(
      {
        'Financial Status': 'partially_refunded',
        'Fulfillment Status': 'partial',
        'Refunded Amount': '10.00',
        'Outstanding Balance': '15.00',
      },
      { 'Lineitem fulfillment status': 'pending' },
    );
    expect(partsOf(some, 'fulfilment:')['fulfilment:A1']).toMatchObject({
      lines: [{ component: 'line:TEA', quantity: 2 }],
    });
    expect(partsOf(some, 'payment:')['payment:A1']).toMatchObject({ amount: 3500 });
    expect(partsOf(some, 'refund:')['refund:A1']).toMatchObject({ amount: 1000, at: null, lines: [], tender: null });
  });

  it.each<[Record<string, string>, Record<string, unknown>, string | undefined]>([
    [{ 'Financial Status': 'pending' }, { status: 'open', terms: 'prepay' }, undefined],
    [{ 'Financial Status': 'authorized' }, { status: 'open' }, 'authorised'],
    [{ 'Financial Status': 'pending', 'Payment Method': 'Cash on Delivery (COD)' }, { terms: 'on-account' }, undefined],
    [{ 'Financial Status': 'pending', 'Payment Terms Name': 'Net 30' }, { terms: 'on-account' }, undefined],
    [
      { 'Cancelled at': '2026-05-03 08:00:00 +0000' },
      { status: 'cancelled', cancelledAt: utc('2026-05-03T08:00:00Z') },
      'captured',
    ],
  ])('%o', (changes, order, payment) => {
    const one = decoded(changes);
    expect(orderOf(one)).toMatchObject(order);
    expect(partsOf(one, 'payment:')['payment:A1']).toEqual(
      payment === undefined ? undefined : expect.objectContaining({ status: payment }),
    );
  });

  it('tax on top, at two names', () => {
    const one = decoded({
      Total: '54.00',
      'Tax 1 Name': 'NY State Tax 4%',
      'Tax 1 Value': '2.00',
      'Tax 2 Name': 'City Tax 4%',
      'Tax 2 Value': '2.00',
      'Shipping Country': 'US',
    });
    expect(orderOf(one)).toMatchObject({ pricesIncludeTax: false, total: 5400 });
    expect(
      orderOf(one).components.map(({ net, taxes }) => [net, ...taxes.map(({ code, base }) => `${code} of ${base}`)]),
    ).toEqual([
      [1800, 'US:NY State Tax:4 of 1800', 'US:City Tax:4 of 1800'],
      [2700, 'US:NY State Tax:4 of 2700', 'US:City Tax:4 of 2700'],
      [500, 'US:NY State Tax:4 of 500', 'US:City Tax:4 of 500'],
    ]);
  });
});

describe('woocommerce-orders-export', () => {
  const profile = profileFile('profiles/woocommerce-orders-export.json');
  const COLUMNS =
    'order_id,order_number,order_number_formatted,date,status,shipping_total,shipping_tax_total,fee_total,fee_tax_total,tax_total,discount_total,order_total,refunded_total,order_currency,payment_method,shipping_method,customer_id,billing_first_name,billing_last_name,billing_company,vat_number,billing_email,billing_country,shipping_country,customer_note,item_id,item_product_id,item_name,item_sku,item_quantity,item_subtotal,item_subtotal_tax,item_total,item_total_tax,item_refunded,item_refunded_qty,item_meta,shipping_items,fee_items,tax_items,coupon_items,refunds,order_notes,download_permissions';
  const order = {
    order_id: '501',
    order_number: '501',
    order_number_formatted: 'W-501',
    date: '2026-05-01 12:00:00',
    status: 'processing',
    shipping_total: '5.00',
    shipping_tax_total: '0.95',
    fee_total: '0.00',
    fee_tax_total: '0.00',
    order_total: '39.27',
    refunded_total: '0.00',
    order_currency: 'EUR',
    payment_method: 'stripe',
    billing_last_name: 'Lee',
    billing_email: 'ann@example.com',
    billing_country: 'DE',
    item_id: '9',
    item_sku: 'TEA',
    item_quantity: '2',
    item_subtotal: '20.00',
    item_total: '18.00',
    item_total_tax: '3.42',
  };
  const decoded = (changes: Record<string, string> = {}) =>
    decodeCsv(profile, {
      orders: table(
        COLUMNS,
        { ...order, ...changes },
        {
          ...order,
          ...changes,
          item_id: '10',
          item_sku: 'POT',
          item_quantity: '1',
          item_subtotal: '10.00',
          item_total: '10.00',
          item_total_tax: '1.90',
        },
      ),
    });

  it('an order of two rows with its discounts, taxes and shipping', () => {
    expect(orderOf(decoded())).toMatchObject({
      number: 'W-501',
      currency: 'EUR',
      total: 3927,
      pricesIncludeTax: false,
    });
    expect(
      orderOf(decoded()).components.map(({ id, net, discount, taxes }) => [
        id,
        net,
        discount,
        taxes[0]?.code,
        taxes[0]?.amount,
      ]),
    ).toEqual([
      ['line:9', 1800, 200, 'DE:tax:', 342],
      ['line:10', 1000, 0, 'DE:tax:', 190],
      ['shipping', 500, 0, 'DE:tax:', 95],
    ]);
    expect(reportOf(decoded()).person).toEqual({ remoteId: 'ann@example.com', name: 'Lee', email: 'ann@example.com' });
  });

  it.each<[Record<string, string>, string, string, number | undefined, number | undefined]>([
    [{}, 'open', 'prepay', 3927, undefined],
    [{ status: 'refunded', refunded_total: '39.27' }, 'open', 'prepay', 3927, 3927],
    [{ status: 'on-hold', payment_method: 'bacs' }, 'open', 'on-account', undefined, undefined],
    [{ payment_method: 'cod' }, 'open', 'on-account', undefined, undefined],
    [{ status: 'completed', payment_method: 'cod' }, 'open', 'on-account', 3927, undefined],
    [{ status: 'pending' }, 'unplaced', 'prepay', undefined, undefined],
    [{ status: 'cancelled' }, 'cancelled', 'prepay', undefined, undefined],
    [{ status: 'trash' }, 'deleted', 'prepay', undefined, undefined],
  ])('%o: %s, %s, paid %s, refunded %s', (changes, status, terms, paid, refunded) => {
    const one = decoded(changes);
    expect(orderOf(one)).toMatchObject({ status, terms });
    const money = (key: string) => partsOf(one, key)[`${key}A1`];
    expect(money('payment:')).toEqual(paid === undefined ? undefined : expect.objectContaining({ amount: paid }));
    expect(money('refund:')).toEqual(
      refunded === undefined ? undefined : expect.objectContaining({ amount: refunded }),
    );
  });
});
