import type pg from 'pg';
import type { Database } from '../../src/storage/database.ts';

/**
 * A database whose connections die at a chosen statement, as they do when the process is killed: what was sent may or may
 * not have been done, and nothing more is heard.
 */
export class MortalDatabase implements Database {
  readonly #database: Database;
  readonly #clients = new Set<pg.Client>();
  /** Statements until death; infinite: it lives. */
  #left = Number.POSITIVE_INFINITY;

  constructor(database: Database) {
    this.#database = database;
  }

  get pool(): pg.Pool {
    return this.#database.pool;
  }

  readonly pipelined = (): Promise<pg.Client> => this.#watched(this.#database.pipelined());
  readonly fed = (): Promise<pg.Client> => this.#watched(this.#database.fed());
  readonly client = (): Promise<pg.Client> => this.#database.client();
  readonly close = async (): Promise<void> => {};

  /** Lets the connections die at the statement after so many. */
  dieAfter(statements: number): void {
    this.#left = statements;
  }

  /** What is opened from here on lives. */
  revive(): void {
    this.#left = Number.POSITIVE_INFINITY;
    this.#clients.clear();
  }

  async #watched(opening: Promise<pg.Client>): Promise<pg.Client> {
    const client = await opening;
    this.#clients.add(client);
    client.on('error', () => undefined);
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    const counted = (...args: unknown[]) => {
      this.#left -= 1;
      if (this.#left === 0) this.#kill();
      return query(...args);
    };
    return Object.assign(client, { query: counted });
  }

  #kill(): void {
    for (const client of this.#clients)
      (client as unknown as { connection: pg.Connection }).connection.stream.destroy();
  }
}
