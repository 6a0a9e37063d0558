import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { bookNamed } from '../books/book.ts';
import { listOrders, type OrderList, orderSorts, orderStatuses, ordersCsv, ordersPage } from '../books/orders.ts';
import { payloadOf, type Story, tellStory } from '../books/story.ts';
import type { Context } from './context.ts';
import { addEndpoint, addStream } from './endpoint.ts';
import { sendFile } from './files.ts';
import {
  bookParams,
  currency,
  cursor,
  day,
  decimal,
  discrepancy,
  entry,
  fulfilled,
  id,
  instant,
  limit,
  order,
  setAside,
} from './schemas.ts';

const filter = {
  q: z
    .string()
    .max(200)
    .optional()
    .describe("Number, platform's id, or how a number, a customer's name or e-mail address begins"),
  number: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe("Exactly this number, with or without '#'; `q` does not count then"),
  channel: z.string().max(200).optional(),
  status: z.enum(orderStatuses).optional(),
  from: day.optional().describe('The first day on which they were placed'),
  to: day.optional(),
  sort: z.enum(orderSorts).optional().describe('The newest first unless said otherwise'),
};

const list: z.ZodType<OrderList> = z
  .object({
    orders: z.array(order),
    next: z.string().nullable().describe('`cursor` of the next page'),
    count: z
      .int()
      .nullable()
      .describe('All that match; null where they are too many to count, in a search, and on later pages'),
  })
  .meta({ id: 'OrderList' });

const story: z.ZodType<Story> = z
  .object({
    document: z.object({
      ref: z.string(),
      kind: z.string(),
      number: z.string(),
      remoteId: z.string(),
      channel: z.string(),
      platform: z.string(),
      placedOn: day.nullable(),
      currency: currency.nullable(),
      total: decimal.nullable(),
      paid: decimal.nullable(),
      refunded: decimal.nullable(),
      due: decimal.nullable(),
      status: z.string(),
      fulfilled,
      policyVersion: z.int(),
      decoder: z.int(),
      rules: z.int(),
      parts: z.array(z.object({ key: z.string(), text: z.string() })),
    }),
    observations: z.array(
      z.object({
        id: z.int(),
        kind: z.string(),
        remoteId: z.string(),
        via: z.string(),
        seenAt: instant,
        lastSeenAt: instant,
        decoder: z.int(),
        contentHash: z.string(),
        parked: z.string().nullable().describe('Why it is parked'),
        setAside,
      }),
    ),
    entries: z.array(entry),
    discrepancies: z.array(discrepancy),
    person: z.object({ name: z.string(), email: z.string() }).nullable(),
  })
  .meta({ id: 'Story' });

const orderParams = bookParams.extend({
  document: z
    .string()
    .min(1)
    .max(500)
    .describe("`document` of a list, a document's `ref`, its number, or the platform's id"),
});
const whichChannel = z.strictObject({
  channel: z.string().max(200).optional().describe('Where several channels have an order of that number'),
});

const tag = 'Orders';

export function addOrderEndpoints(app: FastifyInstance, { session }: Context): void {
  addEndpoint(app, {
    path: '/api/books/:book/orders',
    summary: 'Orders by the day they were placed',
    tag,
    params: bookParams,
    query: z.strictObject({ ...filter, cursor, limit: limit(200, ordersPage) }),
    answer: list,
    handle: async ({ params, query }) => {
      const { bookId } = await bookNamed(session, params.book);
      return await listOrders(session, bookId, query);
    },
  });
  addStream(app, {
    path: '/api/books/:book/orders.csv',
    summary: 'All orders that match, for spreadsheets',
    tag,
    params: bookParams,
    query: z.strictObject(filter),
    type: 'text/csv',
    handle: async ({ params, query }, reply) => {
      const { bookId, name } = await bookNamed(session, params.book);
      const text = Readable.from(ordersCsv(session, bookId, query));
      return sendFile(reply, { name: `${name} orders.csv`, type: 'text/csv; charset=utf-8', content: text });
    },
  });
  addEndpoint(app, {
    path: '/api/books/:book/orders/:document',
    summary: "One order's whole story",
    tag,
    params: orderParams,
    query: whichChannel,
    answer: story,
    handle: async ({ params, query }) =>
      await tellStory(session, await bookNamed(session, params.book), params.document, query.channel),
  });
  addStream(app, {
    path: '/api/books/:book/orders/:document/payloads/:observation',
    summary: 'The raw text of one observation, as it came',
    tag,
    params: orderParams.extend({ observation: id }),
    query: whichChannel,
    type: 'text/plain',
    handle: async ({ params, query }, reply) => {
      const { bookId } = await bookNamed(session, params.book);
      const { document, observation } = params;
      const text = await payloadOf(session, bookId, { document, observation, channel: query.channel });
      // Whatever the platform sent: a browser shows it as text and nothing else.
      return reply.type('text/plain; charset=utf-8').send(text);
    },
  });
}
