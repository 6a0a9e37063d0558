import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { bookNamed } from '../books/book.ts';
import {
  type Recognition,
  type RecognitionOrders,
  recognition,
  recognitionLines,
  recognitionOrders,
  recognitionOrdersPage,
} from '../books/reports/recognition.ts';
import type { Context } from './context.ts';
import { addEndpoint } from './endpoint.ts';
import { reported } from './report-schemas.ts';
import { bookParams, currency, day, decimal, limit, period } from './schemas.ts';

const line = z.enum(recognitionLines);
const query = z.strictObject({ channel: z.string().min(1).max(100), from: day, to: day });

const answer: z.ZodType<Recognition> = z
  .object({
    channel: z.string(),
    period,
    currencies: z.array(
      z.object({
        currency,
        counted: z
          .object({
            theirs: decimal.describe('By the certificates of these days'),
            differing: decimal.describe('Books less platform, as last compared'),
            since: decimal.describe('Placed less what the books counted then'),
          })
          .nullable()
          .describe('Null where no day was compared'),
        lines: z.array(z.object({ line, orders: z.int(), amount: decimal })),
        recognised: decimal.describe('By true date'),
        inLedger: decimal.describe('By the days of the journal'),
        accounts: z
          .array(z.object({ code: z.string(), name: z.string(), recognised: decimal, other: decimal, ledger: decimal }))
          .describe('Debit positive, by the days of the journal'),
      }),
    ),
  })
  .meta({ id: 'Recognition', description: 'Gross, in the currency of the orders' });

const orders: z.ZodType<RecognitionOrders> = z
  .object({
    orders: z.array(
      z.object({
        document: z.string().describe('`/orders/{document}` takes it'),
        number: z.string(),
        placedOn: day.nullable(),
        status: z.string(),
        amount: decimal.describe('What of it stands on the line'),
      }),
    ),
    next: z.int().nullable().describe('`cursor` of the next page'),
  })
  .meta({ id: 'RecognitionOrders' });

export function addRecognitionEndpoints(app: FastifyInstance, { session }: Context): void {
  addEndpoint(app, {
    path: '/api/books/:book/certificates/recognition',
    summary: 'From what was placed on some days to what the ledger recognised on them',
    tag: 'Connections',
    params: bookParams,
    query,
    answer: reported(answer),
    handle: async ({ params, query: asked }) => {
      return await recognition(session, (await bookNamed(session, params.book)).bookId, asked);
    },
  });
  addEndpoint(app, {
    path: '/api/books/:book/certificates/recognition/orders',
    summary: 'The orders behind a line of it',
    tag: 'Connections',
    params: bookParams,
    query: query.extend({
      line,
      currency,
      cursor: z.int().min(0).optional().describe('`next` of the page before'),
      limit: limit(200, recognitionOrdersPage),
    }),
    answer: orders,
    handle: async ({ params, query: { cursor: after, ...asked } }) => {
      return await recognitionOrders(session, (await bookNamed(session, params.book)).bookId, { ...asked, after });
    },
  });
}
