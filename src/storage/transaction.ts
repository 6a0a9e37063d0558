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
