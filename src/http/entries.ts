import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { bookNamed } from '../books/book.ts';
import { type EntryList, entriesPage, listEntries, type ProvedEntry, showEntry } from '../books/entries.ts';
import type { Context } from './context.ts';
import { addEndpoint, nothing } from './endpoint.ts';
import { bookParams, cause, day, entry, entryShape, id, instant, limit } from './schemas.ts';

const text = z.string().max(200).optional();

const query = z.strictObject({
  before: id.optional().describe('`next` of the page before'),
  after: z.int().min(0).optional().describe('Upwards from there; `next` of the page before'),
  from: day.optional(),
  to: day.optional(),
  cause: cause.optional(),
  key: text.describe('What the posting key begins with'),
  late: z.boolean().optional().describe('Only those that stand on another day than their own'),
  document: text.describe("`ref` of a document, its number, or the platform's id"),
  channel: text.describe('Where several channels have a document of that number'),
  account: text.describe('Code of an account that they post to'),
  q: text.describe("An entry's number, or how a document's number begins"),
  limit: limit(200, entriesPage),
});

const list: z.ZodType<EntryList> = z
  .object({
    entries: z.array(entry),
    next: z.int().nullable().describe('`before` (or, read upwards, `after`) of the next page'),
  })
  .meta({ id: 'EntryList' });

const proved: z.ZodType<ProvedEntry> = z
  .object({
    ...entryShape,
    evidence: z
      .array(z.object({ document: z.string(), observation: z.int(), kind: z.string(), seenAt: instant }))
      .describe('`/orders/{document}/payloads/{observation}` has the raw text'),
  })
  .meta({ id: 'ProvedEntry' });

const tag = 'Journal';

export function addEntryEndpoints(app: FastifyInstance, { session }: Context): void {
  addEndpoint(app, {
    path: '/api/books/:book/entries',
    summary: 'Journal entries, the newest first, or upwards from `after`',
    description: 'In order of number; those of a period or an account in order of date, then number.',
    tag,
    params: bookParams,
    query,
    answer: list,
    handle: async ({ params, query }) => await listEntries(session, await bookNamed(session, params.book), query),
  });
  addEndpoint(app, {
    path: '/api/books/:book/entries/:number',
    summary: 'One entry, with where its document was seen',
    tag,
    params: bookParams.extend({ number: id }),
    query: nothing,
    answer: proved,
    handle: async ({ params }) => await showEntry(session, await bookNamed(session, params.book), params.number),
  });
}
