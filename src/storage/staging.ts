import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Database } from './database.ts';

/** One row of a file on its way through the staging table. */
export interface StagedRow {
  readonly key: string;
  readonly file: number;
  /** The row's number in its file. */
  readonly n: number;
  /** Its cells as a JSON list. */
  readonly row: string;
}

/** All rows of one key. */
export interface StagedGroup {
  readonly key: string;
  /** The first file that has a row of it. */
  readonly file: number;
  /** How many rows it has. */
  readonly rows: number;
  /** Per set of files asked for: its rows, joined by commas; null where it has none. */
  readonly sets: readonly (string | null)[];
}

/** More than any file has rows. */
const ROWS_MAX = '1000000000000::int8';

/** Documents fetched at a time. */
const FETCH = 500;
/** Batches of rows that may wait for the database. */
const WAITING = 2;
const LOCK_CLASS = 0x73746167;

/** The staging table, for one import. Rows of imports that died are dropped when the next one begins. */
export class Staging {
  readonly #client: pg.Client;
  readonly #token: number;

  private constructor(client: pg.Client, token: number) {
    this.#client = client;
    this.#token = token;
  }

  static async open(database: Pick<Database, 'client'>): Promise<Staging> {
    const client = await database.client();
    try {
      const token = await registered(client, async () => {
        await dropDead(client);
        const { rows } = await client.query<{ token: number }>(
          'insert into staging_import (token, started_at) select coalesce(max(token), 0) + 1, now() from staging_import returning token',
        );
        const own = rows[0]?.token ?? 0;
        await client.query('select pg_advisory_lock($1, $2)', [LOCK_CLASS, own]);
        return own;
      });
      return new Staging(client, token);
    } catch (error) {
      await client.end();
      throw error;
    }
  }

  /** Copies rows in, as fast as they come and the database takes them. */
  async add(batches: AsyncIterable<readonly StagedRow[]>): Promise<void> {
    const text = Readable.from(encoded(batches, this.#token), { objectMode: true, highWaterMark: WAITING });
    await pipeline(text, this.#client.query(copyFrom('copy staging (token, key, file, n, row) from stdin')));
  }

  /** A key that stands in more than one of these files, with two of them; null where there is none. */
  async sharedKey(
    files: readonly number[],
  ): Promise<{ readonly key: string; readonly files: readonly [number, number] } | null> {
    const { rows } = await this.#client.query<{ key: string; first: number; last: number }>(
      `select key, min(file) as first, max(file) as last from staging where token = $1 and file = any($2)
       group by key having min(file) <> max(file) limit 1`,
      [this.#token, files],
    );
    const [row] = rows;
    return row === undefined ? null : { key: row.key, files: [row.first, row.last] };
  }

  /** Keeps, of a key that stands in several of these files, the rows of the last. */
  async keepLast(files: readonly number[]): Promise<void> {
    await this.#client.query(
      `delete from staging s using (
         select key, max(file) as last from staging where token = $1 and file = any($2)
         group by key having min(file) <> max(file)
       ) l where s.token = $1 and s.file = any($2) and s.key = l.key and s.file < l.last`,
      [this.#token, files],
    );
  }

  /**
   * The groups, a batch at a time; the next one is on its way while one is worked on. They come in the order of the first
   * set's rows: exports are mostly in order of date, and a batch whose days lie together touches few kept balances. In
   * order of key, which often is drawn by chance, that would be the dearest part of an import.
   */
  async *groups(sets: readonly (readonly number[])[]): AsyncGenerator<readonly StagedGroup[]> {
    const client = this.#client;
    const fetch = () => {
      const next = client.query<(string | number | null)[]>({ text: `fetch ${FETCH} from staged`, rowMode: 'array' });
      next.catch(() => undefined);
      return next;
    };
    let next: ReturnType<typeof fetch> | undefined;
    await client.query('begin');
    try {
      // Sorted in bounded memory, what is beyond goes to disk; a cursor is read to its end.
      await client.query("set local work_mem = '64MB'; set local cursor_tuple_fraction = 1; set local jit = off");
      await client.query(`declare staged no scroll cursor for ${groupsOf(this.#token, sets)}`);
      next = fetch();
      for (let { rows } = await next; rows.length > 0; { rows } = await next) {
        next = fetch();
        yield rows.map(groupOf);
      }
    } finally {
      await next?.catch(() => undefined);
      await client.query('rollback');
    }
  }

  /** Drops the rows and lets go of the connection. */
  async close(): Promise<void> {
    const client = this.#client;
    try {
      await registered(client, async () => {
        await client.query('delete from staging_import where token = $1', [this.#token]);
        await dropRows(client, [this.#token]);
      });
    } finally {
      await client.end();
    }
  }
}

function groupsOf(token: number, sets: readonly (readonly number[])[]): string {
  const columns = sets.map(
    (files) => `string_agg(row, ',' order by file, n) filter (where file in (${files.join(', ')}))`,
  );
  const first = `min(file * ${ROWS_MAX} + n) filter (where file in (${(sets[0] ?? []).join(', ')}))`;
  return `select key, min(file), count(*)::int4, ${columns.join(', ')} from staging where token = ${token}
    group by key order by ${first}, key`;
}

function groupOf(values: readonly (string | number | null)[]): StagedGroup {
  const [key, file, rows, ...sets] = values;
  return { key: key as string, file: file as number, rows: rows as number, sets: sets as (string | null)[] };
}

async function* encoded(batches: AsyncIterable<readonly StagedRow[]>, token: number): AsyncGenerator<string> {
  for await (const rows of batches) {
    let text = '';
    for (const { key, file, n, row } of rows) text += `${token}\t${escaped(key)}\t${file}\t${n}\t${escaped(row)}\n`;
    if (text !== '') yield text;
  }
}

/** As COPY's text format wants it. Rows are JSON, in which of these only the backslash stands. */
function escaped(text: string): string {
  if (!/[\\\t\n\r]/.test(text)) return text;
  return text.replace(/[\\\t\n\r]/g, (sign) => `\\${{ '\t': 't', '\n': 'n', '\r': 'r' }[sign] ?? sign}`);
}

/** Imports begin and end one after another, so that none takes the rows of one that is just beginning. */
async function registered<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    await client.query('lock table staging_import in share row exclusive mode');
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function dropDead(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ token: number }>(
    'select token from staging_import where pg_try_advisory_xact_lock($1, token)',
    [LOCK_CLASS],
  );
  if (rows.length === 0) return;
  const dead = rows.map(({ token }) => token);
  await client.query('delete from staging_import where token = any($1)', [dead]);
  await dropRows(client, dead);
}

/** All rows at once where no other import has any. */
async function dropRows(client: pg.Client, tokens: readonly number[]): Promise<void> {
  const { rows } = await client.query('select 1 from staging_import limit 1');
  if (rows.length === 0) await client.query('truncate staging');
  else await client.query('delete from staging where token = any($1)', [tokens]);
}
