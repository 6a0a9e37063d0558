import type { Reader } from '../snapshot.ts';

/** A run of the importer; `told` holds what one that is watched from elsewhere says of itself. Instants in milliseconds since 1970. */
export interface ImportRow {
  readonly id: number;
  readonly command: string;
  readonly startedAt: number;
  readonly touchedAt: number | null;
  readonly endedAt: number | null;
  readonly read: number;
  readonly posted: number;
  readonly unchanged: number;
  readonly parked: number;
  readonly told: unknown;
}

const COLUMNS = `import_id as id, command, started_at as "startedAt", touched_at as "touchedAt", ended_at as "endedAt", read, posted,
  unchanged, parked, told`;

export async function readImport(reader: Reader, bookId: number, id: number): Promise<ImportRow | null> {
  const { rows } = await reader.query(`select ${COLUMNS} from import where book_id = $1 and import_id = $2`, [
    bookId,
    id,
  ]);
  return rows[0] ?? null;
}

/** The newest ones, before a number. */
export async function readImports(
  reader: Reader,
  bookId: number,
  { before, limit }: { readonly before: number | null; readonly limit: number },
): Promise<ImportRow[]> {
  const { rows } = await reader.query(
    `select ${COLUMNS} from import where book_id = $1 and ($2::int8 is null or import_id < $2) order by import_id desc limit $3`,
    [bookId, before, limit],
  );
  return rows;
}

const TELL = `update import set touched_at = $3, read = $4, posted = $5, unchanged = $6, parked = $7, told = $8,
    ended_at = case when $9 then $3 else ended_at end
  where book_id = $1 and import_id = $2 and ended_at is null`;

/** Notes how far a run is, or that it has ended: whatever is said later says less. */
export async function tellImport(
  reader: Reader,
  bookId: number,
  id: number,
  state: {
    readonly counts: Pick<ImportRow, 'read' | 'posted' | 'unchanged' | 'parked'>;
    readonly told: unknown;
    readonly hasEnded: boolean;
  },
  now: number,
): Promise<void> {
  const { read, posted, unchanged, parked } = state.counts;
  const values = [bookId, id, new Date(now), read, posted, unchanged, parked, JSON.stringify(state.told)];
  await reader.query(TELL, [...values, state.hasEnded]);
}
