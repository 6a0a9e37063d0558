import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { bookNamed } from '../books/book.ts';
import { type LockRow, locksOf, lockThrough, unlock } from '../books/locks.ts';
import type { Context } from './context.ts';
import { addEndpoint, nothing } from './endpoint.ts';
import { bookParams, day, instant } from './schemas.ts';

const locks = z.array(
  z
    .object({
      lockId: z.int(),
      kind: z.enum(['books', 'tax']),
      scheme: z.string().describe("'' where the books are locked"),
      through: day,
      setAt: instant,
      setBy: z.string(),
      liftedAt: instant.nullable(),
      liftedBy: z.string().nullable(),
    })
    .meta({ id: 'Lock' }),
);

const scheme = z.string().max(100).optional().describe("A tax scheme; left out or '' for the books");

const tag = 'Locks';

export function addLockEndpoints(app: FastifyInstance, { session, clock, who }: Context): void {
  const { database } = session;
  const all = async (bookId: number) => (await locksOf(database, bookId)).map(shown);
  addEndpoint(app, {
    path: '/api/books/:book/locks',
    summary: 'All locks, also lifted ones',
    tag,
    params: bookParams,
    query: nothing,
    answer: locks,
    handle: async ({ params }) => await all((await bookNamed(session, params.book)).bookId),
  });
  addEndpoint(app, {
    method: 'POST',
    path: '/api/books/:book/locks',
    summary: 'Closes the books, or one tax scheme, through a day',
    description: 'What arrives later for a locked day is dated on the first open day; its true date is kept.',
    tag,
    params: bookParams,
    query: nothing,
    body: z.strictObject({ through: day, scheme }),
    answer: locks,
    status: 201,
    handle: async ({ params, body: { through, scheme = '' } }) => {
      const { bookId } = await bookNamed(session, params.book);
      await lockThrough(database, { bookId, scheme, through, by: who }, clock);
      return await all(bookId);
    },
  });
  addEndpoint(app, {
    method: 'DELETE',
    path: '/api/books/:book/locks',
    summary: 'Lifts the standing lock; entries keep their dates',
    tag,
    params: bookParams,
    query: z.strictObject({ scheme }),
    answer: locks,
    handle: async ({ params, query: { scheme = '' } }) => {
      const { bookId } = await bookNamed(session, params.book);
      await unlock(database, { bookId, scheme, by: who }, clock);
      return await all(bookId);
    },
  });
}

function shown({ setAt, liftedAt, ...lock }: LockRow) {
  const text = (ms: number) => new Date(ms).toISOString();
  return { ...lock, setAt: text(setAt), liftedAt: liftedAt === null ? null : text(liftedAt) };
}
