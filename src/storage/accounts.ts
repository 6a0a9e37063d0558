import type pg from 'pg';
import type { StoredAccount } from '../domain/plan/state.ts';

const LIST = 'select account_id as "accountId", code, name, type from account where book_id = $1 order by code';

/** The accounts a book has opened so far, by code. */
export async function listAccounts(client: pg.ClientBase | pg.Pool, bookId: number): Promise<StoredAccount[]> {
  return (await client.query<StoredAccount>(LIST, [bookId])).rows;
}
