import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { bookNamed } from '../books/book.ts';
import {
  acceptDiscrepancies,
  type DiscrepancyList,
  discrepanciesPage,
  listDiscrepancies,
} from '../books/discrepancies.ts';
import type { Context } from './context.ts';
import { addEndpoint, nothing } from './endpoint.ts';
import { Conflict } from './problems.ts';
import { bookParams, discrepancy, discrepancyState, id, ids, limit, noteMax } from './schemas.ts';

const list: z.ZodType<DiscrepancyList> = z
  .object({
    discrepancies: z.array(discrepancy),
    next: z.int().nullable().describe('`cursor` of the next page'),
    open: z.array(z.object({ kind: z.string(), count: z.int() })).describe('All that are open, by kind'),
  })
  .meta({ id: 'DiscrepancyList' });

const accepted = z.object({ accepted: z.int(), ids: z.array(z.int()) });
const note = z.string().max(noteMax).optional().describe('Why it may stand; kept in the audit log');

const tag = 'Discrepancies';

export function addDiscrepancyEndpoints(app: FastifyInstance, { session, clock, who }: Context): void {
  addEndpoint(app, {
    path: '/api/books/:book/discrepancies',
    summary: 'Differences that no rule settles',
    tag,
    params: bookParams,
    query: z.strictObject({
      state: discrepancyState.optional().describe('All unless said otherwise'),
      kind: z.string().max(100).optional(),
      cursor: z.int().min(0).optional().describe('`next` of the page before'),
      limit: limit(200, discrepanciesPage),
    }),
    answer: list,
    handle: async ({ params, query: { cursor: after, ...query } }) =>
      await listDiscrepancies(session, (await bookNamed(session, params.book)).bookId, { ...query, after }),
  });
  addEndpoint(app, {
    method: 'POST',
    path: '/api/books/:book/discrepancies/:id/accept',
    summary: 'Lets one stand until its figures change',
    tag,
    params: bookParams.extend({ id }),
    query: nothing,
    body: z.strictObject({ note }),
    answer: accepted,
    handle: async ({ params, body }) => {
      const { bookId } = await bookNamed(session, params.book);
      const ids = await acceptDiscrepancies(session, { bookId, ids: [params.id], who, note: body.note }, clock);
      if (ids.length === 0) throw new Conflict(`no discrepancy ${params.id} is open`, 'read the list again');
      return { accepted: ids.length, ids };
    },
  });
  addEndpoint(app, {
    method: 'POST',
    path: '/api/books/:book/discrepancies/accept',
    summary: 'Lets several stand; those that are not open are passed over',
    tag,
    params: bookParams,
    query: nothing,
    body: z.strictObject({ ids, note }),
    answer: accepted,
    handle: async ({ params, body }) => {
      const { bookId } = await bookNamed(session, params.book);
      const ids = await acceptDiscrepancies(session, { bookId, ...body, who }, clock);
      return { accepted: ids.length, ids };
    },
  });
}
