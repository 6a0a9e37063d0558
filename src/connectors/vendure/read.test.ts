import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Instant, instant } from '../../domain/time/when.ts';
import { type Counted, NO_SETTINGS, type Page, type RemoteRecord } from '../contract.ts';
import { isObject, type Json } from '../shape.ts';
import { decode } from './decode.ts';
import { live } from './live.ts';
import { orders } from './read.ts';
import { TestShop } from './testing.ts';

const samples: Json[] = readFileSync(new URL('../../../samples/vendure/orders.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Json);
const [sample = {}] = samples;
const placed = samples.filter(({ orderPlacedAt }) => orderPlacedAt !== null);

const START = Date.parse('2026-11-01T10:00:00Z');
const isoAt = (seconds: number) => new Date(START + seconds * 1_000).toISOString();

/** The first sample, placed and updated at other seconds. */
function order(id: number, placedAt: number, updatedAt: number): Json {
  return { ...sample, id: String(id), code: `CODE${id}`, orderPlacedAt: isoAt(placedAt), updatedAt: isoAt(updatedAt) };
}

async function runOf(shop: TestShop, from: Instant | null): Promise<{ records: RemoteRecord[]; last: Page }> {
  const records: RemoteRecord[] = [];
  for (let cursor: string | null = null; ; ) {
    const page: Page = await orders.page(shop, from, cursor);
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

const idsOf = (records: readonly RemoteRecord[]) =>
  records.map(({ payload }) => (isObject(payload) ? payload.id : null));

describe('the stream of orders', () => {
  it('gives every placed order whole, as the decoder reads it from a file', async () => {
    const { records } = await runOf(new TestShop({ orders: samples }), null);
    const byId = new Map(samples.map((one) => [one.id, one]));
    expect(new Set(idsOf(records))).toEqual(new Set(placed.map(({ id }) => id)));
    for (const { payload, raw } of records) {
      const whole = byId.get((payload as Json).id);
      expect(decode(payload, NO_SETTINGS)).toEqual(decode(whole, NO_SETTINGS));
      expect(JSON.parse(raw)).toEqual(payload);
    }
  });

  it('leaves carts and aggregates out', async () => {
    const cart = { ...order(1, 0, 0), active: true, orderPlacedAt: null };
    const aggregate = { ...order(2, 0, 0), type: 'Aggregate' };
    expect((await runOf(new TestShop({ orders: [cart, aggregate, order(3, 0, 0)] }), null)).records).toHaveLength(1);
  });

  it('finds an order that was placed long after it was last updated', async () => {
    const shop = new TestShop({ orders: [order(1, 3_600, 0), order(2, 0, 3_600), order(3, 0, 0)] });
    const { records } = await runOf(shop, instant(START + 3_600_000));
    expect(new Set(idsOf(records))).toEqual(new Set(['1', '2']));
  });

  it('gives all of many orders that were not placed in the order of their ids', async () => {
    const many = Array.from({ length: 130 }, (_none, index) => order(index, (index * 37) % 130, 0));
    const { records } = await runOf(new TestShop({ orders: many }), null);
    expect(records).toHaveLength(130);
    expect(new Set(idsOf(records)).size).toBe(130);
  });

  it('gives all of many orders of one instant, each once, with their number', async () => {
    const many = Array.from({ length: 130 }, (_none, index) => order(index, Math.floor(index / 110), 0));
    const { records, last } = await runOf(new TestShop({ orders: many }), null);
    expect(idsOf(records).length).toBe(130);
    expect(new Set(idsOf(records)).size).toBe(130);
    expect(last).toMatchObject({ total: 130, completeThrough: Date.parse('2026-11-21T18:00:00Z') });
  });

  it('loses nothing to changes between its pages', async () => {
    const change = fc.record({ which: fc.nat(200), isNew: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 8 }), fc.integer({ min: 1, max: 40 }), async (changes, spread) => {
        const many = Array.from({ length: 120 }, (_none, index) => order(index, index % spread, 0));
        const shop = new TestShop({ orders: many });
        const waiting = [...changes];
        shop.before = () => {
          const next = waiting.shift();
          if (next === undefined) return;
          shop.now += 1_000;
          const now = (shop.now - START) / 1_000;
          const which = next.isNew ? shop.orders.length : next.which % shop.orders.length;
          const before = shop.orders[which];
          shop.orders[which] = { ...(before ?? order(which, now, now)), updatedAt: isoAt(now), total: shop.now };
        };
        const known = new Map<unknown, unknown>();
        for (let from: Instant | null = null, runs = 0; runs < 8; runs += 1) {
          const { records, last } = await runOf(shop, from);
          for (const { payload } of records) known.set((payload as Json).id, (payload as Json).total);
          from = last.completeThrough;
        }
        expect(known).toEqual(new Map(shop.orders.map(({ id, total }) => [id, total])));
      }),
      { numRuns: 25 },
    );
  });

  it('reads a long history to its end, once', async () => {
    const items = Array.from({ length: 230 }, (_none, index) => ({
      id: String(1_000 + index),
      type: 'ORDER_PAYMENT_TRANSITION',
      createdAt: isoAt(index),
      data: { paymentId: index, from: 'Created', to: 'Settled' },
    }));
    const note = { id: '1', type: 'ORDER_NOTE', createdAt: isoAt(0), data: { note: 'call me' } };
    const shop = new TestShop({ orders: [{ ...order(1, 0, 0), history: { items: [note, ...items] } }] });
    const [read] = (await live.readOne(shop, '1')) ?? [];
    expect(read?.payload).toMatchObject({ history: { totalItems: 230, items } });
    expect(shop.asked).toHaveLength(3);
  });
});

describe('one order', () => {
  it('is read with its place', async () => {
    expect(await live.readOne(new TestShop({ orders: [order(7, 0, 0)] }), '7')).toMatchObject([
      { place: 'order CODE7' },
    ]);
  });

  it('is null where Vendure knows none', async () => {
    expect(await live.readOne(new TestShop({ orders: [] }), '7')).toBeNull();
  });
});

describe('a census', () => {
  it('counts what the decoder would book, by its total', async () => {
    const counted = await censusOf(new TestShop({ orders: samples }), 0, Date.parse('2027-01-01T00:00:00Z'));
    const booked = samples.flatMap((one) => {
      const read = decode(one, NO_SETTINGS);
      const content = read.kind === 'report' ? read.report.parts[0]?.content : undefined;
      return content?.type === 'order' && content.status !== 'unplaced' ? [[one.id, content.total] as const] : [];
    });
    const minor = ({ currency, total }: Counted) =>
      currency === 'JPY' ? Number(total) : Math.round(Number(total) * 100);
    expect(new Map(counted.map((one) => [one.remoteId, minor(one)]))).toEqual(new Map(booked));
  });

  it('asks from the first instant on and before the last', async () => {
    const shop = new TestShop({ orders: [order(1, -1, 0), order(2, 0, 0), order(3, 9, 0), order(4, 10, 0)] });
    const counted = await censusOf(shop, START, START + 10_000);
    expect(counted.map(({ remoteId }) => remoteId)).toEqual(['2', '3']);
  });

  it('goes through all pages', async () => {
    const many = Array.from({ length: 120 }, (_none, index) => order(index, index % 3, 0));
    expect(await censusOf(new TestShop({ orders: many }), START, START + 10_000)).toHaveLength(120);
  });

  it('counts an order that cannot be decoded by what it says of itself', async () => {
    const shop = new TestShop({ orders: [{ ...order(1, 0, 0), lines: null, totalWithTax: 1234 }] });
    expect(await censusOf(shop, START, START + 1)).toEqual([
      { remoteId: '1', number: 'CODE1', placedAt: START, currency: sample.currencyCode, total: '12.34' },
    ]);
  });
});
