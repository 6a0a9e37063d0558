import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SourceRecord } from '../../src/books/import/source.ts';
import { tableSource } from '../../src/books/import/tables.ts';
import { NO_SETTINGS } from '../../src/connectors/contract.ts';
import { csvConnector } from '../../src/connectors/csv/index.ts';
import { parseProfile } from '../../src/connectors/csv/profile.ts';
import { smallProfile } from '../../src/connectors/csv/testing.ts';
import { Staging } from '../../src/storage/staging.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bookkeeper-tables-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Writes files and returns their paths, in the order given. */
async function write(files: Readonly<Record<string, string | Uint8Array>>): Promise<string[]> {
  await Promise.all(Object.entries(files).map(([name, content]) => writeFile(join(folder, name), content)));
  return Object.keys(files).map((name) => join(folder, name));
}

async function read(profile: unknown, paths: readonly string[], stdin?: Readable): Promise<SourceRecord[]> {
  const records: SourceRecord[] = [];
  for await (const batch of tableSource(database, paths, profile, stdin)) records.push(...batch);
  return records;
}

const payloads = async (profile: unknown, files: Readonly<Record<string, string | Uint8Array>>) =>
  (await read(profile, await write(files))).map(({ payload }) => payload);

async function staged(): Promise<{ rows: number; imports: number }> {
  const { rows } = await database.pool.query(
    'select (select count(*) from staging) as rows, (select count(*) from staging_import) as imports',
  );
  return rows[0];
}

const HEADER = 'Order,Date,Sku,Qty,Price';

const SHOP = smallProfile({
  files: {
    orders: { match: 'orders*', key: 'Order' },
    items: { match: 'items*', otherwise: 'made-up*', key: 'Order' },
    payments: { match: 'payments*', key: ['Order'], required: false },
  },
  ignore: ['readme*'],
  document: { file: 'orders', placedAt: 'Date', withoutLines: 'unplaced' },
  lines: { file: 'items', code: 'Sku', amount: 'Price' },
  payments: { file: 'payments', amount: 'Sum', gateway: 'Type' },
});

describe('documents of tables', () => {
  test('come together from files in any order, by key, in the order of the first file', async () => {
    const files = {
      'payments.csv': 'Sum,Type,Order\n5,cash,b\n7,card,a\n1,card,b\n',
      'readme.csv': 'nothing of ours\n',
      'items.csv': 'Order,Sku,Price\na,TEA,7\n',
      'made-up.csv': 'Order,Price,Sku\nb,6,CUP\na,9,NOT\nb,2,POT\n',
      'orders.csv': 'Order,Date\nb,2026-11-02\na,2026-11-01\nc,2026-11-03\n',
    };
    const items = ['Order', 'Sku', 'Price'];
    const paid = ['Sum', 'Type', 'Order'];
    expect(await payloads(SHOP, files)).toEqual([
      {
        profile: 'shop',
        key: 'b',
        files: {
          orders: [
            ['Order', 'Date'],
            ['b', '2026-11-02'],
          ],
          items: [
            ['Order', 'Price', 'Sku'],
            ['b', '6', 'CUP'],
            ['b', '2', 'POT'],
          ],
          payments: [paid, ['5', 'cash', 'b'], ['1', 'card', 'b']],
        },
      },
      {
        profile: 'shop',
        key: 'a',
        files: {
          orders: [
            ['Order', 'Date'],
            ['a', '2026-11-01'],
          ],
          items: [items, ['a', 'TEA', '7']],
          payments: [paid, ['7', 'card', 'a']],
        },
      },
      {
        profile: 'shop',
        key: 'c',
        files: {
          orders: [
            ['Order', 'Date'],
            ['c', '2026-11-03'],
          ],
          items: [items],
          payments: [paid],
        },
      },
    ]);
    const records = await read(SHOP, await write(files));
    expect(records.map(({ place }) => place)).toEqual(['orders.csv:b', 'orders.csv:a', 'orders.csv:c']);
    for (const { raw, payload } of records) expect(JSON.parse(String(raw))).toEqual(payload);
    expect(await staged()).toEqual({ rows: 0, imports: 0 });
  });

  test('whose rows lie far apart keep them in the order of the file', async () => {
    const others = Array.from({ length: 3000 }, (_, n) => `o${n % 1000},2026-11-02,S${n},1,1\n`).join('');
    const csv = `${HEADER}\nx,2026-11-01,first,1,1\n${others}x,,"la\nst",1,1\n${others}x,,last,1,1\n`;
    const records = await read(smallProfile(), await write({ 'orders.csv': csv }));
    expect(records).toHaveLength(1001);
    const { raw, payload, place } = records[0] ?? {};
    expect(place).toBe('orders.csv:x');
    expect(JSON.parse(String(raw))).toEqual(payload);
    expect(payload).toMatchObject({
      files: {
        orders: [
          HEADER.split(','),
          ['x', '2026-11-01', 'first', '1', '1'],
          ['x', '', 'la\nst', '1', '1'],
          ['x', '', 'last', '1', '1'],
        ],
      },
    });
  });

  test('packed, from standard input, latin1 and with a mark are the same', async () => {
    const csv = `${HEADER}\n1,2026-11-01,Müsli,1,"1"\n`;
    const profile = (encoding: string) => smallProfile({ files: { orders: { key: 'Order', encoding } } });
    const plain = await payloads(profile('utf-8'), { 'a.csv': csv });
    expect(plain).toEqual([
      { profile: 'shop', key: '1', files: { orders: [HEADER.split(','), ['1', '2026-11-01', 'Müsli', '1', '1']] } },
    ]);
    expect(await payloads(profile('utf-8'), { 'a.csv.gz': gzipSync(csv) })).toEqual(plain);
    expect(await payloads(profile('latin1'), { 'a.csv': Buffer.from(csv, 'latin1') })).toEqual(plain);
    expect(await payloads(profile('latin1'), { 'a.csv': `\uFEFF${csv}` })).toEqual(plain);
    const records = await read(profile('utf-8'), ['-'], Readable.from([gzipSync(csv)]));
    expect(records).toMatchObject([{ payload: plain[0], place: 'standard input:1' }]);
  });

  test('have keys of several columns, with the signs that keys may have', async () => {
    const profile = smallProfile({ files: { orders: { key: ['Shop', 'Order'] } } });
    const rows = await payloads(profile, {
      'a.csv': `Shop,${HEADER}\nn\\o,"a\tb",2026-11-01,TEA,1,1\n"é\n", 7 ,2026-11-01,TEA,1,1\n`,
    });
    expect(rows).toMatchObject([{ key: 'n\\o:a\tb' }, { key: 'é:7' }]);
  });

  test('rows without a key, and lines that are no rows, are documents that cannot be read', async () => {
    const csv = `${HEADER}\n1,2026-11-01,TEA,1,1\n,2026-11-01,CUP,1,1\n,2026-11-01,CUP,1,1\n2,"x"y"z,1\n`;
    const records = await read(smallProfile(), await write({ 'a.csv': csv }));
    const connector = csvConnector(parseProfile(smallProfile()));
    const told = records.map(({ payload, place, arrival }) => {
      const decoded = connector.decode(payload, NO_SETTINGS, arrival);
      return [place, decoded.kind === 'report' ? 'read' : decoded.detail];
    });
    expect(told).toEqual([
      ['a.csv:1', 'read'],
      ['a.csv:3', 'orders: a row without a value in its key (Order)'],
      ['a.csv:4', 'orders: a row without a value in its key (Order)'],
      [expect.stringContaining('a.csv:'), expect.stringContaining('orders, row 1 of the document: ')],
    ]);
  });

  test('a preamble before the header is passed over', async () => {
    const profile = smallProfile({ files: { orders: { key: 'Order', headerRow: 3 } } });
    const rows = await payloads(profile, { 'a.csv': `Report of today\n\n${HEADER}\n1,2026-11-01,TEA,1,1\n` });
    expect(rows).toMatchObject([{ key: '1' }]);
  });

  test('progress ends where the files end', async () => {
    const [path = ''] = await write({ 'a.csv': `${HEADER}\n1,2026-11-01,TEA,1,1\n` });
    const source = tableSource(database, [path], smallProfile());
    expect(source.progress()).toEqual({ bytesRead: 0, bytesTotal: null });
    for await (const _ of source);
    expect(source.progress()).toEqual({ bytesRead: 46, bytesTotal: 46 });
  });
});

describe('several files of one kind', () => {
  const row = (key: string, sku: string) => `${key},2026-11-01,${sku},1,1\n`;
  const files = {
    'a.csv': `${HEADER}\n${row('1', 'A')}${row('2', 'A')}`,
    'b.csv': `${HEADER}\n${row('2', 'B')}${row('3', 'B')}`,
  };
  const skus = async (sameKey?: string) => {
    const file = sameKey === undefined ? { key: 'Order' } : { key: 'Order', sameKey };
    const rows = (await payloads(smallProfile({ files: { orders: file } }), files)) as {
      files: { orders: string[][] };
    }[];
    return rows.map(({ files: { orders } }) => orders.slice(1).map((cells) => cells[2]));
  };

  test('are parts of one export, or states of it, as the profile says', async () => {
    expect(await skus('join')).toEqual([['A'], ['A', 'B'], ['B']]);
    expect(await skus('last')).toEqual([['A'], ['B'], ['B']]);
  });

  test('it is asked where the profile does not say', async () => {
    await expect(skus()).rejects.toThrow(`'2' stands in a.csv and in b.csv: say "sameKey": "join"`);
    expect(await staged()).toEqual({ rows: 0, imports: 0 });
  });

  test('without a key in common need no answer', async () => {
    const rows = await payloads(smallProfile(), { 'a.csv': files['a.csv'], 'c.csv': `${HEADER}\n${row('3', 'C')}` });
    expect(rows).toMatchObject([{ key: '1' }, { key: '2' }, { key: '3' }]);
  });

  test('with other columns are refused', async () => {
    const other = { ...files, 'b.csv': 'Date,Order,Sku,Qty,Price\n2026-11-01,3,B,1,1\n' };
    await expect(payloads(smallProfile(), other)).rejects.toThrow(
      'a.csv and b.csv have other columns: import them one by one',
    );
  });
});

describe('what a person has to put right is said in one line', () => {
  test.each<[string, Record<string, unknown>, Record<string, string>, string]>([
    [
      'a missing column',
      {},
      { 'a.csv': 'Order,Date,Sku,Qty\n1,2026-11-01,TEA,1\n' },
      "a.csv, row 1: there is no column 'Price' (there are Order, Date, Sku, Qty): export it with it",
    ],
    [
      'another delimiter',
      {},
      { 'a.csv': 'Order;Date;Sku;Qty;Price\n' },
      `say "delimiter": ";" in the profile under files.orders`,
    ],
    [
      'a column twice',
      {},
      { 'a.csv': `${HEADER},Qty\n` },
      "a.csv, row 1: two columns are named 'Qty': rename one of them",
    ],
    ['an empty file', {}, { 'a.csv': '' }, 'a.csv has no header (row 1)'],
    ['another encoding', {}, { 'a.csv': '\u0000' }, "there is no column 'Order'"],
    [
      'a strange file',
      { files: { orders: { match: 'o*', key: 'Order' } } },
      { 'a.csv': HEADER },
      "a.csv is none of the files of profile 'shop' (o*): leave it out",
    ],
    [
      'a missing file',
      {
        files: { orders: { match: 'a*', key: 'Order' }, more: { match: 'm*', key: 'X' } },
        document: { file: 'orders', placedAt: 'Date' },
      },
      { 'a.csv': HEADER },
      "there is no file 'more' of profile 'shop' (m*): name it too",
    ],
    [
      'a file with two places',
      {
        files: { orders: { match: 'a*', key: 'Order' }, more: { match: '*.csv', key: 'X' } },
        document: { file: 'orders', placedAt: 'Date' },
      },
      { 'a.csv': HEADER },
      "a.csv fits two files of profile 'shop', orders and more",
    ],
  ])('%s', async (_what, changes, files, message) => {
    await expect(payloads(smallProfile(changes), files)).rejects.toThrow(message);
    expect(await staged()).toEqual({ rows: 0, imports: 0 });
  });

  test('a file that cannot be unpacked', async () => {
    const torn = gzipSync(HEADER).subarray(0, 20);
    await expect(payloads(smallProfile(), { 'a.csv.gz': torn })).rejects.toThrow(
      'a.csv.gz cannot be unpacked, it is cut short',
    );
    expect(await staged()).toEqual({ rows: 0, imports: 0 });
  });
});

describe('the staging table', () => {
  const rows = (count: number, from = 0) =>
    Readable.from([Array.from({ length: count }, (_, n) => ({ key: `k${from + n}`, file: 0, n, row: '["x"]' }))]);

  test('drops the rows of an import that died when the next one begins', async () => {
    const dead = await database.client();
    await dead.query("insert into staging_import values (77, '2026-11-01')");
    await dead.query(`insert into staging select 77, 'old', 0, n, '["old"]' from generate_series(1, 10) n`);
    await dead.end();
    expect(await staged()).toEqual({ rows: 10, imports: 1 });
    const rowsRead = await payloads(smallProfile(), { 'a.csv': `${HEADER}\n1,2026-11-01,TEA,1,1\n` });
    expect(rowsRead).toHaveLength(1);
    expect(await staged()).toEqual({ rows: 0, imports: 0 });
  });

  test('serves imports side by side, and none takes the rows of another', async () => {
    const one = await Staging.open(database);
    await one.add(rows(3));
    const two = await Staging.open(database);
    await two.add(rows(2, 100));
    const keys = async (staging: Staging) => {
      const all: string[] = [];
      for await (const groups of staging.groups([[0]])) all.push(...groups.map(({ key }) => key));
      return all;
    };
    expect(await keys(two)).toEqual(['k100', 'k101']);
    await two.close();
    expect(await staged()).toEqual({ rows: 3, imports: 1 });
    expect(await keys(one)).toEqual(['k0', 'k1', 'k2']);
    await one.close();
    expect(await staged()).toEqual({ rows: 0, imports: 0 });
  });

  test('an import that stops in the middle leaves nothing behind', async () => {
    const many = Array.from({ length: 2000 }, (_, n) => `${n},2026-11-01,TEA,1,1\n`).join('');
    const paths = await write({ 'a.csv': `${HEADER}\n${many}` });
    for await (const batch of tableSource(database, paths, smallProfile())) {
      expect(batch).toHaveLength(500);
      break;
    }
    expect(await staged()).toEqual({ rows: 0, imports: 0 });
  });
});
