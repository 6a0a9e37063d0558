import { describe, expect, it } from 'vitest';
import type { FulfilmentContent, PaymentContent, RefundContent } from '../../domain/documents/parts.ts';
import {
  inRest,
  LINE,
  MOVED,
  partOf,
  type Refund,
  read,
  restBag,
  type Transaction,
  told,
  UPDATED,
  UST,
  type World,
} from './fixtures/world.ts';

describe('payments', () => {
  const paymentsOf = (transactions: readonly Transaction[], more: Partial<World> = {}) =>
    told({ total: 1190, lines: [LINE], transactions, ...more })
      .parts.map(({ content }) => content)
      .filter((content): content is PaymentContent => content.type === 'payment');

  it.each([
    ['sale', 'success', 'captured'],
    ['capture', 'success', 'captured'],
    ['authorization', 'success', 'authorised'],
    ['emv_authorization', 'success', 'authorised'],
    ['sale', 'pending', 'pending'],
    ['sale', 'awaiting_response', 'pending'],
    ['sale', 'failure', 'failed'],
    ['authorization', 'error', 'failed'],
  ])('a %s that is %s is %s', (kind, status, expected) => {
    expect(paymentsOf([{ id: 7, kind, status, cents: 1190 }])).toEqual([
      {
        type: 'payment',
        id: '7',
        tender: { kind: 'gateway', gateway: 'shopify_payments' },
        status: expected,
        currency: 'EUR',
        amount: 1190,
        at: Date.parse(MOVED),
      },
    ]);
  });

  it('belong to the family of their authorisation, which a void ends', () => {
    const authorization: Transaction = { id: 7, kind: 'authorization', cents: 1190 };
    expect(paymentsOf([authorization, { id: 8, kind: 'capture', cents: 500, parent: 7 }])).toMatchObject([
      { id: '7', status: 'authorised' },
      { id: '8', status: 'captured', family: '7', amount: 500 },
    ]);
    expect(paymentsOf([authorization, { id: 9, kind: 'void', cents: 1190, parent: 7 }])).toMatchObject([
      { id: '7', status: 'voided' },
    ]);
    expect(paymentsOf([authorization], { financial: 'expired' })).toMatchObject([{ status: 'voided', at: null }]);
  });

  it('that were pending end when another transaction takes the money', () => {
    const transactions: Transaction[] = [
      { id: 7, kind: 'sale', cents: 1190, status: 'pending', gateway: 'Cash on Delivery (COD)' },
      { id: 8, kind: 'capture', cents: 1190, parent: 7, gateway: 'Cash on Delivery (COD)' },
    ];
    expect(paymentsOf(transactions)).toMatchObject([{ status: 'voided' }, { status: 'captured', amount: 1190 }]);
  });

  it('are less by the change given back', () => {
    const cash = { gateway: 'cash' };
    const [payment] = paymentsOf([
      { id: 7, kind: 'sale', cents: 2000, ...cash },
      { id: 8, kind: 'change', cents: 810, parent: 7, ...cash },
    ]);
    expect(payment).toMatchObject({ id: '7', amount: 1190 });
  });

  it('by gift card and store credit are tenders of their own', () => {
    const transactions: Transaction[] = [
      { id: 7, kind: 'sale', cents: 500, gateway: 'gift_card', card: 12345 },
      { id: 8, kind: 'sale', cents: 690, gateway: 'shopify_store_credit' },
    ];
    expect(paymentsOf(transactions).map(({ tender }) => tender)).toEqual([
      { kind: 'gift-card', card: '12345' },
      { kind: 'store-credit', account: '5' },
    ]);
  });
});

describe('refunds', () => {
  const back = (cents: number, more: Partial<Transaction> = {}): Transaction => ({
    id: 71,
    kind: 'refund',
    cents,
    parent: 7,
    ...more,
  });
  const refundsOf = (refund: Refund, more: Partial<World> = {}) =>
    told({
      total: 2380,
      lines: [{ ...LINE, quantity: 2, taxes: [{ ...UST, cents: 380 }] }],
      refunds: [refund],
      ...more,
    })
      .parts.map(({ content }) => content)
      .filter((content): content is RefundContent => content.type === 'refund');
  const one = [{ line: 1, quantity: 1, cents: 1000, tax: 190 }];

  it('give back lines after discount, with the taxes of the line', () => {
    expect(refundsOf({ id: 3, lines: one, transactions: [back(1190)] })).toEqual([
      {
        type: 'refund',
        id: '3',
        status: 'settled',
        at: Date.parse(MOVED),
        currency: 'EUR',
        amount: 1190,
        family: '7',
        tender: { kind: 'gateway', gateway: 'shopify_payments' },
        statedTaxes: null,
        lines: [
          {
            component: 'line:1',
            quantity: 1,
            net: 1000,
            taxes: [{ code: 'DE:USt:19', amount: 190, base: 1000, liable: 'merchant', charged: true }],
          },
        ],
      },
    ]);
  });

  it('have subtotals with tax where prices include it', () => {
    const lines = [{ line: 1, quantity: 1, cents: 1000, tax: 160 }];
    expect(refundsOf({ id: 3, lines, transactions: [back(1000)] }, { included: true })[0]?.lines).toMatchObject([
      { net: 840, taxes: [{ amount: 160, base: 840 }] },
    ]);
  });

  it('split one sum of tax by the taxes of the line, and name none untreated', () => {
    const taxes = [
      { title: 'GST', rate: 0.05, cents: 100 },
      { title: 'QST', rate: 0.09975, cents: 200 },
    ];
    const world = { lines: [{ ...LINE, quantity: 2, taxes }] };
    const [refund] = refundsOf({ id: 3, lines: [{ line: 1, quantity: 1, cents: 1000, tax: 151 }] }, world);
    expect(refund?.lines[0]?.taxes.map(({ code, amount }) => [code, amount])).toEqual([
      ['DE:GST:5', 50],
      ['DE:QST:9.975', 101],
    ]);
    const [untaxed] = refundsOf({ id: 3, lines: one }, { lines: [{ ...LINE, taxes: [] }] });
    expect(untaxed?.lines[0]?.taxes).toMatchObject([{ code: '', amount: 190 }]);
  });

  it('without transactions give back goods and no money: a removal, a restock', () => {
    expect(refundsOf({ id: 3, lines: one })).toMatchObject([
      { status: 'settled', amount: 0, tender: null, lines: [{ quantity: 1, net: 1000 }] },
    ]);
  });

  it('give back shipping and duties', () => {
    const world: Partial<World> = {
      lines: [{ ...LINE, duties: [{ id: 9, cents: 300 }] }],
      shipping: [{ id: 4, cents: 600, taxes: [{ ...UST, cents: 114 }] }],
    };
    const refund: Refund = {
      id: 3,
      shipping: [{ line: 4, cents: 600, tax: 114 }],
      duties: [{ duty: 9, cents: 300 }],
      transactions: [back(1014)],
    };
    expect(refundsOf(refund, world)[0]?.lines).toMatchObject([
      { component: 'shipping:4', quantity: 0, net: 600, taxes: [{ code: 'DE:USt:19', amount: 114 }] },
      { component: 'duty:9', quantity: 0, net: 300, taxes: [] },
    ]);
  });

  it('of before 2024-10 give shipping back by an adjustment, not twice', () => {
    const shipping = [{ id: 4, cents: 600, taxes: [{ ...UST, cents: 114 }] }];
    const body = inRest({ total: 1904, lines: [LINE], shipping, refunds: [{ id: 3, transactions: [back(714)] }] });
    const [refund] = body.refunds as Record<string, unknown>[];
    const adjustment = {
      kind: 'shipping_refund',
      reason: 'Shipping refund',
      amount_set: restBag(-600),
      tax_amount_set: restBag(-114),
    };
    const linesOf = (changes: object) =>
      partOf<RefundContent>(read({ ...body, refunds: [{ ...refund, ...changes }] }), 'refund:3').lines;
    const expected = [{ component: 'shipping:4', net: 600, taxes: [{ amount: 114 }] }];
    expect(linesOf({ order_adjustments: [adjustment] })).toMatchObject(expected);
    const lines = [{ shipping_line_id: 4, subtotal_amount_set: restBag(600), tax_amount_set: restBag(114) }];
    expect(linesOf({ order_adjustments: [adjustment], refund_shipping_lines: lines })).toMatchObject(expected);
  });

  it('are less by what the merchant kept, not by what is only pending', () => {
    const kept = { cents: 100, reason: 'RESTOCK' };
    expect(refundsOf({ id: 3, lines: one, adjustments: [kept], transactions: [back(1090)] })[0]?.lines).toMatchObject([
      { quantity: 1, net: 900, taxes: [{ amount: 190 }] },
    ]);
    const all = { cents: 1190, reason: 'REFUND_DISCREPANCY' };
    expect(refundsOf({ id: 3, lines: one, adjustments: [all] })[0]?.lines).toMatchObject([
      { quantity: 1, net: 0, taxes: [{ amount: 0 }] },
    ]);
    for (const reason of ['PENDING_REFUND_DISCREPANCY', 'REFUND_DISCREPANCY']) {
      const pending = refundsOf({
        id: 3,
        lines: one,
        adjustments: [{ cents: 1190, reason }],
        transactions: [back(1190, { status: 'pending' })],
      });
      expect(pending).toMatchObject([{ status: 'pending', amount: 1190, lines: [{ net: 1000 }] }]);
    }
    const goodwill = refundsOf({
      id: 3,
      lines: one,
      adjustments: [{ cents: -50, reason: 'CUSTOMER' }],
      transactions: [back(1240)],
    });
    expect(goodwill).toMatchObject([{ amount: 1240, lines: [{ net: 1000 }] }]);
  });

  it('are the money that succeeded', () => {
    const transactions = [
      back(500),
      back(690, { id: 72, status: 'failure' }),
      back(190, { id: 73, status: 'pending' }),
    ];
    expect(refundsOf({ id: 3, transactions })).toMatchObject([{ status: 'settled', amount: 500 }]);
    expect(refundsOf({ id: 3, transactions: [back(690, { status: 'failure' })] })).toMatchObject([
      { status: 'failed', amount: 690 },
    ]);
    expect(refundsOf({ id: 3, transactions: [back(690, { kind: 'void' })] })).toMatchObject([
      { status: 'settled', amount: 0 },
    ]);
  });

  it('to two tenders are two, the goods with the first', () => {
    const transactions = [back(690, { id: 100 }), back(500, { id: 99, gateway: 'gift_card', card: 12345, parent: 6 })];
    expect(refundsOf({ id: 3, lines: one, transactions })).toMatchObject([
      {
        id: '3',
        amount: 500,
        tender: { kind: 'gift-card', card: '12345' },
        family: '6',
        lines: [{ component: 'line:1' }],
      },
      { id: '3:100', amount: 690, tender: { gateway: 'shopify_payments' }, family: '7', lines: [] },
    ]);
  });
});

describe('fulfilments', () => {
  const fulfilmentOf = (status: string) => {
    const fulfilments = [
      {
        id: 4,
        status,
        lines: [
          [1, 1],
          [1, 2],
        ] as const,
      },
    ];
    const report = told({ total: 3570, lines: [{ ...LINE, quantity: 3 }], fulfilments });
    expect(report.parts.at(-1)).toMatchObject({
      key: 'fulfilment:4',
      version: Date.parse(UPDATED),
      at: Date.parse(UPDATED),
    });
    return partOf<FulfilmentContent>(report, 'fulfilment:4');
  };

  it.each([
    ['success', 'shipped', MOVED, null],
    ['cancelled', 'cancelled', MOVED, UPDATED],
    ['pending', 'pending', null, null],
    ['failure', 'pending', null, null],
  ])('%s are %s', (status, expected, shippedAt, cancelledAt) => {
    expect(fulfilmentOf(status)).toEqual({
      type: 'fulfilment',
      id: '4',
      status: expected,
      shippedAt: shippedAt === null ? null : Date.parse(shippedAt),
      cancelledAt: cancelledAt === null ? null : Date.parse(cancelledAt),
      lines: [{ component: 'line:1', quantity: 3 }],
    });
  });
});
