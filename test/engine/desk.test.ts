import { describe, expect, test } from 'vitest';
import { instant, type LocalDate } from '../../src/domain/time/when.ts';
import { StoreDesk } from '../../src/engine/desk.ts';
import { recordOf, takeRecords } from '../../src/engine/records.ts';
import { useDatabase } from '../support/database.ts';
import { sessionOf } from '../support/ledger.ts';
import { connectStore, makeWorld } from '../support/live-store.ts';
import { openForTest } from '../support/open-store.ts';
import { order, type Payload } from '../support/woocommerce.ts';

const database = useDatabase();

test('certificates are listed without asking how it is with every store', async () => {
  const world = makeWorld(database);
  const { bookId } = await connectStore(database, world);
  const { rows } = await database.pool.query<{ name: string }>('select name from book where book_id = $1', [bookId]);
  const session = sessionOf(database);
  let queries = 0;
  const query = (...given: Parameters<typeof database.pool.query>) => {
    queries += 1;
    return database.pool.query(...given);
  };
  const pool = new Proxy(database.pool, {
    get: (target, name) => (name === 'query' ? query : Reflect.get(target, name)),
  });
  const counted = { ...session, database: { ...session.database, pool } };
  const desk = new StoreDesk(counted, world.surroundings, () => world.timers.now(), 'ada', null);
  const day = '2026-11-21' as LocalDate;
  expect(await desk.certificates(rows[0]?.name ?? '', day, day)).toEqual([]);
  // The book, its channels, the certificates.
  expect(queries).toBe(3);
});

/** A shop of so many orders. */
async function useShop(orders: readonly Payload[] = []) {
  const empty = { headers: { 'x-wp-total': '0', 'x-wp-totalpages': '0' }, body: Buffer.from('[]') };
  const all = {
    headers: { 'x-wp-total': String(orders.length), 'x-wp-totalpages': '1' },
    body: Buffer.from(JSON.stringify(orders)),
  };
  const isOrders = (url: URL) => orders.length > 0 && url.pathname.endsWith('/orders');
  const world = makeWorld(database, { answer: ({ url }) => (isOrders(url) ? all : empty) });
  const row = await connectStore(database, world);
  const { bookId, channel } = row;
  const { rows } = await database.pool.query<{ name: string }>('select name from book where book_id = $1', [bookId]);
  const desk = new StoreDesk(sessionOf(database), world.surroundings, () => world.timers.now(), 'ada', null);
  const certify = (from: string, to: string) =>
    desk.certify(rows[0]?.name ?? '', channel, from as LocalDate, to as LocalDate);
  return { world, row, desk, book: rows[0]?.name ?? '', certify };
}

describe('days that are to be certified', () => {
  test('end today', async () => {
    const { certify } = await useShop();
    expect((await certify('2026-11-20', '9999-12-31')).map(({ day }) => day)).toEqual([
      '2026-11-20',
      '2026-11-21',
      '2026-11-22',
    ]);
  });

  test.each([
    ['to come', '2026-11-23', '2026-11-30', '2026-11-23 has not begun: certify days up to today, 2026-11-22'],
    ['too many', '2025-11-21', '2026-11-30', 'from 2025-11-21 to 2026-11-22 is more than 366 days: certify a year'],
    ['the wrong way round', '2026-11-22', '2026-11-21', 'the first day is after the last'],
    ['of no book', '0000-01-01', '0000-01-02', '0000-01-01 is no day of books'],
  ])('are refused where they are %s', async (_what, from, to, message) => {
    const { world, certify } = await useShop();
    await expect(certify(from, to)).rejects.toThrow(message);
    expect(world.asked).toEqual([]);
  });

  test('may be a year', async () => {
    const { certify } = await useShop();
    expect(await certify('2025-11-22', '2026-11-22')).toHaveLength(366);
  });
});

describe('gift cards of a store', () => {
  const card = { ...(order(1).line_items as Payload[])[0], sku: 'GIFT-CARD-50', total_tax: '0.00', taxes: [] };
  const sold = order(1, { line_items: [card] });
  const balancesOf = async (bookId: number) =>
    (
      await database.pool.query<{ name: string }>(
        `select distinct a.name from posting p join account a using (book_id, account_id)
         where book_id = $1 and a.name in ('Sales', 'Gift cards outstanding') order by 1`,
        [bookId],
      )
    ).rows.map(({ name }) => name);

  test('that it does not mark are asked about, and owed once they are said to be some', async () => {
    const { world, row, desk, book } = await useShop([sold]);
    expect((await desk.look(book, row.channel)).giftCards).toEqual({ known: [], likely: ['GIFT-CARD-50'] });
    await desk.sayGiftCards(book, row.channel, [' GIFT-CARD-50', 'GIFT-CARD-50', '']);
    expect((await desk.look(book, row.channel)).giftCards).toEqual({ known: ['GIFT-CARD-50'], likely: [] });
    const record = { raw: JSON.stringify(sold), payload: sold, seenAt: instant(world.timers.now()), place: 'order 1' };
    await takeRecords(await openForTest(world, row), [recordOf(record)]);
    expect(await balancesOf(row.bookId)).toEqual(['Gift cards outstanding']);
    // The same once more is no change: who connects again says it again.
    await desk.sayGiftCards(book, row.channel, ['GIFT-CARD-50']);
    await expect(desk.sayGiftCards(book, row.channel, [])).rejects.toThrow(
      `orders of '${row.channel}' were read already, with the gift cards GIFT-CARD-50: leave it so`,
    );
  });
});
