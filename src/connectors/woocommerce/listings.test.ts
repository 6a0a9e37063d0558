import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { instant } from '../../domain/time/when.ts';
import type { Page } from '../contract.ts';
import { ShapeError } from '../shape.ts';
import { listings, products } from './listings.ts';
import { apiOf, TestStore, type Thing } from './testing.ts';

const recorded: { readonly products: readonly Thing[]; readonly variations: readonly Thing[] } = JSON.parse(
  readFileSync(new URL('fixtures/products.json', import.meta.url), 'utf8'),
);

const stock = (quantity: number) => [{ location: '', onHand: quantity, available: quantity }];
const usd = (amount: number) => ({ amount, currency: 'USD' });

let store: TestStore;

beforeEach(() => {
  store = new TestStore();
  for (const product of recorded.products) store.products.set(product.id, product);
  for (const variation of recorded.variations) store.variations.set(variation.id, variation);
  store.settings = [{ id: 'woocommerce_currency', value: 'USD' } as unknown as Thing];
});

/** All records of a run. */
async function recordsOf(from: number | null) {
  const pages: Page[] = [];
  let cursor: string | null = null;
  do {
    pages.push(await products.page(apiOf(store), from === null ? null : instant(from), cursor));
    cursor = pages.at(-1)?.next ?? null;
  } while (cursor !== null);
  return pages.flatMap(({ records }) => records);
}

describe('a store of recorded products', () => {
  it('offers each product or its variations, with price and stock', async () => {
    store.hasVariations = false;
    const records = await recordsOf(null);
    expect(records.map(({ place }) => place)).toEqual(['product 10', 'product 13', 'product 16', 'product 18']);
    for (const { raw, payload } of records) expect(JSON.parse(raw)).toEqual(payload);
    expect(records.flatMap(({ payload }) => listings(payload))).toEqual([
      { remoteId: '10', productId: '10', sku: 'MUG-1', title: 'Stoneware Mug', price: usd(1499), stock: stock(200) },
      {
        remoteId: '13',
        productId: '13',
        sku: 'EBOOK-1',
        title: 'E-Book ünïcode — “Ledger”',
        price: usd(900),
        stock: [],
      },
      // Three decimals of a price are rounded as an order's would be.
      { remoteId: '16', productId: '16', sku: '', title: 'No SKU thing', price: usd(334), stock: stock(500) },
      {
        remoteId: '19',
        productId: '18',
        sku: 'HOOD-S-BLACK',
        title: 'Hoodie – S, Black',
        price: usd(4999),
        stock: stock(20),
      },
      {
        remoteId: '24',
        productId: '18',
        sku: 'HOOD-L-BLUE',
        title: 'Hoodie – L, Blue',
        price: usd(5499),
        stock: stock(20),
      },
    ]);
  });

  it('shows a variation that changed without its product, where the store can be asked for it', async () => {
    store.variations.set(24, {
      ...recorded.variations[1],
      id: 24,
      date_modified_gmt: '2026-11-21T17:30:00',
      stock_quantity: 3,
    });
    const records = await recordsOf(Date.parse('2026-11-21T17:00:00Z'));
    expect(records.map(({ place }) => place)).toEqual(['product 18']);
    expect(listings(records[0]?.payload).map((listing) => listing.stock)).toEqual([stock(20), stock(3)]);
    store.hasVariations = false;
    expect(await recordsOf(Date.parse('2026-11-21T17:00:00Z'))).toEqual([]);
  });

  it('takes back what went to the bin', async () => {
    const mug = { ...recorded.products[0], id: 10, status: 'trash', date_modified_gmt: '2026-11-21T17:30:00' };
    store.products.set(10, mug);
    const records = await recordsOf(Date.parse('2026-11-21T17:00:00Z'));
    expect(records.map(({ place }) => place)).toEqual(['product 10']);
    expect(listings(records[0]?.payload)).toEqual([]);
  });

  it('does not go on without the currency of its prices', async () => {
    store.settings = [];
    await expect(recordsOf(null)).rejects.toMatchObject({ kind: 'unreadable' });
  });
});

describe('listings', () => {
  const product = (changes: object) => ({
    id: 1,
    type: 'simple',
    status: 'publish',
    name: 'Mug',
    price: '5',
    ...changes,
  });
  const variation = (changes: object) => ({ id: 2, status: 'publish', price: '6', manage_stock: false, ...changes });
  const of = (changes: object, variations: object[] = [], currency = 'USD') =>
    listings({ currency, product: product(changes), variations });

  it.each([
    ['USD', '5', 500],
    ['JPY', '500.00', 500],
    ['KWD', '1.005', 1005],
    ['EUR', '0', 0],
  ])('in %s cost %s as %i', (currency, price, amount) => {
    expect(of({ price }, [], currency)[0]?.price).toEqual({ amount, currency });
  });

  it('have no price where the shop gave none, and no stock where it keeps none', () => {
    expect(of({ price: '' })[0]).toMatchObject({ price: null, stock: [], sku: '' });
    expect(of({ manage_stock: true, stock_quantity: null })[0]?.stock).toEqual([]);
    expect(of({ manage_stock: true, stock_quantity: -3 })[0]?.stock).toEqual(stock(-3));
  });

  it('of variations share the stock that is kept for their product', () => {
    const shared = of({ type: 'variable', manage_stock: true, stock_quantity: 7 }, [
      variation({ manage_stock: 'parent', stock_quantity: null }),
      variation({ id: 3, manage_stock: true, stock_quantity: 1 }),
    ]);
    expect(shared.map((listing) => listing.stock)).toEqual([stock(7), stock(1)]);
  });

  it('of variations are called by their choices where they have no name', () => {
    const attributes = [{ option: 'L' }, { option: '' }, { option: 'Blue' }];
    const titles = of({ type: 'variable' }, [variation({ attributes }), variation({})]).map(({ title }) => title);
    expect(titles).toEqual(['Mug – L, Blue', 'Mug']);
  });

  it.each([
    ['a draft', { status: 'draft' }],
    ['a group', { type: 'grouped' }],
    ['sold elsewhere', { type: 'external' }],
    ['without variations yet', { type: 'variable' }],
  ])('are none where the product is %s', (_what, changes) => {
    expect(of(changes)).toEqual([]);
    expect(of({ type: 'variable' }, [variation({ status: 'private' })])).toEqual([]);
  });

  it.each([
    ['no payload', null],
    ['a product by itself', product({})],
    ['a price in words', { currency: 'USD', product: product({ price: 'ask us' }), variations: [] }],
    ['no currency', { currency: 'gold', product: product({}), variations: [] }],
    ['stock in words', { currency: 'USD', product: product({ manage_stock: true, stock_quantity: 'few' }) }],
  ])('of %s cannot be read', (_what, payload) => {
    expect(() => listings(payload)).toThrow(ShapeError);
  });
});
