import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openClearing } from '../../src/books/channels.ts';
import { postManual } from '../../src/books/manual/post.ts';
import { importRates } from '../../src/books/rates.ts';
import { retryWaiting } from '../../src/books/retry.ts';
import { woocommerce } from '../../src/connectors/woocommerce/index.ts';
import type { LocalDate } from '../../src/domain/time/when.ts';
import type { Database } from '../../src/storage/database.ts';
import { clock, makeBook, type TestBook } from '../support/books.ts';
import { useDatabase } from '../support/database.ts';

const own = useDatabase();
let database: Database;
let book: TestBook;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bookkeeper-manual-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  database = { ...own, close: async () => {} };
  book = await makeBook(own, woocommerce);
});

async function post(...lines: string[]) {
  const path = join(folder, 'entries.csv');
  await writeFile(path, `${lines.join('\n')}\n`);
  return await postManual(database, book, path, 'test', clock);
}

const HEADER = 'date,ref,kind,currency,account,amount_minor,amount';

test('a blank in a reference does not make two entries one', async () => {
  const counts = await post(
    HEADER,
    '2026-11-01,A B,C,USD,1000,100,',
    '2026-11-01,A B,C,USD,3000,-100,',
    '2026-11-01,A,B C,USD,1000,200,',
    '2026-11-01,A,B C,USD,3000,-200,',
  );
  expect(counts).toMatchObject({ read: 2, posted: 2 });
});

test('an entry is known by the id it had before blanks were minded', async () => {
  await post(HEADER, '2026-11-01,Rent January,fee,USD,1000,100,', '2026-11-01,Rent January,fee,USD,3000,-100,');
  const { rows } = await own.pool.query('select remote_id as id from document where book_id = $1', [book.bookId]);
  expect(rows).toEqual([{ id: '2026-11-01 Rent January fee' }]);
});

test.each([
  ['10000.0', '-10000.0'],
  ['+10000', '-10000.'],
])('whole minor units written as %s are whole minor units', async (debit, credit) => {
  await post(HEADER, `2026-11-03,R,fee,USD,1000,${debit},`, `2026-11-03,R,fee,USD,3000,${credit},`);
  const { rows } = await own.pool.query(
    'select amount from posting join entry using (book_id, number) where book_id = $1 order by amount',
    [book.bookId],
  );
  expect(rows).toEqual([{ amount: -10_000 }, { amount: 10_000 }]);
});

test.each(['12.5', '9007199254740993', 'many'])(
  'minor units of %s are no amount, and never major units',
  async (units) => {
    const counts = await post(HEADER, `2026-11-04,R,fee,USD,1000,${units},`, `2026-11-04,R,fee,USD,3000,-${units},`);
    expect(counts).toMatchObject({ read: 1, posted: 0, parked: 1 });
  },
);

test('where whole minor units are left empty the amount in major units counts', async () => {
  expect(await post(HEADER, '2026-11-02,R,fee,USD,1000,,1.50', '2026-11-02,R,fee,USD,3000,,-1.50')).toMatchObject({
    posted: 1,
    parked: 0,
  });
});

test('an opening balance without a rate is said to wait, however often it is posted, and opens once there is one', async () => {
  const opening = { bookId: book.bookId, gateway: 'bank', currency: 'XAF', amount: '500' };
  const request = { ...opening, cutOver: '2026-02-01' as LocalDate };
  const wait = 'XAF/USD of 2026-01-31';
  expect(await openClearing(database, request, clock)).toBe(wait);
  expect(await openClearing(database, request, clock)).toBe(wait);
  await importRates(database, 'date,currency,quote,rate\n2026-01-30,XAF,USD,0.0017', 'test', clock);
  await retryWaiting(database, book.bookId, clock);
  expect(await openClearing(database, request, clock)).toBeNull();
  const { rows } = await own.pool.query('select count(*) from entry where book_id = $1', [book.bookId]);
  expect(rows).toEqual([{ count: 1 }]);
});

test('an opening balance that cannot be read is refused with its cause', async () => {
  const request = {
    bookId: book.bookId,
    gateway: 'bank',
    currency: 'USD',
    amount: 'much',
    cutOver: '2026-02-01' as LocalDate,
  };
  await expect(openClearing(database, request, clock)).rejects.toThrow(/amount/);
});
