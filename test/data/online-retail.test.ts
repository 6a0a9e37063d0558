import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImportCounts } from '../../src/books/import/import.ts';
import { sum } from '../oracle/amounts.ts';
import { totalsOf } from '../oracle/movements.ts';
import { firstTimeOf, movementsOf, type RetailInvoice, readOnlineRetail } from '../oracle/online-retail.ts';
import { useDatabase } from '../support/database.ts';
import { sizesOf } from '../support/journal.ts';
import { random, shuffled } from '../support/random.ts';
import { expectHledgerAgrees, hasHledger } from './hledger.ts';
import { differing, figure, postedLines } from './posted.ts';
import { Program } from './program.ts';
import { readRows, writeRows } from './rows.ts';
import { profileFile, say, shared, timed } from './shared.ts';

/* UCI Online Retail: invoices and credit notes on account, without payments; every one against its raw rows. */

const { folder, isHere } = shared('data/online-retail');
const file = join(folder, 'online_retail_I.csv.gz');
const profile = profileFile('online-retail');
const ROWS = 541_909;
const TOTAL = 974_774_793n;
const MINUTES = 60_000;

const database = useDatabase();
const retail = new Program(database, 'Online Retail');
let scratch: string;
let invoices: RetailInvoice[];
let expected: ReadonlyMap<string, readonly string[]>;
let imported: ImportCounts;

const importInto = async (program: Program, path: string): Promise<ImportCounts> => {
  await program.create('GBP', 'Europe/London');
  return await timed(program.book, ROWS, 'rows', () => program.importTables(profile, [path]));
};

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'bookkeeper-retail-'));
  if (!isHere) return;
  [imported, invoices] = await Promise.all([importInto(retail, file), readOnlineRetail(file)]);
  expected = new Map(invoices.map((invoice) => [invoice.number, movementsOf(invoice)]));
}, 10 * MINUTES);

afterAll(() => rm(scratch, { recursive: true, force: true }));

test.runIf(!isHere)('not run: the table is not here', () => {});

const ask = (query: string) => figure(database.pool, retail.book, query);
const OF_BOOK = 'join book b using (book_id) where b.name = $1';
const POSTINGS = `from posting p join account a using (book_id, account_id) ${OF_BOOK}`;

describe.runIf(isHere)('Online Retail', () => {
  test('541,909 rows are 25,900 documents, 3,836 of them credit notes', async () => {
    const rows = invoices.flatMap((invoice) => invoice.rows);
    expect(rows).toHaveLength(ROWS);
    expect(imported).toMatchObject({ read: 25_900, posted: 25_900, unchanged: 0, parked: 0 });
    expect(invoices.filter(({ isCreditNote }) => isCreditNote)).toHaveLength(3_836);
    expect(await ask(`select count(*) as figure from document d ${OF_BOOK}`)).toBe(25_900);
    const creditNotes = `from document d ${OF_BOOK} and kind = 'credit-note' and remote_id like 'C%'`;
    expect(await ask(`select count(*) as figure ${creditNotes}`)).toBe(3_836);
    const repeated = rows.length - new Set(invoices.flatMap((one) => one.rows.map(({ text }) => text))).size;
    say(`Online Retail: ${repeated.toLocaleString('en')} rows are repeated, and counted`);
    expect(repeated).toBe(5_268);
  });

  test('every document is the oracle’s, by account and date', async () => {
    expect(differing(expected, await postedLines(database.pool, retail.book))).toEqual([]);
  });

  test('they add up to 9,747,747.93 over the accounts they touch', async () => {
    const totals = totalsOf(expected.values());
    const { rows } = await retail.trialBalance();
    const balances = rows.map(({ code, balance }) => [code, BigInt(balance.replace('.', ''))] as const);
    expect(new Map(balances)).toEqual(new Map([...totals].sort(([a], [b]) => (a < b ? -1 : 1))));
    const owed = (totals.get('1200') ?? 0n) + (totals.get('2200') ?? 0n);
    expect(owed).toBe(TOTAL);
    const touched = sum(balances.filter(([code]) => code >= '4000').map(([, amount]) => amount));
    expect(-touched).toBe(TOTAL);
    expect(sum(invoices.flatMap((invoice) => invoice.rows.map(({ amount }) => amount)))).toBe(TOTAL);
  });

  test('nothing is paid, and every credit note is an entry of its own', async () => {
    expect(await ask(`select count(*) as figure ${POSTINGS} and a.code like '1100-%'`)).toBe(0);
    const OTHER = `from entry e join document d using (book_id, document_id) ${OF_BOOK} and d.kind = 'credit-note'
      and e.posting_key <> 'credit:' || d.remote_id and e.posting_key not like 'deposits:%'`;
    expect(await ask(`select count(*) as figure ${OTHER}`)).toBe(0);
  });

  test('a negative quantity at price 0 posts nothing', async () => {
    const silent = invoices.filter(({ rows }) => rows.every(({ amount }) => amount === 0n));
    say(`Online Retail: ${silent.length.toLocaleString('en')} documents without a price post nothing`);
    expect(silent.length).toBeGreaterThan(1_336);
    const withEntries = `select count(distinct document_id) as figure from entry e ${OF_BOOK}`;
    expect(await ask(withEntries)).toBe(invoices.length - silent.length);
  });

  test('43 invoices with two times take the earliest', async () => {
    const twice = invoices.filter(({ rows }) => new Set(rows.map(({ time }) => time)).size > 1);
    expect(twice).toHaveLength(43);
    const { rows } = await database.pool.query<{ remote_id: string; at: number }>(PLACED, [
      retail.book,
      twice.map(({ number }) => number),
    ]);
    const placed = new Map(rows.map(({ remote_id: id, at }) => [id, londonTime(at)]));
    expect(placed).toEqual(new Map(twice.map((invoice) => [invoice.number, firstTimeOf(invoice)])));
  });

  test('imported again, nothing is new', async () => {
    const bookId = await ask('select book_id as figure from book b where b.name = $1');
    const before = await sizesOf(database.pool, bookId);
    const again = await timed('Online Retail, again', ROWS, 'rows', () => retail.importTables(profile, [file]));
    expect(again).toMatchObject({ read: 25_900, posted: 0, unchanged: 25_900, parked: 0 });
    expect(await sizesOf(database.pool, bookId)).toEqual(before);
  });

  test('with its rows in any order the sums are the same', async () => {
    const { next, seed } = random('Online Retail, shuffled');
    const other = new Program(database, 'Online Retail, shuffled');
    const path = join(scratch, 'online_retail_shuffled.csv');
    const { header, lines } = await readRows(file);
    await writeRows(path, { header, lines: shuffled(lines, next) });
    expect(await importInto(other, path)).toMatchObject({ read: 25_900, posted: 25_900, parked: 0 });
    expect(differing(expected, await postedLines(database.pool, other.book)), `seed ${seed}`).toEqual([]);
  });

  test('verify proves the book', async () => {
    const entries = await ask(`select count(*) as figure from entry e ${OF_BOOK}`);
    const verified = await timed('Online Retail, verify', entries, 'entries', () => retail.verify());
    expect(verified).toMatchObject({ ok: true, entries, restatable: 0, firstDifference: null });
  });

  test('hledger reads the same', async () => {
    if (hasHledger()) await expectHledgerAgrees(database.pool, retail);
  });
});

const PLACED = `select d.remote_id, coalesce(content ->> 'placedAt', content ->> 'at')::int8 as at
  from book b
  join document d using (book_id)
  cross join json_each(d.state -> 'parts') as part (key, value)
  cross join lateral (select value -> 'sightings' -> 0 -> 'content' as content) as first
  where b.name = $1 and d.remote_id = any($2) and (key = 'order' or key like 'credit:%')`;

/** `2010-12-01 08:26:00`, as a wall clock in London showed it. */
function londonTime(at: number): string {
  return new Date(at).toLocaleString('sv-SE', { timeZone: 'Europe/London' });
}
