import type pg from 'pg';
import type { Connector, StoreSettings } from '../../connectors/contract.ts';
import { observationKey } from '../../domain/plan/plan.ts';
import { isKnownSighting } from '../../domain/plan/repeats.ts';
import type { Incoming, Outcome, Plan } from '../../domain/plan/state.ts';
import { type Instant, instant, type LocalDate } from '../../domain/time/when.ts';
import { nameShop } from '../../storage/books.ts';
import type { Database } from '../../storage/database.ts';
import { packSegment, storeSegment } from '../../storage/evidence.ts';
import { findKnown } from '../../storage/observations.ts';
import { preferIndexes } from '../../storage/transaction.ts';
import { BookWriter, type Clock } from '../writer.ts';
import { contentHash } from './content-hash.ts';
import type { Source, SourceProgress, SourceRecord } from './source.ts';

export interface ImportOptions {
  readonly bookId: number;
  readonly connectionId: number;
  /** The shop the connection is known to belong to; null until a payload has named one. */
  readonly remoteAccount: string | null;
  readonly connector: Connector;
  readonly settings: StoreSettings;
  /** When the file was as it is; null: each record's own newest instant. */
  readonly asOf: Instant | null;
  readonly dryRun: boolean;
  readonly onProgress?: (counts: ImportCounts, progress: SourceProgress) => void;
  /** Told of every record that was parked, with its place. */
  readonly onParked?: (place: string, reason: string, detail: string) => void;
}

/** Observations: read = posted + unchanged + parked, always. */
export interface ImportCounts {
  readonly read: number;
  readonly posted: number;
  readonly unchanged: number;
  readonly parked: number;
  /** Discrepancies opened on the way. */
  readonly discrepancies: number;
}

export type ImportResult =
  | { readonly kind: 'done'; readonly counts: ImportCounts }
  | { readonly kind: 'needs-as-of'; readonly place: string }
  | { readonly kind: 'other-shop'; readonly place: string; readonly known: string; readonly named: string };

/** A record decoded ahead of the lock; evidence comes once it is known to be new. */
interface Prepared {
  readonly record: SourceRecord;
  readonly incoming: Omit<Incoming, 'evidence'>;
}

/** Batches that may be decoded and stored as evidence while one is being committed. */
const AHEAD = 2;

/**
 * Streams records into a book: decode and evidence ahead and without a lock, then one batch after another through the
 * writer (design.md 2). Records known already cost a look-up. Running it again after a crash goes on where it stopped.
 */
export async function importRecords(
  database: Database,
  source: Source,
  options: ImportOptions,
  clock: Clock,
): Promise<ImportResult> {
  const writer = await BookWriter.open(database, options.bookId, clock);
  // A connection of its own: what is done ahead must not wait for the batch under way.
  const ahead = await database.pipelined();
  const run = new ImportRun({ database, ahead, writer }, options, clock);
  try {
    await preferIndexes(ahead);
    const waiting: Promise<Batch>[] = [];
    for await (const records of source) {
      const prepared = run.prepare(records);
      if (!Array.isArray(prepared)) return prepared;
      const batch = run.ready(prepared);
      batch.catch(() => undefined);
      waiting.push(batch);
      if (waiting.length >= AHEAD) await run.write(await (waiting.shift() ?? batch));
      options.onProgress?.(run.counts, source.progress());
    }
    for (const batch of waiting) {
      await run.write(await batch);
      options.onProgress?.(run.counts, source.progress());
    }
    return { kind: 'done', counts: run.counts };
  } finally {
    await Promise.all([writer.close(), ahead.end()]);
  }
}

/** What an import works with: `ahead` looks up what is known and stores evidence while `writer` commits. */
interface Tools {
  readonly database: Database;
  readonly ahead: pg.ClientBase;
  readonly writer: BookWriter;
}

interface Batch {
  readonly records: readonly SourceRecord[];
  readonly incoming: readonly Incoming[];
  readonly known: number;
}

class ImportRun {
  counts: ImportCounts = { read: 0, posted: 0, unchanged: 0, parked: 0, discrepancies: 0 };
  readonly #database: Database;
  readonly #ahead: pg.ClientBase;
  readonly #writer: BookWriter;
  readonly #options: ImportOptions;
  readonly #clock: Clock;
  #shop: string | null;

  constructor({ database, ahead, writer }: Tools, options: ImportOptions, clock: Clock) {
    this.#database = database;
    this.#ahead = ahead;
    this.#writer = writer;
    this.#options = options;
    this.#clock = clock;
    this.#shop = options.remoteAccount;
  }

  /** Decodes records; refuses the file where it lacks an instant or names another shop. */
  prepare(records: readonly SourceRecord[]): Prepared[] | ImportResult {
    const prepared: Prepared[] = [];
    for (const record of records) {
      const shop = record.payload === undefined ? null : this.#options.connector.shopOf(record.payload);
      if (shop !== null && this.#shop !== null && shop !== this.#shop) {
        return { kind: 'other-shop', place: record.place, known: this.#shop, named: shop };
      }
      this.#shop ??= shop;
      const one = this.#decode(record);
      if (one === null) return { kind: 'needs-as-of', place: record.place };
      prepared.push(one);
    }
    return prepared;
  }

  #decode(record: SourceRecord): Prepared | null {
    const { connector, settings, connectionId, asOf } = this.#options;
    const decoded =
      record.payload === undefined
        ? ({ kind: 'undecodable', reason: 'unknown-shape', detail: 'not JSON' } as const)
        : connector.decode(record.payload, settings, record.arrival);
    const named = decoded.kind === 'report' ? decoded.report.newestInstant : instant(this.#clock());
    const seenAt = record.receivedAt ?? asOf ?? named;
    if (seenAt === null) return null;
    const content =
      decoded.kind === 'report' ? decoded : { ...decoded, detail: storable(`${record.place}: ${decoded.detail}`) };
    return {
      record,
      incoming: {
        connectionId,
        contentHash: contentHash(record.payload, record.raw, connector.volatile),
        via: record.arrival.via,
        seenAt,
        decoderVersion: connector.decoderVersion,
        content,
      },
    };
  }

  /** Leaves out what is known already and stores the evidence of the rest. */
  async ready(prepared: readonly Prepared[]): Promise<Batch> {
    const keys = prepared.map(({ incoming }) => observationKey({ ...incoming, evidence: NO_EVIDENCE }));
    const known = await findKnown(this.#ahead, this.#options.bookId, keys.filter(isStorable));
    const fresh = prepared.filter(
      ({ incoming }, index) => !isKnownSighting(known.get(keys[index] ?? '') ?? [], incoming),
    );
    const records = fresh.map(({ record }) => record);
    if (fresh.length === 0 || this.#options.dryRun) {
      const incoming = fresh.map((one) => ({ ...one.incoming, evidence: NO_EVIDENCE }));
      return { records, incoming, known: prepared.length - fresh.length };
    }
    const receivedMonth = monthOf(this.#clock());
    const { bookId } = this.#options;
    const packed = await packSegment(fresh.map(({ record }) => record.raw));
    const segmentId = await storeSegment(this.#ahead, bookId, receivedMonth, packed);
    const incoming = fresh.map((one, slot) => ({ ...one.incoming, evidence: { receivedMonth, segmentId, slot } }));
    return { records, incoming, known: prepared.length - fresh.length };
  }

  async write(batch: Batch): Promise<void> {
    this.#count(Array.from({ length: batch.known }, () => 'unchanged'));
    if (batch.incoming.length === 0) return;
    if (this.#shop !== null && this.#options.remoteAccount === null && !this.#options.dryRun) {
      await nameShop(this.#database.pool, this.#options.bookId, this.#options.connectionId, this.#shop);
    }
    const plans = this.#options.dryRun
      ? [await this.#writer.preview(batch.incoming)]
      : await this.#writer.write(batch.incoming);
    let first = 0;
    for (const plan of plans) {
      this.#tellParked(plan, batch, first);
      this.#count(plan.outcomes, plan.opened.length);
      first += plan.outcomes.length;
    }
  }

  #tellParked(plan: Plan, batch: Batch, first: number): void {
    if (plan.parked.length === 0) return;
    const places = new Map(plan.observations.map((observation, index) => [observation.observationId, index]));
    const indexes = plan.outcomes.flatMap((outcome, index) => (outcome === 'unchanged' ? [] : [first + index]));
    for (const { observationId, reason, detail } of plan.parked) {
      const place = batch.records[indexes[places.get(observationId) ?? 0] ?? 0]?.place ?? '';
      this.#options.onParked?.(place, reason, detail);
    }
  }

  #count(outcomes: readonly Outcome[], discrepancies = 0): void {
    const counts = { ...this.counts };
    for (const outcome of outcomes) {
      counts.read += 1;
      counts[outcome] += 1;
    }
    counts.discrepancies += discrepancies;
    this.counts = counts;
  }
}

const NO_EVIDENCE = { receivedMonth: '1970-01-01' as LocalDate, segmentId: 0, slot: 0 };

function monthOf(now: number): LocalDate {
  return `${new Date(now).toISOString().slice(0, 7)}-01` as LocalDate;
}

/** PostgreSQL has no NUL in a text: a payload may name one, what is stored by its name may not. */
function isStorable(text: string): boolean {
  return !text.includes('\0');
}

function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}
