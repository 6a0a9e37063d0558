import type pg from 'pg';
import type { Currency } from '../../domain/money/minor.ts';
import { ENTRY_COLUMNS, ENTRY_SOURCE, type EntryRow, type PostingRow, readPostings } from '../lists/entries.ts';
import type { Reader } from '../snapshot.ts';

export type JournalEntry = EntryRow & { readonly postings: readonly PostingRow[] };

const entriesAtOnce = 1000;

const OPEN = `declare journal no scroll cursor for
  select ${ENTRY_COLUMNS} from ${ENTRY_SOURCE} where e.book_id = $1 order by e.date, e.number`;

/**
 * Reads a whole journal by date and number, some entries at a time, so that memory does not grow with it. Run it in a
 * transaction, on a connection without pipelining.
 */
export async function* readJournal(client: pg.ClientBase, bookId: number): AsyncGenerator<readonly JournalEntry[]> {
  await client.query(OPEN, [bookId]);
  for (;;) {
    const { rows } = await client.query<EntryRow>(`fetch forward ${entriesAtOnce} from journal`);
    if (rows.length === 0) return;
    const numbers = rows.map(({ number }) => number);
    const postings = Map.groupBy(await readPostings(client, bookId, numbers), ({ number }) => number);
    yield rows.map((row) => ({ ...row, postings: postings.get(row.number) ?? [] }));
  }
}

/** The currencies a book has postings in. */
export async function readCurrencies(reader: Reader, bookId: number): Promise<string[]> {
  const { rows } = await reader.query<{ currency: string }>(
    'select distinct currency from balance where book_id = $1 order by currency',
    [bookId],
  );
  return rows.map(({ currency }) => currency);
}

export interface KeptTotal {
  readonly code: string;
  readonly currency: Currency;
  readonly amount: number;
  readonly baseAmount: number;
}

/** What every account stands at by the kept balances, in each currency and in base. */
export async function readTotals(reader: Reader, bookId: number): Promise<KeptTotal[]> {
  const { rows } = await reader.query<KeptTotal>(
    `select a.code, b.currency, sum(b.debit - b.credit)::int8 as amount, sum(b.base_debit - b.base_credit)::int8 as "baseAmount"
     from balance b join account a on a.book_id = b.book_id and a.account_id = b.account_id
     where b.book_id = $1 group by a.code, b.currency`,
    [bookId],
  );
  return rows;
}
