import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { bookNamed } from '../books/book.ts';
import {
  listParked,
  type ParkedList,
  parkedPage,
  parkedStates,
  type ShownParked,
  showParked,
} from '../books/parked.ts';
import { retryParked } from '../books/retry.ts';
import { bringParkedBack, setParkedAside } from '../books/set-aside.ts';
import type { Context } from './context.ts';
import { addEndpoint, nothing } from './endpoint.ts';
import { bookParams, id, ids, instant, limit, noteMax, setAside } from './schemas.ts';

const shape = {
  id: z.int(),
  reason: z.string(),
  detail: z.string(),
  since: instant,
  attempts: z.int(),
  channel: z.string(),
  platform: z.string(),
  kind: z.string(),
  remoteId: z.string(),
  via: z.string(),
  seenAt: instant,
  document: z.string().nullable().describe('Number of the order it belongs to, where that is known'),
  ref: z.string().nullable().describe('`/orders/{document}` takes it'),
  setAside,
};

const record: z.ZodType<ShownParked> = z.object(shape).meta({ id: 'Parked' });

const list: z.ZodType<ParkedList> = z
  .object({
    parked: z.array(record),
    next: z.int().nullable().describe('`cursor` of the next page'),
    counts: z.array(z.object({ reason: z.string(), count: z.int() })).describe('All that wait, by reason'),
    setAside: z.int().describe('How many a person has set aside'),
  })
  .meta({ id: 'ParkedList' });

const tag = 'Parked';

export function addParkedEndpoints(app: FastifyInstance, { session, clock, who }: Context): void {
  addEndpoint(app, {
    path: '/api/books/:book/parked',
    summary: 'What cannot be posted yet, and why',
    tag,
    params: bookParams,
    query: z.strictObject({
      state: z
        .enum(parkedStates)
        .default('waiting')
        .describe('`set-aside`: what a person has said is not to be booked'),
      reason: z.string().max(100).optional(),
      cursor: z.int().min(0).optional().describe('`next` of the page before'),
      limit: limit(200, parkedPage),
    }),
    answer: list,
    handle: async ({ params, query: { cursor: after, ...query } }) =>
      await listParked(session, (await bookNamed(session, params.book)).bookId, { ...query, after }),
  });
  addEndpoint(app, {
    path: '/api/books/:book/parked/:id',
    summary: 'One parked record with its text as it came',
    tag,
    params: bookParams.extend({ id }),
    query: nothing,
    answer: z.object({ ...shape, payload: z.string() }),
    handle: async ({ params }) => await showParked(session, (await bookNamed(session, params.book)).bookId, params.id),
  });
  addEndpoint(app, {
    method: 'POST',
    path: '/api/books/:book/parked/set-aside',
    summary: 'Says that records are not to be booked, and why; those that do not wait are passed over',
    description:
      'They are counted no more, and what could not be read is read by no retry. What waits for an order or a rate is taken up all the same when that comes.',
    tag,
    params: bookParams,
    query: nothing,
    body: z.strictObject({
      ids,
      note: z.string().regex(/\S/).max(noteMax).describe('Why; kept with them and in the audit log'),
    }),
    answer: z.object({ setAside: z.int(), ids: z.array(z.int()) }),
    handle: async ({ params, body }) => {
      const { bookId } = await bookNamed(session, params.book);
      const done = await setParkedAside(session, { bookId, who, ...body }, clock);
      return { setAside: done.length, ids: done };
    },
  });
  addEndpoint(app, {
    method: 'POST',
    path: '/api/books/:book/parked/bring-back',
    summary: 'Lets records wait again that were set aside; others are passed over',
    tag,
    params: bookParams,
    query: nothing,
    body: z.strictObject({ ids }),
    answer: z.object({ broughtBack: z.int(), ids: z.array(z.int()) }),
    handle: async ({ params, body }) => {
      const { bookId } = await bookNamed(session, params.book);
      const done = await bringParkedBack(session, { bookId, who, ...body }, clock);
      return { broughtBack: done.length, ids: done };
    },
  });
  addEndpoint(app, {
    method: 'POST',
    path: '/api/books/:book/parked/retry',
    summary: 'Tries all that is parked again',
    description:
      'What waits for an order or a rate, and what an older release could not read: that is decoded from its evidence.',
    tag,
    params: bookParams,
    query: nothing,
    body: z.strictObject({}).nullish(),
    answer: z.object({
      tried: z.int().describe('Documents that waited, set aside or not, and records that could not be read and wait'),
      posted: z.int().describe('Of these, what is parked no longer'),
      parked: z.int().describe('Records that still wait'),
    }),
    handle: async ({ params }) => {
      const { bookId } = await bookNamed(session, params.book);
      const { tried, takenUp } = await retryParked(session.database, bookId, clock);
      const { counts } = await listParked(session, bookId, { limit: 1 });
      return { tried, posted: takenUp, parked: counts.reduce((sum, { count }) => sum + count, 0) };
    },
  });
}
