import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Instant, instant } from '../../domain/time/when.ts';
import { type Counted, NO_SETTINGS, type Page, type RemoteRecord, type Stream } from '../contract.ts';
import type { Json } from '../shape.ts';
import { decode } from './decode.ts';
import { live } from './live.ts';
import { orders, payments } from './read.ts';
import { TestShop } from './testing.ts';

const samples: Json[] = readFileSync(new URL('../../../samples/medusa/orders.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Json);
const [sample = {}] = samples;

const START = Date.parse('2026-11-01T10:00:00Z');
const isoAt = (seconds: number) => new Date(START + seconds * 1_000).toISOString();

/** The first sample, made and updated at other seconds, its payment too. */
function order(id: number, createdAt: number, updatedAt = createdAt, paidAt = updatedAt): Json {
  const made = { created_at: isoAt(createdAt) };
  const payment = { id: `pay_${id}`, ...made, updated_at: isoAt(paidAt) };
  return {
    ...sample,
    ...{ id: `order_${id}`, display_id: id, ...made, updated_at: isoAt(updatedAt) },
    payment_collections: [{ ...made, payments: [payment] }],
  };
}

async function runOf(stream: Stream, shop: TestShop, from: number | null) {
  const records: RemoteRecord[] = [];
  for (let cursor: string | null = null; ; ) {
    const page: Page = await stream.page(shop, from === null ? null : instant(from), cursor);
    records.push(...page.records);
    if (page.next === null) return { records, last: page };
    cursor = page.next;
  }
}

async function censusOf(shop: TestShop, from: number, to: number): Promise<Counted[]> {
  const all: Counted[] = [];
  for await (const some of live.census(shop, instant(from), instant(to))) all.push(...some);
  return all;
}

const idsOf = (records: readonly RemoteRecord[]) => records.map(({ payload }) => (payload as Json).id);

describe('the stream of orders', () => {
  it('gives every order as the platform gave it', async () => {
    const { records, last } = await runOf(orders, new TestShop({ orders: samples }), null);
    expect(new Set(idsOf(records))).toEqual(new Set(samples.map(({ id }) => id)));
    for (const { payload, raw } of records) {
      expect(samples).toContainEqual(payload);
      expect(JSON.parse(raw)).toEqual(payload);
    }
    expect(last).toMatchObject({ total: samples.length, completeThrough: Date.parse('2026-11-21T18:00:00Z') });
  });

  it('names all that the decoder reads', async () => {
    const shop = new TestShop({});
    await runOf(orders, shop, null);
    const fields = String(shop.asked[0]?.query?.fields).split(',');
    const read = [
      'canceled_at',
      'is_draft_order',
      'currency_code',
      'item_total',
      '*returns.items',
      '*fulfillments.items',
    ];
    expect(fields).toEqual(expect.arrayContaining(read));
    expect(fields).toContain('*payment_collections.payments.captures');
    expect(new Set(fields).size).toBe(fields.length);
  });

  it('gives all of many orders of one instant, each once', async () => {
    const many = Array.from({ length: 130 }, (_none, index) => order(index, Math.floor(index / 110)));
    const { records } = await runOf(orders, new TestShop({ orders: many }), null);
    expect(records).toHaveLength(130);
    expect(new Set(idsOf(records)).size).toBe(130);
  });

  it('gives what changed at or after an instant', async () => {
    const shop = new TestShop({ orders: [order(1, 0, 9), order(2, 0, 10), order(3, 11, 11)] });
    expect(idsOf((await runOf(orders, shop, START + 10_000)).records)).toEqual(['order_2', 'order_3']);
  });

  it('loses nothing to changes between its pages', async () => {
    const change = fc.record({ which: fc.nat(200), isNew: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 8 }), fc.integer({ min: 1, max: 40 }), async (changes, spread) => {
        const shop = new TestShop({
          orders: Array.from({ length: 120 }, (_none, index) => order(index, index % spread)),
        });
        const waiting = [...changes];
        shop.before = () => {
          const next = waiting.shift();
          if (next === undefined) return;
          shop.now += 1_000;
          const now = (shop.now - START) / 1_000;
          const which = next.isNew ? shop.orders.length : next.which % shop.orders.length;
          const before = shop.orders[which] ?? order(which, now);
          shop.orders[which] = { ...before, updated_at: isoAt(now), version: shop.now };
        };
        const known = new Map<unknown, unknown>();
        for (let from: Instant | null = null, runs = 0; runs < 8; runs += 1) {
          const { records, last } = await runOf(orders, shop, from);
          for (const { payload } of records) known.set((payload as Json).id, (payload as Json).version);
          from = last.completeThrough;
        }
        expect(known).toEqual(new Map(shop.orders.map(({ id, version }) => [id, version])));
      }),
      { numRuns: 15 },
    );
  });
});

describe('the stream of payments', () => {
  it('gives the orders of payments that changed, which the orders themselves do not show', async () => {
    const shop = new TestShop({ orders: [order(1, 0, 0, 100), order(2, 0, 0, 0), order(3, 0, 0, 100)] });
    expect(idsOf((await runOf(orders, shop, START + 50_000)).records)).toEqual([]);
    const { records, last } = await runOf(payments, shop, START + 50_000);
    expect(idsOf(records)).toEqual(['order_1', 'order_3']);
    expect(last).toMatchObject({ total: 2, next: null });
  });

  it('leaves history to the orders: at first it goes back a week', async () => {
    const shop = new TestShop({ orders: [order(1, 0, 0, 10), order(2, 0, 0, 11)] });
    shop.now = START + 7 * 86_400_000 + 11_000;
    expect(idsOf((await runOf(payments, shop, null)).records)).toEqual(['order_2']);
  });

  it('gives an order once that has several payments, and none for a payment without', async () => {
    const twice = order(1, 0);
    const pay = (id: string) => ({ id, created_at: isoAt(0), updated_at: isoAt(0) });
    const shop = new TestShop({ orders: [{ ...twice, payment_collections: [{ payments: [pay('a'), pay('b')] }] }] });
    expect(idsOf((await runOf(payments, shop, START)).records)).toEqual(['order_1']);
    const cartsOwn = { payments: [{ ...pay('c'), payment_collection: {} }], count: 1 };
    const carts = { send: async () => shop.answer(cartsOwn) };
    expect((await payments.page(carts, instant(START), null)).records).toEqual([]);
  });

  it('asks for no more orders at once than Medusa reads names', async () => {
    const shop = new TestShop({ orders: Array.from({ length: 45 }, (_none, index) => order(index, 0)) });
    expect(new Set(idsOf((await runOf(payments, shop, START)).records)).size).toBe(45);
    for (const { path } of shop.asked) expect(path.split('id[]=').length).toBeLessThanOrEqual(21);
  });
});

describe('one order', () => {
  it('is read with its place', async () => {
    expect(await live.readOne(new TestShop({ orders: [order(7, 0)] }), 'order_7')).toMatchObject([
      { place: 'order 7' },
    ]);
  });

  it('is null where Medusa knows none', async () => {
    expect(await live.readOne(new TestShop({}), 'order_7')).toBeNull();
  });

  it("is not taken for gone where the 404 is another's", async () => {
    const elsewhere = (text: string) => ({ send: async () => ({ ...new TestShop({}).answer({}, 404), text }) });
    await expect(live.readOne(elsewhere('<html>'), 'order_7')).rejects.toMatchObject({ kind: 'refused' });
    await expect(live.readOne(elsewhere('{}'), 'order_7')).rejects.toMatchObject({ kind: 'refused' });
  });
});

describe('a census', () => {
  it('counts what the decoder would book, by its total', async () => {
    const counted = await censusOf(new TestShop({ orders: samples }), 0, Date.parse('2027-01-01T00:00:00Z'));
    const booked = samples.flatMap((one) => {
      const read = decode(one, NO_SETTINGS);
      const content = read.kind === 'report' ? read.report.parts[0]?.content : undefined;
      return content?.type === 'order' ? [[one.id, content.total] as const] : [];
    });
    const decimals = ({ currency }: Counted) => (currency === 'JPY' ? 1 : currency === 'KWD' ? 1_000 : 100);
    const minor = (one: Counted) => Math.round(Number(one.total) * decimals(one));
    expect(new Map(counted.map((one) => [one.remoteId, minor(one)]))).toEqual(new Map(booked));
  });

  it('asks from the first instant on and before the last, through all pages', async () => {
    const many = Array.from({ length: 120 }, (_none, index) => order(index, index % 12));
    const counted = await censusOf(new TestShop({ orders: many }), START + 1_000, START + 11_000);
    expect(new Set(counted.map(({ placedAt }) => (placedAt - START) / 1_000))).toEqual(
      new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    );
    expect(counted).toHaveLength(100);
  });

  it('leaves drafts out, and counts what cannot be decoded by what it says of itself', async () => {
    const draft = { ...sample, created_at: isoAt(0), is_draft_order: true };
    const odd = { ...order(2, 0), items: null, item_total: 10.5, shipping_total: 4.255, custom_display_id: 'A-2' };
    expect(await censusOf(new TestShop({ orders: [draft, odd] }), START, START + 1)).toMatchObject([
      { remoteId: 'order_2', number: 'A-2', placedAt: START, total: '14.755' },
    ]);
  });
});
