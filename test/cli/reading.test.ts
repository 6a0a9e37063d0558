import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { useDatabase } from '../support/database.ts';
import { bookkeeper, startBookkeeper } from '../support/home.ts';
import { makeWorld, storeWorld } from '../support/ledger.ts';

/* The program as a person and a script call it, over a book that is there already. */
const database = useDatabase();

beforeAll(async () => {
  await storeWorld(database.pool, makeWorld({ bookId: 1, name: 'Plain', orders: 80, days: 60, currencies: ['EUR'] }));
  await storeWorld(database.pool, makeWorld({ bookId: 2, name: 'Mixed', orders: 120, days: 60 }));
});

const damaged = join(tmpdir(), `bookkeeper-${process.pid}-rates.csv.gz`);
beforeAll(() => writeFile(damaged, 'no archive'));
afterAll(() => rm(damaged));

const call = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  bookkeeper(args, { home: tmpdir(), env: { DATABASE_URL: database.url, ...env } });

describe('help', () => {
  test('lists the commands in groups, with the exit statuses', async () => {
    const { stdout, code } = await call(['--help']);
    expect(code).toBe(0);
    for (const word of [
      'Taking in:',
      'Giving out:',
      'Looking closer:',
      'Keeping the books:',
      'Exit status:',
      'BOOKKEEPER_HOME',
    ]) {
      expect(stdout).toContain(word);
    }
  });

  test('every command tells of itself', async () => {
    const names = ['report', 'export', 'show', 'entries', 'discrepancies', 'parked', 'books', 'start'];
    const told = await Promise.all(names.map((name) => call([name, '--help'])));
    expect(told.map(({ code, stderr }) => [code, stderr])).toEqual(names.map(() => [0, '']));
  });
});

describe.concurrent('what is not understood ends with 64 and one line', () => {
  test.each<[string[], RegExp]>([
    [['nonsense'], /unknown command 'nonsense'/],
    [['report', 'trial-balance', '--from', '2026-02-30'], /A day is written YYYY-MM-DD/],
    [['report', 'trial-balance', '--json', '--csv'], /cannot be used with/],
    [['report', 'profit-and-loss', '--by', 'week'], /Allowed choices are day, month, channel/],
    [['report', 'account'], /missing required argument 'code'/],
    [['export', 'xml'], /Allowed choices are hledger, beancount, csv/],
    [['entries', '--limit', '0'], /between 1 and 10000/],
    [['report', 'tax', '--from', '0001-01-01'], /Books have days from 1900-01-01 to 2199-12-31/],
    [['lock', '--through', '9999-12-31'], /Books have days from 1900-01-01 to 2199-12-31/],
    [['import', 'x.json', '--book', 'B', '--as', 'woocommerce', '--decimals', '10'], /It is at most 9/],
    [['import', 'x.json', '--book', 'B', '--as', 'woocommerce', '--gift-card-sku', 'A', ''], /A SKU is not empty/],
    [['connections', 'prices', 'accept', '1', 'two'], /'two' is invalid.*It is a whole number/],
  ])('%j', async (args, words) => {
    const { stderr, stdout, code } = await call(args);
    expect([code, stdout]).toEqual([64, '']);
    expect(stderr).toMatch(words);
  });
});

describe.concurrent('what cannot be done ends with 1, its cause and its remedy in one line', () => {
  test.each<[string[], string]>([
    [['report', 'tax'], 'bookkeeper: there are 2 books: say which with --book ("Plain", "Mixed")\n'],
    [['report', 'tax', '--book', 'None'], 'bookkeeper: there is no book "None": take one of "Plain", "Mixed"\n'],
    [
      ['show', '99999', '--book', 'Plain'],
      'bookkeeper: there is no order 99999: give its number or its id on the platform as `bookkeeper entries` shows them\n',
    ],
    [
      ['parked', 'show', '5', '--book', 'Plain'],
      'bookkeeper: nothing is parked under 5: see the numbers with `bookkeeper parked`\n',
    ],
    [
      ['parked', 'set-aside', '5', '6', '--note', 'none', '--book', 'Plain'],
      'bookkeeper: nothing waits under 5, 6: see the numbers with `bookkeeper parked`\n',
    ],
    [
      ['parked', 'bring-back', '5', '--book', 'Plain'],
      'bookkeeper: nothing is set aside under 5: see the numbers with `bookkeeper parked --state set-aside`\n',
    ],
    [
      ['discrepancies', 'accept', '5', '--book', 'Plain'],
      'bookkeeper: no discrepancy 5 is open: see them with `bookkeeper discrepancies`\n',
    ],
    [
      ['books', 'create', 'Plain', '--currency', 'EUR', '--zone', 'UTC'],
      'bookkeeper: there is a book "Plain" already: choose another name\n',
    ],
    [
      ['books', 'create', 'New', '--currency', 'ABC', '--zone', 'UTC'],
      'bookkeeper: ABC is no currency of ISO 4217: give three letters, such as EUR\n',
    ],
    [
      ['books', 'create', 'New', '--currency', 'EUR', '--zone', 'Nowhere'],
      'bookkeeper: Nowhere is no time zone: give a name such as Europe/Berlin or UTC\n',
    ],
    [
      ['export', 'csv', '--book', 'Plain', '--out', '/nowhere/file'],
      'bookkeeper: /nowhere/file cannot be written (ENOENT): choose another place\n',
    ],
    [
      ['export', 'csv', '--book', 'Plain', '--out', tmpdir()],
      `bookkeeper: ${tmpdir()} cannot be written (EISDIR): choose another place\n`,
    ],
    ...['report tax', 'entries', 'certify --channel Shop', 'recognition --channel Shop'].map(
      (command): [string[], string] => [
        [...command.split(' '), '--book', 'Plain', '--from', '2026-02-01', '--to', '2026-01-31'],
        'bookkeeper: 2026-02-01 is after 2026-01-31: give the earlier day to --from\n',
      ],
    ),
    [
      ['channels', 'open', ' ', 'EUR', '1.00', '2026-01-01', '--book', 'Plain'],
      'bookkeeper: the gateway has no name: name it as payments do\n',
    ],
    [
      ['verify', '--book', 'Plain', '--since', '999999'],
      expect.stringMatching(/^bookkeeper: there is no entry 999999 yet: the last one of "Plain" is \d+\n$/),
    ],
    [
      ['connections', 'prices', 'bounds', '--channel', 'None', '--book', 'Plain'],
      "bookkeeper: there is no channel 'None': see the list of connections\n",
    ],
    [
      ['post', '/nowhere/file.csv', '--book', 'Plain'],
      'bookkeeper: /nowhere/file.csv cannot be read (ENOENT): check the path, and that you may read what is there\n',
    ],
    [
      ['rates', 'import', damaged],
      `bookkeeper: ${damaged} cannot be unpacked (incorrect header check): get it again from where it came\n`,
    ],
  ])('%j', async (args, line) => {
    expect(await call(args)).toEqual({ stdout: '', stderr: line, code: 1 });
  });

  test('a server that is not there', async () => {
    const { stderr, code } = await call(['books'], { DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^bookkeeper: the database cannot be reached .*: check DATABASE_URL, and that the server runs\n$/,
    );
  });

  test('a PORT that is none', async () => {
    const { stderr, code } = await call(['start'], { PORT: 'http' });
    expect([code, stderr]).toEqual([
      1,
      'bookkeeper: PORT is "http": set it to a number up to 65535, or leave it out\n',
    ]);
  });
});

describe('three forms of one answer', () => {
  test('--json is the documented shape', async () => {
    const { stdout } = await call(['report', 'trial-balance', '--book', 'Mixed', '--json']);
    const { book, baseCurrency, rows, ...rest } = JSON.parse(stdout);
    expect([book, baseCurrency, rest]).toEqual(['Mixed', 'EUR', {}]);
    expect(rows[0]).toEqual({
      code: '1000',
      name: 'Bank',
      type: 'asset',
      currency: 'EUR',
      opening: '0.00',
      debit: expect.stringMatching(/^\d+\.\d\d$/),
      credit: '0.00',
      balance: expect.stringMatching(/^\d+\.\d\d$/),
      baseBalance: expect.stringMatching(/^\d+\.\d\d$/),
    });
  });

  test('show --json is the documented shape', async () => {
    const { stdout } = await call(['show', '1005', '--book', 'Plain', '--json']);
    const story = JSON.parse(stdout);
    expect(Object.keys(story)).toEqual(['document', 'observations', 'entries', 'discrepancies']);
    expect(Object.keys(story.entries[0])).toEqual([
      'number',
      'date',
      'trueDate',
      'key',
      'revision',
      'cause',
      'postings',
    ]);
    expect(Object.keys(story.entries[0].postings[0])).toEqual(['code', 'name', 'amount', 'currency', 'baseAmount']);
  });

  test('--csv has a line of names, then a line a row', async () => {
    const { stdout } = await call(['report', 'clearing', '--book', 'Mixed', '--csv']);
    const [head, ...lines] = stdout.trimEnd().split('\n');
    expect(head).toBe('code,name,currency,opening,payments,refunds,other,closing,baseClosing');
    expect(lines).toHaveLength(3);
  });

  test('on a screen every line fits', async () => {
    const names = ['trial-balance', 'profit-and-loss', 'balance-sheet', 'sales-by-channel', 'tax', 'clearing'];
    for (const width of [80, 140]) {
      const shown = await Promise.all(
        names.map((name) => call(['report', name, '--book', 'Mixed'], { COLUMNS: String(width) })),
      );
      const widest = shown.map(({ stdout }) => Math.max(...stdout.split('\n').map((line) => [...line].length)));
      expect(widest.filter((columns) => columns > width)).toEqual([]);
    }
  });

  test('colour only where it is wanted', async () => {
    const plain = await call(['report', 'trial-balance', '--book', 'Plain']);
    const forced = await call(['report', 'trial-balance', '--book', 'Plain'], { FORCE_COLOR: '1' });
    const refused = await call(['report', 'trial-balance', '--book', 'Plain'], { FORCE_COLOR: '1', NO_COLOR: '1' });
    const control = '\u001b[';
    expect([plain, forced, refused].map(({ stdout }) => stdout.includes(control))).toEqual([false, true, false]);
  });
});

test('entries are read page by page, each once', async () => {
  const numbers: number[] = [];
  for (let before: number | null = null; ; ) {
    const place = before === null ? [] : ['--before', String(before)];
    const { stdout } = await call(['entries', '--book', 'Plain', '--limit', '60', '--json', ...place]);
    const page = JSON.parse(stdout) as { entries: { number: number }[]; next: number | null };
    numbers.push(...page.entries.map(({ number }) => number));
    if (page.next === null) break;
    before = page.next;
  }
  expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
  expect(numbers.at(-1)).toBe(1);
  expect(new Set(numbers).size).toBe(numbers[0]);
});

test('two exports to one file at once leave it whole, and nothing beside it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bookkeeper-export-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'books.csv');
  const args = ['export', 'csv', '--book', 'Mixed'];
  const { stdout } = await call(args);
  const out = () => call([...args, '--out', file]);
  const whole = { stdout: '', stderr: '', code: 0 };
  expect(await Promise.all([out(), out(), out()])).toEqual([whole, whole, whole]);
  expect(await readdir(folder)).toEqual(['books.csv']);
  expect(await readFile(file, 'utf8')).toBe(stdout);
});

test('a reader that goes away is no failure', async () => {
  const program = join(import.meta.dirname, '..', '..', 'bin', 'bookkeeper.mjs');
  const child = spawn(process.execPath, [program, 'export', 'csv', '--book', 'Mixed'], {
    env: { ...process.env, DATABASE_URL: database.url },
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  child.stdout.once('data', () => child.stdout.destroy());
  const [code] = await once(child, 'exit');
  expect([code, said]).toEqual([0, '']);
});

test('start serves until it is told to stop', async () => {
  const { child, ended } = startBookkeeper(['start'], {
    home: tmpdir(),
    env: { DATABASE_URL: database.url, PORT: '0' },
  });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  await expect.poll(() => said).toMatch(/Serving http:\/\/127\.0\.0\.1:\d+\/api\/books/);
  const [url = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
  expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' });
  child.kill('SIGTERM');
  expect(await ended).toMatchObject({ stderr: '', code: 0 });
});
