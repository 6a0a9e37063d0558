import { Trouble } from '../../domain/trouble.ts';
import {
  type JournalEntry,
  type KeptTotal,
  readCurrencies,
  readJournal,
  readTotals,
} from '../../storage/export/journal.ts';
import { readBook } from '../../storage/lists/books.ts';
import { readAccounts } from '../../storage/reports/accounts.ts';
import { readSpan } from '../../storage/reports/kept.ts';
import type { Session } from '../session.ts';
import { beancount } from './beancount.ts';
import { csv } from './csv.ts';
import { hledger } from './hledger.ts';
import type { Journal } from './journal.ts';

const FORMATS = { hledger, beancount, csv };

export type ExportFormat = keyof typeof FORMATS;
export const exportFormats = Object.keys(FORMATS) as ExportFormat[];

/** Streams a book in some format, as it is at this moment; memory does not grow with it. */
export async function* exportBook(session: Session, bookId: number, format: ExportFormat): AsyncGenerator<string> {
  const client = await session.database.client();
  try {
    await client.query('begin isolation level repeatable read, read only');
    const totals = new Totals();
    const journal: Journal = {
      book: await readBook(client, bookId),
      accounts: await readAccounts(client, bookId),
      currencies: await readCurrencies(client, bookId),
      span: await readSpan(client, bookId),
      entries: totals.over(readJournal(client, bookId)),
    };
    yield* FORMATS[format](journal);
    totals.compare(await readTotals(client, bookId));
    await client.query('commit');
  } finally {
    await client.end();
  }
}

/** Adds up what goes out, so that an export that is not what the reports say ends with words instead of quietly. */
class Totals {
  readonly #sums = new Map<string, { amount: number; baseAmount: number }>();

  async *over(entries: AsyncIterable<readonly JournalEntry[]>): AsyncGenerator<readonly JournalEntry[]> {
    for await (const some of entries) {
      for (const { postings } of some) for (const posting of postings) this.#add(posting);
      yield some;
    }
  }

  #add({ code, currency, amount, baseAmount }: JournalEntry['postings'][number]): void {
    const key = `${code}\0${currency}`;
    const sum = this.#sums.get(key);
    if (sum === undefined) this.#sums.set(key, { amount, baseAmount });
    else {
      sum.amount += amount;
      sum.baseAmount += baseAmount;
    }
  }

  compare(kept: readonly KeptTotal[]): void {
    for (const { code, currency, amount, baseAmount } of kept) {
      const sum = this.#sums.get(`${code}\0${currency}`);
      if (sum?.amount === amount && sum.baseAmount === baseAmount) continue;
      throw new Trouble(
        `account ${code} is kept at another balance in ${currency} than its postings add up to`,
        'see what differs with `bookkeeper verify`',
      );
    }
  }
}
