import { randomInt } from 'node:crypto';
import type pg from 'pg';
import { planBatch } from '../domain/plan/plan.ts';
import type { Again, Incoming, Plan } from '../domain/plan/state.ts';
import { newCrosses, sendPlan } from '../storage/commit.ts';
import type { Database } from '../storage/database.ts';
import {
  after,
  currenciesOf,
  type Keyed,
  type Known,
  keysOf,
  loadState,
  lockBook,
  lookUp,
  type Standing,
} from '../storage/load.ts';
import { RateTable } from '../storage/rates.ts';
import { Pipeline, preferIndexes } from '../storage/transaction.ts';
import { parkedFor, planHalved } from './halving.ts';

/** The time of day, passed in so that tests decide it. */
export type Clock = () => number;

/** What was known of a batch when it was looked up, and when that was. */
export interface LookedUp extends Known {
  /** The run of plans it belongs to: since that began, nobody else has written into the book. */
  readonly run: number;
  /** The last plan whose end was known by then. */
  readonly since: number;
}

/** What loads rates does so now and then, not all the time. */
const ATTEMPTS = 5;
/** SQLSTATE of a plan that was made on what no longer stands. */
const MOVED_ON = '40001';

/** Documents to be derived anew, read while nobody writes into the book. */
type AgainOf = () => Promise<readonly Again[]>;

/** Plans sent of which a batch that was looked up before may still have to know. */
const PLANS_REMEMBERED = 16;

/**
 * The one way into a book's journal, one transaction a batch (design.md 2).
 *
 *   asked ──the book stands as we left it, the batch is all new──▶ sent ──written──▶ done
 *     │                                                             │
 *     │                                                  refused or failed, all after it too
 *     ▼                                                             ▼
 *   alone: lock → load → plan → write, when nothing else is on its way ──▶ done, halved, or failed
 *
 * Alone is always right. Sent ahead is the same, faster: while nobody else writes, the book a batch meets is the one its
 * predecessor leaves, so it is planned on that without waiting, and sent right behind. Its transaction begins by moving
 * the head, which the database refuses if the book stands anywhere else; then it is done over alone.
 */
export class BookWriter {
  readonly #client: pg.Client;
  readonly #bookId: number;
  readonly #clock: Clock;
  readonly #rates: RateTable;
  readonly #jobs: Job[] = [];
  /** True while the connection is one job's alone, or a plan waits for the ids of its rates. */
  #isTaken = false;
  /** What stands once all that was sent is written; null: to be loaded. */
  #standing: Standing | null = null;
  /** What stood when our last transaction was written; anything else means that others write too. */
  #left: Standing | null = null;
  #run = 0;
  #planned = 0;
  #ended = 0;
  /** The keys that our last plans touch. */
  readonly #recent: { readonly number: number; readonly keys: ReadonlySet<string> }[] = [];

  #isLost = false;

  private constructor(client: pg.Client, pool: pg.Pool, bookId: number, clock: Clock) {
    this.#client = client;
    client.once('end', () => {
      this.#isLost = true;
    });
    this.#bookId = bookId;
    this.#clock = clock;
    this.#rates = new RateTable(pool);
  }

  /** With `isFed` a thread of its own feeds the database: for streams of batches, since it takes a while to begin. */
  static async open(
    database: Database,
    bookId: number,
    clock: Clock,
    { isFed }: { readonly isFed: boolean } = { isFed: false },
  ): Promise<BookWriter> {
    const client = await (isFed ? database.fed() : database.pipelined());
    await preferIndexes(client);
    return new BookWriter(client, database.pool, bookId, clock);
  }

  /** True once the connection is gone: nothing can be written with it any more. */
  get isLost(): boolean {
    return this.#isLost;
  }

  async close(): Promise<void> {
    await this.#client.end();
  }

  /** Looks a batch up ahead, on another connection and without a lock: what is known, and what lets it be sent ahead. */
  async lookUp(reader: pg.ClientBase, batch: readonly Keyed[]): Promise<LookedUp> {
    const [left, run, since] = [this.#left, this.#run, this.#ended];
    const known = await lookUp(reader, this.#bookId, batch);
    if (left === null) return { ...known, run: -1, since };
    const { baseCurrency } = left;
    await this.#rates.ensure(baseCurrency, currenciesOf(batch, baseCurrency, []), left.newestRate);
    return { ...known, run, since };
  }

  /**
   * Writes a batch; the plans together hold one outcome per incoming, in its order. Batches may be given without waiting
   * for the one before; they are written in the order given. A batch that fails is halved until the culprit stands
   * alone; that one is parked with the error and the rest goes on.
   */
  async write(batch: readonly Incoming[], lookedUp?: LookedUp): Promise<Plan[]> {
    return await this.#ask({ batch, lookedUp, alone: () => this.#halve(batch) });
  }

  /**
   * Derives documents anew without a new observation: a rate has come, a policy or cut-over has changed. What has to be
   * read for it is given as a function, which is called while the book stands still.
   */
  async again(documents: readonly Again[] | AgainOf): Promise<Plan> {
    const [plan] = await this.#ask({
      batch: [],
      lookedUp: undefined,
      alone: async () => [await this.#writeAlone([], documents)],
    });
    if (plan === undefined) throw new Error('nothing was planned');
    return plan;
  }

  /** Plans a batch against what stands, and writes nothing. */
  async preview(batch: readonly Incoming[], again: readonly Again[] = []): Promise<Plan> {
    const [plan] = await this.#ask({
      batch: [],
      lookedUp: undefined,
      alone: async () => [await this.#previewAlone(batch, again)],
    });
    if (plan === undefined) throw new Error('nothing was planned');
    return plan;
  }

  #ask(request: Pick<Job, 'batch' | 'lookedUp' | 'alone'>): Promise<Plan[]> {
    return new Promise((resolve, reject) => {
      this.#jobs.push({ ...request, state: 'asked', resolve, reject });
      this.#advance();
    });
  }

  /** Sends ahead what can be, else does the first job alone once nothing is on its way. */
  #advance(): void {
    for (const job of this.#jobs) {
      if (this.#isTaken) return;
      if (job.state === 'asked' && !this.#sendAhead(job)) break;
    }
    const [first] = this.#jobs;
    if (this.#isTaken || first === undefined || this.#jobs.some(({ state }) => state === 'sent')) return;
    this.#standing = null;
    this.#isTaken = true;
    first.alone().then(
      (plans) => this.#end(first, () => first.resolve(plans)),
      (error) => this.#end(first, () => first.reject(error)),
    );
  }

  #end(job: Job, settle: () => void): void {
    this.#isTaken = false;
    this.#jobs.splice(this.#jobs.indexOf(job), 1);
    settle();
    this.#advance();
  }

  #sendAhead(job: Job): boolean {
    const { batch, lookedUp } = job;
    const standing = this.#standing;
    if (standing === null || lookedUp === undefined || !this.#isAllNew(lookedUp)) return false;
    const plan = planned(standing, lookedUp, batch);
    if (plan === null) return false;
    const next = after(standing, plan, drawMark());
    this.#standing = next;
    this.#remember(lookedUp.keys);
    job.state = 'sent';
    const written = this.#storeCrosses(plan, () => this.#transact(begin(this.#client), plan, standing, next));
    written.then(
      () => {
        this.#ended += 1;
        this.#left = next;
        this.#jobs.splice(this.#jobs.indexOf(job), 1);
        job.resolve([plan]);
        this.#advance();
      },
      () => {
        this.#ended += 1;
        this.#standing = null;
        job.state = 'asked';
        this.#advance();
      },
    );
    return true;
  }

  /** Goes on when the cross rates that a plan uses for the first time have their rows; mostly that is at once. */
  #storeCrosses(plan: Plan, go: () => Promise<void>): Promise<void> {
    const crosses = newCrosses(plan);
    if (crosses.length === 0) return go();
    this.#isTaken = true;
    const goOn = () => {
      this.#isTaken = false;
      const gone = go();
      this.#advance();
      return gone;
    };
    return this.#rates.store(crosses, this.#clock()).then(goOn, goOn);
  }

  /** True where the batch meets nothing that stands in the book: neither when it was looked up nor planned since. */
  #isAllNew({ run, since, keys, observations, documents }: LookedUp): boolean {
    if (run !== this.#run || documents.size > 0 || observations.size > 0) return false;
    if (since + PLANS_REMEMBERED < this.#planned) return false;
    const later = this.#recent.filter(({ number }) => number > since);
    return later.every((plan) => keys.every((key) => !plan.keys.has(key)));
  }

  #remember(keys: readonly string[]): void {
    this.#planned += 1;
    this.#recent.push({ number: this.#planned, keys: new Set(keys) });
    if (this.#recent.length > PLANS_REMEMBERED) this.#recent.shift();
  }

  /** Sends a plan and the end of its transaction; it is as good as its COMMIT. */
  async #transact(pipeline: Pipeline, plan: Plan, ground: Standing, { mark: leaves }: Standing): Promise<void> {
    try {
      const idOf = (rateId: number) => this.#rates.idOf(rateId);
      sendPlan(pipeline, this.#bookId, { plan, ground, leaves, idOf }, this.#clock());
    } catch (error) {
      pipeline.send('rollback', 'rollback');
      await pipeline.settle().catch(() => undefined);
      throw error;
    }
    const committed = pipeline.send('commit', 'commit');
    await pipeline.settle();
    if ((await committed).command !== 'COMMIT') throw new Error('the database rolled the batch back');
  }

  async #halve(batch: readonly Incoming[]): Promise<Plan[]> {
    try {
      return [await this.#writeAlone(batch, [])];
    } catch (error) {
      if (!isRecordsFault(error)) throw error;
      const [only] = batch;
      if (batch.length > 1) {
        const middle = batch.length >> 1;
        return [...(await this.#halve(batch.slice(0, middle))), ...(await this.#halve(batch.slice(middle)))];
      }
      if (only === undefined || only.content.kind === 'undecodable') throw error;
      return [await this.#writeAlone([parkedFor(only, error)], [])];
    }
  }

  /** Rates are not under the head's lock: a plan that one was loaded into is made over. */
  async #writeAlone(batch: readonly Incoming[], again: readonly Again[] | AgainOf): Promise<Plan> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#writeOnce(batch, again);
      } catch (error) {
        if (attempt === ATTEMPTS || codeOf(error) !== MOVED_ON) throw error;
      }
    }
  }

  async #writeOnce(batch: readonly Incoming[], asked: readonly Again[] | AgainOf): Promise<Plan> {
    const pipeline = begin(this.#client);
    try {
      if (asked instanceof Function) await lockBook(pipeline, this.#bookId);
      const again = asked instanceof Function ? await asked() : asked;
      const state = await loadState(pipeline, this.#bookId, batch, again, this.#rates);
      const plan = planBatch(state, batch, again);
      const crosses = newCrosses(plan);
      if (crosses.length > 0) await this.#rates.store(crosses, this.#clock());
      const next = after(state, plan, drawMark());
      await this.#transact(pipeline, plan, state, next);
      this.#leave(state, next);
      this.#remember([...keysOf(batch), ...again.map(({ key }) => key)]);
      this.#ended += 1;
      return plan;
    } catch (error) {
      await this.#client.query('rollback').catch(() => undefined);
      throw error;
    }
  }

  /** Where others write too, the next batch will not meet what we leave. */
  #leave(met: Standing, leaves: Standing): void {
    const left = this.#left;
    const isOurs = left === null || (left.mark === met.mark && left.newestRate === met.newestRate);
    if (!isOurs) this.#run += 1;
    this.#left = leaves;
    this.#standing = isOurs ? leaves : null;
  }

  async #previewAlone(batch: readonly Incoming[], again: readonly Again[]): Promise<Plan> {
    const pipeline = begin(this.#client);
    try {
      const state = await loadState(pipeline, this.#bookId, batch, again, this.#rates);
      return planHalved(state, batch, again);
    } finally {
      pipeline.send('rollback', 'rollback');
      await pipeline.settle();
    }
  }
}

interface Job {
  readonly batch: readonly Incoming[];
  readonly lookedUp: LookedUp | undefined;
  /** The way that is always right; nothing else is on its way meanwhile. */
  readonly alone: () => Promise<Plan[]>;
  state: 'asked' | 'sent';
  readonly resolve: (plans: Plan[]) => void;
  readonly reject: (error: unknown) => void;
}

/** A number nobody else draws: 48 random bits. */
function drawMark(): number {
  return randomInt(2 ** 48 - 1);
}

function begin(client: pg.Client): Pipeline {
  const pipeline = new Pipeline(client);
  pipeline.send('begin', 'begin');
  return pipeline;
}

/** A fault of our own planning concerns the records: it shows again where they are planned alone. */
function planned(standing: Standing, { observations }: Known, batch: readonly Incoming[]): Plan | null {
  try {
    return planBatch({ ...standing, observations, documents: new Map() }, batch);
  } catch {
    return null;
  }
}

/** Faults of data (SQLSTATE classes 21, 22, 23 and 54) and of our own planning concern the records; a lost connection does not. */
function isRecordsFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = codeOf(error);
  if (code === '') return !/connection|terminated|ECONN/i.test(error.message);
  return ['21', '22', '23', '54'].includes(code.slice(0, 2));
}

/** The SQLSTATE, or '' where an error has none. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
