import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { bookNamed } from '../books/book.ts';
import { priceBoundsOf, type StandingBounds, setPriceBounds } from '../books/price-bounds.ts';
import { acceptPrices, listPriceAlarms, type PriceAlarmList, priceAlarmsPage } from '../books/prices.ts';
import { FALL_MAX, RISE_MAX } from '../domain/prices/bounds.ts';
import type { Context } from './context.ts';
import { addEndpoint, nothing } from './endpoint.ts';
import { bookParams, currency, decimal, id, instant, limit } from './schemas.ts';

const tag = 'Prices';
const channel = z.string().min(1).max(100);
const price = z.object({ amount: decimal, currency });

const list: z.ZodType<PriceAlarmList> = z
  .object({
    alarms: z.array(
      z.object({
        id: z.int(),
        channel: z.string(),
        remoteId: z.string().describe("The platform's id of the listing"),
        sku: z.string(),
        title: z.string(),
        seenAt: instant.describe('When the new price was first seen'),
        kind: z.enum(['rise', 'fall', 'free', 'missing', 'currency']),
        before: price,
        after: price.nullable().describe('Null: it has none now'),
        percent: z.string().nullable().describe('Of the price before: -90.0; null where they cannot be compared'),
        text: z.string().describe('What happened, in words'),
        settled: z
          .object({
            as: z.enum(['seen', 'back', 'overtaken']),
            at: instant,
            by: z.string().nullable().describe('Null: the price itself'),
          })
          .nullable()
          .describe('seen: somebody said it is right; back: within bounds again; overtaken: it changed once more'),
      }),
    ),
    next: z.int().nullable().describe('`cursor` of the next page'),
    open: z.int().describe('All that are open, of the channel or of all'),
  })
  .meta({ id: 'PriceAlarmList' });

const bound = z.int().nullable().describe('Percent of the price before; null: as much as it likes');
// Not null: many programs write that for what they leave out.
const newBound = (max: number) =>
  z
    .union([z.int().min(1).max(max), z.literal('off')])
    .optional()
    .describe('Percent of the price before; off: as much as it likes');
const noPrice = z.boolean().describe('Whether a price that is gone, or zero, is an alarm');

const bounds: z.ZodType<StandingBounds[]> = z.array(
  z
    .object({
      channel: z.string().nullable().describe('Null: of the book'),
      rise: bound,
      fall: bound,
      noPrice,
      setAt: instant.nullable().describe('Null: the usual ones'),
      setBy: z.string().nullable(),
    })
    .meta({ id: 'PriceBounds' }),
);

const idsMax = 1_000;

export function addPriceEndpoints(app: FastifyInstance, { session, clock, who }: Context): void {
  const bookIdOf = async (book: string) => (await bookNamed(session, book)).bookId;
  addEndpoint(app, {
    path: '/api/books/:book/prices/alarms',
    summary: 'Prices that changed beyond the bounds, the newest first',
    tag,
    params: bookParams,
    query: z.strictObject({
      channel: channel.optional(),
      state: z.enum(['open', 'all']).optional().describe('Open ones unless said otherwise'),
      cursor: z.int().min(1).optional().describe('`next` of the page before'),
      limit: limit(200, priceAlarmsPage),
    }),
    answer: list,
    handle: async ({ params, query: { cursor: before, ...query } }) =>
      await listPriceAlarms(session, await bookIdOf(params.book), { ...query, before }),
  });
  addEndpoint(app, {
    method: 'POST',
    path: '/api/books/:book/prices/accept',
    summary: 'Says that prices are right; those that are not open are passed over',
    tag,
    params: bookParams,
    query: nothing,
    body: z.strictObject({ ids: z.array(id).min(1).max(idsMax) }),
    answer: z.object({ accepted: z.int(), ids: z.array(z.int()) }),
    handle: async ({ params, body }) => {
      const bookId = await bookIdOf(params.book);
      const ids = await acceptPrices(session, { bookId, ids: body.ids, who }, clock);
      return { accepted: ids.length, ids };
    },
  });
  addEndpoint(app, {
    path: '/api/books/:book/prices/bounds',
    summary: 'How much prices may change: of the book, and of channels that have bounds of their own',
    tag,
    params: bookParams,
    query: nothing,
    answer: bounds,
    handle: async ({ params }) => await priceBoundsOf(session, await bookIdOf(params.book)),
  });
  addEndpoint(app, {
    method: 'POST',
    path: '/api/books/:book/prices/bounds',
    summary: 'Sets bounds from now on; what is not named stays as it holds',
    tag,
    params: bookParams,
    query: nothing,
    body: z.strictObject({
      channel: channel.nullable().default(null).describe('Null: the book'),
      rise: newBound(RISE_MAX),
      fall: newBound(FALL_MAX),
      noPrice: noPrice.optional(),
    }),
    answer: bounds,
    handle: async ({ params, body: { channel, rise, fall, noPrice } }) => {
      const bookId = await bookIdOf(params.book);
      const bounds = { rise: percentOrNone(rise), fall: percentOrNone(fall), noPrice };
      return await setPriceBounds(session, { bookId, channel, bounds, who }, clock);
    },
  });
  addEndpoint(app, {
    method: 'DELETE',
    path: '/api/books/:book/prices/bounds',
    summary: 'Takes bounds away: those of the book, or the usual ones, hold again',
    tag,
    params: bookParams,
    query: z.strictObject({ channel: channel.optional().describe('Unless named: the book') }),
    answer: bounds,
    handle: async ({ params, query }) => {
      const bookId = await bookIdOf(params.book);
      return await setPriceBounds(session, { bookId, channel: query.channel ?? null, bounds: null, who }, clock);
    },
  });
}

const percentOrNone = (given: number | 'off' | undefined) => (given === 'off' ? null : given);
