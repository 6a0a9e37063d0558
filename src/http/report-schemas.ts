import { z } from 'zod';
import type { BalanceSheet } from '../books/reports/balance-sheet.ts';
import type { Clearing } from '../books/reports/clearing.ts';
import type { ProfitAndLoss } from '../books/reports/profit-and-loss.ts';
import type { Register } from '../books/reports/register.ts';
import type { Basis, Reported } from '../books/reports/report.ts';
import type { SalesByChannel } from '../books/reports/sales-by-channel.ts';
import type { TaxReport } from '../books/reports/tax.ts';
import type { TrialBalance } from '../books/reports/trial-balance.ts';
import { accountType, currency, day, decimal, instant, period } from './schemas.ts';

/* The shapes of reports; the types say that they are what the books really answer. */

const report = { book: z.string(), baseCurrency: currency };

export const basis: z.ZodType<Basis> = z
  .object({
    ...report,
    period: period.nullable().describe('Null for a book without entries'),
    entries: z.int().describe('Number of the last entry that counts'),
    head: z.string().describe('Its hash'),
    recordedAt: instant.nullable().describe('Of books as they were known: when it was recorded'),
  })
  .meta({ id: 'Basis', description: 'What a report was made from' });

/** A report with what it was made from. */
export function reported<T>(report: z.ZodType<T>): z.ZodType<Reported<T>> {
  return z.object({ basis, report }) as unknown as z.ZodType<Reported<T>>;
}

export const trialBalance: z.ZodType<TrialBalance> = z.object({
  ...report,
  rows: z.array(
    z.object({
      code: z.string(),
      name: z.string(),
      type: accountType,
      currency,
      opening: decimal,
      debit: decimal,
      credit: decimal,
      balance: decimal,
      baseBalance: decimal,
    }),
  ),
});

const profitFigures = { currency, amounts: z.array(decimal), percentOfNetSales: z.array(z.string().nullable()) };

export const profitAndLoss: z.ZodType<ProfitAndLoss> = z.object({
  ...report,
  columns: z.array(
    z.object({
      kind: z.enum(['period', 'total', 'prior', 'prior-year', 'channel']),
      from: day,
      to: day,
      channel: z.string(),
    }),
  ),
  rows: z.array(
    z.object({
      section: z.enum([
        'sales',
        'deductions',
        'shipping',
        'other-income',
        'cost-of-sales',
        'channel-costs',
        'other-expenses',
        'fx-and-rounding',
      ]),
      code: z.string(),
      name: z.string(),
      type: accountType,
      ...profitFigures,
    }),
  ),
  totals: z.array(
    z.object({ name: z.enum(['net-sales', 'gross-margin', 'contribution', 'result']), ...profitFigures }),
  ),
});

export const balanceSheet: z.ZodType<BalanceSheet> = z.object({
  ...report,
  columns: z.array(z.object({ at: day })),
  rows: z.array(
    z.object({
      section: z.enum(['asset', 'liability', 'equity']),
      code: z.string(),
      name: z.string(),
      currency,
      amounts: z.array(decimal),
    }),
  ),
  totals: z.array(
    z.object({ name: z.enum(['assets', 'liabilities', 'equity', 'check']), currency, amounts: z.array(decimal) }),
  ),
});

export const salesByChannel: z.ZodType<SalesByChannel> = z.object({
  ...report,
  rows: z.array(
    z.object({
      channel: z.string(),
      from: day,
      to: day,
      currency,
      orders: z.int(),
      units: z.int(),
      gross: decimal,
      discounts: decimal,
      returns: decimal,
      net: decimal,
      shipping: decimal,
      tips: decimal,
      other: decimal,
      tax: decimal,
      marketplaceTax: decimal,
      charged: decimal,
      refunded: decimal,
    }),
  ),
});

const taxKey = {
  scheme: z.string(),
  jurisdiction: z.string(),
  code: z.string(),
  rate: z.string(),
  liable: z.string(),
  currency,
};

export const tax: z.ZodType<TaxReport> = z.object({
  ...report,
  rows: z.array(
    z.object({ ...taxKey, base: decimal, charged: decimal, credited: decimal, due: decimal, baseDue: decimal }),
  ),
  corrections: z.array(z.object({ ...taxKey, month: z.string(), base: decimal, due: decimal, baseDue: decimal })),
});

export const clearing: z.ZodType<Clearing> = z.object({
  ...report,
  rows: z.array(
    z.object({
      code: z.string(),
      name: z.string(),
      currency,
      opening: decimal,
      payments: decimal,
      refunds: decimal,
      other: decimal,
      closing: decimal,
      baseClosing: decimal,
    }),
  ),
});

export const register: z.ZodType<Register & { readonly basis: Basis }> = z
  .object({
    ...report,
    basis,
    code: z.string(),
    name: z.string(),
    opening: z.array(z.object({ currency, balance: decimal })),
    rows: z.array(
      z.object({
        date: day,
        entry: z.int(),
        key: z.string(),
        document: z.string(),
        channel: z.string(),
        text: z.string(),
        counterAccounts: z.array(z.string()),
        debit: decimal,
        credit: decimal,
        balance: decimal,
        currency,
        originalAmount: decimal,
        originalCurrency: currency,
        taxCode: z.string(),
        trueDate: day,
        recordedAt: instant,
      }),
    ),
    next: z.string().nullable(),
  })
  .meta({ id: 'Register' });
