import { hash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Book, bookNamed, markOf } from '../books/book.ts';
import { csvLine } from '../books/export/csv-text.ts';
import { xlsxOf } from '../books/export/xlsx.ts';
import { balanceSheet } from '../books/reports/balance-sheet.ts';
import { clearing } from '../books/reports/clearing.ts';
import * as flat from '../books/reports/flat.ts';
import { profitAndLoss } from '../books/reports/profit-and-loss.ts';
import type { Reported, ReportOptions } from '../books/reports/report.ts';
import { salesByChannel } from '../books/reports/sales-by-channel.ts';
import { taxReport } from '../books/reports/tax.ts';
import { trialBalance } from '../books/reports/trial-balance.ts';
import type { Session } from '../books/session.ts';
import type { Context } from './context.ts';
import { addEndpoint } from './endpoint.ts';
import { sendFile } from './files.ts';
import * as schemas from './report-schemas.ts';
import { bookParams, day } from './schemas.ts';

type By = NonNullable<ReportOptions['by']>;

/** A report: how it is made, and laid flat for spreadsheets. */
interface Kind<T> {
  readonly name: string;
  readonly summary: string;
  readonly by?: readonly By[];
  readonly answer: z.ZodType<T>;
  make(session: Session, bookId: number, options: ReportOptions): Promise<Reported<T>>;
  flat(report: T): flat.FlatRecord[];
}

export const reportQuery = {
  from: day.optional().describe('The first day; the first of the books unless said otherwise'),
  to: day.optional().describe('The last day'),
  currency: z.enum(['base', 'original']).optional(),
  asKnownAt: z.int().min(0).optional().describe('As the books said after that entry'),
  knownOn: day.optional().describe('The same by a day: as the books stood at its end'),
};

const formats = { csv: 'text/csv', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' } as const;
const format = z.enum(['json', 'csv', 'xlsx']).optional();

export function addReportEndpoints(app: FastifyInstance, { session }: Context): void {
  add(app, session, {
    name: 'trial-balance',
    summary: 'What every account stands at',
    answer: schemas.trialBalance,
    make: trialBalance,
    flat: flat.flatTrialBalance,
  });
  add(app, session, {
    name: 'profit-and-loss',
    summary: 'What was earned and spent',
    by: ['day', 'month', 'channel'],
    answer: schemas.profitAndLoss,
    make: profitAndLoss,
    flat: flat.flatProfitAndLoss,
  });
  add(app, session, {
    name: 'balance-sheet',
    summary: 'What is owned and owed on the last day',
    by: ['day', 'month'],
    answer: schemas.balanceSheet,
    make: balanceSheet,
    flat: flat.flatBalanceSheet,
  });
  add(app, session, {
    name: 'sales-by-channel',
    summary: 'Orders, sales, tax and money, channel by channel',
    by: ['day', 'month'],
    answer: schemas.salesByChannel,
    make: salesByChannel,
    flat: flat.flatSalesByChannel,
  });
  add(app, session, {
    name: 'tax',
    summary: 'What a tax return needs, by scheme and rate',
    answer: schemas.tax,
    make: taxReport,
    flat: flat.flatTax,
  });
  add(app, session, {
    name: 'clearing',
    summary: 'What payment gateways owe',
    answer: schemas.clearing,
    make: clearing,
    flat: flat.flatClearing,
  });
}

function add<T>(app: FastifyInstance, session: Session, kind: Kind<T>): void {
  const { name, summary, by, answer, make } = kind;
  const query: z.ZodType<ReportOptions & { readonly format?: z.infer<typeof format> }> =
    by === undefined
      ? z.strictObject({ ...reportQuery, format })
      : z.strictObject({ ...reportQuery, by: z.enum(by).optional(), format });
  addEndpoint(app, {
    path: `/api/books/:book/reports/${name}`,
    summary,
    description:
      'Costs the same however many orders there are. Its ETag changes with whatever is written into the books.',
    tag: 'Reports',
    params: bookParams,
    query,
    answer: schemas.reported(answer),
    forms: Object.values(formats),
    handle: async ({ params, query, raw }, reply) => {
      const book = await bookNamed(session, params.book);
      const { format: wanted = 'json', ...options } = query;
      // Orders and units are counted also where no entry is made: the head alone would not tell.
      const mark = await markOf(session, book.bookId);
      if (isKnown(raw, reply, book, [name, wanted, JSON.stringify(options), mark])) return reply.code(304).send();
      const reported = await make(session, book.bookId, options);
      if (wanted === 'json') return reported;
      return await sendFlat(reply, wanted, `${book.name} ${name}`, kind.flat(reported.report));
    },
  });
}

/** Sets the answer's ETag: what the books stand at and what is asked. True where the asker has that answer already. */
export function isKnown(request: FastifyRequest, reply: FastifyReply, book: Book, asked: readonly string[]): boolean {
  const tag = `"${hash('sha256', [version, book.head, book.name, ...asked].join('\n'), 'hex').slice(0, 32)}"`;
  reply.headers({ etag: tag, 'cache-control': 'private, no-cache' });
  const known = request.headers['if-none-match'] ?? '';
  return known.split(',').some((each) => each.trim().replace(/^W\//, '') === tag);
}

/** Raised when a report says something else of the same books. */
const version = '2';

async function sendFlat(
  reply: FastifyReply,
  wanted: keyof typeof formats,
  name: string,
  records: readonly flat.FlatRecord[],
): Promise<FastifyReply> {
  const content = wanted === 'xlsx' ? await xlsxOf(name, records) : csvOf(records);
  const type = wanted === 'csv' ? `${formats.csv}; charset=utf-8` : formats[wanted];
  return sendFile(reply, { name: `${name}.${wanted}`, type, content });
}

function csvOf(records: readonly flat.FlatRecord[]): string {
  const lines = [Object.keys(records[0] ?? {}), ...records.map((record) => Object.values(record))];
  return lines.map((line) => `${csvLine(line)}\n`).join('');
}
