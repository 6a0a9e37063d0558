import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type BookDetail, type BookOverview, bookNamed, overviewOfBooks, showBook } from '../books/book.ts';
import { createBook } from '../books/create.ts';
import { type Today, today } from '../books/today.ts';
import { Trouble } from '../domain/trouble.ts';
import type { Context } from './context.ts';
import { addEndpoint, nothing } from './endpoint.ts';
import { Conflict } from './problems.ts';
import { bookParams, currency, day, decimal, order, period, verification } from './schemas.ts';

const shape = {
  name: z.string(),
  baseCurrency: currency,
  zone: z.string(),
  fiscalYearStart: z.int().describe('Month'),
  entries: z.int(),
  head: z.string().describe('Hash of the last entry'),
  lastVerify: verification.nullable(),
};

const books: z.ZodType<BookOverview[]> = z.array(
  z.object({ ...shape, channels: z.array(z.string()) }).meta({ id: 'Book' }),
);

const book: z.ZodType<BookDetail> = z
  .object({
    ...shape,
    channels: z.array(z.object({ channel: z.string(), platform: z.string(), cutOver: day.nullable() })),
  })
  .meta({ id: 'BookDetail' });

const newBook = z.strictObject({
  name: z.string().min(1).max(200),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .describe('ISO 4217; fixed once it has entries'),
  zone: z.string().max(100).describe('IANA name of a time zone; fixed once it has entries'),
});

const series = z
  .object({
    channel: z.string().describe("'' for what belongs to no channel"),
    points: z.array(z.object({ date: day, amount: decimal })),
  })
  .meta({ id: 'Series' });

const counts = <Name extends string>(of: Name) => z.array(z.object({ [of]: z.string(), count: z.int() }));

const todayAnswer = z
  .object({
    baseCurrency: currency,
    period,
    previousPeriod: period,
    by: z.enum(['day', 'month']),
    revenue: z.array(series).describe('Net sales by channel, income positive'),
    previous: z.array(series).describe('The same of the period before'),
    atGateways: decimal.describe('At the end of the period, debit positive; so are the next two'),
    receivable: decimal,
    deposits: decimal,
    taxDue: decimal.describe('Owed when positive'),
    parked: z.object({ count: z.int(), byReason: counts('reason') }),
    discrepancies: z.object({ count: z.int(), byKind: counts('kind') }),
    latestOrders: z.array(order),
    verified: z
      .object({ at: z.string(), entries: z.int(), head: z.string() })
      .nullable()
      .describe('The last proof, where the books held'),
    lastVerify: verification.nullable(),
  })
  .meta({ id: 'Today' }) as unknown as z.ZodType<Today>;

const tag = 'Books';

export function addBookEndpoints(app: FastifyInstance, { session, clock, who }: Context): void {
  addEndpoint(app, {
    path: '/api/books',
    summary: 'The books there are',
    tag,
    params: nothing,
    query: nothing,
    answer: books,
    handle: async () => await overviewOfBooks(session, clock),
  });
  addEndpoint(app, {
    method: 'POST',
    path: '/api/books',
    summary: 'Makes a book with the default chart and policy',
    tag,
    params: nothing,
    query: nothing,
    body: newBook,
    answer: book,
    status: 201,
    handle: async ({ body }) => {
      const { kind } = await createBook(session.database, { ...body, maker: who }, clock);
      if (kind !== 'created') throw refusal(kind, body);
      return await showBook(session, body.name, clock);
    },
  });
  addEndpoint(app, {
    path: '/api/books/:book',
    summary: 'One book with its channels',
    tag,
    params: bookParams,
    query: nothing,
    answer: book,
    handle: async ({ params }) => await showBook(session, params.book, clock),
  });
  addEndpoint(app, {
    path: '/api/books/:book/today',
    summary: 'What a merchant sees first',
    description: 'Without days: the last thirty.',
    tag,
    params: bookParams,
    query: z.strictObject({ from: day.optional(), to: day.optional() }),
    answer: todayAnswer,
    handle: async ({ params, query }) => {
      return await today(session, await bookNamed(session, params.book), query, clock);
    },
  });
}

function refusal(
  kind: 'taken' | 'unknown-currency' | 'unknown-zone' | 'no-name',
  { name, currency, zone }: z.infer<typeof newBook>,
): Trouble {
  switch (kind) {
    case 'taken':
      return new Conflict(`there is a book "${name}" already`, 'choose another name');
    case 'unknown-currency':
      return new Trouble(`${currency} is no currency of ISO 4217`, 'give three letters, such as EUR');
    case 'unknown-zone':
      return new Trouble(`${zone} is no time zone`, 'give a name such as Europe/Berlin or UTC');
    case 'no-name':
      return new Trouble(`a book needs a name, and "${name}" is none`, 'give one');
  }
}
