import { z } from 'zod';
import type { ShownDiscrepancy } from '../books/discrepancies.ts';
import type { ShownEntry } from '../books/entries.ts';
import type { ShownOrder } from '../books/orders.ts';
import type { Period } from '../books/reports/periods.ts';
import type { RunProblem } from '../books/runs.ts';
import type { Verification } from '../books/verifications.ts';
import type { LocalDate } from '../domain/time/when.ts';

/*
 * What the API takes and gives. Requests are checked, answers written and the OpenAPI document made from schemas alone;
 * the types say that they are what the books really answer. Here are those that several groups of endpoints share.
 */

// A brand cannot be said in JSON Schema: the format is what makes a text a day.
export const day = z.iso.date() as unknown as z.ZodType<LocalDate>;
export const currency = z.string().describe('ISO 4217');
export const decimal = z.string().describe('Decimal in major units');
export const instant = z.string().describe('ISO 8601, UTC');
export const accountType = z.enum([
  'asset',
  'liability',
  'equity',
  'income',
  'contra-income',
  'cost-of-sales',
  'expense',
  'other',
]);
export const cause = z.enum(['fact', 'correction', 'undo', 'manual', 'opening']);

const name = z.string().min(1).max(200);
export const bookParams = z.strictObject({ book: name.describe('Name of the book') });
export const limit = (max: number, usual: number) =>
  z.int().min(1).max(max).optional().describe(`At most ${max}; ${usual} unless said otherwise`);
export const cursor = z.string().max(200).optional().describe('`next` of the page before');
export const id = z.int().min(1);
export const setAside = z
  .object({ at: instant, by: z.string(), note: z.string() })
  .nullable()
  .describe('By whose word it is not to be booked, and why; null where it waits');

/** Characters of what a person says of something. */
export const noteMax = 2_000;
export const ids = z.array(id).min(1).max(1_000);

export const period: z.ZodType<Period> = z
  .object({ from: day, to: day })
  .meta({ id: 'Period', description: 'Days, both included' });

export const documentName = z
  .object({
    ref: z.string().describe('Its own name among all documents of the book: `/orders/{document}` takes it'),
    kind: z.string(),
    number: z.string(),
    remoteId: z.string().describe("The platform's id"),
    channel: z.string(),
  })
  .meta({ id: 'DocumentName' });

export const entryShape = {
  number: z.int(),
  date: day,
  trueDate: day.describe("The event's own date"),
  key: z.string().describe('Posting key: which fact of the document'),
  revision: z.int(),
  cause,
  note: z.string(),
  recordedAt: instant,
  versions: z.object({ policy: z.int(), decoder: z.int(), rules: z.int() }),
  hash: z.string(),
  document: documentName,
  postings: z.array(
    z
      .object({
        code: z.string(),
        name: z.string(),
        amount: decimal,
        currency,
        baseAmount: decimal,
        channel: z.string(),
        sku: z.string(),
        taxCode: z.string(),
        taxBase: decimal,
        liable: z.string(),
      })
      .meta({ id: 'Posting', description: 'Debit positive' }),
  ),
};

export const entry: z.ZodType<ShownEntry> = z.object(entryShape).meta({ id: 'Entry' });

/** What one side of a certificate says that an order comes to. */
export const orderSum = z.object({ total: decimal, currency });

export const discrepancyState = z.enum(['open', 'healed', 'accepted']);

export const discrepancy: z.ZodType<ShownDiscrepancy> = z
  .object({
    id: z.int(),
    kind: z.string(),
    state: discrepancyState,
    amount: decimal,
    currency,
    note: z.string(),
    openedAt: instant,
    settledAt: instant.nullable(),
    settledBy: z.string().nullable(),
    document: z.object({
      ...documentName.shape,
      ref: documentName.shape.ref.nullable().describe('Null: the books have no document of it'),
    }),
    sides: z
      .object({
        currency,
        total: decimal.describe('The shop says'),
        paid: decimal.describe('The shop says'),
        refunded: decimal.describe('The shop says'),
        due: decimal.describe('The books hold; negative where the merchant owes'),
      })
      .nullable()
      .describe('Null for a document that names no currency, and of what a certificate raised'),
    certificate: z
      .object({ day, theirs: orderSum.nullable(), ours: orderSum.nullable() })
      .nullable()
      .describe(
        'The day whose certificate raised it: have that day certified again. Both sides null: they agree by now',
      ),
  })
  .meta({ id: 'Discrepancy' });

export const fulfilled = z.enum(['none', 'partly', 'all']).nullable().describe('How much of what ships has shipped');

export const order: z.ZodType<ShownOrder> = z
  .object({
    document: z.string().describe('`/orders/{document}` takes it'),
    kind: z.string(),
    number: z.string(),
    remoteId: z.string(),
    placedOn: day,
    customer: z.string().nullable(),
    channel: z.string(),
    currency: currency.nullable(),
    total: decimal.nullable(),
    paid: decimal.nullable(),
    refunded: decimal.nullable(),
    due: decimal.nullable().describe('Negative where the merchant owes'),
    status: z.string(),
    fulfilled,
    discrepancies: z.int().describe('How many are open'),
  })
  .meta({ id: 'Order', description: "Amounts in the order's own currency" });

export const runState = z.enum(['running', 'done', 'failed', 'interrupted']);

export const runProblem: z.ZodType<RunProblem> = z
  .object({ detail: z.string(), remedy: z.string() })
  .meta({ id: 'RunProblem' });

export const verification: z.ZodType<Verification> = z
  .object({
    id: z.int(),
    state: runState,
    by: z.string(),
    startedAt: instant,
    at: instant.nullable().describe('When it ended'),
    ok: z.boolean().nullable().describe('Null before it ends'),
    entries: z.int(),
    documents: z.int(),
    head: z.string().nullable(),
    restatable: z.int().nullable(),
    firstDifference: z
      .object({
        what: z.enum(['chain', 'head', 'balance', 'date', 'document', 'posting']),
        document: z.string().nullable(),
        key: z.string().nullable(),
        account: z.string().nullable(),
        derived: z.string(),
        posted: z.string(),
      })
      .nullable(),
    problem: runProblem.nullable(),
  })
  .meta({ id: 'Verification' });
