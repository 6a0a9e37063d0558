import type pg from 'pg';
import type { Database } from '../database.ts';

/** Advisory locks of this class are leases. */
const CLASS = 0x6c656173;

/** A database that does not answer for so long is not ours any more. */
const ANSWER_MS = 5_000;

/** A dead peer is noticed after so many seconds, where its end of the connection was not closed. */
const PROBES = 'set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3';

/**
 * What one process at a time may do, by key. A lease is a lock of a connection to the database: it ends with the process,
 * however that ends, and another takes it at its next look.
 */
export class Leases {
  readonly #client: pg.Client;
  readonly #held = new Set<string>();
  #isLost = false;

  private constructor(client: pg.Client, onLost: () => void) {
    this.#client = client;
    client.once('end', () => {
      this.#isLost = true;
      onLost();
    });
  }

  /** `onLost`: the connection is gone, and with it every lease. */
  static async open(database: Pick<Database, 'client'>, onLost: () => void): Promise<Leases> {
    const client = await database.client();
    await client.query(PROBES);
    return new Leases(client, onLost);
  }

  /** True where the lease is this process's, now or already. */
  async take(key: string): Promise<boolean> {
    if (this.#isLost) return false;
    if (this.#held.has(key)) return true;
    const { rows } = await this.#client.query<{ taken: boolean }>(
      'select pg_try_advisory_lock($1, hashtext($2)) as taken',
      [CLASS, key],
    );
    if (rows[0]?.taken !== true) return false;
    this.#held.add(key);
    return true;
  }

  /** Sees whether the connection that holds the leases still answers; one that does not is given up, and they with it. */
  async check(): Promise<void> {
    if (this.#isLost) return;
    try {
      await this.#client.query({ text: 'select', query_timeout: ANSWER_MS } as pg.QueryConfig);
    } catch {
      (this.#client as unknown as { readonly connection: pg.Connection }).connection.stream.destroy();
    }
  }

  async giveBack(key: string): Promise<void> {
    if (!this.#held.delete(key) || this.#isLost) return;
    await this.#client.query('select pg_advisory_unlock($1, hashtext($2))', [CLASS, key]);
  }

  async close(): Promise<void> {
    await this.#client.end();
  }
}
