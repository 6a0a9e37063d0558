import { describe, expect, test } from 'vitest';
import { instant } from '../../../src/domain/time/when.ts';
import {
  countListings,
  type ListingRow,
  listPriceChanges,
  noteGone,
  storeListings,
} from '../../../src/storage/live/listings.ts';
import { countAlarms, listAlarms, putBounds, settleAlarms, WHOLE_BOOK } from '../../../src/storage/live/prices.ts';
import { useDatabase } from '../../support/database.ts';

const database = useDatabase();
const NOW = Date.parse('2026-11-22T09:00:00Z');
const at = (minutes: number) => instant(NOW + minutes * 60_000);

let books = 0;
/** A connection that has no listings yet. */
async function useShop() {
  books += 1;
  const key = { bookId: books, connectionId: 1 };
  await database.pool.query(
    `insert into connection (book_id, connection_id, platform, channel, zone, state) values ($1, 1, 'csv', 'Shop', 'UTC', 'live')`,
    [key.bookId],
  );
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
      NOW,
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
  /** Alarms as 'listing before→after kind state', the oldest first. */
  const alarms = async () => {
    const rows = await listAlarms(database.pool, { ...key, limit: null });
    return rows
      .map((a) => `${a.remoteId} ${a.priceBefore}→${a.priceAfter} ${a.kind} ${a.settledAs ?? 'open'}`)
      .toReversed();
  };
  return { key, see, history, standing, alarms };
}

test('a price is in the history when it changes, and only then', async () => {
  const { key, see, history, standing } = await useShop();
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
  const { see, history } = await useShop();
  await see({ price: 1_000, seenAt: at(0) });
  await see({ price: 1_000, currency: 'USD', seenAt: at(1) });
  expect(await history()).toHaveLength(2);
});

test('what was seen earlier and comes later changes nothing', async () => {
  const { see, history, standing } = await useShop();
  await see({ price: 1_200, title: 'Big mug', seenAt: at(2) });
  await see({ price: 1_000, title: 'Mug', seenAt: at(1) });
  expect(await history()).toEqual([[2, 1_200]]);
  expect(await standing()).toMatchObject([{ title: 'Big mug', price: 1_200, seenAt: at(2) }]);
});

test('of two that came together the later seen counts, and seen twice at once it is one', async () => {
  const { key, see, history, standing } = await useShop();
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

describe('a price beyond the bounds', () => {
  test('is alarmed once, however often its page is read, and the first price of all never', async () => {
    const { see, alarms } = await useShop();
    await see({ price: 0, seenAt: at(0) }, { remoteId: 'tee', price: 1_000, seenAt: at(0) });
    expect(await alarms()).toEqual([]);
    await see({ remoteId: 'tee', price: 100, seenAt: at(1) });
    await see({ remoteId: 'tee', price: 100, seenAt: at(1) });
    await see({ remoteId: 'tee', price: 100, seenAt: at(2) });
    expect(await alarms()).toEqual(['tee 1000→100 fall open']);
  });

  test('is settled by itself when it is back, since it is held against the one before the alarm', async () => {
    const { see, alarms } = await useShop();
    for (const [minute, price] of [1_000, 100, 1_100].entries()) await see({ price, seenAt: at(minute) });
    expect(await alarms()).toEqual(['mug 1000→100 fall back']);
    await see({ price: 1_200, seenAt: at(3) });
    expect(await alarms()).toHaveLength(1);
  });

  test('that changes again and stays beyond them is overtaken: one alarm stands for a listing', async () => {
    const { key, see, alarms } = await useShop();
    for (const [minute, price] of [1_000, 100, null, 0, 90].entries()) await see({ price, seenAt: at(minute) });
    expect(await alarms()).toEqual([
      'mug 1000→100 fall overtaken',
      'mug 1000→null missing overtaken',
      'mug 1000→0 free overtaken',
      'mug 1000→90 fall open',
    ]);
    expect(await countAlarms(database.pool, key.bookId, null)).toBe(1);
  });

  test('that somebody has said to be right is what others are held against', async () => {
    const { key, see, alarms } = await useShop();
    for (const [minute, price] of [1_000, 100].entries()) await see({ price, seenAt: at(minute) });
    const [alarm] = await listAlarms(database.pool, { ...key, limit: 1 });
    const seen = () => settleAlarms(database.pool, key.bookId, [alarm?.id ?? 0], { as: 'seen', by: 'ada' }, NOW);
    expect(await seen()).toEqual([alarm?.id]);
    expect(await seen()).toEqual([]);
    await see({ price: 110, seenAt: at(2) });
    await see({ price: 1_000, seenAt: at(3) });
    expect(await alarms()).toEqual(['mug 1000→100 fall seen', 'mug 110→1000 rise open']);
  });

  test('in another currency is an alarm whatever the figure', async () => {
    const { see, alarms } = await useShop();
    await see({ price: 1_000, seenAt: at(0) });
    await see({ price: 1_000, currency: 'USD', seenAt: at(1) });
    expect(await alarms()).toEqual(['mug 1000→1000 currency open']);
  });

  test('is one by the bounds of its channel, else by the book’s', async () => {
    const { key, see, alarms } = await useShop();
    const set = { noPrice: true, setAt: at(0), setBy: 'ada' };
    await putBounds(database.pool, key.bookId, { ...set, connectionId: WHOLE_BOOK, rise: 5, fall: 5 });
    await see({ price: 1_000, seenAt: at(0) });
    await see({ price: 1_060, seenAt: at(1) });
    await putBounds(database.pool, key.bookId, { ...set, connectionId: key.connectionId, rise: null, fall: 5 });
    await see({ remoteId: 'tee', price: 1_000, seenAt: at(2) });
    await see({ remoteId: 'tee', price: 9_000, seenAt: at(3) });
    expect(await alarms()).toEqual(['mug 1000→1060 rise open']);
  });

  test('of what is gone from the shop is nobody’s to look at, until it is back', async () => {
    const { key, see } = await useShop();
    await see({ price: 1_000, seenAt: at(0) });
    await see({ price: 10, seenAt: at(1) });
    const open = async () => (await listAlarms(database.pool, { ...key, isOpen: true, limit: null })).length;
    await noteGone(database.pool, key, at(1), NOW);
    expect([await open(), await countListings(database.pool, key)]).toEqual([1, 1]);
    await noteGone(database.pool, key, at(2), NOW);
    expect([await open(), await countListings(database.pool, key)]).toEqual([0, 0]);
    expect(await countAlarms(database.pool, key.bookId, key.connectionId)).toBe(0);
    await see({ price: 10, seenAt: at(3) });
    expect([await open(), await countListings(database.pool, key)]).toEqual([1, 1]);
  });
});
