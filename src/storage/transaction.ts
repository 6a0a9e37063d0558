import pg from 'pg';
import type { CopyRows } from './copy-rows.ts';

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
    return this.#keep(this.client.query({ name, text, values }));
  }

  /** Sends a COPY together with its rows; its answer comes with settle(). */
  copy(text: string, rows: CopyRows): Promise<pg.QueryResult> {
    return this.#keep(
      new Promise((resolve, reject) => this.client.query(new CopyIn(text, rows.end(), resolve, reject))),
    );
  }

  /** Waits for all that was sent; throws the first failure. */
  async settle(): Promise<void> {
    const answers = await Promise.allSettled(this.#answers);
    this.#answers.length = 0;
    const failure = answers.find((answer) => answer.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
  }

  #keep(answer: Promise<pg.QueryResult>): Promise<pg.QueryResult> {
    answer.catch(() => undefined);
    this.#answers.push(answer);
    return answer;
  }
}

/**
 * COPY … FROM STDIN whose rows follow at once. The protocol lets a client wait for the server's word before it sends
 * rows, but does not ask it to: the server reads them in order, and passes over them where the COPY has failed. So a
 * COPY can travel in a pipeline, which the driver offers for statements only.
 */
class CopyIn extends pg.Query {
  readonly #text: string;
  readonly #messages: readonly Buffer[];

  constructor(
    text: string,
    messages: readonly Buffer[],
    resolve: (result: pg.QueryResult) => void,
    reject: (error: Error) => void,
  ) {
    super(text, undefined, (error, result) => (error ? reject(error) : resolve(result)));
    this.#text = text;
    this.#messages = messages;
  }

  override submit = (connection: pg.Connection): void => {
    connection.query(this.#text);
    for (const message of this.#messages) connection.stream.write(message);
  };

  /** The driver's own answer would be to refuse the COPY. */
  handleCopyInResponse(): void {}
}

/** Does some statements in a transaction of their own, on a connection of the pool. */
export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

/**
 * What a batch looks up is found by key. A plan made while the tables were empty, and kept, reads them whole once they are
 * not: so plans are made anew for each batch (a fraction of a millisecond), in the order that is written, by index.
 */
const BY_INDEX = `set plan_cache_mode = force_custom_plan; set join_collapse_limit = 1; set enable_seqscan = off;
  set enable_hashjoin = off; set enable_mergejoin = off; set enable_material = off`;

/** Makes a connection look everything up by index; for connections that serve batches, not reports. */
export async function preferIndexes(client: pg.ClientBase): Promise<void> {
  await client.query(BY_INDEX);
}
