import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { bookNamed } from '../books/book.ts';
import { latestVerification, showVerification, startVerification } from '../books/verifications.ts';
import type { Context } from './context.ts';
import { addEndpoint, nothing } from './endpoint.ts';
import { bookParams, id, verification } from './schemas.ts';

/** A small book is proved while one waits; of a large one the beginning is told. */
const waitMsMax = 2_000;

const tag = 'Proof';

export function addVerifyEndpoints(app: FastifyInstance, { session, clock, who, onFault }: Context): void {
  const one = z.object({ verification });
  addEndpoint(app, {
    method: 'POST',
    path: '/api/books/:book/verify',
    summary: 'Begins to prove the books: hash chain, kept balances, and every document made anew from its evidence',
    description: 'One runs at a time: where one is under way, that one is told of. Ask for it until it has ended.',
    tag,
    params: bookParams,
    query: nothing,
    body: z.strictObject({}).nullish(),
    answer: one,
    status: 202,
    handle: async ({ params }) => {
      const { bookId } = await bookNamed(session, params.book);
      const started = await startVerification(session, bookId, who, clock, onFault);
      await Promise.race([started.ended, pause(waitMsMax, undefined, { ref: false })]);
      return { verification: await showVerification(session, bookId, started.verification.id, clock) };
    },
  });
  addEndpoint(app, {
    path: '/api/books/:book/verify/latest',
    summary: 'The newest proof, also while it is being made',
    tag,
    params: bookParams,
    query: nothing,
    answer: z.object({
      verification: verification.nullable(),
      verdict: verification.nullable().describe('The newest that came to a verdict'),
    }),
    handle: async ({ params }) => {
      const { bookId } = await bookNamed(session, params.book);
      const { newest, verdict } = await latestVerification(session, bookId, clock);
      return { verification: newest, verdict };
    },
  });
  addEndpoint(app, {
    path: '/api/books/:book/verify/:id',
    summary: 'One proof',
    tag,
    params: bookParams.extend({ id }),
    query: nothing,
    answer: one,
    handle: async ({ params }) => {
      const { bookId } = await bookNamed(session, params.book);
      return { verification: await showVerification(session, bookId, params.id, clock) };
    },
  });
}
