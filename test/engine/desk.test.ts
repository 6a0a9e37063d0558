import { expect, test } from 'vitest';
import type { LocalDate } from '../../src/domain/time/when.ts';
import { StoreDesk } from '../../src/engine/desk.ts';
import { useDatabase } from '../support/database.ts';
import { sessionOf } from '../support/ledger.ts';
import { connectStore, makeWorld } from '../support/live-store.ts';

const database = useDatabase();

test('certificates are listed without asking how it is with every store', async () => {
  const world = makeWorld(database);
  const { bookId } = await connectStore(database, world);
  const { rows } = await database.pool.query<{ name: string }>('select name from book where book_id = $1', [bookId]);
  const session = sessionOf(database);
  let queries = 0;
  const query = (...given: Parameters<typeof database.pool.query>) => {
    queries += 1;
    return database.pool.query(...given);
  };
  const pool = new Proxy(database.pool, {
    get: (target, name) => (name === 'query' ? query : Reflect.get(target, name)),
  });
  const counted = { ...session, database: { ...session.database, pool } };
  const desk = new StoreDesk(counted, world.surroundings, () => world.timers.now(), 'ada', null);
  const day = '2026-11-21' as LocalDate;
  expect(await desk.certificates(rows[0]?.name ?? '', day, day)).toEqual([]);
  // The book, its channels, the certificates.
  expect(queries).toBe(3);
});
