import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ImportCounts } from '../../src/books/import/import.ts';
import { readTable } from '../oracle/table.ts';
import { useDatabase } from '../support/database.ts';
import { sizesOf } from '../support/journal.ts';
import { expectHledgerAgrees, hasHledger } from './hledger.ts';
import { figure } from './posted.ts';
import { Program } from './program.ts';
import { shared, timed } from './shared.ts';

/*
 * A work set of plain entries, and what hledger, Ledger, Beancount, SQLite and TigerBeetle agree that it adds up to.
 * Rates are those of the European Central Bank, the books in reais.
 */

const { folder, isHere } = shared('data/golden');
const rates = shared('data/ecb-fx');
const entriesFile = join(folder, 'entries.csv.gz');
const ENTRIES = 105_782;
/** 510,984 lines, 31 of them of nothing. */
const POSTINGS = 510_953;
const MINUTES = 60_000;

const database = useDatabase();
const golden = new Program(database, 'Golden');
let posted: ImportCounts;

const isRun = isHere && rates.isHere;
const post = (what: string, ...options: string[]) =>
  timed(what, ENTRIES, 'entries', () => golden.post(entriesFile, ...options));

beforeAll(async () => {
  if (!isRun) return;
  await golden.create('BRL', 'America/Sao_Paulo');
  posted = await post('Golden set', '--rates', join(rates.folder, 'eurofxref-hist.csv.gz'));
}, 10 * MINUTES);

test.runIf(!isRun)('not run: the golden set is not here', () => {});

const ask = (query: string) => figure(database.pool, golden.book, query);
const minorOf = (decimal: string) => BigInt(decimal.replace('.', ''));

describe.runIf(isRun)('the golden set', () => {
  test('is posted whole: one entry per date, ref and kind', async () => {
    expect(posted).toMatchObject({ read: ENTRIES, posted: ENTRIES, unchanged: 0, parked: 0, discrepancies: 0 });
    const bookId = await ask('select book_id as figure from book where name = $1');
    expect(await sizesOf(database.pool, bookId)).toMatchObject({ entry: ENTRIES, posting: POSTINGS, parked: 0 });
  });

  test('gives the expected trial balance per account and currency', async () => {
    const file = join(folder, 'expected_trial_balance.csv.gz');
    const expected = await readTable(file, ['account', 'currency', 'amount_minor']);
    const { rows } = await golden.trialBalance();
    expect(expected).toHaveLength(33);
    expect(new Map(rows.map(({ code, currency, balance }) => [`${code} ${currency}`, minorOf(balance)]))).toEqual(
      new Map(expected.map((row) => [`${row.account} ${row.currency}`, BigInt(row.amount_minor)])),
    );
    const base = rows.map(({ baseBalance }) => minorOf(baseBalance));
    expect(
      base.reduce((sum, amount) => sum + amount, 0n),
      'in base, too, it balances',
    ).toBe(0n);
  });

  test('gives the expected profit and loss by month', async () => {
    const file = join(folder, 'expected_pl_month.csv.gz');
    const expected = await readTable(file, ['month', 'account', 'currency', 'amount_minor']);
    const { columns, rows } = await golden.profitByMonth();
    const found = rows.flatMap(({ code, currency, amounts }) =>
      columns.flatMap(({ kind, from }, index) => {
        const amount = minorOf(amounts[index] ?? '');
        return kind === 'period' && amount !== 0n ? [`${from.slice(0, 7)} ${code} ${currency} ${amount}`] : [];
      }),
    );
    const wanted = expected
      .filter((row) => row.amount_minor !== '0')
      .map((row) => `${row.month} ${row.account} ${row.currency} ${row.amount_minor}`);
    expect(found.sort()).toEqual(wanted.sort());
  });

  test('posted again, nothing is new', async () => {
    const bookId = await ask('select book_id as figure from book where name = $1');
    const before = await sizesOf(database.pool, bookId);
    expect(await post('Golden set, again')).toMatchObject({ read: ENTRIES, posted: 0, unchanged: ENTRIES, parked: 0 });
    expect(await sizesOf(database.pool, bookId)).toEqual(before);
  });

  test('verify proves the book', async () => {
    const verified = await timed('Golden set, verify', ENTRIES, 'entries', () => golden.verify());
    expect(verified).toMatchObject({ ok: true, entries: ENTRIES, restatable: 0, firstDifference: null });
  });

  test('hledger reads the same', async () => {
    if (hasHledger()) await expectHledgerAgrees(database.pool, golden);
  });
});
