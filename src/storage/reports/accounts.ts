import type { AccountType } from '../../domain/ledger/account.ts';
import type { Reader } from '../snapshot.ts';

export interface AccountRow {
  readonly accountId: number;
  readonly code: string;
  readonly name: string;
  readonly type: AccountType;
}

/** All accounts of a book by code: a few dozen, whatever the number of orders. */
export async function readAccounts(reader: Reader, bookId: number): Promise<AccountRow[]> {
  const { rows } = await reader.query<AccountRow>(
    `select account_id as "accountId", code, name, type from account where book_id = $1 order by code`,
    [bookId],
  );
  return rows;
}
