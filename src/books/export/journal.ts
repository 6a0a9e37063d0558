import type { Currency } from '../../domain/money/minor.ts';
import type { LocalDate } from '../../domain/time/when.ts';
import type { JournalEntry } from '../../storage/export/journal.ts';
import type { BookRow } from '../../storage/lists/books.ts';
import type { AccountRow } from '../../storage/reports/accounts.ts';

/** A whole book on its way out. */
export interface Journal {
  readonly book: BookRow;
  readonly accounts: readonly AccountRow[];
  readonly currencies: readonly Currency[];
  readonly span: { readonly first: LocalDate; readonly last: LocalDate } | null;
  /** By date, then number. */
  readonly entries: AsyncIterable<readonly JournalEntry[]>;
}
