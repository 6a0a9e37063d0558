import { expect, test } from 'vitest';
import { makeDemoBook } from '../../src/books/demo.ts';
import { instant } from '../../src/domain/time/when.ts';
import { findConnection } from '../../src/storage/books.ts';
import { storeListings } from '../../src/storage/live/listings.ts';
import { clock } from '../support/books.ts';
import { KEY, mugsStore, wireTo } from '../support/desk.ts';
import { demo, useServer } from '../support/http.ts';

let bookId = 0;
const server = useServer({
  stores: wireTo(mugsStore()),
  fill: async (session) => {
    await makeDemoBook(session, clock);
    const { rows } = await session.database.pool.query<{ id: number }>('select book_id as id from book');
    bookId = rows[0]?.id ?? 0;
  },
});
const { ask, post } = server;

/** What a shop showed some minutes after another reading. */
async function see(channel: string, minutes: number, prices: Readonly<Record<string, number | null>>): Promise<void> {
  const { pool } = server.database;
  const { connectionId = 0 } = (await findConnection(pool, bookId, channel)) ?? {};
  const rows = Object.entries(prices).map(([remoteId, price]) => ({
    ...{ remoteId, productId: remoteId, sku: remoteId.toUpperCase(), title: `A ${remoteId}`, stock: [] },
    ...{ price, currency: price === null ? null : 'KWD', seenAt: instant(clock() + minutes * 60_000) },
  }));
  await storeListings(pool, { bookId, connectionId }, rows, clock());
}

const audited = async (what: string) =>
  (await server.database.pool.query('select who, before, after from audit where what = $1 order by audit_id', [what]))
    .rows;

test('alarms are listed page by page with both prices in decimals, and accepted once', async () => {
  await see('Woo shop', 0, { mug: 12_345, tee: 10_000, cap: 5_000 });
  await see('Medusa shop', 0, { hat: 1_000 });
  await see('Woo shop', 1, { mug: 1_234, tee: null, cap: 5_100 });
  await see('Medusa shop', 1, { hat: 9_000 });
  const first = (await ask(`${demo}/prices/alarms?limit=2`)).json;
  expect(first).toMatchObject({
    open: 3,
    alarms: [{ channel: 'Medusa shop', text: 'rose by 800.0 %' }, { sku: 'TEE' }],
  });
  const second = (await ask(`${demo}/prices/alarms?limit=2&cursor=${first.next}`)).json;
  expect(second).toEqual({
    open: 3,
    next: null,
    alarms: [
      {
        ...{ id: expect.any(Number), channel: 'Woo shop', remoteId: 'mug', sku: 'MUG', title: 'A mug', kind: 'fall' },
        ...{ seenAt: '2026-11-22T09:01:00.000Z', percent: '-90.0', text: 'fell by 90.0 %', settled: null },
        ...{ before: { amount: '12.345', currency: 'KWD' }, after: { amount: '1.234', currency: 'KWD' } },
      },
    ],
  });
  const ids = second.alarms.map(({ id }: { id: number }) => id);
  expect((await post(`${demo}/prices/accept`, { ids: [...ids, 99_999] })).json).toEqual({ accepted: 1, ids });
  expect((await post(`${demo}/prices/accept`, { ids })).json).toEqual({ accepted: 0, ids: [] });
  expect(await audited('accept prices')).toEqual([{ who: 'ada', before: null, after: { ids } }]);
  const woo = (await ask(`${demo}/prices/alarms?channel=Woo%20shop`)).json;
  expect(woo).toMatchObject({
    open: 1,
    alarms: [{ kind: 'missing', after: null, percent: null, text: 'has no price now' }],
  });
  const settled = { as: 'seen', at: '2026-11-22T09:00:00.000Z', by: 'ada' };
  expect((await ask(`${demo}/prices/alarms?state=all&limit=1&cursor=${first.next}`)).json.alarms).toMatchObject([
    { settled },
  ]);
});

test('bounds are the usual ones until somebody sets some, for the book or for a channel', async () => {
  const usual = { channel: null, rise: 100, fall: 50, noPrice: true, setAt: null, setBy: null };
  expect((await ask(`${demo}/prices/bounds`)).json).toEqual([usual]);
  const at = { setAt: '2026-11-22T09:00:00.000Z', setBy: 'ada' };
  expect((await post(`${demo}/prices/bounds`, { fall: 75 })).json).toEqual([{ ...usual, fall: 75, ...at }]);
  const own = { channel: 'Medusa shop', rise: null, fall: 75, noPrice: false, ...at };
  const set = await post(`${demo}/prices/bounds`, { channel: 'Medusa shop', rise: 'off', noPrice: false });
  expect(set.json).toEqual([{ ...usual, fall: 75, ...at }, own]);
  // The hat may rise now as it likes.
  expect((await ask(`${demo}/prices/alarms?channel=Medusa%20shop`)).json).toMatchObject({ open: 0, alarms: [] });
  expect((await ask(`${demo}/prices/bounds?channel=Medusa%20shop`, { method: 'DELETE' })).json).toHaveLength(1);
  expect((await ask(`${demo}/prices/bounds`, { method: 'DELETE' })).json).toEqual([usual]);
  expect(await audited('set price bounds')).toMatchObject([
    { who: 'ada', before: { channel: null, fall: 50 }, after: { fall: 75 } },
    { before: { channel: 'Medusa shop', rise: 100 }, after: { rise: null, noPrice: false } },
    { after: { channel: 'Medusa shop', rise: 100, noPrice: true } },
    { after: { fall: 50 } },
  ]);
});

test.each<[object, number]>([
  [{ rise: 0 }, 400],
  [{ rise: null }, 400],
  [{ fall: 100 }, 400],
  [{ rise: '1.5' }, 400],
  [{ rise: '10' }, 400],
  [{ rise: 10, channel: '' }, 400],
  [{ rise: 10, noPrice: '' }, 400],
  [{ floor: 1 }, 400],
  [{ channel: 'Nobody', rise: 10 }, 404],
])('bounds of %j are refused', async (body, status) => {
  const before = (await ask(`${demo}/prices/bounds`)).json;
  expect((await post(`${demo}/prices/bounds`, body)).status).toBe(status);
  expect((await ask(`${demo}/prices/bounds`)).json).toEqual(before);
});

test.each<[string, number, RegExp]>([
  ['', 400, /^cutOver must be a day/],
  ['2026-02-30', 400, /^cutOver must be a day/],
  ['9999-12-31', 422, /^9999-12-31 is no day of books/],
])('a store with the cut-over %j is not kept', async (cutOver, status, words) => {
  const as = { platform: 'woocommerce', credentials: KEY, channel: 'Mugs', cutOver };
  const { status: answered, json } = await post(`${demo}/connections`, as);
  expect([answered, json.detail]).toEqual([status, expect.stringMatching(words)]);
  expect(await findConnection(server.database.pool, bookId, 'Mugs')).toBeNull();
});

test.each<[object, string]>([
  [{ address: 'mugs.example', 'consumer-key': 'ck_1' }, 'consumer-secret'],
  [{ address: 'ftp://mugs.example', 'consumer-key': 'ck_1', 'consumer-secret': 'cs_1' }, 'address'],
  [{ address: 'mugs.example', 'consumer-key': 'cs_1', 'consumer-secret': 'cs_1' }, 'consumer-key'],
])('credentials %j are refused with the name of the field that is wrong', async (credentials, field) => {
  const answer = await post(`${demo}/connections/find`, { platform: 'woocommerce', credentials });
  expect([answer.status, answer.json.field]).toEqual([422, field]);
});
