import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { findBook } from '../../src/books/book.ts';
import { exportBook } from '../../src/books/export/export.ts';
import { openBooks } from '../../src/books/session.ts';

/** Programs that keep books in a text file: what they are asked for is the balance of every account. */
export const LEDGERS = ['hledger', 'ledger'] as const;
export type Ledger = (typeof LEDGERS)[number];

const MINUTES_MAX = 10;

/** Writes a book as a journal that both programs read. */
export async function exportJournal(url: string, name: string, file: string): Promise<void> {
  const session = await openBooks({ env: { DATABASE_URL: url } });
  try {
    const { bookId } = await findBook(session, name);
    await pipeline(exportBook(session, bookId, 'hledger'), createWriteStream(file));
  } finally {
    await session.close();
  }
}

/** Seconds a program takes to read a journal and print its trial balance; null where it is not installed or takes too long. */
export async function secondsOf(ledger: Ledger, file: string): Promise<number | null> {
  const startedAt = performance.now();
  const child = spawn(ledger, ['-f', file, 'balance', '--flat'], { stdio: ['ignore', 'ignore', 'ignore'] });
  const ceiling = setTimeout(() => child.kill(), MINUTES_MAX * 60_000);
  try {
    const [code] = await once(child, 'exit');
    return code === 0 ? (performance.now() - startedAt) / 1_000 : null;
  } catch {
    return null;
  } finally {
    clearTimeout(ceiling);
  }
}
