import { describe, expect, it } from 'vitest';
import { NO_SETTINGS } from '../contract.ts';
import { type Json, ShapeError } from '../shape.ts';
import { listings, variants } from './listings.ts';
import { TestShop } from './testing.ts';

const price = (amount: number, currency: string, rest: Json = {}): Json => ({
  amount,
  currency_code: currency,
  min_quantity: null,
  max_quantity: null,
  rules: {},
  ...rest,
});

const item = (
  needed: number,
  levels: readonly (readonly [location: string, stocked: number, reserved: number])[],
): Json => ({
  required_quantity: needed,
  inventory: {
    id: 'iitem_1',
    location_levels: levels.map(([location_id, stocked_quantity, reserved_quantity]) => ({
      ...{ location_id, stocked_quantity, reserved_quantity },
    })),
  },
});

/** As Medusa 2.21.2 gave it. */
const MUG: Json = {
  id: 'variant_01M803PPSK9VRVW1JRP95Z4VFY',
  title: 'One',
  sku: 'MUG-1',
  product_id: 'prod_01M803PPQGE1SC4510MH297WKV',
  manage_inventory: true,
  created_at: '2026-11-21T22:30:19.700Z',
  updated_at: '2026-11-21T22:30:44.381Z',
  product: { title: 'Stoneware Mug', id: 'prod_01M803PPQGE1SC4510MH297WKV' },
  prices: [price(15.49, 'usd'), price(11.11, 'eur', { rules: { region_id: 'reg_1' } }), price(13.49, 'eur')],
  inventory_items: [item(1, [['sloc_1', 77, 3]])],
};

const listed = (variant: Json) => listings({ variant, currency: 'EUR' }, NO_SETTINGS)[0];

describe('a listing', () => {
  it("has the price that holds everywhere, in the store's currency", () => {
    expect(listed(MUG)).toEqual({
      remoteId: 'variant_01M803PPSK9VRVW1JRP95Z4VFY',
      productId: 'prod_01M803PPQGE1SC4510MH297WKV',
      sku: 'MUG-1',
      title: 'Stoneware Mug, One',
      price: { amount: 1349, currency: 'EUR' },
      stock: [{ location: 'sloc_1', onHand: 77, available: 74 }],
    });
  });

  it.each([
    ['no price in that currency', [price(15.49, 'usd')]],
    ['a price for a region only', [price(11.11, 'eur', { rules: { region_id: 'reg_1' } })]],
    ['a price from ten on only', [price(11.11, 'eur', { min_quantity: 10 })]],
    ['no prices', null],
  ])('has none where there is %s', (_what, prices) => {
    expect(listed({ ...MUG, prices })?.price).toBeNull();
  });

  it('of a bundle is as many as its scarcest item makes', () => {
    const bundle = [
      item(2, [
        ['sloc_1', 11, 1],
        ['sloc_2', 4, 0],
      ]),
      item(1, [['sloc_1', 9, 5]]),
    ];
    expect(listed({ ...MUG, inventory_items: bundle })?.stock).toEqual([
      { location: 'sloc_1', onHand: 5, available: 4 },
      { location: 'sloc_2', onHand: 0, available: 0 },
    ]);
  });

  it('has no stock where none is kept', () => {
    expect(listed({ ...MUG, manage_inventory: false })?.stock).toEqual([]);
  });

  it('is refused with its place where it is not as known', () => {
    const odd = item(1, [['sloc_1', 1.5, 0]]);
    expect(() => listed({ ...MUG, inventory_items: [odd] })).toThrow(ShapeError);
    expect(() => listings({}, NO_SETTINGS)).toThrow('variant: expected an object');
  });
});

describe('the stream of listings', () => {
  it('gives every variant in each run', async () => {
    const many = Array.from({ length: 230 }, (_none, index) => ({ ...MUG, id: `variant_${index}` }));
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
