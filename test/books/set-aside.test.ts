import { beforeEach, expect, test } from 'vitest';
import { listParked } from '../../src/books/parked.ts';
import { retryParked } from '../../src/books/retry.ts';
import { bringParkedBack, setParkedAside } from '../../src/books/set-aside.ts';
import { tellStory } from '../../src/books/story.ts';
import type { Connector } from '../../src/connectors/contract.ts';
import { woocommerce } from '../../src/connectors/woocommerce/index.ts';
import type { Currency } from '../../src/domain/money/minor.ts';
import { countOpen } from '../../src/storage/lists/heads.ts';
import { clock, importPayloads, makeBook, type TestBook } from '../support/books.ts';
import { useDatabase } from '../support/database.ts';
import { sessionOf } from '../support/ledger.ts';
import { order, type Payload, refund } from '../support/woocommerce.ts';

/* A person's word that a record is not to be booked. */

const database = useDatabase();
const session = sessionOf(database);
let book: TestBook;

beforeEach(async () => {
  book = await makeBook(database, woocommerce);
});

/** The connector as it was when it could read nothing. */
const older: Connector = {
  ...woocommerce,
  decode: () => ({ kind: 'undecodable', reason: 'unknown-shape', detail: 'not known yet' }),
};

const take = (connector: Connector, ...payloads: readonly Payload[]) =>
  importPayloads(database, book, payloads, { connector });

const listed = (state: 'waiting' | 'set-aside') => listParked(session, book.bookId, { state });
const retry = () => retryParked(session.database, book.bookId, clock);
const aside = (ids: readonly number[], note = 'a test order') =>
  setParkedAside(session, { bookId: book.bookId, ids, who: 'ada', note }, clock);
const back = (ids: readonly number[]) => bringParkedBack(session, { bookId: book.bookId, ids, who: 'ada' }, clock);
const waitingIds = async () => (await listed('waiting')).parked.map(({ id }) => id);

test('what is set aside counts no more, and stands with whose word it was and why', async () => {
  await take(older, order(1), order(2));
  const [first = 0, second = 0] = await waitingIds();
  expect(await aside([first], ' sold at the fair ')).toEqual([first]);
  expect(await listed('waiting')).toMatchObject({
    parked: [{ id: second, setAside: null }],
    counts: [{ reason: 'unknown-shape', count: 1 }],
    setAside: 1,
  });
  expect(await countOpen(database.pool, book.bookId)).toMatchObject({ parked: 1 });
  const at = new Date(clock()).toISOString();
  const word = { at, by: 'ada', note: 'sold at the fair' };
  expect((await listed('set-aside')).parked).toMatchObject([{ id: first, setAside: word }]);
  expect(await aside([first, 999])).toEqual([]);
  expect((await listed('set-aside')).parked).toMatchObject([{ setAside: word }]);
});

test('nothing is set aside without a reason', async () => {
  await take(older, order(1));
  await expect(aside(await waitingIds(), ' \n')).rejects.toThrow(
    'no reason is given: say in the note why it is not to be booked',
  );
  expect(await listed('waiting')).toMatchObject({ setAside: 0 });
});

test('what is set aside is not read by a retry, nor by the same record again, until it is brought back', async () => {
  await take(older, order(1));
  const ids = await waitingIds();
  await aside(ids);
  expect(await retry()).toEqual({ tried: 0, takenUp: 0 });
  await take(older, order(1));
  expect(await listed('set-aside')).toMatchObject({ parked: [{ id: ids[0], attempts: 1 }], counts: [] });
  expect(await back(ids)).toEqual(ids);
  expect(await back(ids)).toEqual([]);
  expect(await listed('waiting')).toMatchObject({ parked: [{ id: ids[0], setAside: null }], setAside: 0 });
  expect(await retry()).toEqual({ tried: 1, takenUp: 1 });
});

test('what the store sends again once it can be read is booked, and set aside no longer after a retry', async () => {
  await take(older, order(1), order(2));
  await aside(await waitingIds());
  expect(await take(woocommerce, order(1))).toMatchObject({ posted: 1 });
  expect(await retry()).toEqual({ tried: 0, takenUp: 0 });
  expect((await listed('set-aside')).parked).toMatchObject([{ detail: 'standard input:2: not known yet' }]);
});

test('a record that says something else waits beside the one that is set aside', async () => {
  await take(older, order(1));
  const [first = 0] = await waitingIds();
  await aside([first]);
  await take(older, order(1, { total: '50.00' }));
  expect(await listed('waiting')).toMatchObject({ parked: [{ setAside: null }], setAside: 1 });
  expect(await waitingIds()).not.toContain(first);
});

test('a refund that waits for its order is booked with it, also when it was set aside', async () => {
  await take(woocommerce, refund(7, 1));
  const [waits] = (await listed('waiting')).parked;
  await aside([waits?.id ?? 0], 'the order is older than the books');
  const named = { bookId: book.bookId, baseCurrency: 'USD' as Currency, zone: 'UTC' };
  const { observations: observed } = await tellStory(session, named, waits?.ref ?? '');
  expect(observed).toMatchObject([
    {
      parked: expect.stringMatching(/^waits-for-order: /),
      setAside: { by: 'ada', note: 'the order is older than the books' },
    },
  ]);
  expect(await take(woocommerce, order(1))).toMatchObject({ posted: 1 });
  expect(await listed('set-aside')).toMatchObject({ parked: [], counts: [], setAside: 0 });
});

test('both are in the audit, with what was known of the records', async () => {
  await take(older, order(1), order(2));
  const ids = await waitingIds();
  await aside(ids, 'twice in the file');
  await back(ids.slice(0, 1));
  const { rows } = await database.pool.query(
    'select who, what, before, after from audit where book_id = $1 order by audit_id',
    [book.bookId],
  );
  const record = (index: number) => {
    const detail = `standard input:${index + 1}: not known yet`;
    return { id: ids[index], reason: 'unknown-shape', detail };
  };
  expect(rows.slice(-2)).toEqual([
    {
      who: 'ada',
      what: 'set parked aside',
      before: [record(0), record(1)],
      after: { note: 'twice in the file' },
    },
    {
      who: 'ada',
      what: 'bring parked back',
      before: [{ ...record(0), who: 'ada', note: 'twice in the file' }],
      after: null,
    },
  ]);
});
