import { z } from 'zod';

/*
 * A profile declares what the tables of an export mean, so that no data set needs code of its own. docs/profiles.md
 * says it for those who write one; this is the same as types.
 *
 *   file      one kind of table (orders, items, payments), known by the names of its files
 *   column    named by its header, never by its place
 *   document  what the rows that share a key make: an order or a credit note
 *   section   says which rows of a file are lines, payments, refunds …, and which column holds what
 */

const text = z.string().min(1);
const column = text;
const columns = z.union([column, z.array(column).min(1)]);
const texts = z.union([text, z.array(text).min(1)]);

/** A test on one row: a column with one test, or conditions joined. */
export interface Condition {
  readonly column?: string | undefined;
  readonly is?: string | readonly string[] | undefined;
  readonly isNot?: string | readonly string[] | undefined;
  readonly startsWith?: string | undefined;
  readonly matches?: string | undefined;
  readonly empty?: boolean | undefined;
  readonly sign?: 'positive' | 'negative' | 'zero' | undefined;
  readonly all?: readonly Condition[] | undefined;
  readonly any?: readonly Condition[] | undefined;
  readonly not?: Condition | undefined;
}

const value = z.string();
const condition: z.ZodType<Condition> = z.lazy(() =>
  z.strictObject({
    column: column.optional(),
    is: z.union([value, z.array(value)]).optional(),
    isNot: z.union([value, z.array(value)]).optional(),
    startsWith: text.optional(),
    matches: text.optional(),
    empty: z.boolean().optional(),
    sign: z.enum(['positive', 'negative', 'zero']).optional(),
    all: z.array(condition).min(1).optional(),
    any: z.array(condition).min(1).optional(),
    not: condition.optional(),
  }),
);

/** One of a few values: always the same, or the first case whose condition holds. */
const choice = <T extends string>(values: readonly [T, ...T[]]) =>
  z.union([z.enum(values), z.array(z.strictObject({ when: condition.optional(), is: z.enum(values) })).min(1)]);

/** Text: of a column, of the first of several that has one, or always the same. */
const source = z.union([column, z.strictObject({ first: z.array(column).min(1) }), z.strictObject({ text })]);

/** An amount: of a column, or added up from several. */
const amount = z.union([
  column,
  z.strictObject({ plus: z.array(column).optional(), minus: z.array(column).optional() }),
]);

/** Instants: the first of these columns that has one (and whose condition holds). */
const moment = z.union([column, z.strictObject({ column, when: condition.optional() })]);
const moments = z.union([moment, z.array(moment).min(1)]);

const tax = z.strictObject({
  amount,
  jurisdiction: source.optional(),
  name: source.optional(),
  rate: source.optional(),
  zeroRated: z.boolean().default(false),
  liable: z.enum(['merchant', 'marketplace']).default('merchant'),
});

const file = z.strictObject({
  match: texts.default('*'),
  otherwise: texts.optional(),
  key: columns,
  delimiter: z.enum([',', ';', '\t', '|']).default(','),
  encoding: z.enum(['utf-8', 'latin1', 'windows-1252', 'utf-16le']).default('utf-8'),
  headerRow: z.int().min(1).max(1000).default(1),
  required: z.boolean().default(true),
  mayLack: z.array(column).default([]),
  sameKey: z.enum(['join', 'last']).optional(),
});

const section = { file: text.optional(), when: condition.optional() };
const kinds = ['goods', 'gift-card', 'shipping', 'fee', 'tip', 'duty', 'other'] as const;

const document = z.strictObject({
  file: text.optional(),
  number: source.optional(),
  placedAt: moments,
  paidAt: moments.optional(),
  shippedAt: moments.optional(),
  cancelledAt: moments.optional(),
  rowsDisagree: z.enum(['refuse', 'earliest', 'latest']).default('refuse'),
  creditNote: z.strictObject({ when: condition, amounts: z.enum(['negative', 'positive']) }).optional(),
  status: choice(['unplaced', 'open', 'cancelled', 'deleted']).default('open'),
  withoutLines: z.enum(['unplaced', 'open', 'cancelled', 'deleted']).optional(),
  terms: choice(['prepay', 'on-account']).default('prepay'),
  total: amount.optional(),
  linesTotal: amount.optional(),
  discount: amount.optional(),
  pricesIncludeTax: z.union([z.boolean(), z.literal('by-total')]).default(false),
  taxes: z.array(tax).default([]),
  taxesOn: z.enum(['lines', 'lines-and-charges']).default('lines-and-charges'),
  tellsShipments: z.boolean().default(false),
  overpaidIsInterest: z.boolean().default(false),
});

const lines = z.strictObject({
  ...section,
  id: source.optional(),
  code: column.optional(),
  quantity: z.union([column, z.strictObject({ fixed: z.int() })]).default({ fixed: 1 }),
  price: column.optional(),
  discount: amount.optional(),
  amount: amount.optional(),
  before: amount.optional(),
  tax: tax.optional(),
  ships: z.union([z.boolean(), condition]).default(true),
  taxable: condition.optional(),
  giftCard: condition.optional(),
  codes: z
    .array(
      z.strictObject({
        code: texts.optional(),
        pattern: text.optional(),
        kind: z.enum(kinds).default('other'),
        account: text.optional(),
      }),
    )
    .default([]),
});

const charge = z.strictObject({
  ...section,
  kind: z.enum(kinds),
  account: text.optional(),
  per: z.enum(['document', 'row']).default('document'),
  id: column.optional(),
  amount,
  tax: tax.optional(),
});

const payments = z.strictObject({
  ...section,
  per: z.enum(['document', 'row']).default('row'),
  id: column.optional(),
  amount,
  gateway: source,
  at: moments.optional(),
  status: choice(['captured', 'authorised', 'pending', 'failed', 'voided', 'none']).default('captured'),
});

const refunds = z.strictObject({
  ...section,
  per: z.enum(['document', 'row']).default('row'),
  id: column.optional(),
  amount,
  gateway: source.optional(),
  at: moments.optional(),
  line: column.optional(),
  quantity: column.optional(),
  status: choice(['settled', 'pending', 'failed']).default('settled'),
});

const fulfilments = z.strictObject({
  ...section,
  per: z.enum(['document', 'row']).default('document'),
  id: column.optional(),
  at: moments.optional(),
  undated: z.enum(['none', 'first-sight']).default('none'),
  line: column.optional(),
  quantity: column.optional(),
  lines: condition.optional(),
});

const cancellations = z.strictObject({
  ...section,
  id: column.optional(),
  at: moments.optional(),
  line: column,
  quantity: column,
});

export const profileSchema = z.strictObject({
  $schema: z.string().optional(),
  name: text.regex(/^[a-z0-9][a-z0-9-]*$/, 'small letters, digits and dashes only'),
  about: z.string().optional(),
  version: z.int().min(1).max(999).default(1),
  files: z.record(text, file),
  ignore: z.array(text).default([]),
  numbers: z
    .strictObject({
      decimal: z.enum(['.', ',']).default('.'),
      thousands: z.enum(['', ',', '.', ' ', "'"]).default(''),
      signs: z.array(text).default([]),
    })
    .default({ decimal: '.', thousands: '', signs: [] }),
  dates: z.strictObject({ formats: z.array(text).min(1).default(['iso']), zone: text }),
  currency: z.union([z.strictObject({ column }), text]),
  document,
  lines: lines.optional(),
  charges: z.array(charge).default([]),
  payments: payments.optional(),
  gateways: z.record(text, text).default({}),
  refunds: refunds.optional(),
  fulfilments: fulfilments.optional(),
  cancellations: cancellations.optional(),
  person: z.strictObject({ id: source, name: source.optional(), email: source.optional() }).optional(),
});

/** A profile as it is worked with: defaults filled in. */
export type Profile = Readonly<z.output<typeof profileSchema>>;
export type FileProfile = z.output<typeof file>;
export type Choice<T extends string> = T | readonly { readonly when?: Condition | undefined; readonly is: T }[];
export type SourceProfile = z.output<typeof source>;
export type AmountProfile = z.output<typeof amount>;
export type MomentsProfile = z.output<typeof moments>;
export type TaxProfile = z.output<typeof tax>;
export type LinesProfile = z.output<typeof lines>;
export type ChargeProfile = z.output<typeof charge>;
export type PaymentsProfile = z.output<typeof payments>;
export type RefundsProfile = z.output<typeof refunds>;
export type FulfilmentsProfile = z.output<typeof fulfilments>;
