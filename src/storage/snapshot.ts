import type pg from 'pg';

/** Anything that answers queries: a pool, or one connection in a transaction. */
export type Reader = Pick<pg.ClientBase, 'query'>;

/** Runs several queries over one state of the database, so that the figures of a report belong together. */
export async function inSnapshot<T>(pool: pg.Pool, read: (reader: Reader) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await client.query('begin isolation level repeatable read, read only');
    const result = await read(client);
    await client.query('commit');
    return result;
  } catch (error) {
    failure = error as Error;
    throw error;
  } finally {
    // A connection whose transaction failed is thrown away.
    client.release(failure);
  }
}
