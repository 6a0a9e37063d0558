import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { Trouble } from '../domain/trouble.ts';

/*
 * Brings a database to the schema of this code: src/storage/migrations/NNNN_name.sql in order, each in one transaction.
 * In a file, statements are separated by a line that holds nothing but `--;` and are sent one by one, so that bodies of
 * functions may hold semicolons and Citus may be among the servers. An applied migration is history: to change
 * something, write the next one.
 */
interface Migration {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
  readonly statements: readonly string[];
}

interface Applied {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
}

const ownMigrations = join(import.meta.dirname, 'migrations');
const lockNumber = 0x6d696772;

/** Returns the names of the migrations it applied. Run it on a plain connection; others wait until it is done. */
export async function migrate(client: pg.ClientBase, folder = ownMigrations): Promise<string[]> {
  const migrations = await readMigrations(folder);
  await client.query('select pg_advisory_lock($1)', [lockNumber]);
  try {
    await client.query(
      `create table if not exists migration (
         version int primary key, name text not null, checksum text not null,
         applied_at timestamptz not null default now())`,
    );
    const { rows: applied } = await client.query<Applied>('select version, name, checksum from migration');
    refuseStrangers(migrations, applied);
    const news = migrations.filter(({ version }) => !applied.some((row) => row.version === version));
    for (const migration of news) await apply(client, migration);
    return news.map(({ name }) => name);
  } finally {
    await client.query('select pg_advisory_unlock($1)', [lockNumber]);
  }
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const files = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const migrations = await Promise.all(files.filter((file) => file.endsWith('.sql')).map((file) => read(folder, file)));
  migrations.sort((a, b) => a.version - b.version);
  const twice = migrations.find(({ version }, index) => version === migrations[index - 1]?.version);
  if (twice) throw new Error(`two migrations have the number ${twice.version}`);
  return migrations;
}

async function read(folder: string, file: string): Promise<Migration> {
  const [, version, name] = /^(\d{4})_(\w+)\.sql$/.exec(file) ?? [];
  if (version === undefined || name === undefined) throw new Error(`${file} is not named NNNN_name.sql`);
  // A checkout may have turned the line ends, which changes nothing.
  const text = (await readFile(join(folder, file), 'utf8')).replaceAll('\r\n', '\n');
  return {
    version: Number(version),
    name,
    checksum: createHash('sha256').update(text).digest('hex'),
    statements: text.split(/^--;[ \t]*$/m).filter((statement) => statement.trim() !== ''),
  };
}

function refuseStrangers(migrations: readonly Migration[], applied: readonly Applied[]): void {
  const newest = migrations.at(-1)?.version ?? 0;
  const newer = applied.find(({ version }) => version > newest);
  if (newer) {
    throw new Trouble(
      `the database is newer than this program (it has migration ${newer.version} ${newer.name}, the program ends at ${newest})`,
      'use the newer program',
    );
  }
  for (const { version, name, checksum } of applied) {
    if (migrations.find((migration) => migration.version === version)?.checksum === checksum) continue;
    throw new Trouble(
      `migration ${version} ${name} of the database is not the one of this program`,
      'restore the file as it was when it was applied, and write what changed as a new migration',
    );
  }
  const last = Math.max(0, ...applied.map(({ version }) => version));
  const late = migrations.find(({ version }) => version < last && !applied.some((row) => row.version === version));
  if (late) throw new Trouble(`migration ${late.version} ${late.name} comes too late`, `number it after ${last}`);
}

async function apply(client: pg.ClientBase, { version, name, checksum, statements }: Migration): Promise<void> {
  await client.query('begin');
  try {
    for (const statement of statements) await client.query(statement);
    await client.query('insert into migration (version, name, checksum) values ($1, $2, $3)', [
      version,
      name,
      checksum,
    ]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new Error(`migration ${version} ${name} failed: ${(error as Error).message}`, { cause: error });
  }
}
