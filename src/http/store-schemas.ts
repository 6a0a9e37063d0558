import { z } from 'zod';
import type { FoundStore, KeptStore } from '../engine/desk.ts';
import { currency, day } from './schemas.ts';

/* Shapes that both ways of connecting a store share. */

export const channelName = z.string().min(1).max(100);

export const credentials = z
  .record(z.string().max(100), z.string().max(5_000))
  .describe('By the names that the platform asks for; never told again');

const found = z.object({
  name: z.string(),
  remoteAccount: z.string(),
  currency,
  zone: z.string().nullable(),
  missing: z.array(z.string()).describe('What the credentials may not do, in sentences'),
  takesOver: z
    .object({
      channel: z.string(),
      isCertain: z.boolean().describe('It is the shop’s by name, or the store has orders of it; else it is a guess'),
      agreeing: z.int().describe('How many of its newest orders the store has too; 0 where its name is enough'),
      movedFrom: z.string().nullable().describe('The shop that the channel is so far: taken over with `moved` only'),
    })
    .nullable()
    .describe('A channel that this shop may be: kept as it, nothing that is there is posted again'),
});

export const foundStore: z.ZodType<FoundStore> = found.meta({ id: 'FoundStore' });

export const keptStore: z.ZodType<KeptStore> = found
  .extend({
    state: z.enum(['found', 'live']).describe('Live: it was before, and goes on with these credentials'),
    isCutOverChanged: z.boolean().describe('What is posted already follows with `apply`'),
  })
  .meta({ id: 'KeptStore' });

/** How a found store is kept. */
export const keepAs = {
  channel: channelName.describe('One that is there is taken over'),
  cutOver: day
    .nullable()
    .optional()
    .describe('From when on its facts post; null: all of its history; left out: as it stands, all of a new one’s'),
  moved: z.boolean().default(false).describe('The channel’s shop is at this address now: its orders have to be there'),
};
