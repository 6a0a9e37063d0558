import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  type ImportCounts,
  type ImportOptions,
  type ImportResult,
  importRecords,
} from '../../src/books/import/import.ts';
import { jsonSource } from '../../src/books/import/json-source.ts';
import { importRates } from '../../src/books/rates.ts';
import type { Connector } from '../../src/connectors/contract.ts';
import { NO_SETTINGS } from '../../src/connectors/contract.ts';
import { DEFAULT_POLICY, type PolicyBody } from '../../src/domain/posting/policy.ts';
import { insertBook, insertConnection, listConnections } from '../../src/storage/books.ts';
import type { TestDatabase } from './database.ts';

/** What the books are given here to work on: a book with one channel, fed by files. */
export interface TestBook {
  readonly bookId: number;
  readonly connectionId: number;
  readonly connector: Connector;
}

export const samples = join(import.meta.dirname, '..', '..', 'samples');

/** The day after the captures were recorded, for every test the same. */
export const clock = () => Date.parse('2026-11-22T09:00:00Z');

/** A book in US dollars and UTC, with the default policy but for what is given. */
export async function makeBook(
  database: Pick<TestDatabase, 'pool'>,
  connector: Connector,
  policy: Partial<PolicyBody> = {},
): Promise<TestBook> {
  const row = { name: randomUUID(), baseCurrency: 'USD', zone: 'UTC', policy: { ...DEFAULT_POLICY, ...policy } };
  const book = await insertBook(database.pool, { ...row, maker: 'test' }, clock());
  if (book === null) throw new Error('the name of the book is taken');
  const channel = { platform: connector.platform, channel: connector.platform, zone: 'UTC', cutOver: null };
  const { connectionId } = await insertConnection(database.pool, book.bookId, { ...channel, settings: {} });
  return { bookId: book.bookId, connectionId, connector };
}

/** Loads the invented rates of `samples/`. */
export async function loadSampleRates(database: TestDatabase): Promise<void> {
  const csv = await readFile(join(samples, 'rates.csv'), 'utf8');
  const imported = await importRates({ ...database, close: async () => {} }, csv, 'samples (invented)', clock);
  if (imported.kind === 'invalid') throw new Error(`samples/rates.csv:${imported.line}: ${imported.problem}`);
}

export interface Imported extends ImportCounts {
  /** `place: reason` of each, in the order they came. */
  readonly parkedPlaces: readonly string[];
}

export interface ImportChanges extends Partial<Pick<ImportOptions, 'asOf' | 'dryRun' | 'connector' | 'remoteAccount'>> {
  readonly stdin?: Readable;
}

/** Imports files one after the other in one run; refused files throw. */
export async function importFiles(
  database: TestDatabase,
  book: TestBook,
  files: readonly string[],
  changes: ImportChanges = {},
): Promise<Imported> {
  const { result, parkedPlaces } = await tryImport(database, book, files, changes);
  if (result.kind !== 'done') throw new Error(`the import was refused: ${JSON.stringify(result)}`);
  const { read, posted, unchanged, parked } = result.counts;
  if (read !== posted + unchanged + parked)
    throw new Error(`the counts do not add up: ${JSON.stringify(result.counts)}`);
  return { ...result.counts, parkedPlaces };
}

/** Imports payloads as standard input would bring them, a line each. */
export async function importPayloads(
  database: TestDatabase,
  book: TestBook,
  payloads: readonly (object | string)[],
  changes: Omit<ImportChanges, 'stdin'> = {},
): Promise<Imported> {
  const lines = payloads.map((each) => `${typeof each === 'string' ? each : JSON.stringify(each)}\n`);
  return await importFiles(database, book, ['-'], { ...changes, stdin: Readable.from(lines.map(Buffer.from)) });
}

/** Imports files, and tells also how that was refused. */
export async function tryImport(
  database: TestDatabase,
  { bookId, connectionId, connector }: TestBook,
  files: readonly string[],
  { stdin = Readable.from([]), ...changes }: ImportChanges = {},
): Promise<{ readonly result: ImportResult; readonly parkedPlaces: readonly string[] }> {
  const parkedPlaces: string[] = [];
  const [connection] = await listConnections(database.pool, bookId);
  const options: ImportOptions = {
    bookId,
    connectionId,
    remoteAccount: connection?.remoteAccount ?? null,
    connector,
    settings: NO_SETTINGS,
    asOf: null,
    dryRun: false,
    onParked: (place, reason) => parkedPlaces.push(`${place}: ${reason}`),
    ...changes,
  };
  const result = await importRecords({ ...database, close: async () => {} }, jsonSource(files, stdin), options, clock);
  return { result, parkedPlaces };
}
