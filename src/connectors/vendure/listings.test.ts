import { describe, expect, it } from 'vitest';
import { NO_SETTINGS } from '../contract.ts';
import { type Json, ShapeError } from '../shape.ts';
import { listings, variants } from './listings.ts';
import { TestShop } from './testing.ts';

/** As Vendure 3.7.3 gave it. */
const MUG: Json = {
  id: '1',
  productId: '1',
  sku: 'MUG-1',
  name: 'Stoneware Mug',
  enabled: true,
  createdAt: '2026-11-21T16:46:05.000Z',
  updatedAt: '2026-11-21T16:46:11.000Z',
  currencyCode: 'USD',
  price: 1249,
  priceWithTax: 1499,
  trackInventory: 'INHERIT',
  prices: [
    { currencyCode: 'EUR', price: 1379 },
    { currencyCode: 'USD', price: 1499 },
  ],
  stockLevels: [
    { stockLocationId: '1', stockOnHand: 150, stockAllocated: 3 },
    { stockLocationId: '2', stockOnHand: 60, stockAllocated: 0 },
  ],
};

const listed = (variant: Json, tracksInventory = true, settings = NO_SETTINGS) =>
  listings({ variant, tracksInventory }, settings);

describe('a listing', () => {
  it('has the price as it was entered, and stock by location', () => {
    expect(listed(MUG)).toEqual([
      {
        remoteId: '1',
        productId: '1',
        sku: 'MUG-1',
        title: 'Stoneware Mug',
        price: { amount: 1499, currency: 'USD' },
        stock: [
          { location: '1', onHand: 150, available: 147 },
          { location: '2', onHand: 60, available: 60 },
        ],
      },
    ]);
  });

  it("has its price at the server's precision, in the currency's minor units", () => {
    const yen = { ...MUG, currencyCode: 'JPY', prices: [{ currencyCode: 'JPY', price: 224950 }] };
    expect(listed(yen)[0]?.price).toEqual({ amount: 2250, currency: 'JPY' });
    expect(listed(MUG, true, { ...NO_SETTINGS, decimals: 3 })[0]?.price).toEqual({ amount: 150, currency: 'USD' });
  });

  it.each([
    ['TRUE', false, 2],
    ['FALSE', true, 0],
    ['INHERIT', true, 2],
    ['INHERIT', false, 0],
  ])('that says %s in a shop that says %s has %i levels', (trackInventory, shop, levels) => {
    expect(listed({ ...MUG, trackInventory }, shop)[0]?.stock).toHaveLength(levels);
  });

  it('is refused with its place where it is not as known', () => {
    expect(() => listings({ variant: { ...MUG, productId: null } }, NO_SETTINGS)).toThrow(ShapeError);
    expect(() => listings([], NO_SETTINGS)).toThrow('payload: expected an object');
  });
});

describe('the stream of listings', () => {
  it('gives every variant in each run', async () => {
    const many = Array.from({ length: 230 }, (_none, index) => ({ ...MUG, id: String(index) }));
    const shop = new TestShop({ variants: many });
    const places: string[] = [];
    for (let cursor: string | null = null; ; ) {
      const page = await variants.page(shop, null, cursor);
      places.push(...page.records.map(({ place }) => place));
      for (const { payload } of page.records) expect(listings(payload, NO_SETTINGS)).toHaveLength(1);
      if (page.next === null) break;
      cursor = page.next;
    }
    expect(new Set(places).size).toBe(230);
    expect(places).toHaveLength(230);
  });
});
