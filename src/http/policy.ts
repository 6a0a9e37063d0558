import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { bookNamed } from '../books/book.ts';
import { type PolicyBody, policiesOf, previewSettings, setPolicy } from '../books/policy.ts';
import { applyRestate, type Restated } from '../books/restate.ts';
import { major } from '../domain/money/format.ts';
import { dateIn, type Instant } from '../domain/time/when.ts';
import { Trouble } from '../domain/trouble.ts';
import type { Context } from './context.ts';
import { addEndpoint, nothing } from './endpoint.ts';
import { accountType, bookParams, day, decimal, instant } from './schemas.ts';

const body: z.ZodType<PolicyBody> = z
  .object({
    recognition: z.enum(['by-channel', 'order', 'fulfilment']),
    discounts: z.enum(['separate', 'net']),
    amountOnlyRefundTax: z.enum(['pro-rata-when-prices-include-tax', 'pro-rata', 'none']),
    taxPoint: z.literal('recognition'),
    tips: z.enum(['income', 'payable']),
    roundingCap: z.int(),
    rateDays: z.int(),
    schemes: z.record(z.string(), z.string()),
    gateways: z.record(z.string(), z.string()),
  })
  .meta({ id: 'PolicyBody' });

const versions = z.array(
  z
    .object({ version: z.int(), effectiveFrom: day, madeAt: instant, madeBy: z.string(), body })
    .meta({ id: 'PolicyVersion' }),
);

const settings = z.strictObject({
  settings: z
    .array(z.string().min(1).max(500))
    .min(1)
    .max(100)
    .describe('`recognition=order`, `gateways.system_default=Stripe`; an empty value takes an entry of a map out'),
  from: day.optional().describe('In force for what begins on that day or later; today unless said otherwise'),
});

const restated = z
  .object({
    documents: z.int().describe('Looked at'),
    changed: z.int(),
    entries: z.int(),
    effect: z.array(
      z.object({ month: z.string(), code: z.string(), name: z.string(), type: accountType, base: decimal }),
    ),
  })
  .meta({ id: 'Restated', description: 'The effect on accounts by month of the true date, debit positive' });

const tag = 'Policy';

export function addPolicyEndpoints(app: FastifyInstance, { session, clock, who }: Context): void {
  const { database } = session;
  const today = (zone: string) => dateIn(clock() as Instant, zone);
  addEndpoint(app, {
    path: '/api/books/:book/policy',
    summary: 'How the book wants things booked: all versions, the oldest first',
    tag,
    params: bookParams,
    query: nothing,
    answer: versions,
    handle: async ({ params }) => {
      const policies = await policiesOf(database, (await bookNamed(session, params.book)).bookId);
      return policies.map(({ madeAt, ...policy }) => ({ ...policy, madeAt: new Date(madeAt).toISOString() }));
    },
  });
  addEndpoint(app, {
    method: 'POST',
    path: '/api/books/:book/policy',
    summary: 'Makes a new version; what is posted stays as it is until it is applied',
    tag,
    params: bookParams,
    query: nothing,
    body: settings,
    answer: z.object({ kind: z.enum(['set', 'unchanged']), version: z.int() }),
    handle: async ({ params, body }) => {
      const { bookId, zone } = await bookNamed(session, params.book);
      const { settings, from = today(zone) } = body;
      const made = await setPolicy(database, { bookId, settings, from, by: who }, clock);
      if (made.kind === 'bad-setting') throw new Trouble(made.cause, made.remedy);
      if (made.kind === 'set') return made;
      return { kind: made.kind, version: (await policiesOf(database, bookId)).length };
    },
  });
  addEndpoint(app, {
    method: 'POST',
    path: '/api/books/:book/policy/preview',
    summary: 'What making and applying a new version would do to the books; writes nothing',
    tag,
    params: bookParams,
    query: nothing,
    body: settings,
    answer: restated,
    handle: async ({ params, body }) => {
      const { bookId, baseCurrency, zone } = await bookNamed(session, params.book);
      const { settings, from = today(zone) } = body;
      const previewed = await previewSettings(database, { bookId, settings, from });
      if (previewed.kind === 'bad-setting') throw new Trouble(previewed.cause, previewed.remedy);
      return shown(previewed.effect, baseCurrency);
    },
  });
  addEndpoint(app, {
    method: 'POST',
    path: '/api/books/:book/apply',
    summary: 'Brings posted documents under the policy in force: corrections on their own dates',
    tag,
    params: bookParams,
    query: nothing,
    body: z.strictObject({}).nullish(),
    answer: restated,
    handle: async ({ params }) => {
      const { bookId, baseCurrency } = await bookNamed(session, params.book);
      return shown(await applyRestate(database, bookId, 'policy', who, clock), baseCurrency);
    },
  });
}

function shown({ effect, ...counts }: Restated, currency: string) {
  return { ...counts, effect: effect.map((row) => ({ ...row, base: major(row.base, currency) })) };
}
