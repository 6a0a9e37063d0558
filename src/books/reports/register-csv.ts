import { csvLine } from '../export/csv-text.ts';
import type { Session } from '../session.ts';
import { flatRegister } from './flat.ts';
import { type RegisterOptions, type RegisterRow, register } from './register.ts';

const linesPerPage = 500;

const COLUMNS = [
  'date',
  'entry',
  'key',
  'document',
  'channel',
  'text',
  'counterAccounts',
  'debit',
  'credit',
  'balance',
  'currency',
  'originalAmount',
  'originalCurrency',
  'taxCode',
  'trueDate',
  'recordedAt',
] as const satisfies readonly (keyof RegisterRow)[];

/**
 * All postings of one account as CSV, page by page: memory does not grow with them. Later pages leave out what is booked
 * meanwhile, so that the balances go on where those before them ended.
 */
export async function* registerCsv(
  session: Session,
  bookId: number,
  code: string,
  options: Omit<RegisterOptions, 'after' | 'limit'>,
): AsyncGenerator<string> {
  const { knownOn: _, ...period } = options;
  let page = await register(session, bookId, code, { ...options, limit: linesPerPage });
  yield `${csvLine(COLUMNS)}\n`;
  for (;;) {
    const { basis, report } = page;
    yield flatRegister(report)
      .map((record) => `${csvLine(COLUMNS.map((name) => record[name] ?? null))}\n`)
      .join('');
    if (report.next === null) return;
    const rest = { ...period, asKnownAt: basis.entries, after: report.next, limit: linesPerPage };
    page = await register(session, bookId, report.code, rest);
  }
}
