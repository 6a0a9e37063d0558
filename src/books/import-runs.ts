import { basename } from 'node:path';
import type { Instant } from '../domain/time/when.ts';
import { Missing, Trouble } from '../domain/trouble.ts';
import { type ConnectionSettings, findBook } from '../storage/books.ts';
import { startImport } from '../storage/imports.ts';
import { readBook } from '../storage/lists/books.ts';
import { type ImportRow, readImport, readImports, tellImport } from '../storage/lists/imports.ts';
import { CSV, connectorOf } from './connectors.ts';
import { listEntries, type ShownEntry } from './entries.ts';
import { channelAhead, channelFor, type Into, type NamedChannel } from './import/channel.ts';
import { type ImportCounts, type ImportOptions, type ImportResult, importRecords } from './import/import.ts';
import { jsonSource } from './import/json-source.ts';
import { ofOwnShop } from './import/own-shop.ts';
import type { Source, SourceProgress } from './import/source.ts';
import { tableSource } from './import/tables.ts';
import { previewImport, remembering, sampleEntries } from './import-preview.ts';
import { NEW_CHANNEL, type PlannedBook, type SampleEntry } from './plan-ahead.ts';
import { livingSince, problemOf, type RunProblem, type RunState, seldom, type ToldByCommand, touchMs } from './runs.ts';
import type { Session } from './session.ts';
import type { Clock } from './writer.ts';

/** An import that runs by itself and is watched from elsewhere. */
export interface ImportRun {
  readonly id: number;
  readonly state: RunState;
  readonly command: string;
  /** Whose payloads they were said to be; null for an import that a command made. */
  readonly recognised: { readonly as: string; readonly channel: string; readonly files: readonly string[] } | null;
  readonly dryRun: boolean;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** Observations: read = posted + unchanged + parked. */
  readonly read: number;
  readonly posted: number;
  readonly unchanged: number;
  readonly parked: number;
  /** Opened on the way. */
  readonly discrepancies: number;
  /** Records a second. */
  readonly rate: number | null;
  /** How much of the files has been read, from 0 to 1. */
  readonly share: number | null;
  readonly secondsLeft: number | null;
  /** Some of what it posted. */
  readonly firstEntries: readonly ShownEntry[];
  /** Of a dry run: what its first records would post. */
  readonly sample: readonly SampleEntry[];
  /** Some of what it could not post. */
  readonly firstParked: readonly { readonly place: string; readonly reason: string; readonly detail: string }[];
  readonly problem: RunProblem | null;
}

export interface ImportRunRequest {
  readonly paths: readonly string[];
  /** woocommerce, medusa, vendure, shopify, or csv. */
  readonly platform: string;
  /** Null: the platform's name. */
  readonly channel: string | null;
  readonly asOf: Instant | null;
  readonly dryRun: boolean;
  /** The parsed profile of `csv`. */
  readonly profile: unknown;
  readonly decimals: number | null;
  readonly giftCardSkus: readonly string[];
  readonly by: string;
}

/** What a run says of itself in the database. */
interface Told {
  readonly as: string;
  readonly channel: string;
  readonly files: readonly string[];
  readonly dryRun: boolean;
  readonly discrepancies: number;
  readonly bytesRead: number;
  readonly bytesTotal: number | null;
  /** The book's last entry when it began, and when it ended. */
  readonly after: number;
  readonly upTo: number | null;
  readonly firstParked: ImportRun['firstParked'];
  readonly sample: ImportRun['sample'];
  readonly problem: RunProblem | null;
}

const firstEntriesMax = 5;
const firstParkedMax = 20;
const importsPage = 25;

export interface ImportStarted {
  readonly import: number;
  /** Resolves when it has ended and is noted. */
  readonly ended: Promise<void>;
}

/** Begins to import files into a channel of a book; what is wrong with the request itself is said at once. */
export async function startImportRun(
  { database }: Session,
  book: PlannedBook & { readonly name: string },
  request: ImportRunRequest,
  clock: Clock,
  onFault: (error: unknown) => void = () => {},
): Promise<ImportStarted> {
  const { pool } = database;
  const { bookId } = book;
  const { platform, profile, paths } = request;
  if (paths.length === 0) throw new Trouble('there is nothing to import', 'send one file or more');
  if ((platform === CSV) !== (profile !== null)) {
    throw new Trouble('a profile goes with csv, and csv needs one', 'name a profile, or say whose payloads they are');
  }
  const settings = settingsOf(request);
  const { connector } = connectorOf({ platform, settings });
  const read = platform === CSV ? tableSource(database, paths, profile) : jsonSource(paths, process.stdin);
  const channel = { name: request.channel ?? platform, platform, settings };
  const source = ofOwnShop(database, read, { bookId, channel: channel.name, connector });
  const connection = await connectionFor(database, book, channel, request.dryRun);
  const files = paths.map((path) => basename(path));
  const importId = await startImport(pool, bookId, `import ${files.join(' ')} --as ${platform}`, clock());
  const { entries: after } = await readBook(pool, bookId);
  const told = { as: platform, channel: channel.name, files, dryRun: request.dryRun, after };
  const run = new RunningImport(database, { book, importId, told }, clock);
  await run.tell(null);
  return { import: importId, ended: run.goOn(source, connection, request.asOf, onFault) };
}

/** A dry run makes no channel. */
async function connectionFor(
  database: Session['database'],
  { bookId, name }: PlannedBook & { readonly name: string },
  channel: NamedChannel,
  dryRun: boolean,
): Promise<Into> {
  const row = await findBook(database.pool, name);
  if (row === null) throw new Error(`book ${bookId} is not there`);
  return dryRun ? await channelAhead(database, row, channel) : await channelFor(database, row, channel);
}

function settingsOf({ platform, profile, decimals, giftCardSkus }: ImportRunRequest): ConnectionSettings {
  return {
    ...(decimals !== null && { decimals }),
    ...(giftCardSkus.length > 0 && { giftCardSkus }),
    ...(platform === CSV && { profile }),
  };
}

/** Which import it is, and what of it stays the same. */
interface What {
  readonly book: PlannedBook;
  readonly importId: number;
  readonly told: Pick<Told, 'as' | 'channel' | 'files' | 'dryRun' | 'after'>;
}

/** An import under way, which says in the database how far it is. */
class RunningImport {
  readonly #database: Session['database'];
  readonly #what: What;
  readonly #clock: Clock;
  readonly #firstParked: ImportRun['firstParked'][number][] = [];
  #sample: ImportRun['sample'] = [];
  #counts: ImportCounts = { read: 0, posted: 0, unchanged: 0, parked: 0, discrepancies: 0 };
  #progress: SourceProgress = { bytesRead: 0, bytesTotal: null };

  constructor(database: Session['database'], what: What, clock: Clock) {
    this.#database = database;
    this.#what = what;
    this.#clock = clock;
  }

  /** Says how far it is, or how it ended. */
  async tell(end: Pick<Told, 'upTo' | 'problem'> | null): Promise<void> {
    const { book, importId, told } = this.#what;
    const { discrepancies } = this.#counts;
    const soFar = { discrepancies, ...this.#progress, firstParked: this.#firstParked, sample: this.#sample };
    const all: Told = { ...told, ...soFar, upTo: end?.upTo ?? null, problem: end?.problem ?? null };
    const state = { counts: this.#counts, told: all, hasEnded: end !== null };
    await tellImport(this.#database.pool, book.bookId, importId, state, this.#clock());
  }

  /** Resolves when it has ended, well or not, and has said so. */
  async goOn(source: Source, connection: Into, asOf: Instant | null, onFault: (error: unknown) => void): Promise<void> {
    let problem: RunProblem | null = null;
    try {
      const result = await this.#import(source, connection, asOf);
      if (result.kind === 'done') this.#counts = result.counts;
      else problem = problemOf(refusal(result, this.#what.told.channel));
    } catch (error) {
      if (!(error instanceof Trouble)) onFault(error);
      problem = problemOf(error);
    }
    const { entries: upTo } = await readBook(this.#database.pool, this.#what.book.bookId);
    await this.tell({ upTo, problem });
  }

  async #import(source: Source, connection: Into, asOf: Instant | null): Promise<ImportResult> {
    const { book, told } = this.#what;
    const { connectionId, remoteAccount } = connection;
    const reading = { ...connectorOf(connection), asOf };
    if (!told.dryRun && connectionId !== null) {
      const options = { bookId: book.bookId, connectionId, remoteAccount, dryRun: false, ...reading };
      return await importRecords(this.#database, source, { ...options, ...this.#watch() }, this.#clock, {
        isFed: true,
      });
    }
    const { source: remembered, first } = remembering(source);
    const preview = { ...reading, ...this.#watch() };
    const result = await previewImport(this.#database, book, connection, remembered, preview, this.#clock);
    if (result.kind !== 'done') return result;
    const sampled = { ...reading, connectionId: connectionId ?? NEW_CHANNEL };
    this.#sample = await sampleEntries(this.#database, book, first, sampled, this.#clock);
    return result;
  }

  #watch(): Pick<ImportOptions, 'onProgress' | 'onParked'> {
    const touch = seldom(this.#clock, touchMs, () => this.tell(null));
    return {
      onProgress: (counts, progress) => {
        this.#counts = counts;
        this.#progress = progress;
        touch();
      },
      onParked: (place, reason, detail) => {
        if (this.#firstParked.length < firstParkedMax) this.#firstParked.push({ place, reason, detail });
      },
    };
  }
}

function refusal(result: Exclude<ImportResult, { kind: 'done' }>, channel: string): Trouble {
  if (result.kind === 'needs-as-of') {
    return new Trouble(`${result.place} names no instant`, 'say when the file was as it is with asOf');
  }
  return new Trouble(
    `${result.place} is of ${result.named}, channel '${channel}' is ${result.known}`,
    'import a second shop under a channel of its own',
  );
}

type BookOf = Parameters<typeof listEntries>[1];

/** How far an import is, or how it ended. */
export async function showImport(session: Session, book: BookOf, id: number, clock: Clock): Promise<ImportRun> {
  const row = await readImport(session.database.pool, book.bookId, id);
  if (row === null) throw new Missing(`there is no import ${id}`, 'see the list of imports');
  const told = toldOf(row);
  const firstEntries = told === null || told.dryRun ? [] : await entriesOf(session, book, told);
  return shown(row, firstEntries, clock());
}

/** What a run says of itself; null for an import that a command made. */
function toldOf({ told }: ImportRow): Told | null {
  const said = told as Told | ToldByCommand | null;
  return said !== null && 'as' in said ? said : null;
}

function problemIn({ told }: ImportRow): RunProblem | null {
  return (told as Told | ToldByCommand | null)?.problem ?? null;
}

/** Those that others posted meanwhile are among them: an entry does not know its import. */
async function entriesOf(session: Session, book: BookOf, { after, upTo }: Told): Promise<ShownEntry[]> {
  const { entries } = await listEntries(session, book, { after, limit: firstEntriesMax });
  return entries.filter(({ number }) => number > after && (upTo === null || number <= upTo));
}

export interface ImportList {
  readonly imports: readonly ImportRun[];
  /** `cursor` of the next page; null on the last. */
  readonly next: string | null;
}

/** The imports of a book, the newest first; their entries and samples are left out. */
export async function listImports(
  { database }: Session,
  bookId: number,
  { cursor, limit = importsPage }: { readonly cursor?: string | undefined; readonly limit?: number | undefined },
  clock: Clock,
): Promise<ImportList> {
  const before = cursor === undefined ? null : Number.parseInt(cursor, 10) || 0;
  const rows = await readImports(database.pool, bookId, { before, limit: limit + 1 });
  const page = rows.slice(0, limit);
  return {
    imports: page.map((row) => ({ ...shown(row, [], clock()), sample: [] })),
    next: rows.length > limit ? String(page.at(-1)?.id) : null,
  };
}

function shown(row: ImportRow, firstEntries: readonly ShownEntry[], now: number): ImportRun {
  const told = toldOf(row);
  const { id, command, startedAt, touchedAt, endedAt, read, posted, unchanged, parked } = row;
  const state = stateOf(row, now);
  const seconds = Math.max(1, (endedAt ?? touchedAt ?? now) - startedAt) / 1000;
  const share = shareOf(told, state);
  const isRunning = state === 'running';
  return {
    ...{ id, state, command, read, posted, unchanged, parked, share, firstEntries },
    recognised: told === null ? null : { as: told.as, channel: told.channel, files: told.files },
    dryRun: told?.dryRun ?? false,
    startedAt: new Date(startedAt).toISOString(),
    endedAt: endedAt === null ? null : new Date(endedAt).toISOString(),
    discrepancies: told?.discrepancies ?? 0,
    rate: read === 0 ? null : Math.round(read / seconds),
    secondsLeft: isRunning && share !== null && share > 0 ? Math.round((seconds * (1 - share)) / share) : null,
    firstParked: told?.firstParked ?? [],
    sample: told?.sample ?? [],
    problem: problemIn(row),
  };
}

function shareOf(told: Told | null, state: RunState): number | null {
  if (state === 'done') return 1;
  if (told?.bytesTotal == null || told.bytesTotal === 0) return null;
  return Math.min(1, told.bytesRead / told.bytesTotal);
}

/** A command tells nothing on the way: it counts as running for as long as it may. */
function stateOf(row: ImportRow, now: number): RunState {
  const { endedAt, touchedAt, startedAt } = row;
  if (endedAt !== null) return problemIn(row) === null ? 'done' : 'failed';
  const lastSign = touchedAt ?? startedAt + commandMsMax;
  return lastSign < livingSince(now) ? 'interrupted' : 'running';
}

const commandMsMax = 3_600_000;
