import type pg from 'pg';

type Client = pg.ClientBase | pg.Pool;

const START = 'insert into import (book_id, command, started_at) values ($1, $2, $3) returning import_id as "importId"';

/** Notes that an import began: an audit of runs, not what a resumed one goes by. */
export async function startImport(client: Client, bookId: number, command: string, now: number): Promise<number> {
  const [row] = (await client.query<{ importId: number }>(START, [bookId, command, new Date(now)])).rows;
  if (row === undefined) throw new Error('the import was not noted');
  return row.importId;
}

const FINISH =
  'update import set ended_at = $3, read = $4, posted = $5, unchanged = $6, parked = $7 where book_id = $1 and import_id = $2';

export async function finishImport(
  client: Client,
  bookId: number,
  importId: number,
  counts: { readonly read: number; readonly posted: number; readonly unchanged: number; readonly parked: number },
  now: number,
): Promise<void> {
  await client.query(FINISH, [
    bookId,
    importId,
    new Date(now),
    counts.read,
    counts.posted,
    counts.unchanged,
    counts.parked,
  ]);
}
