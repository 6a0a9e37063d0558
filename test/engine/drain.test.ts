import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { instant } from '../../src/domain/time/when.ts';
import { drain } from '../../src/engine/drain.ts';
import { READ } from '../../src/engine/reads.ts';
import { Receiver } from '../../src/engine/receiver.ts';
import { readTraffic } from '../../src/storage/live/days.ts';
import { accept, countInbox } from '../../src/storage/live/inbox.ts';
import { due } from '../../src/storage/live/todo.ts';
import { useDatabase } from '../support/database.ts';
import { faultsOf, sizesOf, sumsOf } from '../support/journal.ts';
import { connectStore, makeWorld, wooHeaders } from '../support/live-store.ts';
import { openForTest } from '../support/open-store.ts';
import { linksOf, order, type Payload } from '../support/woocommerce.ts';
import { type Recorded, signed } from './deliveries.ts';

const database = useDatabase();

/** A live WooCommerce store that calls, and whose webhooks are taken into its book. */
async function useStore() {
  const world = makeWorld(database);
  const row = await connectStore(database, world);
  const store = await openForTest(world, row);
  const receiver = new Receiver(world.surroundings, () => {});
  const { pool } = database;
  return {
    ...{ world, row, store },
    async receive(...deliveries: Pick<Recorded, 'topic' | 'body'>[]) {
      for (const { topic, body } of deliveries) {
        const delivery = { headers: wooHeaders(body, topic), body: Buffer.from(body) };
        expect(await receiver.receive(row.webhookKey, delivery)).toBe('accepted');
      }
    },
    /** The same past the signature, as if it had been hinted so. */
    accept: (body: Payload | string, reads: readonly string[] = []) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const receivedAt = instant(world.timers.now());
      const delivery = { receivedAt, topic: 'order.updated', isRecord: true, reads, body: Buffer.from(text) };
      return accept(pool, [{ bookId: row.bookId, connectionId: row.connectionId, delivery }]);
    },
    waiting: async () => (await countInbox(pool, row)).waiting,
    reads: async (now = world.timers.now()) => (await due(pool, READ, row, now, 100)).map(({ subject }) => subject),
    book: async () => ({ sums: await sumsOf(pool, row.bookId), sizes: await sizesOf(pool, row.bookId) }),
    faults: () => faultsOf(pool, row.bookId),
    documents: async () => {
      const text = `select remote_id as id, status from document where book_id = $1 and kind = 'order' order by 1`;
      return (await pool.query(text, [row.bookId])).rows;
    },
  };
}

describe('webhooks as a real store sent them', () => {
  test('are booked, and what they speak of is read again when its like have come', async () => {
    const { store, world, receive, waiting, reads, documents, faults } = await useStore();
    await receive(...signed);
    expect(await drain(store)).toBe(signed.length);
    expect([await waiting(), await drain(store)]).toEqual([0, 0]);
    expect(await documents()).toEqual([
      { id: '283', status: 'posted' },
      { id: '82', status: 'posted' },
    ]);
    // The deletion names an id only: that is read at once, the bodies in a moment.
    expect(await reads()).toEqual(['283']);
    expect((await reads(world.timers.now() + 1_500)).sort()).toEqual(['283', '82']);
    expect(await faults()).toEqual([]);
    // The notice of a deletion holds nothing to book, the error in place of an order neither.
    expect(world.logged).toEqual([]);
  });

  test('come again and change nothing', async () => {
    const { store, world, receive, book } = await useStore();
    await receive(...signed);
    await drain(store);
    const before = await book();
    await world.timers.advance(60_000);
    await receive(...signed, ...signed);
    expect(await drain(store)).toBe(2 * signed.length);
    const { sums, sizes } = await book();
    expect(sums).toEqual(before.sums);
    // An older body after a newer one is an observation; one after itself is none (design.md 4).
    expect(sizes).toEqual({ ...before.sizes, observation: sizes.observation });
  });

  test('come again at once and are not even an observation', async () => {
    const { store, world, receive, book } = await useStore();
    const [first] = signed as [Recorded];
    await receive(first);
    await drain(store);
    const before = await book();
    for (let times = 0; times < 3; times += 1) {
      await world.timers.advance(1_000);
      await receive(first, first);
      await drain(store);
    }
    expect(await book()).toEqual(before);
  });

  test('come in any order to the same sums', async () => {
    const [one, other] = [await useStore(), await useStore()];
    await one.receive(...signed);
    await drain(one.store);
    for (const delivery of [...signed].reverse()) {
      await other.receive(delivery);
      await drain(other.store);
    }
    expect((await other.book()).sums).toEqual((await one.book()).sums);
    expect(await other.faults()).toEqual([]);
  });

  test('are counted by how long they waited', async () => {
    const { store, world, receive, row } = await useStore();
    await receive(...signed);
    await world.timers.advance(40);
    await drain(store);
    await store.tally.flush();
    const { waited } = await readTraffic(database.pool, row, '2026-11-22', '2026-11-22');
    expect(waited.flatMap((count, bucket) => (count === 0 ? [] : [[bucket, count]]))).toEqual([[11, 5]]);
  });
});

test('a crash between the books and the inbox is made good by doing it again', async () => {
  const { store, receive, waiting, book, reads } = await useStore();
  await receive(...signed);
  await database.pool.query(
    `create function crash() returns trigger language plpgsql as $$ begin raise 'the power went out'; end $$;
     create trigger crash before delete on inbox execute function crash()`,
  );
  await expect(drain(store)).rejects.toThrow('the power went out');
  await database.pool.query('drop function crash cascade');
  const booked = await book();
  expect(booked.sizes).toMatchObject({ document: 2 });
  expect([await waiting(), await reads()]).toEqual([signed.length, []]);
  expect(await drain(store)).toBe(signed.length);
  expect(await book()).toEqual(booked);
  expect([await waiting(), await reads()]).toEqual([0, ['283']]);
});

describe('what nobody can book', () => {
  test.each<readonly [string, string, string]>([
    ['no JSON', 'no JSON', 'unknown-shape'],
    ['nothing', '', 'unknown-shape'],
    ['an empty object', '{}', 'unknown-shape'],
    ['no money', JSON.stringify(order(7, { currency: 'XYZ' })), 'unknown-currency'],
    ['a NUL in a text', JSON.stringify(order(7, { number: 'a\0b' })), 'fault'],
    ['an id without end', JSON.stringify(order(7, { id: randomBytes(9_000).toString('hex') })), 'fault'],
  ])('%s: is parked with its reason, and what comes after is booked', async (_, body, reason) => {
    const { store, accept, documents, world, faults } = await useStore();
    await accept(order(1));
    await accept(body);
    await accept(order(2));
    expect(await drain(store)).toBe(3);
    expect((await documents()).map(({ id }) => id)).toEqual(['1', '2']);
    expect(world.logged).toEqual([
      expect.stringMatching(new RegExp(`^woocommerce: webhook \\d+ \\(order.updated\\) is parked \\(${reason}\\)$`)),
    ]);
    expect(await faults()).toEqual([]);
  });
});

test('a text with half of a letter is booked, and found again when it is put right', async () => {
  const { store, accept, documents, world, faults } = await useStore();
  const taxes = order(1).tax_lines as Payload[];
  const cut = { tax_lines: taxes.map((tax) => ({ ...tax, rate_code: 'Steuer \ud83d' })), payment_method: '\ud83d' };
  for (const [index, changes] of [{}, cut, {}, cut].entries()) {
    await accept(order(1, { ...changes, date_modified_gmt: `2026-11-22T08:00:0${index}` }));
    await drain(store);
  }
  expect(await documents()).toEqual([{ id: '1', status: 'posted' }]);
  expect([world.logged, await faults()]).toEqual([[], []]);
});

test('orders of a copy of the shop are left out, and stop nothing', async () => {
  const { store, accept, documents, reads, waiting, world } = await useStore();
  await accept(order(1), ['1']);
  await accept(order(2, linksOf('orders/2', undefined, 'https://staging.shop.example')), ['2']);
  await accept(order(3), ['3']);
  expect(await drain(store)).toBe(3);
  expect((await documents()).map(({ id }) => id)).toEqual(['1', '3']);
  expect((await reads(world.timers.now() + 60_000)).sort()).toEqual(['1', '3']);
  expect(await waiting()).toBe(0);
  expect(world.logged).toEqual([
    expect.stringMatching(/webhook \d+ \(order.updated\) is left out: it names another shop/),
  ]);
});

test('an inbox that is full is taken batch by batch', async () => {
  const { store, accept, waiting, documents } = await useStore();
  const large = { meta_data: [{ id: 1, key: 'note', value: 'x'.repeat(3_000_000) }] };
  for (const id of [1, 2, 3, 4, 5]) await accept(order(id, large));
  expect([await drain(store), await waiting()]).toEqual([3, 2]);
  expect([await drain(store), await waiting()]).toEqual([2, 0]);
  expect(await documents()).toHaveLength(5);
});
