import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { listAccounts, type ShownAccount } from '../books/accounts.ts';
import { bookNamed } from '../books/book.ts';
import { register, registerPage } from '../books/reports/register.ts';
import { registerCsv } from '../books/reports/register-csv.ts';
import type { Context } from './context.ts';
import { addEndpoint, addStream, nothing } from './endpoint.ts';
import { sendFile } from './files.ts';
import * as schemas from './report-schemas.ts';
import { isKnown, reportQuery } from './reports.ts';
import { accountType, bookParams, currency, cursor, decimal, limit } from './schemas.ts';

const accounts: z.ZodType<ShownAccount[]> = z.array(
  z
    .object({
      code: z.string(),
      name: z.string(),
      type: accountType,
      balances: z.array(z.object({ currency, balance: decimal })),
      baseBalance: decimal,
    })
    .meta({ id: 'Account', description: 'Debit positive' }),
);

const accountParams = bookParams.extend({
  code: z.string().min(1).max(200).describe('Its code, or how code or name begin'),
});

const tag = 'Accounts';

export function addAccountEndpoints(app: FastifyInstance, { session }: Context): void {
  addEndpoint(app, {
    path: '/api/books/:book/accounts',
    summary: 'All accounts with what they stand at',
    tag,
    params: bookParams,
    query: nothing,
    answer: accounts,
    handle: async ({ params }) => await listAccounts(session, (await bookNamed(session, params.book)).bookId),
  });
  addEndpoint(app, {
    path: '/api/books/:book/accounts/:code',
    summary: 'Postings of one account with its running balance',
    tag,
    params: accountParams,
    query: z.strictObject({ ...reportQuery, cursor, limit: limit(500, registerPage) }),
    answer: schemas.register,
    handle: async ({ params, query, raw }, reply) => {
      const book = await bookNamed(session, params.book);
      if (isKnown(raw, reply, book, ['register', params.code, JSON.stringify(query)])) return reply.code(304).send();
      const { cursor: after, ...options } = query;
      const { basis, report } = await register(session, book.bookId, params.code, { ...options, after });
      return { ...report, basis };
    },
  });
  addStream(app, {
    path: '/api/books/:book/accounts/:code/postings.csv',
    summary: 'All postings of one account with its running balance, for spreadsheets',
    tag,
    params: accountParams,
    query: z.strictObject(reportQuery),
    type: 'text/csv',
    handle: async ({ params, query }, reply) => {
      const { bookId, name } = await bookNamed(session, params.book);
      const lines = registerCsv(session, bookId, params.code, query);
      // The head of the file, or why there is none, before the answer begins.
      const { value: head = '' } = await lines.next();
      const content = Readable.from(following(head, lines));
      return sendFile(reply, { name: `${name} ${params.code}.csv`, type: 'text/csv; charset=utf-8', content });
    },
  });
}

async function* following(head: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield head;
  yield* rest;
}
