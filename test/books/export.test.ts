import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ExportFormat, exportBook } from '../../src/books/export/export.ts';
import { useDatabase } from '../support/database.ts';
import { linesOf, makeWorld, minorOf, sessionOf, storeWorld, sumBy } from '../support/ledger.ts';

/* What is exported, read by the programs it is written for: they have to find the same balances, to the cent. */
const database = useDatabase();
const session = sessionOf(database);
const run = promisify(execFile);
const bookId = 3;
const world = makeWorld({ bookId, name: 'Shop; "odd" | name', orders: 600, days: 90 });
const lines = linesOf(world);
let folder: string;

const has = (program: string, argument: string) =>
  run(program, [argument]).then(
    () => true,
    () => false,
  );
const hasHledger = await has('hledger', '--version');
const hasBeancount = await has('bean-check', '--version');
const hasLedger = await has('ledger', '--version');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bookkeeper-export-'));
  await storeWorld(database.pool, world);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function write(format: ExportFormat): Promise<string> {
  const file = join(folder, `book.${format}`);
  let text = '';
  for await (const part of exportBook(session, bookId, format)) text += part;
  await writeFile(file, text);
  return file;
}

/** What each account stands at, in base currency and in the others as written: what is in base only counts as base. */
const inBase = sumBy(
  lines,
  ({ account }) => account,
  ({ base }) => base,
);
const asWritten = sumBy(
  lines,
  ({ account, currency, amount }) => `${account} ${amount === 0 ? 'EUR' : currency}`,
  ({ currency, amount, base }) => (currency === 'EUR' || amount === 0 ? base : amount),
);
const nonZero = (sums: Iterable<readonly [string, number]>) =>
  Object.fromEntries([...sums].filter(([, amount]) => amount !== 0));

/** `assets:1000 Bank` → 1000; a path is its own code. */
const codeOf = (account: string) =>
  account.startsWith('income:sales:') ? account : (account.split(':').slice(1).join(':').split(' ')[0] ?? '');

async function hledgerBalances(file: string, ...options: string[]): Promise<Record<string, number>> {
  const { stdout } = await run('hledger', [
    '-f',
    file,
    'balance',
    '--flat',
    '-O',
    'csv',
    '--layout',
    'bare',
    ...options,
  ]);
  const records = parse(stdout, { columns: true }) as { account: string; commodity: string; balance: string }[];
  return nonZero(
    records
      .filter(({ account }) => account !== 'total')
      .map(
        ({ account, commodity, balance }) => [`${codeOf(account)} ${commodity}`, minorOf(balance, commodity)] as const,
      ),
  );
}

describe.skipIf(!hasHledger)('hledger', () => {
  test('accepts the journal, strictly', async () => {
    const file = await write('hledger');
    await expect(run('hledger', ['-f', file, 'check', '--strict', 'ordereddates'])).resolves.toBeDefined();
  });

  test('finds every balance equal, in base and in every currency', async () => {
    const file = await write('hledger');
    const base = new Map([...inBase].map(([account, amount]) => [`${account} EUR`, amount]));
    expect(await hledgerBalances(file, '--cost')).toEqual(nonZero(base));
    expect(await hledgerBalances(file)).toEqual(nonZero(asWritten));
  });

  test('notices a cent that is missing', async () => {
    const file = await write('hledger');
    const text = await readFile(file, 'utf8');
    const spoiled = join(folder, 'spoiled.journal');
    await writeFile(spoiled, text.replace(/^( {4}assets:1200 \S+ \S+ {2})(\d+)\.(\d\d) EUR$/m, '$10.01 EUR'));
    await expect(run('hledger', ['-f', spoiled, 'check'])).rejects.toThrow(/balance/);
  });

  test('knows the types of the accounts', async () => {
    const file = await write('hledger');
    const { stdout } = await run('hledger', ['-f', file, 'accounts', 'type:L']);
    expect(stdout.split('\n')).toContain('liabilities:2100-DE Tax payable DE');
  });

  test('finds the tags', async () => {
    const file = await write('hledger');
    const late = world.entries.find(({ date, belongsTo }) => date !== belongsTo);
    const { stdout } = await run('hledger', ['-f', file, 'print', `tag:key=^${late?.key}$`, 'tag:truedate']);
    expect(stdout).toContain(`(${late?.number})`);
  });
});

describe.skipIf(!hasLedger)('Ledger', () => {
  test('reads the same journal to the same balances', async () => {
    const file = await write('hledger');
    const { stdout } = await run('ledger', [
      '-f',
      file,
      'balance',
      '--flat',
      '-B',
      '--no-total',
      '--balance-format',
      '%(account)\t%(display_total)\n',
    ]);
    const found = stdout
      .split('\n')
      .map((line) => line.split('\t'))
      .filter(([account = '', amount = '']) => account !== '' && amount.includes('EUR'))
      .map(
        ([account = '', amount = '']) => [codeOf(account), minorOf(amount.replace('EUR', '').trim(), 'EUR')] as const,
      );
    expect(nonZero(found)).toEqual(nonZero(inBase));
  });
});

describe.skipIf(!hasBeancount)('Beancount', () => {
  test('accepts the ledger, with every balance asserted', async () => {
    const file = await write('beancount');
    await expect(run('bean-check', [file])).resolves.toMatchObject({ stderr: '' });
    const text = await readFile(file, 'utf8');
    expect(text.match(/^\S+ balance /gm)?.length).toBeGreaterThanOrEqual(Object.keys(nonZero(asWritten)).length);
  });

  test('notices a cent that is missing', async () => {
    const file = await write('beancount');
    const text = await readFile(file, 'utf8');
    const spoiled = join(folder, 'spoiled.beancount');
    await writeFile(
      spoiled,
      text.replace(
        /(@@ \d+\.\d)(\d) EUR$/m,
        (_all, start: string, last: string) => `${start}${(Number(last) + 1) % 10} EUR`,
      ),
    );
    await expect(run('bean-check', [spoiled])).rejects.toThrow(/does not balance/);
  });
});

describe('CSV', () => {
  test('has every line with all there is to it', async () => {
    const records = parse(await readFile(await write('csv'), 'utf8'), { columns: true }) as Record<string, string>[];
    const found = records.map(
      ({ number, line, account, currency, amount, base_amount, key, true_date, sku, tax_code, tax_base }) => ({
        at: `${number}.${line}`,
        account,
        amount: minorOf(amount ?? '', currency ?? ''),
        base: minorOf(base_amount ?? '', 'EUR'),
        key,
        trueDate: true_date,
        sku,
        taxCode: tax_code,
        taxBase: minorOf(tax_base ?? '', currency ?? ''),
      }),
    );
    const expected = lines.map(({ entry, index, account, amount, base, sku, taxCode, taxBase }) => ({
      at: `${entry.number}.${index}`,
      account,
      amount,
      base,
      key: entry.key,
      trueDate: entry.belongsTo,
      sku,
      taxCode,
      taxBase,
    }));
    const byPlace = (a: { at: string }, b: { at: string }) => (a.at < b.at ? -1 : 1);
    expect(found.sort(byPlace)).toEqual(expected.sort(byPlace));
  });
});

test('an export that is not what the kept balances say ends with words', async () => {
  await database.pool.query(
    `update balance set debit = debit + 1 where ctid = (select min(ctid) from balance where book_id = $1 and currency = 'EUR' and debit > 0)`,
    [bookId],
  );
  await expect(write('csv')).rejects.toThrow(/kept at another balance in EUR .*bookkeeper verify/);
});

test('an empty book makes an empty export', async () => {
  await database.pool.query(`insert into book values (9, 'Empty', 'JPY', 'UTC', 1, now())`);
  await database.pool.query(`insert into book_head (book_id, head_hash) values (9, $1)`, [Buffer.alloc(32)]);
  for (const format of ['hledger', 'beancount', 'csv'] as const) {
    let text = '';
    for await (const part of exportBook(session, 9, format)) text += part;
    expect(text).not.toContain('undefined');
  }
});
