import { describe, expect, it } from 'vitest';
import { NO_SETTINGS } from '../contract.ts';
import { csvConnector } from './index.ts';
import { parseProfile } from './profile.ts';
import { creditNoteOf, decodeCsv, faultOf, orderOf, partsOf, profileFile, reportOf, smallProfile } from './testing.ts';

const utc = (text: string) => Date.parse(text);
const LINES = { code: 'Sku', quantity: 'Qty', price: 'Price' };
const ROWS = 'Order,Date,Sku,Qty,Price\nA1,2026-11-21,TEA,2,10.00\n';

const figures = (decoded: ReturnType<typeof decodeCsv>) =>
  orderOf(decoded).components.map(({ id, kind, net, discount, taxes }) => [
    id,
    kind,
    net,
    discount,
    ...taxes.map(({ code, amount, base }) => `${code} ${amount} of ${base}`),
  ]);

describe('an order from one file', () => {
  it('has its lines, its total and nothing that was not stated', () => {
    const decoded = decodeCsv(smallProfile(), { orders: ROWS });
    expect(orderOf(decoded)).toEqual({
      type: 'order',
      number: 'A1',
      placedAt: '2026-11-21',
      currency: 'EUR',
      status: 'open',
      terms: 'on-account',
      cancelledAt: null,
      changedAt: null,
      pricesIncludeTax: false,
      tellsShipments: false,
      components: [
        {
          id: 'line:TEA',
          kind: 'goods',
          sku: 'TEA',
          quantity: 2,
          ships: true,
          net: 2000,
          discount: 0,
          taxes: [],
        },
      ],
      cancellations: [],
      total: 2000,
      unit: 1,
      paid: null,
      overpaidIsInterest: false,
    });
    expect(reportOf(decoded)).toMatchObject({ kind: 'order', remoteId: 'A1', lists: [], person: null });
    expect(reportOf(decoded).newestInstant).toBe(utc('2026-11-21T00:00:00Z'));
  });

  it('reads a German file', () => {
    const profile = smallProfile({
      files: { orders: { key: 'Beleg', delimiter: ';' } },
      numbers: { decimal: ',', thousands: '.', signs: ['€'] },
      dates: { formats: ['dd.MM.yyyy HH:mm'], zone: 'Europe/Berlin' },
      document: { placedAt: 'Datum', terms: 'on-account' },
      lines: { code: 'Artikel', quantity: 'Menge', price: 'Preis' },
    });
    const decoded = csvConnector(parseProfile(profile)).decode(
      {
        profile: 'shop',
        key: 'A1',
        files: {
          orders: [
            ['Beleg', 'Datum', 'Artikel', 'Menge', 'Preis'],
            ['A1', '03.04.2026 12:00', 'Müsli', '3', '1.234,56 €'],
          ],
        },
      },
      NO_SETTINGS,
      { via: 'file', topic: '' },
    );
    expect(orderOf(decoded)).toMatchObject({ placedAt: utc('2026-04-03T10:00:00Z'), total: 370368 });
  });

  it('rounds quantity × price half-up for each line', () => {
    const rows = 'Order,Date,Sku,Qty,Price\nA1,2026-11-21,a,1,0.005\nA1,,b,3,0.335\nA1,,c,-1,0.005\nA1,,d,1.5,1.01\n';
    expect(orderOf(decodeCsv(smallProfile(), { orders: rows })).components.map(({ net }) => net)).toEqual([
      1, 101, -1, 152,
    ]);
  });

  it('rounds line totals that are finer than the currency together', () => {
    const profile = smallProfile({ lines: { code: 'Sku', amount: 'Sum' } });
    const rows = 'Order,Date,Sku,Sum\nA1,2026-11-21,a,0.333\nA1,,b,0.333\nA1,,c,0.334\n';
    const order = orderOf(decodeCsv(profile, { orders: rows }));
    expect(order.components.map(({ net }) => net)).toEqual([33, 33, 34]);
    expect(order.total).toBe(100);
  });

  it('tells lines of one code apart, in any order of rows the same', () => {
    const rows = (lines: string[]) =>
      `Order,Date,Sku,Qty,Price\n${lines.map((line) => `A1,2026-11-21,${line}\n`).join('')}`;
    const ids = (lines: string[]) =>
      orderOf(decodeCsv(smallProfile(), { orders: rows(lines) })).components.map(({ id }) => id);
    expect(ids(['TEA,1,1', 'TEA,2,1', 'CUP,1,1'])).toEqual(['line:TEA', 'line:TEA#2', 'line:CUP']);
    expect(ids(['CUP,1,1', 'TEA,2,1', 'TEA,1,1']).sort()).toEqual(['line:CUP', 'line:TEA', 'line:TEA#2']);
    expect(ids(['T,1,1', 'T#2,1,1', 'T,1,1', 'T#2,1,1', 'T,1,1'])).toEqual([
      'line:T',
      'line:T#2',
      'line:T#3',
      'line:T#2#2',
      'line:T#4',
    ]);
  });

  it('sends codes that are no products where the profile says', () => {
    const profile = smallProfile({
      lines: {
        ...LINES,
        codes: [
          { code: ['POST', 'C2'], kind: 'shipping' },
          { pattern: '^gift_', kind: 'gift-card' },
          { code: 'D', account: '4800' },
        ],
      },
    });
    const rows =
      'Order,Date,Sku,Qty,Price\nA1,2026-11-21,POST,1,5\nA1,,gift_10,1,10\nA1,,D,-1,2\nA1,,d,1,3\nA1,,CARD,1,4\n';
    const settings = { decimals: null, giftCardSkus: new Set(['CARD']) };
    const { components } = orderOf(decodeCsv(profile, { orders: rows }, settings));
    expect(components.map(({ kind, sku, ships, account, net }) => [kind, sku, ships, account, net])).toEqual([
      ['shipping', '', true, undefined, 500],
      ['gift-card', 'gift_10', false, undefined, 1000],
      ['other', '', true, '4800', -200],
      ['goods', 'd', true, undefined, 300],
      ['gift-card', 'CARD', false, undefined, 400],
    ]);
  });

  it('takes a discount off its line', () => {
    const profile = smallProfile({ lines: { ...LINES, discount: 'Off' } });
    const rows = 'Order,Date,Sku,Qty,Price,Off\nA1,2026-11-21,TEA,2,10.00,3.00\nA1,,CUP,1,5,\n';
    expect(figures(decodeCsv(profile, { orders: rows }))).toEqual([
      ['line:TEA', 'goods', 1700, 300],
      ['line:CUP', 'goods', 500, 0],
    ]);
  });

  it('spreads a discount on the whole over the lines, from its own column or the total of the lines', () => {
    const rows = 'Order,Date,Sku,Qty,Price,Off,Lines\nA1,2026-11-21,TEA,1,20,1.00,29.00\nA1,,CUP,1,10,,\n';
    for (const named of [{ discount: 'Off' }, { linesTotal: 'Lines' }]) {
      const profile = smallProfile({ document: { placedAt: 'Date', ...named } });
      expect(figures(decodeCsv(profile, { orders: rows }))).toEqual([
        ['line:TEA', 'goods', 1933, 67],
        ['line:CUP', 'goods', 967, 33],
      ]);
    }
  });
});

describe('taxes', () => {
  const tax = { amount: 'Tax', jurisdiction: 'Land', name: { text: 'VAT' }, rate: 'Rate' };
  const rows = 'Order,Date,Sku,Qty,Price,Tax,Land,Rate\nA1,2026-11-21,TEA,1,11.90,1.90,DE,19\nA1,,CUP,1,5,0.00,DE,0\n';

  it('of a line, added on top or taken out of its price', () => {
    const profile = (pricesIncludeTax: boolean) =>
      smallProfile({ document: { placedAt: 'Date', pricesIncludeTax }, lines: { ...LINES, tax } });
    expect(figures(decodeCsv(profile(false), { orders: rows }))).toEqual([
      ['line:TEA', 'goods', 1190, 0, 'DE:VAT:19 190 of 1190'],
      ['line:CUP', 'goods', 500, 0],
    ]);
    expect(figures(decodeCsv(profile(true), { orders: rows }))).toEqual([
      ['line:TEA', 'goods', 1000, 0, 'DE:VAT:19 190 of 1000'],
      ['line:CUP', 'goods', 500, 0],
    ]);
  });

  it('of 0 is kept where the profile says that 0 is a rate', () => {
    const profile = smallProfile({ lines: { ...LINES, tax: { ...tax, zeroRated: true } } });
    expect(figures(decodeCsv(profile, { orders: rows }))[1]).toEqual([
      'line:CUP',
      'goods',
      500,
      0,
      'DE:VAT:0 0 of 500',
    ]);
  });

  it('without code, rate or name is left for the books to ask about', () => {
    const profile = smallProfile({ lines: { ...LINES, tax: { amount: 'Tax' } } });
    expect(figures(decodeCsv(profile, { orders: rows }))[0]?.[4]).toBe(' 190 of 1190');
  });

  const whole = (pricesIncludeTax: unknown) =>
    smallProfile({
      document: {
        placedAt: 'Date',
        total: 'Total',
        pricesIncludeTax,
        taxes: [
          { amount: 'T1', name: 'N1' },
          { amount: 'T2', name: 'N2' },
        ],
      },
      lines: { ...LINES, taxable: { column: 'Taxed', is: 'yes' } },
      charges: [{ kind: 'shipping', amount: 'Post' }],
    });
  const header = 'Order,Date,Sku,Qty,Price,Taxed,Post,Total,N1,T1,N2,T2\n';

  it('of the whole order fall on what is taxable, shipping too', () => {
    const orders = `${header}A1,2026-11-21,TEA,2,10.00,yes,5.00,29.75,DE VAT 19%,4.75,,\nA1,,BOOK,1,0,no,,,,,,\n`;
    expect(figures(decodeCsv(whole('by-total'), { orders }))).toEqual([
      ['line:TEA', 'goods', 2000, 0, ':DE VAT:19 380 of 2000'],
      ['line:BOOK', 'goods', 0, 0],
      ['shipping', 'shipping', 500, 0, ':DE VAT:19 95 of 500'],
    ]);
  });

  it('within the prices are seen by the total', () => {
    const orders = `${header}A1,2026-11-21,TEA,1,23.80,yes,5.95,29.75,DE VAT 19%,4.75,,\n`;
    const decoded = decodeCsv(whole('by-total'), { orders });
    expect(orderOf(decoded)).toMatchObject({ pricesIncludeTax: true, total: 2975 });
    expect(figures(decoded)).toEqual([
      ['line:TEA', 'goods', 2000, 0, ':DE VAT:19 380 of 2000'],
      ['shipping', 'shipping', 500, 0, ':DE VAT:19 95 of 500'],
    ]);
  });

  it('at several rates: the base of each is what its rate tells', () => {
    const orders = `${header}A1,2026-11-21,TEA,1,100,yes,,126.00,VAT 19%,19.00,VAT 7%,7.00\nA1,,BOOK,1,100,yes,,,,,,\n`;
    const taxes = orderOf(decodeCsv(whole(false), { orders })).components.flatMap((component) => component.taxes);
    const sum = (code: string, of: 'amount' | 'base') =>
      taxes.filter((one) => one.code === code).reduce((total, one) => total + one[of], 0);
    expect([sum(':VAT:19', 'amount'), sum(':VAT:19', 'base')]).toEqual([1900, 10000]);
    expect([sum(':VAT:7', 'amount'), sum(':VAT:7', 'base')]).toEqual([700, 10000]);
  });

  it('make a discount shown beside a net net of tax too', () => {
    const profile = smallProfile({
      document: { placedAt: 'Date', pricesIncludeTax: true },
      lines: { ...LINES, discount: 'Off', tax: { amount: 'Tax', name: { text: 'VAT 19%' } } },
    });
    const orders = 'Order,Date,Sku,Qty,Price,Off,Tax\nA1,2026-11-21,TEA,1,23.80,11.90,1.90\n';
    expect(figures(decodeCsv(profile, { orders }))).toEqual([['line:TEA', 'goods', 1000, 1000, ':VAT:19 190 of 1000']]);
  });
});

describe('credit notes', () => {
  it.each(['negative', 'positive'])('with %s amounts are documents of their own', (amounts) => {
    const profile = smallProfile({
      document: { placedAt: 'Date', creditNote: { when: { column: 'Order', startsWith: 'C' }, amounts } },
    });
    const sign = amounts === 'negative' ? '-' : '';
    const orders = `Order,Date,Sku,Qty,Price\nC1,2026-11-21,TEA,${sign}2,10.00\n`;
    const decoded = decodeCsv(profile, { orders });
    expect(reportOf(decoded)).toMatchObject({ kind: 'credit-note', parts: [{ key: 'credit:A1' }] });
    expect(creditNoteOf(decoded)).toMatchObject({ total: 2000, components: [{ quantity: 2, net: 2000 }] });
  });
});

describe('the rows of a document', () => {
  const disagree = 'Order,Date,Sku,Qty,Price\nA1,2026-11-21 10:05,TEA,1,1\nA1,2026-11-21 10:04,CUP,1,1\n';
  const profile = (rowsDisagree: string) => smallProfile({ document: { placedAt: 'Date', rowsDisagree } });

  it('that disagree on a time: the earliest or the latest, where the profile says so', () => {
    expect(orderOf(decodeCsv(profile('earliest'), { orders: disagree })).placedAt).toBe(utc('2026-11-21T10:04:00Z'));
    expect(orderOf(decodeCsv(profile('latest'), { orders: disagree })).placedAt).toBe(utc('2026-11-21T10:05:00Z'));
    expect(faultOf(decodeCsv(profile('refuse'), { orders: disagree }))).toBe(
      "orders, column 'Date': the rows of the document disagree ('2026-11-21 10:05', '2026-11-21 10:04'): say earliest or latest in the profile's 'document.rowsDisagree'",
    );
  });

  it('that disagree on something else are never settled by guessing', () => {
    const named = smallProfile({ currency: { column: 'Cur' } });
    const orders = 'Order,Date,Sku,Qty,Price,Cur\nA1,2026-11-21,TEA,1,1,EUR\nA1,,CUP,1,1,USD\n';
    expect(faultOf(decodeCsv(named, { orders }))).toContain("column 'Cur': the rows of the document disagree");
  });

  it('may leave what they share to the first of them, or to any', () => {
    const orders = 'Order,Date,Sku,Qty,Price\nA1,,TEA,1,1\nA1,2026-11-21,CUP,1,1\n';
    expect(orderOf(decodeCsv(smallProfile(), { orders })).placedAt).toBe('2026-11-21');
  });
});

describe('what cannot be read says where and why', () => {
  it.each<[string, Record<string, unknown>, string, string]>([
    [
      'a number',
      {},
      'A1,2026-11-21,TEA,2,"10,00"',
      "orders, row 1 of the document, column 'Price': '10,00' is no number",
    ],
    ['a missing number', {}, 'A1,2026-11-21,TEA,2,', "column 'Price': a number is missing"],
    ['a date', {}, 'A1,soon,TEA,2,10', "orders, column 'Date': 'soon' fits no declared date format: correct"],
    [
      'a date that could be two',
      {},
      'A1,03/04/2026,TEA,2,10',
      "say dd/MM/yyyy or MM/dd/yyyy in the profile's 'dates.formats'",
    ],
    ['no date', {}, 'A1,,TEA,2,10', "no date is named in the columns of the profile's 'document.placedAt'"],
    ['too few cells', {}, 'A1,2026-11-21,TEA', 'orders, row 1 of the document: 3 cells where the header names 5'],
    ['a column', { currency: { column: 'Cur' } }, 'A1,2026-11-21,TEA,2,10', "orders: there is no column 'Cur'"],
    ['a currency', { currency: { column: 'Sku' } }, 'A1,2026-11-21,TEA,2,10', "'TEA' is not an ISO 4217 currency"],
    [
      'a status',
      { document: { placedAt: 'Date', status: [{ when: { column: 'Sku', is: 'x' }, is: 'open' }] } },
      'A1,2026-11-21,TEA,2,10',
      "no case of the profile's 'document.status' holds",
    ],
  ])('%s', (_what, changes, row, message) => {
    const orders = `Order,Date,Sku,Qty,Price\n${row}\n`;
    expect(faultOf(decodeCsv(smallProfile(changes), { orders }))).toContain(message);
  });

  it.each<[unknown, string]>([
    [null, 'payload: expected the rows of one document'],
    [{ profile: 'other', key: 'A1', files: {} }, "read with another profile than 'shop'"],
    [{ profile: 'shop', key: 'A1', files: { orders: 'x' } }, 'payload.files.orders: expected a list of rows'],
    [{ profile: 'shop', key: 'A1', files: { orders: [['Order'], [5]] } }, 'payload.files.orders'],
    [{ profile: 'shop', key: '', files: { orders: [['Order'], ['']] } }, 'orders: a row without a value in its key'],
    [{ profile: 'shop', key: 'A1', files: {} }, "orders: there is no row of 'A1'"],
  ])('%o', (payload, message) => {
    const connector = csvConnector(parseProfile(smallProfile()));
    expect(faultOf(connector.decode(payload, NO_SETTINGS, { via: 'file', topic: '' }))).toContain(message);
  });

  it('takes empty cells beyond the header for what they are', () => {
    const orders = 'Order,Date,Sku,Qty,Price\nA1,2026-11-21,TEA,2,10,,\n';
    expect(orderOf(decodeCsv(smallProfile(), { orders })).total).toBe(2000);
  });
});

describe('money, shipments and cancellations from files of their own', () => {
  const profile = smallProfile({
    files: {
      orders: { key: 'Order' },
      items: { key: 'Order' },
      payments: { key: 'Order' },
      shipments: { key: 'Order' },
      cancels: { key: 'Order' },
    },
    document: { file: 'orders', placedAt: 'Date', paidAt: ['Approved', 'Date'], tellsShipments: true },
    lines: {
      file: 'items',
      id: 'Item',
      code: 'Sku',
      quantity: 'Qty',
      price: 'Price',
      tax: { amount: 'Tax', name: { text: 'VAT' } },
    },
    payments: {
      file: 'payments',
      when: { column: 'Kind', isNot: 'refund' },
      id: 'No',
      amount: 'Sum',
      gateway: 'Type',
      status: [
        { when: { column: 'Kind', is: 'hold' }, is: 'authorised' },
        { when: { column: 'Kind', is: 'void' }, is: 'none' },
        { is: 'captured' },
      ],
    },
    gateways: { cc: 'cards' },
    refunds: {
      file: 'payments',
      when: { column: 'Kind', is: 'refund' },
      id: 'No',
      amount: { minus: ['Sum'] },
      gateway: 'Type',
      at: 'At',
      line: 'Item',
      quantity: 'Units',
    },
    fulfilments: { file: 'shipments', per: 'row', id: 'Parcel', at: 'Left', line: 'Item', quantity: 'Units' },
    cancellations: { file: 'cancels', id: 'No', at: 'At', line: 'Item', quantity: 'Units' },
  });
  const files = {
    orders: 'Order,Date,Approved\nA1,2026-11-01,2026-11-02\n',
    items: 'Order,Item,Sku,Qty,Price,Tax\nA1,1,TEA,3,10.00,1.00\nA1,2,CUP,1,5.00,\n',
    payments:
      'Order,No,Kind,Sum,Type,At,Item,Units\nA1,p1,pay,20.00,cc,,,\nA1,p2,pay,16.00,cash,,,\nA1,,hold,1,cc,,,\nA1,,void,1,cc,,,\nA1,r1,refund,-10.33,cc,2026-11-09,1,1\nA1,r1,refund,-5.00,cc,2026-11-09,2,\n',
    shipments: 'Order,Parcel,Left,Item,Units\nA1,s1,2026-11-03,1,2\nA1,s1,2026-11-03,2,1\nA1,s2,2026-11-05,1,1\n',
    cancels: 'Order,No,At,Item,Units\nA1,c1,2026-11-02,1,1\n',
  };

  it('are parts with the ids that their rows name', () => {
    const decoded = decodeCsv(profile, files);
    expect(partsOf(decoded, 'payment:')).toMatchObject({
      'payment:p1': {
        amount: 2000,
        status: 'captured',
        at: '2026-11-02',
        tender: { kind: 'gateway', gateway: 'cards' },
      },
      'payment:p2': { amount: 1600, tender: { kind: 'gateway', gateway: 'cash' } },
      'payment:3': { amount: 100, status: 'authorised' },
    });
    expect(partsOf(decoded, 'refund:')).toMatchObject({
      'refund:r1': {
        amount: 1533,
        at: '2026-11-09',
        lines: [
          { component: 'line:1', quantity: 1, net: 1000, taxes: [{ amount: 33, base: 1000 }] },
          { component: 'line:2', quantity: 1, net: 500, taxes: [] },
        ],
      },
    });
    expect(partsOf(decoded, 'fulfilment:')).toMatchObject({
      'fulfilment:s1': {
        shippedAt: '2026-11-03',
        lines: [
          { component: 'line:1', quantity: 2 },
          { component: 'line:2', quantity: 1 },
        ],
      },
      'fulfilment:s2': { shippedAt: '2026-11-05', lines: [{ component: 'line:1', quantity: 1 }] },
    });
    expect(orderOf(decoded).cancellations).toMatchObject([
      { id: 'c1', at: '2026-11-02', lines: [{ component: 'line:1', quantity: 1, net: 1000 }] },
    ]);
    expect(reportOf(decoded).lists).toEqual([
      { list: 'payment', keys: ['payment:p1', 'payment:p2', 'payment:3'] },
      { list: 'refund', keys: ['refund:r1'] },
      { list: 'fulfilment', keys: ['fulfilment:s1', 'fulfilment:s2'] },
    ]);
    expect(reportOf(decoded).newestInstant).toBe(utc('2026-11-09T00:00:00Z'));
  });

  it('are not gone where their file did not come with the others', () => {
    const { payments: _payments, shipments: _shipments, ...others } = files;
    expect(reportOf(decodeCsv(profile, others)).lists).toEqual([]);
    const empty = decodeCsv(profile, { ...files, payments: `${files.payments.split('\n')[0]}\n` });
    expect(reportOf(empty).lists).toContainEqual({ list: 'payment', keys: [] });
    const { items: _items, ...unlined } = files;
    expect(faultOf(decodeCsv(profile, unlined))).toBe(
      'items: this file did not come with the others: import them together',
    );
  });

  it('wait for an order that is not among the files', () => {
    const decoded = decodeCsv(profile, { payments: files.payments.replace(/A1,r1.*\n/g, '') });
    expect(reportOf(decoded).parts.map(({ key }) => key)).toEqual(['payment:p1', 'payment:p2', 'payment:3']);
    expect(reportOf(decoded).lists).toEqual([]);
  });

  it.each([
    ['payments', 'A1,p1,pay,-20.00,cc,,,', "column 'Sum': a negative amount: tell refunds apart with 'payments.when'"],
    ['payments', 'A1,r1,refund,10.00,cc,,,', 'a negative amount: write a column of negative amounts as'],
    ['shipments', 'A1,s1,2026-11-03,7,2', "it names line '7', of which the document has none"],
    ['shipments', 'A1,s1,2026-11-03,1,1.5', "column 'Units': '1.5' is not a whole number"],
  ] as const)('%s: %s is refused', (file, row, message) => {
    const header = files[file].split('\n')[0];
    expect(faultOf(decodeCsv(profile, { ...files, [file]: `${header}\n${row}\n` }))).toContain(message);
  });
});

describe('the two data sets of bench/', () => {
  const olist = profileFile('bench/profiles/olist.json');
  const orders = (status: string, approved: string, carrier: string, delivered: string) =>
    `order_id,order_status,order_purchase_timestamp,order_approved_at,order_delivered_carrier_date,order_delivered_customer_date\nA1,${status},2017-10-02 10:56:33,${approved},${carrier},${delivered}\n`;
  const items = 'order_id,order_item_id,product_id,price,freight_value\nA1,1,p,29.99,8.72\nA1,2,q,10.00,0.00\n';
  const payments =
    'order_id,payment_sequential,payment_type,payment_value\nA1,1,credit_card,18.12\nA1,2,voucher,2.00\nA1,3,voucher,0.00\n';

  it('an Olist order is paid when approved and shipped when it left', () => {
    const decoded = decodeCsv(olist, {
      orders: orders('delivered', '2017-10-02 11:07:15', '2017-10-04 19:55:00', '2017-10-10 21:25:13'),
      items,
      payments,
    });
    expect(figures(decoded)).toEqual([
      ['line:1', 'goods', 2999, 0],
      ['line:2', 'goods', 1000, 0],
      ['shipping:1', 'shipping', 872, 0],
    ]);
    expect(orderOf(decoded)).toMatchObject({ tellsShipments: true, overpaidIsInterest: true, total: 4871 });
    expect(partsOf(decoded, 'payment:')).toMatchObject({
      'payment:1': { amount: 1812, at: utc('2017-10-02T14:07:15Z'), tender: { gateway: 'credit_card' } },
      'payment:2': { amount: 200, tender: { kind: 'gateway', gateway: 'voucher' } },
      'payment:3': { amount: 0 },
    });
    expect(partsOf(decoded, 'fulfilment:')).toMatchObject({
      'fulfilment:A1': { shippedAt: utc('2017-10-04T22:55:00Z'), lines: null },
    });
    expect(reportOf(decoded).newestInstant).toBe(utc('2017-10-11T00:25:13Z'));
  });

  it.each([
    ['delivered', '', '2017-10-10 21:25:13', '2017-10-11T00:25:13Z'],
    ['canceled', '', '2017-10-10 21:25:13', null],
    ['canceled', '2017-10-04 19:55:00', '', '2017-10-04T22:55:00Z'],
    ['shipped', '', '', null],
  ])('%s, given to the carrier %j, delivered %j: shipped %j', (status, carrier, delivered, shipped) => {
    const decoded = decodeCsv(olist, { orders: orders(status, '', carrier, delivered), items, payments });
    const [left] = Object.values(partsOf(decoded, 'fulfilment:'));
    expect(left?.type === 'fulfilment' ? left.shippedAt : null).toBe(shipped === null ? null : utc(shipped));
    expect(orderOf(decoded)).toMatchObject({ status: status === 'canceled' ? 'cancelled' : 'open', cancelledAt: null });
    expect(partsOf(decoded, 'payment:')['payment:1']).toMatchObject({ at: utc('2017-10-02T13:56:33Z') });
  });

  it('an Olist order without items is no sale yet, and its money stays', () => {
    const [header = ''] = items.split('\n');
    const decoded = decodeCsv(olist, { orders: orders('unavailable', '', '', ''), items: header, payments });
    expect(orderOf(decoded)).toMatchObject({ status: 'unplaced', components: [], total: 0 });
    expect(Object.keys(partsOf(decoded, 'payment:'))).toEqual(['payment:1', 'payment:2', 'payment:3']);
  });

  const retail = profileFile('bench/profiles/online-retail.json');
  const invoice = (number: string, lines: string) =>
    `InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n${lines
      .split(' ')
      .map((line) => {
        const [code, quantity, price, time] = line.split('|');
        return `${number},${code},x,${quantity},2011-08-12 ${time ?? '14:51:00'},${price},,United Kingdom\n`;
      })
      .join('')}`;

  it('an Online Retail invoice keeps every row, its earliest time, and sends codes to their accounts', () => {
    const lines = 'TEA|2|0.335|14:52:00 TEA|2|0.335 M|1|3 POST|1|18 D|-1|2 WRITEOFF|-5|0';
    const decoded = decodeCsv(retail, { invoices: invoice('5', lines) });
    const order = orderOf(decoded);
    expect(order).toMatchObject({ terms: 'on-account', total: 2034, placedAt: utc('2011-08-12T13:51:00Z') });
    expect(order.components.map(({ id, kind, account, net }) => [id, kind, account, net])).toEqual([
      ['line:TEA', 'goods', undefined, 67],
      ['line:TEA#2', 'goods', undefined, 67],
      ['line:M', 'goods', undefined, 300],
      ['line:POST', 'shipping', undefined, 1800],
      ['line:D', 'other', '4800', -200],
      ['line:WRITEOFF', 'goods', undefined, 0],
    ]);
  });

  it('an Online Retail C-invoice is a credit note, and a bad debt lowers what is owed', () => {
    const credit = creditNoteOf(decodeCsv(retail, { invoices: invoice('C7', 'TEA|-2|1.50 D|-1|27.50') }));
    expect(credit).toMatchObject({
      total: 3050,
      components: [
        { quantity: 2, net: 300 },
        { account: '4800', net: 2750 },
      ],
    });
    const debt = orderOf(decodeCsv(retail, { invoices: invoice('A563186', 'B|1|-11062.06') }));
    expect(debt).toMatchObject({ total: -1106206, components: [{ kind: 'other', account: '6070', net: -1106206 }] });
  });
});
