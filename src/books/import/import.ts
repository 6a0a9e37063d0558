import type pg from 'pg';
import type { Report } from '../../domain/documents/report.ts';
import { observationKey } from '../../domain/plan/plan.ts';
import { isKnownSighting } from '../../domain/plan/repeats.ts';
import type { Incoming, KnownObservation, Outcome, Plan } from '../../domain/plan/state.ts';
import type { LocalDate } from '../../domain/time/when.ts';
import { isTaken, nameShop } from '../../storage/books.ts';
import type { Database } from '../../storage/database.ts';
import { packSegment, storeSegment } from '../../storage/evidence.ts';
import { preferIndexes } from '../../storage/transaction.ts';
import { BookWriter, type Clock, type LookedUp } from '../writer.ts';
import { incomingOf, type Reading } from './incoming.ts';
import { refuseTaken } from './own-shop.ts';
import type { Source, SourceProgress, SourceRecord } from './source.ts';

export interface ImportOptions extends Reading {
  readonly bookId: number;
  /** The shop the connection is known to belong to; null until a payload has named one. */
  readonly remoteAccount: string | null;
  readonly dryRun: boolean;
  /** For documents of our own: that one is posted again unchanged says nothing new. */
  readonly ignoreRepeats?: true;
  readonly onProgress?: (counts: ImportCounts, progress: SourceProgress) => void;
  /** Told of every record that could be read, before it is written. */
  readonly onReport?: (report: Report) => void;
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

/** A record decoded ahead of the lock; its evidence is stored once it is known to be new. */
interface Prepared {
  readonly raw: string | Buffer;
  readonly place: string;
  readonly incoming: Incoming;
}

/** Records per batch: large enough that a batch's fixed costs vanish, small enough that a fault costs little. */
const BATCH = 500;
/** A batch of large records ends here (Medusa's orders are 21 kB each). */
const BATCH_BYTES = 2_000_000;

/** Batches on their way at once: one in the database, one right behind it, and the one being made ready. */
const AHEAD = 3;

/** What imports into a book work with: `ahead` looks up what is known and stores evidence while `writer` commits. */
export interface Intake {
  readonly database: Database;
  readonly ahead: pg.Client;
  readonly writer: BookWriter;
  /** True once a connection of it is gone: it is to be opened anew. */
  isLost(): boolean;
}

/** With `isFed` a thread of its own feeds the database: for streams of batches, since it takes a while to begin. */
export interface Feeding {
  readonly isFed: boolean;
}

/** Opens the connections of imports into a book. */
export async function openIntake(
  database: Database,
  bookId: number,
  clock: Clock,
  feeding: Feeding = { isFed: false },
): Promise<Intake> {
  const writer = await BookWriter.open(database, bookId, clock, feeding);
  // A connection of its own: what is done ahead must not wait for the batch under way.
  const ahead = await database.pipelined();
  let isAheadLost = false;
  ahead.once('end', () => {
    isAheadLost = true;
  });
  await preferIndexes(ahead);
  return { database, ahead, writer, isLost: () => isAheadLost || writer.isLost };
}

export async function closeIntake({ writer, ahead }: Intake): Promise<void> {
  await Promise.all([writer.close(), ahead.end()]);
}

/** Streams records into a book on connections of its own. */
export async function importRecords(
  database: Database,
  source: Source,
  options: ImportOptions,
  clock: Clock,
  feeding?: Feeding,
): Promise<ImportResult> {
  const intake = await openIntake(database, options.bookId, clock, feeding);
  try {
    return await takeIn(intake, source, options, clock);
  } finally {
    await closeIntake(intake);
  }
}

/**
 * Streams records into a book: decode and evidence ahead and without a lock, then one batch after another through the
 * writer (design.md 2). Records known already cost a look-up. Running it again after a crash goes on where it stopped.
 */
export async function takeIn(
  intake: Intake,
  source: Source,
  options: ImportOptions,
  clock: Clock,
): Promise<ImportResult> {
  const run = new ImportRun(intake, options, clock);
  const underWay: Promise<void>[] = [];
  const finishFirst = async () => {
    await underWay.shift();
    options.onProgress?.(run.counts, source.progress());
  };
  try {
    let refused: ImportResult | null = null;
    let asked: Promise<unknown> = Promise.resolve();
    for await (const prepared of batches(source, run)) {
      refused = Array.isArray(prepared) ? await run.claimShop() : prepared;
      if (refused !== null || !Array.isArray(prepared)) break;
      const writing = Promise.all([run.ready(prepared), asked]).then(([batch]) => ({ written: run.write(batch) }));
      const written = writing.then((inOrder) => inOrder.written);
      written.catch(() => undefined);
      asked = writing.catch(() => undefined);
      underWay.push(written);
      if (underWay.length >= AHEAD) await finishFirst();
    }
    while (underWay.length > 0) await finishFirst();
    return refused ?? { kind: 'done', counts: run.counts };
  } finally {
    await Promise.allSettled(underWay);
  }
}

/**
 * Decodes records as they come, so that no parsed payload lives longer than that, and gathers them into batches. Ends
 * with why the file is refused, where it is.
 */
async function* batches(source: Source, run: ImportRun): AsyncGenerator<Prepared[] | ImportResult> {
  let batch: Prepared[] = [];
  let size = 0;
  for await (const records of source) {
    for (const record of records) {
      const prepared = run.prepare(record);
      if ('kind' in prepared) {
        yield prepared;
        return;
      }
      batch.push(prepared);
      size += record.raw.length;
      if (batch.length < BATCH && size < BATCH_BYTES) continue;
      yield batch;
      batch = [];
      size = 0;
    }
  }
  if (batch.length > 0) yield batch;
}

interface Batch {
  readonly places: readonly string[];
  readonly incoming: readonly Incoming[];
  readonly lookedUp: LookedUp;
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
  /** Where the shop was named, until the channel is known to be that shop's. */
  #claim: string | null = null;

  constructor({ database, ahead, writer }: Intake, options: ImportOptions, clock: Clock) {
    this.#database = database;
    this.#ahead = ahead;
    this.#writer = writer;
    this.#options = options;
    this.#clock = clock;
    this.#shop = options.remoteAccount;
  }

  /** Decodes a record, or says why the file is refused: the record lacks an instant, or names another shop. */
  prepare(record: SourceRecord): Prepared | ImportResult {
    const { connector } = this.#options;
    const { payload, place, raw } = record;
    const shop = payload === undefined ? null : connector.shopOf(payload);
    if (shop !== null && this.#shop !== null && shop !== this.#shop) {
      return { kind: 'other-shop', place, known: this.#shop, named: shop };
    }
    if (this.#shop === null && shop !== null) this.#claim = place;
    this.#shop ??= shop;
    const incoming = incomingOf(record, this.#options, this.#clock);
    if (incoming === null) return { kind: 'needs-as-of', place };
    if (incoming.content.kind === 'report') this.#options.onReport?.(incoming.content.report);
    return { raw, place, incoming };
  }

  /** Notes the shop that the records named, once; refuses them where the channel has become another shop's meanwhile. */
  async claimShop(): Promise<ImportResult | null> {
    const [place, named] = [this.#claim, this.#shop];
    if (place === null || named === null || this.#options.dryRun) return null;
    this.#claim = null;
    const { pool } = this.#database;
    const { bookId, connectionId, connector } = this.#options;
    const known = await nameShop(pool, bookId, connectionId, named).catch(async (error) => {
      // Another import may have begun a channel of the same shop meanwhile.
      const claimed = { bookId, platform: connector.platform, shop: named, place };
      if (isTaken(error)) await refuseTaken(pool, claimed, (one) => one.connectionId === connectionId);
      throw error;
    });
    return known === named ? null : { kind: 'other-shop', place, known, named };
  }

  /** Leaves out what is known already and stores the evidence of the rest. */
  async ready(prepared: readonly Prepared[]): Promise<Batch> {
    const lookedUp = await this.#writer.lookUp(
      this.#ahead,
      prepared.map(({ incoming }) => incoming),
    );
    const fresh = prepared.filter(({ incoming }) => {
      const known = lookedUp.observations.get(observationKey(incoming));
      return known === undefined || !this.#isKnown(known, incoming);
    });
    const places = fresh.map(({ place }) => place);
    const known = prepared.length - fresh.length;
    if (fresh.length === 0 || this.#options.dryRun) {
      return { places, incoming: fresh.map(({ incoming }) => incoming), lookedUp, known };
    }
    const receivedMonth = monthOf(this.#clock());
    const { bookId } = this.#options;
    const packed = await packSegment(fresh.map(({ raw }) => raw));
    const segmentId = await storeSegment(this.#ahead, bookId, receivedMonth, packed);
    const incoming = fresh.map((one, slot) => ({ ...one.incoming, evidence: { receivedMonth, segmentId, slot } }));
    return { places, incoming, lookedUp, known };
  }

  #isKnown(known: readonly KnownObservation[], incoming: Incoming): boolean {
    const newest = known.at(-1);
    if (this.#options.ignoreRepeats && newest?.contentHash === incoming.contentHash) return true;
    return isKnownSighting(known, incoming);
  }

  async write(batch: Batch): Promise<void> {
    this.#count(Array.from({ length: batch.known }, () => 'unchanged'));
    if (batch.incoming.length === 0) return;
    const plans = this.#options.dryRun
      ? [await this.#writer.preview(batch.incoming)]
      : await this.#writer.write(batch.incoming, batch.lookedUp);
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
      const place = batch.places[indexes[places.get(observationId) ?? 0] ?? 0] ?? '';
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

function monthOf(now: number): LocalDate {
  return `${new Date(now).toISOString().slice(0, 7)}-01` as LocalDate;
}
