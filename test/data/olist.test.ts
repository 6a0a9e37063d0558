import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImportCounts } from '../../src/books/import/import.ts';
import { sum } from '../oracle/amounts.ts';
import { totalsOf } from '../oracle/movements.ts';
import { beyond, capOf, clearingOf, DEPOSITS, movementsOf, type OlistOrder, readOlist } from '../oracle/olist.ts';
import { useDatabase } from '../support/database.ts';
import { sizesOf } from '../support/journal.ts';
import { random } from '../support/random.ts';
import { expectHledgerAgrees, hasHledger } from './hledger.ts';
import { splitOlist } from './olist.ts';
import { differing, figure, postedLines } from './posted.ts';
import { Program } from './program.ts';
import { profileFile, say, shared, timed } from './shared.ts';

/*
 * The Brazilian orders of Olist: orders, payments and items in three tables, every order against its raw rows. The
 * items are the real ones where there are any, else modelled to the order's payments.
 */

const { folder, isHere } = shared('data/olist');
const profile = profileFile('olist');
const ORDERS = 99_441;
const PAYMENTS = 103_886;
const MINUTES = 60_000;

const PAID: Readonly<Record<string, bigint>> = {
  credit_card: 1_254_208_419n,
  boleto: 286_936_127n,
  voucher: 37_943_687n,
  debit_card: 21_798_979n,
  not_defined: 0n,
};

const database = useDatabase();
const olist = new Program(database, 'Olist');
let scratch: string;
let orders: OlistOrder[];
let expected: ReadonlyMap<string, readonly string[]>;
let imported: ImportCounts;
let posted: ReadonlyMap<string, readonly string[]>;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'bookkeeper-olist-'));
  if (!isHere) return;
  await olist.create('BRL', 'America/Sao_Paulo');
  [imported, orders] = await Promise.all([
    timed('Olist', ORDERS, 'orders', () => olist.importTables(profile, [folder])),
    readOlist(folder),
  ]);
  expected = new Map(orders.map((order) => [order.id, movementsOf(order)]));
  posted = await postedLines(database.pool, olist.book);
}, 10 * MINUTES);

afterAll(() => rm(scratch, { recursive: true, force: true }));

test.runIf(!isHere)('not run: the tables are not here', () => {});

const ask = (query: string) => figure(database.pool, olist.book, query);
const OF_BOOK = 'join book b using (book_id) where b.name = $1';
const PARTS =
  "from book b join document d using (book_id), json_object_keys(d.state -> 'parts') part where b.name = $1";
const DEBITS = `select sum(p.amount) as figure from posting p join account a using (book_id, account_id) ${OF_BOOK}
  and p.amount > 0`;

describe.runIf(isHere)('Olist', () => {
  test('99,441 orders and 103,886 payments are in the books', async () => {
    expect(imported).toMatchObject({ read: ORDERS, posted: ORDERS, unchanged: 0, parked: 0 });
    expect(orders).toHaveLength(ORDERS);
    const paid = orders.flatMap(({ payments }) => payments);
    expect(paid).toHaveLength(PAYMENTS);
    expect(await ask(`select count(*) as figure ${PARTS} and part like 'payment:%'`)).toBe(PAYMENTS);
    const entries = `select count(*) as figure from entry e ${OF_BOOK} and e.posting_key like 'payment:%'`;
    expect(await ask(entries), 'a payment of nothing is no entry').toBe(
      paid.filter(({ amount }) => amount > 0n).length,
    );
  });

  test('16,008,872.12 BRL are debited to clearing, by type of payment', async () => {
    expect(await ask(`${DEBITS} and a.code like '1100-%'`)).toBe(1_600_887_212);
    for (const [type, amount] of Object.entries(PAID)) {
      expect(await ask(`${DEBITS} and a.code = '${clearingOf(type)}'`), type).toBe(Number(amount));
      const inFile = orders.flatMap(({ payments }) => payments.filter((payment) => payment.type === type));
      expect(sum(inFile.map((payment) => payment.amount)), type).toBe(amount);
    }
  });

  test('612 orders without items: 125,027.12 BRL of 611 stay in deposits, the unpaid one posts nothing', async () => {
    const bare = orders.filter(({ items }) => items.length === 0);
    expect(bare).toHaveLength(612);
    expect(bare.filter(({ payments }) => payments.length > 0)).toHaveLength(611);
    expect(sum(bare.map(beyond))).toBe(12_502_712n);
    const totals = totalsOf(bare.map(({ id }) => posted.get(id) ?? []));
    expect(totals.get(DEPOSITS)).toBe(-12_502_712n);
    expect([...totals.keys()].filter((code) => code !== DEPOSITS && !code.startsWith('1100-'))).toEqual([]);
    const unpaid = orders.filter(({ payments }) => payments.length === 0);
    expect(unpaid).toHaveLength(1);
    const silent = `select count(*) as figure from entry e join document d using (book_id, document_id) ${OF_BOOK}
      and d.remote_id = '${unpaid[0]?.id}'`;
    expect(await ask(silent)).toBe(0);
  });

  test('every order is the oracle’s, by account and date', async () => {
    expect(differing(expected, posted)).toEqual([]);
  });

  test('and so is every account: sales, shipping, clearing, deposits, receivable, rounding, interest', async () => {
    const totals = totalsOf(expected.values());
    const { rows } = await olist.trialBalance();
    expect(new Map(rows.map(({ code, balance }) => [code, BigInt(balance.replace('.', ''))]))).toEqual(
      new Map([...totals].sort(([a], [b]) => (a < b ? -1 : 1))),
    );
    const sold = orders.filter(({ items }) => items.length > 0);
    const off = sold.map((order) => ({ by: beyond(order), cap: capOf(order) })).filter(({ by }) => by !== 0n);
    const [more, less] = [off.filter(({ by, cap }) => by > cap), off.filter(({ by, cap }) => -by > cap)];
    const rounded = off.length - more.length - less.length;
    say(
      `Olist: of ${sold.length} orders ${rounded} are off by rounding, ${more.length} overpaid, ${less.length} underpaid`,
    );
  });

  test('imported again, nothing is new', async () => {
    const bookId = await ask('select book_id as figure from book where name = $1');
    const before = await sizesOf(database.pool, bookId);
    const again = await timed('Olist, again', ORDERS, 'orders', () => olist.importTables(profile, [folder]));
    expect(again).toMatchObject({ read: ORDERS, posted: 0, unchanged: ORDERS, parked: 0 });
    expect(await sizesOf(database.pool, bookId)).toEqual(before);
  });

  test('verify proves the book', async () => {
    const entries = await ask(`select count(*) as figure from entry e ${OF_BOOK}`);
    const verified = await timed('Olist, verify', entries, 'entries', () => olist.verify());
    expect(verified).toMatchObject({ ok: true, entries, restatable: 0, firstDifference: null });
  });

  test('hledger reads the same', async () => {
    if (hasHledger()) await expectHledgerAgrees(database.pool, olist);
  });

  test('with rows and orders in any order the sums are the same', async () => {
    const { next, seed } = random('Olist, shuffled');
    const runs = ['first', 'second'].map((name) => join(scratch, name));
    for (const run of runs) await mkdir(run);
    await splitOlist(folder, runs, orders, next);
    const other = new Program(database, 'Olist, shuffled');
    await other.create('BRL', 'America/Sao_Paulo');
    let read = 0;
    await timed('Olist, shuffled', ORDERS, 'orders', async () => {
      for (const run of runs) read += (await other.importTables(profile, [run])).read;
    });
    expect(read).toBe(ORDERS);
    expect(differing(expected, await postedLines(database.pool, other.book)), `seed ${seed}`).toEqual([]);
  });
});
