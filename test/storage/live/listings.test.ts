import { expect, test } from 'vitest';
import { instant } from '../../../src/domain/time/when.ts';
import { countListings, type ListingRow, listPriceChanges, storeListings } from '../../../src/storage/live/listings.ts';
import { useDatabase } from '../../support/database.ts';

const database = useDatabase();
const NOW = Date.parse('2026-11-22T09:00:00Z');
const at = (minutes: number) => instant(NOW + minutes * 60_000);

let books = 0;
/** A connection that has no listings yet. */
function useShop() {
  books += 1;
  const key = { bookId: books, connectionId: 1 };
  const see = (...rows: (Partial<ListingRow> & { readonly price: number | null; readonly seenAt: number })[]) =>
    storeListings(
      database.pool,
      key,
      rows.map((row) => ({
        ...{ remoteId: 'mug', productId: 'p', sku: 'MUG', title: 'Mug', currency: row.price === null ? null : 'EUR' },
        stock: [{ location: '', onHand: 3, available: 2 }],
        ...row,
        seenAt: instant(row.seenAt),
      })),
    );
  const history = async () => {
    const text = 'select seen_at as at, price, currency from listing_price where book_id = $1 order by 1';
    const { rows } = await database.pool.query<{ at: number; price: number | null }>(text, [key.bookId]);
    return rows.map((row) => [(row.at - NOW) / 60_000, row.price]);
  };
  const standing = async () => {
    const text = 'select title, price, currency, stock, seen_at as "seenAt" from listing where book_id = $1';
    return (await database.pool.query(text, [key.bookId])).rows;
  };
  return { key, see, history, standing };
}

test('a price is in the history when it changes, and only then', async () => {
  const { key, see, history, standing } = useShop();
  await see({ price: 1_000, seenAt: at(0) });
  await see({ price: 1_000, seenAt: at(1) });
  await see({ price: 1_200, seenAt: at(2) });
  await see({ price: 1_200, seenAt: at(3) });
  await see({ price: null, seenAt: at(4) });
  await see({ price: null, seenAt: at(5) });
  await see({ price: 1_000, seenAt: at(6) });
  expect(await history()).toEqual([
    [0, 1_000],
    [2, 1_200],
    [4, null],
    [6, 1_000],
  ]);
  expect(await standing()).toMatchObject([{ price: 1_000, currency: 'EUR', seenAt: at(6) }]);
  expect(await listPriceChanges(database.pool, key, 2)).toMatchObject([
    { remoteId: 'mug', sku: 'MUG', before: null, after: 1_000, currency: 'EUR', seenAt: at(6) },
    { before: 1_200, after: null, currency: null, seenAt: at(4) },
  ]);
  expect(await listPriceChanges(database.pool, key, 100)).toHaveLength(3);
});

test('the same figure in another currency is another price', async () => {
  const { see, history } = useShop();
  await see({ price: 1_000, seenAt: at(0) });
  await see({ price: 1_000, currency: 'USD', seenAt: at(1) });
  expect(await history()).toHaveLength(2);
});

test('what was seen earlier and comes later changes nothing', async () => {
  const { see, history, standing } = useShop();
  await see({ price: 1_200, title: 'Big mug', seenAt: at(2) });
  await see({ price: 1_000, title: 'Mug', seenAt: at(1) });
  expect(await history()).toEqual([[2, 1_200]]);
  expect(await standing()).toMatchObject([{ title: 'Big mug', price: 1_200, seenAt: at(2) }]);
});

test('of two that came together the later seen counts, and seen twice at once it is one', async () => {
  const { key, see, history, standing } = useShop();
  await see(
    { price: 1_300, seenAt: at(3) },
    { price: 1_000, seenAt: at(1) },
    { remoteId: 'tee', price: 5, seenAt: at(3) },
  );
  await see({ price: 1_300, seenAt: at(3) });
  expect(await history()).toEqual([
    [3, 1_300],
    [3, 5],
  ]);
  expect(await standing()).toHaveLength(2);
  expect(await countListings(database.pool, key)).toBe(2);
  await see();
});
