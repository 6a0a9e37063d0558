import type pg from 'pg';

/**
 * Statements of one transaction sent without waiting for each other on a pipelined connection. A failed statement
 * makes the rest fail too and COMMIT answer with ROLLBACK, so all answers are awaited and looked at.
 */
export class Pipeline {
  readonly client: pg.ClientBase;
  readonly #answers: Promise<pg.QueryResult>[] = [];

  constructor(client: pg.ClientBase) {
    this.client = client;
  }

  /** Sends a named statement; its answer comes with settle(). */
  send(name: string, text: string, values: unknown[] = []): Promise<pg.QueryResult> {
    const answer = this.client.query({ name, text, values });
    answer.catch(() => undefined);
    this.#answers.push(answer);
    return answer;
  }

  /** Waits for all that was sent; throws the first failure. */
  async settle(): Promise<void> {
    const answers = await Promise.allSettled(this.#answers);
    this.#answers.length = 0;
    const failure = answers.find((answer) => answer.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
  }
}

/**
 * Look-ups by key on tables that were empty a moment ago: without statistics the planner would read them whole, in a
 * plan it then keeps. All our look-ups of a batch have an index.
 */
const AVOIDED = ['seqscan', 'hashjoin', 'mergejoin', 'material'];

/** Makes a connection look everything up by index; for connections that serve batches, not reports. */
export async function preferIndexes(client: pg.ClientBase): Promise<void> {
  for (const way of AVOIDED) await client.query(`set enable_${way} = off`);
}
