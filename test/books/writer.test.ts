import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { lockThrough } from '../../src/books/locks.ts';
import { importRates } from '../../src/books/rates.ts';
import { applyRestate } from '../../src/books/restate.ts';
import { BookWriter } from '../../src/books/writer.ts';
import { NO_SETTINGS } from '../../src/connectors/contract.ts';
import { woocommerce } from '../../src/connectors/woocommerce/index.ts';
import type { Incoming, Outcome, Plan } from '../../src/domain/plan/state.ts';
import { instant, type LocalDate } from '../../src/domain/time/when.ts';
import { preferIndexes } from '../../src/storage/transaction.ts';
import { clock, importFiles, loadSampleRates, makeBook, type TestBook } from '../support/books.ts';
import { useDatabase } from '../support/database.ts';
import { faultsOf, sizesOf, sumsOf } from '../support/journal.ts';
import { mentionOf, order, type Payload, refund } from '../support/woocommerce.ts';

const database = useDatabase();
let book: TestBook;
let writer: BookWriter;
let reader: pg.Client;
/** The names of what the writer asked the database, in order. */
let asked: string[];
/** Happens once, after the head was read and before its answer is known. */
let afterHead: (() => Promise<unknown>) | null;

beforeEach(async () => {
  afterHead = null;
  book = await makeBook(database, woocommerce);
  asked = [];
  const listened = async () => {
    const client = await database.pipelined();
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    const listening = (...args: unknown[]) => {
      const { name = 'copy' } = args[0] as { name?: string };
      asked.push(name);
      const meanwhile = name === 'head' ? afterHead : null;
      if (meanwhile === null) return query(...args);
      afterHead = null;
      return (query(...args) as Promise<unknown>).then((answer) => meanwhile().then(() => answer));
    };
    return Object.assign(client, { query: listening });
  };
  writer = await BookWriter.open({ ...database, pipelined: listened, close: async () => {} }, book.bookId, clock);
  reader = await database.pipelined();
  await preferIndexes(reader);
});

const evidence = { receivedMonth: '2026-11-01' as LocalDate, segmentId: 1, slot: 0 };

function incoming(payloads: readonly Payload[]): Incoming[] {
  return payloads.map((payload) => ({
    connectionId: book.connectionId,
    contentHash: Buffer.from(`${payload.id}`.padStart(16)).toString('hex'),
    via: 'file',
    seenAt: instant(clock()),
    decoderVersion: 1,
    content: woocommerce.decode(payload, NO_SETTINGS, { via: 'file', topic: '' }),
    evidence,
  }));
}

const orders = (first: number, count: number, changes: Payload = {}) =>
  Array.from({ length: count }, (_, index) => order(first + index, changes));

/** Looks batches up together, lets something happen, and writes them without waiting for each other. */
async function writeAll(batches: readonly Payload[][], meanwhile: () => Promise<unknown> = async () => {}) {
  const ready = batches.map(incoming);
  const lookedUp = await Promise.all(ready.map((batch) => writer.lookUp(reader, batch)));
  await meanwhile();
  return (await Promise.all(ready.map((batch, index) => writer.write(batch, lookedUp[index])))).flat();
}

const outcomesOf = (plans: readonly Plan[]): Outcome[] => plans.flatMap(({ outcomes }) => outcomes);
const loads = () => asked.filter((name) => name === 'head').length;

async function dates(): Promise<{ number: number; date: LocalDate }[]> {
  const { rows } = await database.pool.query('select number, date from entry where book_id = $1 order by number', [
    book.bookId,
  ]);
  return rows;
}

/** The same payloads in a book of their own, one batch after the other. */
async function inPeace(...batches: readonly Payload[][]): Promise<string[]> {
  const disturbed = book;
  book = await makeBook(database, woocommerce);
  const alone = await BookWriter.open({ ...database, close: async () => {} }, book.bookId, clock);
  for (const batch of batches) await alone.write(incoming(batch));
  const sums = await sumsOf(database.pool, book.bookId);
  book = disturbed;
  return sums;
}

describe('batches given without waiting', () => {
  const first = orders(1, 3);
  const others = [orders(11, 3), orders(21, 3), orders(31, 3), orders(41, 3)];

  test('are planned on what the one before will leave, and sent behind it', async () => {
    await writeAll([first]);
    expect(loads()).toBe(1);
    const plans = await writeAll(others);
    expect(loads()).toBe(1);
    expect(plans.map(({ head }) => head.nextDocument)).toEqual([7, 10, 13, 16]);
    expect(await faultsOf(database.pool, book.bookId)).toEqual([]);
    expect(await sumsOf(database.pool, book.bookId)).toEqual(await inPeace(first, ...others));
  });

  test('that touch one document wait for each other', async () => {
    await writeAll([first]);
    const refunded = order(11, { refunds: [mentionOf(90, '5.00')] });
    await writeAll([[refunded], [refund(90, 11)], orders(21, 2)]);
    expect(loads()).toBe(2);
    expect(await faultsOf(database.pool, book.bookId)).toEqual([]);
    expect(await sumsOf(database.pool, book.bookId)).toEqual(
      await inPeace(first, [refunded], [refund(90, 11)], orders(21, 2)),
    );
  });

  test('with a record the database refuses: that one is parked, the rest is written, in order', async () => {
    await writeAll([first]);
    const spoilt = order(22, { line_items: [{ ...(order(22).line_items as Payload[])[0], sku: 'A\0B' }] });
    const plans = await writeAll([orders(11, 2), [order(21), spoilt, order(23)], orders(31, 2)]);
    expect(outcomesOf(plans)).toEqual(['posted', 'posted', 'posted', 'parked', 'posted', 'posted', 'posted']);
    expect(plans.flatMap(({ parked }) => parked)).toMatchObject([{ reason: 'fault' }]);
    expect(await faultsOf(database.pool, book.bookId)).toEqual([]);
    const good = [orders(11, 2), [order(21), order(23)], orders(31, 2)];
    expect(await sumsOf(database.pool, book.bookId)).toEqual(await inPeace(first, ...good));
  });

  test('a lock set meanwhile moves what is written after it', async () => {
    await writeAll([first]);
    const lock = { bookId: book.bookId, scheme: '', through: '2026-11-30', by: 'test' };
    const { database: ownDatabase } = { database: { ...database, close: async () => {} } };
    const before = (await dates()).length;
    await writeAll(others, () => lockThrough(ownDatabase, lock, () => Date.parse('2026-12-01T09:00:00Z')));
    const entries = await dates();
    expect(entries.length).toBeGreaterThan(before);
    expect(entries.slice(before).every(({ date }) => date === '2026-12-01')).toBe(true);
    expect(await faultsOf(database.pool, book.bookId)).toEqual([]);
  });

  test('a rate loaded meanwhile is used', async () => {
    await writeAll([first]);
    const [plan] = await writeAll([orders(11, 1, { currency: 'EUR' })], () => loadSampleRates(database));
    expect(plan?.parked).toEqual([]);
    expect(plan?.entries.length).toBeGreaterThan(0);
    await writeAll([orders(21, 1, { currency: 'EUR' })]);
    expect(await faultsOf(database.pool, book.bookId)).toEqual([]);
  });

  test('another writer meanwhile: what was planned on the book as it was is planned anew', async () => {
    await writeAll([first]);
    const other = await BookWriter.open({ ...database, close: async () => {} }, book.bookId, clock);
    const theirs = [...orders(51, 2), ...orders(12, 1)];
    const plans = await writeAll(others, () => other.write(incoming(theirs)));
    expect(outcomesOf(plans).filter((outcome) => outcome === 'unchanged')).toHaveLength(1);
    expect(await faultsOf(database.pool, book.bookId)).toEqual([]);
    expect(await sumsOf(database.pool, book.bookId)).toEqual(await inPeace(first, theirs, ...others));
    const before = loads();
    await writeAll([orders(61, 2)]);
    await writeAll([orders(71, 2)]);
    expect(loads(), 'once it is alone again it goes ahead again').toBeLessThanOrEqual(before + 1);
  });

  test('numbers of discrepancies that a certificate draws meanwhile are not given again', async () => {
    await writeAll([first]);
    const draw = () => database.pool.query('select draw_discrepancies($1, 5)', [book.bookId]);
    await writeAll(others, draw);
    const next = 'select next_discrepancy as next from book_head where book_id = $1';
    expect((await database.pool.query(next, [book.bookId])).rows).toEqual([{ next: 6 }]);
  });
});

test('a rate that is loaded into a batch written alone is used: the batch is planned anew', async () => {
  const rates = 'date,currency,quote,rate\n2026-11-19,EUR,USD,1.15';
  afterHead = () => importRates({ ...database, close: async () => {} }, rates, 'others', clock);
  const plans = await writer.write(incoming(orders(1, 2, { currency: 'EUR' })));
  expect(loads()).toBe(2);
  expect(outcomesOf(plans)).toEqual(['posted', 'posted']);
  expect(plans.flatMap(({ parked }) => parked)).toEqual([]);
  expect(await faultsOf(database.pool, book.bookId)).toEqual([]);
});

/** Until somebody's work is done, or waits for a lock that another holds. */
async function untilDoneOrBlocked(work: Promise<unknown>): Promise<void> {
  let isDone = false;
  work.finally(() => {
    isDone = true;
  });
  while (!isDone) {
    const { rows } = await database.pool.query(
      `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
    );
    if (rows.length > 0) return;
  }
}

describe('with files', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bookkeeper-writer-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function file(name: string, payloads: readonly Payload[]): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, payloads.map((payload) => `${JSON.stringify(payload)}\n`).join(''));
    return path;
  }

  test('two importers into one book at once end in the books of one after the other', async () => {
    const dated = (id: number) => order(id, { date_created_gmt: `2026-${10 + (id % 2)}-1${id % 10}T10:00:00` });
    const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => dated(from + index));
    const files = [
      await file('a.jsonl', [
        ...range(1, 1800),
        ...range(5000, 5010).map((one, index) => refund(9000 + index, Number(one.id))),
      ]),
      await file('b.jsonl', [...range(1200, 3000), ...range(5000, 5010)]),
    ];
    const [one, two] = await Promise.all(files.map((path) => importFiles(database, book, [path])));
    expect(
      (one?.posted ?? 0) + (two?.posted ?? 0) + (one?.unchanged ?? 0) + (two?.unchanged ?? 0) + (one?.parked ?? 0),
    ).toBe(1799 + 10 + 1800 + 10);
    const inOrder = await makeBook(database, woocommerce);
    for (const path of files) await importFiles(database, inOrder, [path]);
    expect(await faultsOf(database.pool, book.bookId)).toEqual([]);
    expect(await sumsOf(database.pool, book.bookId)).toEqual(await sumsOf(database.pool, inOrder.bookId));
    const { document, observation, parked } = await sizesOf(database.pool, inOrder.bookId);
    expect(await sizesOf(database.pool, book.bookId)).toMatchObject({ document, observation, parked });
  });

  test('what comes while a release is applied is not undone by it', async () => {
    const cancelled = order(1, { status: 'cancelled', date_modified_gmt: '2026-11-21T10:00:00' });
    await importFiles(database, book, [await file('one.jsonl', [order(1)])]);
    const inOrder = await inPeace([order(1)], [cancelled]);
    await database.pool.query('update document set decoder = 0 where book_id = $1', [book.bookId]);
    const own = { ...database, close: async () => {} };
    let coming: Promise<unknown> | null = null;
    const pool = Object.assign(Object.create(database.pool), {
      query: async (...args: [{ name?: string }]) => {
        const answer = await database.pool.query(...(args as unknown as [string]));
        if (coming === null && args[0].name === 'observations of documents') {
          const again = { ...incoming([cancelled])[0], contentHash: 'f'.repeat(32) } as Incoming;
          coming = writer.write([again]);
          await untilDoneOrBlocked(coming);
        }
        return answer;
      },
    });
    await applyRestate({ ...own, pool }, book.bookId, 'release', 'test', clock);
    await coming;
    expect(coming).not.toBeNull();
    expect(await sumsOf(database.pool, book.bookId)).toEqual(inOrder);
    expect(await faultsOf(database.pool, book.bookId)).toEqual([]);
  });
});
