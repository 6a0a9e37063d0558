import { observationKey } from '../domain/plan/plan.ts';
import { isKnownSighting } from '../domain/plan/repeats.ts';
import type { Lock, Plan } from '../domain/plan/state.ts';
import { listLocks } from '../storage/locks.ts';
import { readAccounts } from '../storage/reports/accounts.ts';
import type { Into } from './import/channel.ts';
import { type ImportOptions, type ImportResult, importRecords } from './import/import.ts';
import { incomingOf, type Reading } from './import/incoming.ts';
import type { Source, SourceRecord } from './import/source.ts';
import {
  type Ground,
  NEW_CHANNEL,
  NewChannelPlanner,
  type PlannedBook,
  planForNewChannel,
  type SampleEntry,
  sampledMax,
  samplesOf,
} from './plan-ahead.ts';
import type { Session } from './session.ts';
import { BookWriter, type Clock } from './writer.ts';

type Database = Session['database'];

/** Planned together, as an import does. */
const batchSize = 500;

/** How records are previewed, and who is told on the way. */
export interface Preview extends Omit<Reading, 'connectionId'>, Pick<ImportOptions, 'onProgress' | 'onParked'> {
  /** Instead of the book's own policies: those that a book begins with which is not there. */
  readonly policies?: Ground['policies'];
}

/** Decodes and plans against what stands, and writes nothing. */
export async function previewImport(
  database: Database,
  book: PlannedBook,
  { connectionId, remoteAccount }: Pick<Into, 'connectionId' | 'remoteAccount'>,
  source: Source,
  preview: Preview,
  clock: Clock,
): Promise<ImportResult> {
  if (connectionId === null) return await previewNewChannel(database, book, source, preview, clock);
  const options = { ...preview, bookId: book.bookId, connectionId, remoteAccount, dryRun: true };
  return await importRecords(database, source, options, clock);
}

/** Of a channel that is not there nothing is known: all there is to plan against is the book's policy, rates and locks. */
async function previewNewChannel(
  database: Database,
  book: PlannedBook,
  source: Source,
  { onProgress, onParked, policies, ...options }: Preview,
  clock: Clock,
): Promise<ImportResult> {
  const reading = { ...options, connectionId: NEW_CHANNEL };
  const locks = await standingLocks(database, book.bookId);
  const planner = await NewChannelPlanner.open(
    database,
    book,
    policies === undefined ? { locks } : { locks, policies },
  );
  const counts = { read: 0, posted: 0, unchanged: 0, parked: 0, discrepancies: 0 };
  let known: string | null = null;
  for await (const records of inBatches(source)) {
    const batch = [];
    for (const record of records) {
      const named = record.payload === undefined ? null : options.connector.shopOf(record.payload);
      if (named !== null && known !== null && named !== known)
        return { kind: 'other-shop', place: record.place, known, named };
      known ??= named;
      const incoming = incomingOf(record, reading, clock);
      if (incoming === null) return { kind: 'needs-as-of', place: record.place };
      batch.push(incoming);
    }
    const plan = await planner.plan(batch);
    for (const outcome of plan.outcomes) counts[outcome] += 1;
    counts.read += plan.outcomes.length;
    counts.discrepancies += plan.opened.length;
    tellParked(plan, records, onParked);
    onProgress?.({ ...counts }, source.progress());
  }
  return { kind: 'done', counts };
}

function tellParked(plan: Plan, records: readonly SourceRecord[], onParked: ImportOptions['onParked']): void {
  const observed = records.filter((_, index) => plan.outcomes[index] !== 'unchanged');
  const places = new Map(plan.observations.map(({ observationId }, index) => [observationId, observed[index]?.place]));
  for (const { observationId, reason, detail } of plan.parked) {
    onParked?.(places.get(observationId) ?? '', reason, detail);
  }
}

async function* inBatches(source: Source): AsyncGenerator<readonly SourceRecord[]> {
  let batch: SourceRecord[] = [];
  for await (const records of source) {
    for (const record of records) {
      batch.push(record);
      if (batch.length < batchSize) continue;
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

async function standingLocks({ pool }: Database, bookId: number): Promise<Lock[]> {
  return (await listLocks(pool, bookId)).filter(({ liftedAt }) => liftedAt === null);
}

/** A source whose first records are kept in mind while it is read. */
export function remembering(source: Source): { readonly source: Source; readonly first: readonly SourceRecord[] } {
  const first: SourceRecord[] = [];
  async function* all(): AsyncGenerator<readonly SourceRecord[]> {
    for await (const records of source) {
      first.push(...records.slice(0, sampledMax - first.length));
      yield records;
    }
  }
  return { source: { [Symbol.asyncIterator]: () => all(), progress: () => source.progress() }, first };
}

/** What the first records would post against what stands: the entries of a plan that nobody writes. */
export async function sampleEntries(
  database: Database,
  book: PlannedBook,
  first: readonly SourceRecord[],
  reading: Reading,
  clock: Clock,
): Promise<SampleEntry[]> {
  const batch = first.flatMap((record) => incomingOf(record, reading, clock) ?? []);
  const accounts = await readAccounts(database.pool, book.bookId);
  const names = new Map(accounts.map(({ code, name }) => [code, name]));
  if (reading.connectionId === NEW_CHANNEL) {
    const locks = await standingLocks(database, book.bookId);
    return samplesOf(await planForNewChannel(database, book, batch, locks), book.baseCurrency, names);
  }
  const writer = await BookWriter.open(database, book.bookId, clock);
  const ahead = await database.pipelined();
  try {
    const { observations } = await writer.lookUp(ahead, batch);
    const fresh = batch.filter((incoming) => {
      const known = observations.get(observationKey(incoming)) ?? [];
      return !isKnownSighting(known, incoming);
    });
    return samplesOf(await writer.preview(fresh), book.baseCurrency, names);
  } finally {
    await Promise.all([writer.close(), ahead.end()]);
  }
}
