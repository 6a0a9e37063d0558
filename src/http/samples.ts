import { z } from 'zod';
import type { SampleEntry } from '../books/plan-ahead.ts';
import { currency, day, decimal } from './schemas.ts';

/** An entry that would be posted, shown before anything is. */
export const sampleEntry: z.ZodType<SampleEntry> = z
  .object({
    date: day,
    key: z.string(),
    document: z.object({ kind: z.string(), number: z.string(), remoteId: z.string() }),
    postings: z.array(z.object({ code: z.string(), name: z.string(), amount: decimal, currency, baseAmount: decimal })),
  })
  .meta({ id: 'SampleEntry' });
