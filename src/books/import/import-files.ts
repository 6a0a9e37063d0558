import { glob, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant } from '../../domain/time/when.ts';
import { Trouble } from '../../domain/trouble.ts';
import type { BookRow } from '../../storage/books.ts';
import type { Database } from '../../storage/database.ts';
import { finishImport, startImport } from '../../storage/imports.ts';
import { CSV, connectorOf } from '../connectors.ts';
import type { Clock } from '../writer.ts';
import { bookFor, channelFor } from './channel.ts';
import { type ImportCounts, type ImportOptions, importRecords } from './import.ts';
import { jsonSource, STDIN } from './json-source.ts';
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
  /** Told when the book was made for this import. */
  readonly onNewBook?: (book: BookRow) => void;
}

/** Imports files into a channel of a book; both are made at first use. Running it again goes on where it stopped. */
export async function importFiles(
  database: Database,
  request: ImportRequest,
  stdin: NodeJS.ReadableStream,
  clock: Clock,
  watch: ImportWatch = {},
): Promise<ImportCounts> {
  const wanted = {
    ...(request.decimals === null ? {} : { decimals: request.decimals }),
    ...(request.giftCardSkus.length === 0 ? {} : { giftCardSkus: request.giftCardSkus }),
    ...(request.platform === CSV ? { profile: request.profile } : {}),
  };
  const { connector, settings } = connectorOf({ platform: request.platform, settings: wanted });
  const files = await filesOf(request.paths);
  const { source, first } = peekable(await sourceOf(database, request, files, stdin));
  const { book, isNew } = await bookFor(
    database,
    { name: request.book, currency: request.currency, zone: request.zone },
    async () => currenciesIn(await first(), connector, settings),
    clock,
  );
  if (isNew) watch.onNewBook?.(book);
  const name = request.channel ?? request.platform;
  const connection = await channelFor(database, book, { name, platform: request.platform, settings: wanted });
  const standing = connectorOf(connection);
  const importId = request.dryRun ? null : await startImport(database.pool, book.bookId, request.command, clock());
  const result = await importRecords(
    database,
    ofOwnShop(database, source, { bookId: book.bookId, channel: name, connector: standing.connector }),
    {
      bookId: book.bookId,
      connectionId: connection.connectionId,
      remoteAccount: connection.remoteAccount,
      ...standing,
      asOf: request.asOf,
      dryRun: request.dryRun,
      ...watch,
    },
    clock,
  );
  switch (result.kind) {
    case 'done':
      if (importId !== null) await finishImport(database.pool, book.bookId, importId, result.counts, clock());
      return result.counts;
    case 'needs-as-of':
      throw new Trouble(`${result.place} names no instant`, 'say when the file was as it is with --as-of INSTANT');
    case 'other-shop':
      throw new Trouble(
        `${result.place} is of ${result.named}, channel '${name}' is ${result.known}`,
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

async function filesAt(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => null);
  if (found?.isFile() === true) return [path];
  const pattern =
    found?.isDirectory() === true ? join(path, '**/*.{json,jsonl,ndjson,csv,json.gz,jsonl.gz,csv.gz}') : path;
  const files: string[] = [];
  for await (const file of glob(pattern)) if ((await stat(file)).isFile()) files.push(file);
  if (files.length === 0) throw new Trouble(`there is no file at ${path}`, 'check the path');
  return files.sort();
}
