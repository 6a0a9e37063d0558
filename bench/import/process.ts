// One importing process: does the job it is given as JSON on the database of DATABASE_URL, and tells in JSON what it took.
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { findBook } from '../../src/books/book.ts';
import { createBook } from '../../src/books/create.ts';
import type { ImportCounts } from '../../src/books/import/import.ts';
import { importFiles } from '../../src/books/import/import-files.ts';
import { postManual } from '../../src/books/manual/post.ts';
import { importRates } from '../../src/books/rates.ts';
import { trialBalance } from '../../src/books/reports/trial-balance.ts';
import { openBooks, type Session } from '../../src/books/session.ts';
import type { Job } from './cases.ts';
import { type Shares, sharesOfStages } from './stages.ts';

export interface Told {
  readonly counts: ImportCounts;
  readonly seconds: number;
  /** Of the trial balance afterwards. */
  readonly reportSeconds: number;
  readonly cpuSeconds: number;
  readonly rssMegabytes: number;
  readonly shares: Shares | null;
}

const clock = () => Date.now();

/** The most memory this program held. Linux counts what its parent held before it began into maxRSS, not into VmHWM. */
function mostMegabytes(): number {
  const own =
    process.platform === 'linux' ? /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] : undefined;
  return (own === undefined ? process.resourceUsage().maxRSS : Number(own)) / 1_024;
}

async function prepare(session: Session, job: Job): Promise<void> {
  if (job.rates !== null) {
    const bytes = await readFile(job.rates);
    const csv = (job.rates.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
    const loaded = await importRates(session.database, csv, 'bench', clock);
    if (loaded.kind === 'invalid') throw new Error(`${job.rates}:${loaded.line}: ${loaded.problem}`);
  }
  await createBook(session.database, job.book, clock);
}

async function work(session: Session, job: Job): Promise<ImportCounts> {
  const { book, paths, platform, profile } = job;
  if (job.kind === 'post') {
    const { bookId } = await findBook(session, book.name);
    return await postManual(session.database, { bookId }, paths[0] ?? '', 'bench', clock);
  }
  const request = {
    ...{ paths, book: book.name, platform, channel: null, currency: book.currency, zone: book.zone },
    ...{ asOf: null, dryRun: false, profile, decimals: null, giftCardSkus: [], command: 'bench' },
  };
  return await importFiles(session.database, request, Readable.from([]), clock);
}

const [jobText = '', how = ''] = process.argv.slice(2);
const job: Job = JSON.parse(jobText);
const session = await openBooks({ env: process.env });
await prepare(session, job);
const cpuBefore = process.cpuUsage();
const startedAt = performance.now();
const [counts, shares] =
  how === 'profiled' ? await sharesOfStages(() => work(session, job)) : [await work(session, job), null];
const importedAt = performance.now();
const { user, system } = process.cpuUsage(cpuBefore);
await trialBalance(session, (await findBook(session, job.book.name)).bookId);
const reportedAt = performance.now();
const told: Told = {
  counts,
  seconds: (importedAt - startedAt) / 1_000,
  reportSeconds: (reportedAt - importedAt) / 1_000,
  cpuSeconds: (user + system) / 1_000_000,
  rssMegabytes: mostMegabytes(),
  shares,
};
await session.close();
process.stdout.write(JSON.stringify(told));
