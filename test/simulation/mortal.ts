import type pg from 'pg';
import type { Database } from '../../src/storage/database.ts';

/** When a process dies. */
export interface Death {
  /** At the statement after so many. */
  readonly statements: number;
  /** True: that statement is on its way, and nobody hears what became of it. */
  readonly isSent: boolean;
}

type Query = (...args: unknown[]) => unknown;

/**
 * The database as one process has it, which dies at a chosen statement, as with a kill: on whichever of its connections
 * that is, all of them are gone at once, and it asks nothing any more.
 */
export class MortalDatabase implements Database {
  readonly pool: pg.Pool;
  readonly #database: Database;
  readonly #clients = new Set<pg.ClientBase>();
  #death: Death | null = null;
  /** Statements since the death was chosen. */
  #asked = 0;
  #isDead = false;

  constructor(database: Database) {
    this.#database = database;
    const query: Query = async (...args) => {
      const client = await this.#connect();
      try {
        return await (client.query as Query)(...args);
      } finally {
        client.release();
      }
    };
    this.pool = Object.assign(Object.create(database.pool) as pg.Pool, { query, connect: () => this.#connect() });
  }

  readonly pipelined = (): Promise<pg.Client> => this.#open(this.#database.pipelined);
  readonly fed = (): Promise<pg.Client> => this.#open(this.#database.fed);
  readonly client = (): Promise<pg.Client> => this.#open(this.#database.client);
  readonly close = async (): Promise<void> => {};

  dieAt(death: Death): void {
    this.#death = death;
    this.#asked = 0;
  }

  die(): void {
    this.#isDead = true;
    for (const client of this.#clients)
      (client as unknown as { connection: pg.Connection }).connection.stream.destroy();
    this.#clients.clear();
  }

  async #open(open: () => Promise<pg.Client>): Promise<pg.Client> {
    this.#mustLive();
    const client = await open();
    client.on('error', () => undefined);
    this.#clients.add(client);
    return Object.assign(client, { query: this.#counted(client.query.bind(client) as Query) });
  }

  /** A connection of the shared pool: what dies with this process is not given back to others. */
  async #connect(): Promise<pg.PoolClient> {
    this.#mustLive();
    const client = await this.#database.pool.connect();
    const ignore = () => undefined;
    client.on('error', ignore);
    this.#clients.add(client);
    const release = () => {
      this.#clients.delete(client);
      if (!this.#isDead) client.off('error', ignore);
      client.release(this.#isDead);
    };
    const query = this.#counted(client.query.bind(client) as Query);
    return Object.assign(Object.create(client) as pg.PoolClient, { query, release });
  }

  #counted(query: Query): Query {
    return (...args) => {
      this.#asked += 1;
      const death = this.#death;
      if (this.#isDead || death?.statements !== this.#asked) return query(...args);
      if (!death.isSent) this.die();
      const answer = query(...args);
      this.die();
      return answer;
    };
  }

  #mustLive(): void {
    if (this.#isDead) throw new Error('this process is dead');
  }
}
