import type pg from 'pg';

/** A person's change (design.md 13). */
export interface AuditRecord {
  readonly who: string;
  readonly what: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

const INSERT = 'insert into audit (book_id, at, who, what, before, after) values ($1, $2, $3, $4, $5, $6)';

export async function audit(
  client: pg.ClientBase | pg.Pool,
  bookId: number,
  record: AuditRecord,
  now: number,
): Promise<void> {
  const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
  await client.query(INSERT, [bookId, new Date(now), record.who, record.what, json(record.before), json(record.after)]);
}
