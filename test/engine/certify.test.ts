import { describe, expect, test } from 'vitest';
import { acceptDiscrepancies, listDiscrepancies } from '../../src/books/discrepancies.ts';
import { retryWaiting } from '../../src/books/retry.ts';
import { tellStory } from '../../src/books/story.ts';
import { today } from '../../src/books/today.ts';
import { verify } from '../../src/books/verify.ts';
import { ApiError, type Counted, type RemoteRecord } from '../../src/connectors/contract.ts';
import { instant, type LocalDate } from '../../src/domain/time/when.ts';
import { certify, certifyDue, firstRun } from '../../src/engine/certify.ts';
import { READ, readAgain } from '../../src/engine/reads.ts';
import { takeRecords } from '../../src/engine/records.ts';
import type { Store } from '../../src/engine/store.ts';
import { holdCertificates, listCertificates } from '../../src/storage/live/certificates.ts';
import { due, settle } from '../../src/storage/live/todo.ts';
import { useDatabase } from '../support/database.ts';
import { sessionOf } from '../support/ledger.ts';
import { connectStore, makeWorld } from '../support/live-store.ts';
import { openForTest } from '../support/open-store.ts';
import { order } from '../support/woocommerce.ts';

/* A day that differs, from its certificate to where a bookkeeper settles it, and back. */

const database = useDatabase();
const session = sessionOf(database);
const DAY = '2026-11-16' as LocalDate;
const NOON = Date.parse(`${DAY}T12:00:00Z`);
const MINUTE = 60_000;

const stamp = {
  date_modified_gmt: `${DAY}T12:00:00`,
  date_created: `${DAY}T12:00:00`,
  date_created_gmt: `${DAY}T12:00:00`,
  date_paid_gmt: `${DAY}T12:00:00`,
};
const payload = (id: number, changes: object = {}) => order(id, { ...stamp, ...changes });

function recordOf(id: number, changes: object = {}, seenAt = NOON): RemoteRecord {
  const given = payload(id, changes);
  return { raw: JSON.stringify(given), payload: given, seenAt: instant(seenAt), place: `order ${id}` };
}

const counted = (id: number, total = '38.10', currency = 'USD'): Counted => ({
  ...{ remoteId: `${id}`, number: `${id}`, placedAt: instant(NOON), currency, total },
});

/** A store that counts and tells what a test says; its clock stands on the day after. */
async function useDay() {
  const world = makeWorld(database);
  await world.timers.advance(Date.parse('2026-11-17T09:00:00Z') - world.timers.now());
  const row = await connectStore(database, world);
  const opened = await openForTest(world, row);
  const shop = { counts: [] as Counted[], tells: new Map<number, RemoteRecord>(), asked: [] as string[] };
  const live: Store['live'] = {
    ...opened.live,
    misses: [],
    census: async function* () {
      yield shop.counts;
    },
    readOne: async (_api, id) => {
      shop.asked.push(id);
      const told = shop.tells.get(Number.parseInt(id, 10));
      return told === undefined ? null : [told];
    },
  };
  const store: Store = { ...opened, live };
  const clock = () => world.timers.now();
  await database.pool.query(
    `insert into stream (book_id, connection_id, stream, complete_through, due_at) values ($1, $2, 'orders', $3, $3)
     on conflict (book_id, connection_id, stream) do update set complete_through = excluded.complete_through`,
    [row.bookId, row.connectionId, new Date(clock())],
  );
  /** Certifies, lets the orders that differ be read, and certifies again. */
  const settleDay = async () => {
    await certify(store, DAY, DAY);
    await world.timers.advance(MINUTE);
    while ((await readAgain(store)) > 0);
    const [certificate] = await certify(store, DAY, DAY);
    return certificate;
  };
  const list = async (state?: 'open' | 'healed' | 'accepted') =>
    (await listDiscrepancies(session, row.bookId, { state })).discrepancies;
  const accept = (ids: readonly number[]) =>
    acceptDiscrepancies(session, { bookId: row.bookId, ids, who: 'ada', note: 'known' }, clock);
  return { world, row, shop, store, clock, settleDay, list, accept };
}

test('an order that the books cannot get is raised, shown with both sides, and heals when its day is certified', async () => {
  const { row, shop, store, clock, settleDay, list } = await useDay();
  shop.counts = [counted(1), counted(2)];
  await takeRecords(store, [{ ...recordOf(1), arrival: { via: 'read', topic: '' }, receivedAt: instant(NOON) }]);
  expect(await certify(store, DAY, DAY)).toMatchObject([{ verdict: 'provisional' }]);
  expect(await list()).toEqual([]);
  expect(await settleDay()).toMatchObject({ verdict: 'broken', differing: [{ remoteId: '2' }] });
  const [raised, ...others] = await list('open');
  expect(others).toEqual([]);
  expect(raised).toMatchObject({
    ...{ kind: 'missing-in-books', amount: '-38.10', currency: 'USD', note: 'The books never saw it.', sides: null },
    document: { ref: null, number: '2', remoteId: '2', channel: 'woocommerce' },
    certificate: { day: DAY, theirs: { total: '38.10', currency: 'USD' }, ours: null },
  });
  const book = { bookId: row.bookId, baseCurrency: 'USD', zone: 'UTC' };
  expect((await today(session, book, {}, clock)).discrepancies).toEqual({
    count: 1,
    byKind: [{ kind: 'missing-in-books', count: 1 }],
  });
  // Again and again: one discrepancy.
  await settleDay();
  expect(await list()).toHaveLength(1);
  shop.tells.set(2, recordOf(2));
  expect(await settleDay()).toMatchObject({ verdict: 'certified', differing: [] });
  expect(await list()).toMatchObject(
    [
      { state: 'healed', settledBy: 'itself', document: { ref: /^id:/ }, certificate: { theirs: null, ours: null } },
    ].map(({ document: _ref, ...rest }) => rest),
  );
});

test('what the shop does not count, and another total or currency, is raised with the way to its story', async () => {
  const { row, shop, store, settleDay, list } = await useDay();
  const records = [recordOf(1), recordOf(2), recordOf(3), recordOf(4)];
  for (const record of records) shop.tells.set((record.payload as { id: number }).id, record);
  await takeRecords(
    store,
    records.map((record) => ({ ...record, arrival: { via: 'read', topic: '' }, receivedAt: instant(NOON) })),
  );
  shop.counts = [counted(1), counted(2, '40.00'), counted(3, '38.10', 'EUR')];
  expect(await settleDay()).toMatchObject({ verdict: 'broken' });
  const open = await list('open');
  expect(open.map(({ kind, amount, currency, document }) => [document.number, kind, amount, currency]).sort()).toEqual([
    ['2', 'order-total-differs', '-1.90', 'USD'],
    ['3', 'order-currency-differs', '-38.10', 'EUR'],
    ['4', 'missing-on-platform', '38.10', 'USD'],
  ]);
  const four = open.find(({ document }) => document.number === '4');
  const story = await tellStory(
    session,
    { bookId: row.bookId, baseCurrency: 'USD', zone: 'UTC' },
    four?.document.ref ?? '',
  );
  expect(story.discrepancies).toMatchObject([{ kind: 'missing-on-platform' }]);
});

test('an order whose message cannot be booked says so, with the reason', async () => {
  const { shop, settleDay, list } = await useDay();
  shop.counts = [counted(7)];
  shop.tells.set(7, recordOf(7, { line_items: 'none' }));
  await settleDay();
  await settleDay();
  const [raised] = await list('open');
  expect(raised).toMatchObject({ kind: 'missing-in-books', document: { ref: null } });
  expect(raised?.note).toMatch(/^The platform’s message of it is parked \(unknown-shape\): .*line_items/);
  const before = shop.asked.length;
  await settleDay();
  // Only the reading again that it is due for: why it is missing is known.
  expect(shop.asked.length - before).toBe(1);
});

test('one whose newer message cannot be booked says so too', async () => {
  const { shop, store, settleDay, list } = await useDay();
  const known = recordOf(8);
  await takeRecords(store, [{ ...known, arrival: { via: 'read', topic: '' }, receivedAt: instant(NOON) }]);
  shop.counts = [counted(8, '50.00')];
  shop.tells.set(8, recordOf(8, { total: '50.00', line_items: 'none' }));
  await settleDay();
  const [raised] = await list('open');
  expect(raised).toMatchObject({ kind: 'order-total-differs', amount: '-11.90', document: { number: '8' } });
  expect(raised?.note).toMatch(/is parked \(unknown-shape\)/);
});

test('of many whose message cannot be booked some are read at a time, and none is read for that once more', async () => {
  const { world, shop, store } = await useDay();
  const ids = Array.from({ length: 25 }, (_, index) => index + 1);
  shop.counts = ids.map((id) => counted(id));
  for (const id of ids) shop.tells.set(id, recordOf(id, { line_items: 'none' }));
  await certify(store, DAY, DAY);
  const rounds: [number, number][] = [];
  for (let round = 0; round < 4; round += 1) {
    await world.timers.advance(MINUTE);
    while ((await readAgain(store)) > 0);
    const { length } = shop.asked;
    const [certificate] = await certify(store, DAY, DAY);
    const explained = certificate?.differing.filter(({ parked }) => parked !== null);
    rounds.push([explained?.length ?? 0, shop.asked.length - length]);
  }
  expect(rounds).toEqual([
    [10, 10],
    [20, 10],
    [25, 5],
    [25, 0],
  ]);
});

test('why an order is missing is asked for before why one differs that the books have', async () => {
  const { shop, store, settleDay } = await useDay();
  const held = Array.from({ length: 12 }, (_, index) => index + 1);
  for (const id of held) shop.tells.set(id, recordOf(id));
  const records = held.map((id) => ({ ...recordOf(id), arrival: { via: 'read', topic: '' } as const }));
  await takeRecords(
    store,
    records.map((record) => ({ ...record, receivedAt: instant(NOON) })),
  );
  shop.tells.set(99, recordOf(99, { line_items: 'none' }));
  shop.counts = [...held.map((id) => counted(id, '50.00')), counted(99)];
  const certificate = await settleDay();
  expect(certificate?.differing.filter(({ parked }) => parked !== null)).toMatchObject([{ remoteId: '99' }]);
});

test('accepted, it stays quiet until its figures change, and its day is not asked for again and again', async () => {
  const { shop, store, settleDay, list, accept } = await useDay();
  shop.counts = [counted(1)];
  const broken = await settleDay();
  const [raised] = await list('open');
  expect(broken?.nextAt).toBeLessThan(NOON + 2 * 86_400_000);
  expect(await accept([raised?.id ?? 0])).toEqual([raised?.id]);
  expect(await settleDay()).toMatchObject({ verdict: 'broken', nextAt: Date.parse('2026-11-18T00:00:00Z') });
  expect(await list('open')).toEqual([]);
  shop.counts = [counted(1, '39.00')];
  await settleDay();
  expect(await list('open')).toMatchObject([{ amount: '-39.00' }]);
  shop.counts = [counted(1)];
  await certify(store, DAY, DAY);
  expect((await list()).map(({ state, amount }) => [state, amount])).toEqual([
    ['accepted', '-38.10'],
    ['healed', '-39.00'],
  ]);
});

test('plans and certificates leave each other’s discrepancies alone, and what verify proves', async () => {
  const { row, shop, store, clock, settleDay, list } = await useDay();
  const odd = recordOf(1, { total: '99.00' });
  shop.tells.set(1, odd);
  shop.counts = [counted(1, '50.00')];
  await takeRecords(store, [{ ...odd, arrival: { via: 'read', topic: '' }, receivedAt: instant(NOON) }]);
  await settleDay();
  const kinds = async () => (await list('open')).map(({ kind }) => kind).sort();
  const [own, raised] = [await kinds(), 'order-total-differs'];
  expect(own).toEqual(['does-not-add-up', raised]);
  // The order changes: the plan heals its own finding, opens and numbers another, and leaves the certificate's.
  const later = recordOf(1, { total: '38.10', date_modified_gmt: '2026-11-17T10:00:00' }, clock());
  await takeRecords(store, [{ ...later, arrival: { via: 'read', topic: '' }, receivedAt: instant(clock()) }]);
  expect(await kinds()).toEqual([raised, 'refund-owed']);
  await retryWaiting(session.database, row.bookId, clock);
  expect(await kinds()).toEqual([raised, 'refund-owed']);
  shop.tells.set(1, later);
  shop.counts = [counted(1)];
  expect(await settleDay()).toMatchObject({ verdict: 'certified' });
  expect(await kinds()).toEqual(['refund-owed']);
  const ids = (await list()).map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
  const verified = await verify(session.database, { bookId: row.bookId, since: 1, every: 1, head: null }, clock);
  expect(verified.ok).toBe(true);
});

test('two who certify a day at once raise one discrepancy', async () => {
  const { row, shop, store, clock, list } = await useDay();
  shop.counts = [counted(1), counted(2)];
  await certify(store, DAY, DAY);
  await settle(database.pool, READ, row, await due(database.pool, READ, row, clock(), 10));
  await Promise.all([1, 2, 3].map(() => certify(store, DAY, DAY)));
  expect(await list('open')).toHaveLength(2);
});

test('who certifies waits for whoever is at it', async () => {
  const { row, shop, store } = await useDay();
  shop.counts = [counted(1)];
  const other = await database.client();
  await other.query('begin');
  await holdCertificates(other, row);
  const certified = certify(store, DAY, DAY);
  const waiting = "select from pg_locks where locktype = 'advisory' and not granted";
  await expect.poll(async () => (await database.pool.query(waiting)).rowCount).toBe(1);
  expect(await listCertificates(database.pool, row.bookId, DAY, DAY)).toEqual([]);
  await other.query('commit');
  await other.end();
  expect(await certified).toHaveLength(1);
});

test('days that lie together are certified together', () => {
  const days = (...numbers: number[]) => numbers.map((n) => `2026-11-${String(n).padStart(2, '0')}` as LocalDate);
  expect(firstRun(days(3, 1, 2, 7, 4))).toEqual({ from: '2026-11-01', to: '2026-11-04' });
  expect(firstRun(days(9, 1))).toEqual({ from: '2026-11-09', to: '2026-11-09' });
  expect(firstRun([])).toBeNull();
});

test('a day that was certified by hand does not stand for the days before it', async () => {
  const { store, row, shop } = await useDay();
  await takeRecords(store, [{ ...recordOf(1), arrival: { via: 'read', topic: '' }, receivedAt: instant(NOON) }]);
  shop.counts = [counted(1)];
  await certify(store, '2026-11-17' as LocalDate, '2026-11-17' as LocalDate);
  while ((await certifyDue(store)) === 0);
  const made = await listCertificates(database.pool, row.bookId, DAY, '2026-11-30' as LocalDate);
  expect(made.map(({ day, verdict }) => [day, verdict])).toEqual([
    [DAY, 'certified'],
    ['2026-11-17', 'provisional'],
  ]);
});

test('a day that the platform cannot count is noted, and holds up no other', async () => {
  const { world, store, row, shop } = await useDay();
  await takeRecords(store, [{ ...recordOf(1), arrival: { via: 'read', topic: '' }, receivedAt: instant(NOON) }]);
  const from = (day: string) => Date.parse(`${day}T00:00:00Z`);
  let isGranted = false;
  const census: Store['live']['census'] = async function* (_api, begins) {
    if (!isGranted && begins <= from(DAY)) throw new ApiError('forbidden', 'orders before the 17th are not shown');
    yield begins <= from(DAY) ? [counted(1)] : [];
  };
  const strict = { ...store, live: { ...store.live, census } };
  while ((await certifyDue(strict)) === 0);
  const made = async () =>
    (await listCertificates(database.pool, row.bookId, DAY, '2026-11-30' as LocalDate)).map((one) => [
      ...[one.day, one.verdict, one.problem],
    ]);
  expect(await made()).toEqual([
    [DAY, 'provisional', 'orders before the 17th are not shown'],
    ['2026-11-17', 'provisional', null],
  ]);
  isGranted = true;
  shop.counts = [];
  await world.timers.advance(25 * 60 * MINUTE);
  while ((await certifyDue(strict)) === 0);
  expect((await made())[0]).toEqual([DAY, 'certified', null]);
});

/** Four days to be certified, from the 14th on; counting fails wherever the 15th is asked for. */
async function useFailing(error: ApiError) {
  const { world, store, row } = await useDay();
  const placed = { date_created: '2026-11-14T12:00:00', date_created_gmt: '2026-11-14T12:00:00' };
  const first = { ...recordOf(1, placed), arrival: { via: 'read', topic: '' } as const };
  await takeRecords(store, [{ ...first, receivedAt: instant(NOON) }]);
  const fifteenth = Date.parse('2026-11-15T00:00:00Z');
  const census: Store['live']['census'] = async function* (_api, from, to) {
    if (from <= fifteenth && to > fifteenth) throw error;
    yield from < fifteenth ? [{ ...counted(1), placedAt: instant(Date.parse('2026-11-14T12:00:00Z')) }] : [];
  };
  const made = async () =>
    (await listCertificates(database.pool, row.bookId, '2026-11-01' as LocalDate, '2026-11-30' as LocalDate)).map(
      ({ day, verdict, problem }) => [Number(day.slice(-2)), verdict, problem],
    );
  return { world, row, made, store: { ...store, live: { ...store.live, census } } };
}

describe('a day whose counting the store fails at', () => {
  test('is noted and tried again within the hour, lets the store rest, and holds up no other', async () => {
    const broken = new ApiError('unavailable', 'answered with 500', 500);
    const { world, store, row, made } = await useFailing(broken);
    await expect(certifyDue(store)).rejects.toBe(broken);
    const noted = [
      [14, 'certified', null],
      [15, 'provisional', 'answered with 500'],
    ];
    expect(await made()).toEqual(noted);
    while ((await certifyDue(store)) === 0);
    expect(await made()).toEqual([...noted, [16, 'certified', null], [17, 'provisional', null]]);
    const day = '2026-11-15' as LocalDate;
    const [failed] = await listCertificates(database.pool, row.bookId, day, day);
    expect(failed?.nextAt).toBe(world.timers.now() + 60 * MINUTE);
  });

  test('is not noted where the store is away', async () => {
    const away = new ApiError('unavailable', 'cannot be reached');
    const { store, made } = await useFailing(away);
    await expect(certifyDue(store)).rejects.toBe(away);
    expect(await made()).toEqual([]);
  });
});
