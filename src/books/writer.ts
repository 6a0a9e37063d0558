import type pg from 'pg';
import { planBatch } from '../domain/plan/plan.ts';
import type { Again, Incoming, Plan } from '../domain/plan/state.ts';
import { commitPlan } from '../storage/commit.ts';
import type { Database } from '../storage/database.ts';
import { loadState } from '../storage/load.ts';
import { RateTable } from '../storage/rates.ts';
import { Pipeline, preferIndexes } from '../storage/transaction.ts';

/** The time of day, passed in so that tests decide it. */
export type Clock = () => number;

/**
 * The one way into a book's journal: lock → load → plan → commit, in one transaction (design.md 2). A batch that
 * fails is halved until the culprit stands alone; that one is parked with the error and the rest goes on.
 */
export class BookWriter {
  readonly #client: pg.Client;
  readonly #bookId: number;
  readonly #clock: Clock;
  readonly #rates: RateTable;

  private constructor(client: pg.Client, reader: pg.Pool, bookId: number, clock: Clock) {
    this.#client = client;
    this.#bookId = bookId;
    this.#clock = clock;
    this.#rates = new RateTable(reader);
  }

  static async open(database: Database, bookId: number, clock: Clock): Promise<BookWriter> {
    const client = await database.pipelined();
    await preferIndexes(client);
    return new BookWriter(client, database.pool, bookId, clock);
  }

  async close(): Promise<void> {
    await this.#client.end();
  }

  /** Writes a batch; the plans together hold one outcome per incoming, in its order. */
  async write(batch: readonly Incoming[]): Promise<Plan[]> {
    try {
      return [await this.#commit(batch, [])];
    } catch (error) {
      if (!isRecordsFault(error)) throw error;
      const [only] = batch;
      if (batch.length > 1) {
        const middle = batch.length >> 1;
        return [...(await this.write(batch.slice(0, middle))), ...(await this.write(batch.slice(middle)))];
      }
      if (only === undefined || only.content.kind === 'undecodable') throw error;
      const parked: Incoming = { ...only, content: { kind: 'undecodable', reason: 'fault', detail: errorText(error) } };
      return [await this.#commit([parked], [])];
    }
  }

  /** Derives documents anew without a new observation: a rate has come, a policy or cut-over has changed. */
  async again(documents: readonly Again[]): Promise<Plan> {
    return await this.#commit([], documents);
  }

  /** Plans a batch against what stands, and writes nothing. */
  async preview(batch: readonly Incoming[], again: readonly Again[] = []): Promise<Plan> {
    const pipeline = new Pipeline(this.#client);
    pipeline.send('begin', 'begin');
    try {
      const state = await loadState(pipeline, this.#bookId, batch, again, this.#rates);
      return planBatch(state, batch, again);
    } finally {
      pipeline.send('rollback', 'rollback');
      await pipeline.settle();
    }
  }

  async #commit(batch: readonly Incoming[], again: readonly Again[]): Promise<Plan> {
    const pipeline = new Pipeline(this.#client);
    pipeline.send('begin', 'begin');
    try {
      const state = await loadState(pipeline, this.#bookId, batch, again, this.#rates);
      const plan = planBatch(state, batch, again);
      await commitPlan(this.#client, pipeline, this.#bookId, plan, this.#clock());
      const committed = pipeline.send('commit', 'commit');
      await pipeline.settle();
      if ((await committed).command !== 'COMMIT') throw new Error('the database rolled the batch back');
      return plan;
    } catch (error) {
      await this.#client.query('rollback').catch(() => undefined);
      throw error;
    }
  }
}

/** Faults of data (SQLSTATE classes 22, 23 and 54) and of our own planning concern the records; a lost connection does not. */
function isRecordsFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === '') return !/connection|terminated|ECONN/i.test(error.message);
  return ['22', '23', '54'].includes(code.slice(0, 2));
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
