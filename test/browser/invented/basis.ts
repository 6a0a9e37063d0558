import type { Basis } from '../../../web/src/api/reports.ts';
import { minor, type World } from './world.ts';

export const BASE = 'EUR';
export const HEAD = 'ab'.repeat(32);

/** An amount in the currency of the book. */
export const base = (amount: number) => minor(amount, BASE);

export const basisOf = (world: World, period: Basis['period']): Basis => ({
  ...{ book: 'x', baseCurrency: BASE, entries: world.entryCount, head: HEAD, recordedAt: null },
  period: world.size ? period : null,
});
