import { z } from 'zod';

/** The shape of a file of worked examples (accounting.md): neutral facts, and the entries and balances expected. */

const amount = z.string().regex(/^[+-]?\d+(\.\d+)?$/, 'an amount in major units');
/** A day, or an instant. */
const when = z.string().regex(/^\d{4}-\d{2}-\d{2}(T\S+)?$/, 'a day or an instant');
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day');

const tax = z.object({
  code: z.string(),
  amount,
  rate: amount.optional(),
  base: amount.optional(),
  liable: z.enum(['merchant', 'marketplace']).optional(),
});

/** A tax is a list with codes, or one amount under the code of what it stands at. */
const taxes = z.union([z.array(tax), amount]);

const line = z.object({
  id: z.string(),
  sku: z.string().optional(),
  qty: z.number().optional(),
  gross: amount.optional(),
  net: amount.optional(),
  discountAllocated: amount.optional(),
  tax: taxes.optional(),
  liable: z.enum(['merchant', 'marketplace']).optional(),
  giftCard: z.string().optional(),
  /** Digital, a service: nothing is shipped. */
  digital: z.boolean().optional(),
});

const part = line.omit({ id: true, qty: true, sku: true, giftCard: true, digital: true });

const change = z.object({
  line: z.string(),
  /** Signed changes of what stands. */
  discount: amount.optional(),
  net: amount.optional(),
  gross: amount.optional(),
  tax: taxes.optional(),
  qty: z.number().optional(),
  added: line.omit({ id: true }).optional(),
  removed: z.boolean().optional(),
});

const fact = z
  .object({
    at: when,
    seen: when.optional(),
    document: z.string().optional(),
    channel: z.string().optional(),
    currency: z.string().optional(),
    gateway: z.string().optional(),
    status: z.string().optional(),
    amount: z.union([amount, z.record(z.string(), amount)]).optional(),
    total: amount.optional(),
    // an order
    order: z.string().optional(),
    state: z.string().optional(),
    paymentTerms: z.string().optional(),
    pricesIncludeTax: z.boolean().optional(),
    lines: z.array(line).optional(),
    shipping: part.optional(),
    fees: z.array(part).optional(),
    tip: amount.optional(),
    duties: amount.optional(),
    orderDiscount: amount.optional(),
    payments: z.array(z.object({ id: z.string(), status: z.string() })).optional(),
    // what happens to it
    /** The order, or the fulfilment of that id. */
    cancelled: z.union([z.boolean(), z.string()]).optional(),
    edit: z.string().optional(),
    changes: z.array(change).optional(),
    fulfilment: z.string().optional(),
    fulfilmentCancelled: z.string().optional(),
    // money
    authorisation: z.string().optional(),
    authorisationExpired: z.string().optional(),
    authorisationVoided: z.string().optional(),
    payment: z.string().optional(),
    paymentFailed: z.string().optional(),
    parent: z.string().optional(),
    captured: z.union([amount, z.record(z.string(), amount)]).optional(),
    settled: z.record(z.string(), amount).optional(),
    giftCard: z.string().optional(),
    storeCredit: z.string().optional(),
    refund: z.string().optional(),
    taxStated: taxes.nullish(),
    to: z.string().optional(),
    openingClearing: z.string().optional(),
  })
  .loose();

const posting = z.object({
  account: z.string(),
  side: z.enum(['debit', 'credit']),
  amount,
  currency: z.string(),
  base: amount,
});

const entry = z.object({
  date: day,
  trueDate: day.optional(),
  document: z.string().optional(),
  key: z.string(),
  postings: z.array(posting),
});

const balances = z.record(z.string(), amount);

const expectation = z.object({
  balances: balances.default({}),
  at: z.record(day, balances).default({}),
  discrepancies: z.array(z.object({ kind: z.string(), amount, since: day.optional() })).optional(),
});

const policy = z
  .object({
    recognition: z.enum(['order', 'fulfilment']).optional(),
    taxPoint: z.string().optional(),
    discounts: z.enum(['separate', 'net']).optional(),
    amountOnlyRefundTax: z.enum(['pro-rata-when-prices-include-tax', 'pro-rata', 'none']).optional(),
    giftCards: z.string().optional(),
    tips: z.enum(['income', 'payable']).optional(),
    lockedThrough: z.string().optional(),
    cutOver: day.optional(),
  })
  .loose();

export const example = z.object({
  id: z.string(),
  title: z.string().default(''),
  book: z.object({ baseCurrency: z.string(), timeZone: z.string().default('UTC'), policy: policy.default({}) }),
  rates: z.array(z.object({ date: day, pair: z.string(), rate: amount })).default([]),
  facts: z.array(fact),
  entries: z.array(entry).default([]),
  expect: expectation.default({ balances: {}, at: {} }),
});

/** The file as a whole; its examples are read one by one, so that one that is malformed does not hide the others. */
export const examplesFile = z.object({ examples: z.array(z.unknown()) });

export type Example = z.infer<typeof example>;
export type Fact = z.infer<typeof fact>;
export type Line = z.infer<typeof line>;
export type Change = z.infer<typeof change>;
export type TaxFacts = z.infer<typeof taxes>;
export type ExpectedEntry = z.infer<typeof entry>;
