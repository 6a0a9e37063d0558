import { glob, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant } from '../../domain/time/when.ts';
import { Trouble } from '../../domain/trouble.ts';
import type { BookRow, ConnectionSettings } from '../../storage/books.ts';
import type { Database } from '../../storage/database.ts';
import { finishImport, startImport } from '../../storage/imports.ts';
import { CSV, connectorOf } from '../connectors.ts';
import { FIRST_POLICIES } from '../create.ts';
import { previewImport } from '../import-preview.ts';
import { problemOf, type ToldByCommand } from '../runs.ts';
import type { Clock } from '../writer.ts';
import { STDIN } from './bytes.ts';
import { bookAhead, bookFor, channelAhead, channelFor } from './channel.ts';
import { type ImportCounts, type ImportOptions, type ImportResult, importRecords } from './import.ts';
import { jsonSource } from './json-source.ts';
import { ofOwnShop } from './own-shop.ts';
import { currenciesIn, peekable } from './peek.ts';
import type { Source } from './source.ts';
import { tableSource } from './tables.ts';

export interface ImportRequest {
  readonly paths: readonly string[];
  readonly book: string;
  /** woocommerce, medusa, vendure, shopify, or csv. */
  readonly platform: string;
  /** Null: the platform's name. */
  readonly channel: string | null;
  /** Of a book that does not exist yet. */
  readonly currency: string | null;
  readonly zone: string | null;
  readonly asOf: Instant | null;
  readonly dryRun: boolean;
  /** The parsed profile file of `csv`. */
  readonly profile: unknown;
  readonly decimals: number | null;
  readonly giftCardSkus: readonly string[];
  readonly command: string;
}

export interface ImportWatch extends Pick<ImportOptions, 'onProgress' | 'onParked'> {
  /** Told when the book was made for this import, or would be. */
  readonly onNewBook?: (book: BookRow) => void;
}

/**
 * Imports files into a channel of a book; both are made at first use. Running it again goes on where it stopped. A dry
 * run makes and writes nothing.
 */
export async function importFiles(
  database: Database,
  request: ImportRequest,
  stdin: NodeJS.ReadableStream,
  clock: Clock,
  watch: ImportWatch = {},
): Promise<ImportCounts> {
  const wanted = settingsOf(request);
  const { connector, settings } = connectorOf({ platform: request.platform, settings: wanted });
  const files = await filesOf(request.paths);
  const { source, first } = peekable(await sourceOf(database, request, files, stdin));
  const named = { name: request.book, currency: request.currency, zone: request.zone };
  const seen = async () => currenciesIn(await first(), connector, settings);
  const { book, isNew } = request.dryRun
    ? await bookAhead(database, named, seen)
    : await bookFor(database, named, seen, clock);
  if (isNew) watch.onNewBook?.(book);
  const channel = { name: request.channel ?? request.platform, platform: request.platform, settings: wanted };
  const ownSource = ofOwnShop(database, source, { bookId: book.bookId, channel: channel.name, connector });
  if (request.dryRun) {
    const into = await channelAhead(database, book, channel);
    const preview = { ...connectorOf(into), asOf: request.asOf, ...watch, ...(isNew && { policies: FIRST_POLICIES }) };
    return done(await previewImport(database, book, into, ownSource, preview, clock), channel.name);
  }
  const connection = await channelFor(database, book, channel);
  return await noted(database, { bookId: book.bookId, command: request.command }, clock, watch, async (watching) => {
    const { connectionId, remoteAccount } = connection;
    const reading = { ...connectorOf(connection), asOf: request.asOf };
    const options = { bookId: book.bookId, connectionId, remoteAccount, ...reading, dryRun: false, ...watching };
    return done(await importRecords(database, ownSource, options, clock, { isFed: true }), channel.name);
  });
}

function settingsOf({ platform, profile, decimals, giftCardSkus }: ImportRequest): ConnectionSettings {
  return {
    ...(decimals !== null && { decimals }),
    ...(giftCardSkus.length > 0 && { giftCardSkus }),
    ...(platform === CSV && { profile }),
  };
}

/** Notes that an import began, and how it ended, well or not. */
async function noted(
  database: Database,
  { bookId, command }: { readonly bookId: number; readonly command: string },
  clock: Clock,
  watch: ImportWatch,
  run: (watching: Pick<ImportOptions, 'onProgress' | 'onParked'>) => Promise<ImportCounts>,
): Promise<ImportCounts> {
  const importId = await startImport(database.pool, bookId, command, clock());
  const end = (counts: ImportCounts, told: ToldByCommand | null) =>
    finishImport(database.pool, bookId, importId, { counts, told }, clock());
  let soFar: ImportCounts = { read: 0, posted: 0, unchanged: 0, parked: 0, discrepancies: 0 };
  try {
    const counts = await run({
      ...watch,
      onProgress: (counts, progress) => {
        soFar = counts;
        watch.onProgress?.(counts, progress);
      },
    });
    await end(counts, null);
    return counts;
  } catch (error) {
    // What stopped it says more than that it could not be noted either.
    await end(soFar, { problem: problemOf(error) }).catch(() => undefined);
    throw error;
  }
}

/** The counts of an import that was not refused. */
function done(result: ImportResult, channel: string): ImportCounts {
  switch (result.kind) {
    case 'done':
      return result.counts;
    case 'needs-as-of':
      throw new Trouble(`${result.place} names no instant`, 'say when the file was as it is with --as-of INSTANT');
    case 'other-shop':
      throw new Trouble(
        `${result.place} is of ${result.named}, channel '${channel}' is ${result.known}`,
        'import a second shop under a channel of its own with --channel NAME',
      );
  }
}

async function sourceOf(
  database: Database,
  request: ImportRequest,
  files: readonly string[],
  stdin: NodeJS.ReadableStream,
): Promise<Source> {
  return request.platform === CSV ? tableSource(database, files, request.profile) : jsonSource(files, stdin);
}

/** Files of directories and globs, in order of name; `-` is standard input. */
async function filesOf(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    if (path === STDIN) files.push(path);
    else files.push(...(await filesAt(path)));
  }
  if (files.length === 0)
    throw new Trouble('there is nothing to import', 'name a file, a directory, a glob, or - for standard input');
  return files;
}

/** What a directory is searched for. */
const ENDINGS = ['json', 'jsonl', 'ndjson', 'csv', 'json.gz', 'jsonl.gz', 'csv.gz'];

async function filesAt(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => null);
  const isDirectory = found?.isDirectory() === true;
  // Also a pipe, as of a shell's `<(…)`.
  if (found !== null && !isDirectory) return [path];
  const files: string[] = [];
  for await (const file of glob(isDirectory ? join(path, `**/*.{${ENDINGS.join(',')}}`) : path)) {
    const one = await stat(file).catch(() => null);
    if (one?.isFile() === true) files.push(file);
  }
  if (files.length > 0) return files.sort();
  throw isDirectory
    ? new Trouble(`the directory ${path} holds no file to import`, `files end in .${ENDINGS.join(', .')}`)
    : new Trouble(`there is no file at ${path}`, 'check the path');
}
