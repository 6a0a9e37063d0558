import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { migrate } from '../../src/storage/migrate.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();

let schemas = 0;

/** A connection that sees an empty schema instead of the migrated one. */
async function emptySchema(): Promise<pg.Client> {
  schemas += 1;
  await database.pool.query(`create schema empty_${schemas}`);
  return await connectToSchema(schemas);
}

async function connectToSchema(schema: number): Promise<pg.Client> {
  const client = await database.client();
  await client.query(`set search_path to empty_${schema}`);
  onTestFinished(() => client.end());
  return client;
}

async function folderOf(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bookkeeper-migrations-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

const one = { '0001_one.sql': 'create table one (n int)\n--;\ninsert into one values (1)\n' };
const two = { '0002_two.sql': 'do $$ begin\n  insert into one values (2);\nend $$;\n--;\n' };

test('applies what is missing, in order, once', async () => {
  const client = await emptySchema();
  expect(await migrate(client, await folderOf(one))).toEqual(['one']);
  const both = await folderOf({ ...two, ...one });
  expect(await migrate(client, both)).toEqual(['two']);
  expect(await migrate(client, both)).toEqual([]);
  expect((await client.query('select n from one order by n')).rows).toEqual([{ n: 1 }, { n: 2 }]);
});

test('no migrations, and no folder, are fine', async () => {
  const client = await emptySchema();
  expect(await migrate(client, await folderOf({}))).toEqual([]);
  expect(await migrate(client, '/nowhere')).toEqual([]);
});

test('a checkout with other line ends is the same migration', async () => {
  const client = await emptySchema();
  await migrate(client, await folderOf(one));
  const turned = { '0001_one.sql': one['0001_one.sql'].replaceAll('\n', '\r\n') };
  expect(await migrate(client, await folderOf(turned))).toEqual([]);
});

test('a migration is applied whole or not at all', async () => {
  const client = await emptySchema();
  const broken = { '0002_broken.sql': 'create table half (n int)\n--;\nselect nonsense\n' };
  const folder = await folderOf({ ...one, ...broken });
  await expect(migrate(client, folder)).rejects.toThrow(/migration 2 broken failed: column "nonsense"/);
  expect((await client.query('select version from migration')).rows).toEqual([{ version: 1 }]);
  expect((await client.query(`select to_regclass('half') as half`)).rows).toEqual([{ half: null }]);
});

test('two programs that start at once apply each migration once', async () => {
  const [client, other] = [await emptySchema(), await connectToSchema(schemas)];
  const folder = await folderOf({ ...one, ...two });
  const applied = await Promise.all([migrate(client, folder), migrate(other, folder)]);
  expect(applied.flat().sort()).toEqual(['one', 'two']);
});

test('a database newer than the program is refused with words', async () => {
  const client = await emptySchema();
  await migrate(client, await folderOf({ ...one, ...two }));
  await expect(migrate(client, await folderOf(one))).rejects.toThrow(
    'the database is newer than this program (it has migration 2 two, the program ends at 1): use the newer program',
  );
});

test('a migration changed after it was applied is refused with words', async () => {
  const client = await emptySchema();
  await migrate(client, await folderOf(one));
  const changed = { '0001_one.sql': `${one['0001_one.sql']}--;\nselect 1\n` };
  await expect(migrate(client, await folderOf(changed))).rejects.toThrow(
    /migration 1 one of the database is not the one of this program: restore the file/,
  );
});

test('a migration numbered below one already applied is refused', async () => {
  const client = await emptySchema();
  await migrate(client, await folderOf({ '0002_two.sql': 'select 2' }));
  const late = { '0001_one.sql': 'select 1', '0002_two.sql': 'select 2' };
  await expect(migrate(client, await folderOf(late))).rejects.toThrow('number it after 2');
});

test.each([
  [{ 'one.sql': '' }, 'one.sql is not named NNNN_name.sql'],
  [{ '0001_a.sql': '', '0001_b.sql': '' }, 'two migrations have the number 1'],
])('refuses files that are misnamed: %o', async (files, words) => {
  await expect(migrate(await emptySchema(), await folderOf(files))).rejects.toThrow(words);
});
