import type pg from 'pg';
import type { ImportRow } from './lists/imports.ts';

type Client = pg.ClientBase | pg.Pool;

const START = 'insert into import (book_id, command, started_at) values ($1, $2, $3) returning import_id as "importId"';

/** Notes that an import began: an audit of runs, not what a resumed one goes by. */
export async function startImport(client: Client, bookId: number, command: string, now: number): Promise<number> {
  const [row] = (await client.query<{ importId: number }>(START, [bookId, command, new Date(now)])).rows;
  if (row === undefined) throw new Error('the import was not noted');
  return row.importId;
}

const FINISH = `update import set ended_at = $3, read = $4, posted = $5, unchanged = $6, parked = $7, told = $8
  where book_id = $1 and import_id = $2`;

/** Notes how an import ended; `told` is what it says of itself besides, if anything. */
export async function finishImport(
  client: Client,
  bookId: number,
  importId: number,
  end: {
    readonly counts: Pick<ImportRow, 'read' | 'posted' | 'unchanged' | 'parked'>;
    readonly told: unknown;
  },
  now: number,
): Promise<void> {
  const { read, posted, unchanged, parked } = end.counts;
  const told = end.told === null ? null : JSON.stringify(end.told);
  await client.query(FINISH, [bookId, importId, new Date(now), read, posted, unchanged, parked, told]);
}
