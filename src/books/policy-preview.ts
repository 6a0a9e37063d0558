import type pg from 'pg';
import { planBatch } from '../domain/plan/plan.ts';
import type { Again, Plan } from '../domain/plan/state.ts';
import type { Policy } from '../domain/posting/policy.ts';
import type { Database } from '../storage/database.ts';
import { loadState } from '../storage/load.ts';
import { RateTable } from '../storage/rates.ts';
import { Pipeline } from '../storage/transaction.ts';

/** Plans documents against what stands as if a policy were in force that is not made yet. Reads only. */
export class PolicyPreview {
  readonly #client: pg.Client;
  readonly #bookId: number;
  readonly #policy: Policy;
  readonly #rates: RateTable;

  private constructor(client: pg.Client, reader: pg.Pool, bookId: number, policy: Policy) {
    this.#client = client;
    this.#bookId = bookId;
    this.#policy = policy;
    this.#rates = new RateTable(reader);
  }

  static async open(database: Database, bookId: number, policy: Policy): Promise<PolicyPreview> {
    return new PolicyPreview(await database.pipelined(), database.pool, bookId, policy);
  }

  async plan(again: readonly Again[]): Promise<Plan> {
    const pipeline = new Pipeline(this.#client);
    pipeline.send('begin', 'begin');
    try {
      const state = await loadState(pipeline, this.#bookId, [], again, this.#rates);
      return planBatch({ ...state, policies: [...state.policies, this.#policy] }, [], again);
    } finally {
      pipeline.send('rollback', 'rollback');
      await pipeline.settle();
    }
  }

  async close(): Promise<void> {
    await this.#client.end();
  }
}
