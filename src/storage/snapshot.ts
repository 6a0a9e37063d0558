import type pg from 'pg';

/** Anything that answers queries: a pool, or one connection in a transaction. */
export type Reader = Pick<pg.ClientBase, 'query'>;

const BEGIN = 'begin isolation level repeatable read, read only';

/** Runs several queries over one state of the database, so that the figures of a report belong together. */
export async function inSnapshot<T>(pool: pg.Pool, read: (reader: Reader) => Promise<T>): Promise<T> {
  return await inTransaction(pool, BEGIN, read);
}

/*
 * A page of a list is made by walking an index from a place until the page is full, and looking up row by row what goes
 * with it. The planner would sooner read all there is wherever it takes that for little, and how much there is of one
 * book it knows badly: so it is not left the choice.
 */
const walk = ['seqscan', 'bitmapscan', 'hashjoin', 'mergejoin', 'material', 'memoize']
  .map((name) => `set local enable_${name} = off`)
  .join('; ');

const WALK = `${walk}; set local jit = off`;

export const BEGIN_WALK = `${BEGIN}; ${WALK}`;

/** As inSnapshot, for lists: a page costs what is on it, whatever the size of the book. */
export async function inWalk<T>(pool: pg.Pool, read: (reader: Reader) => Promise<T>): Promise<T> {
  return await inTransaction(pool, BEGIN_WALK, read);
}

/** From here on in a snapshot, as inWalk: for what begins with sums and ends with a page. */
export async function walkOn(reader: Reader): Promise<void> {
  await reader.query(WALK);
}

async function inTransaction<T>(pool: pg.Pool, begin: string, read: (reader: Reader) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await client.query(begin);
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
