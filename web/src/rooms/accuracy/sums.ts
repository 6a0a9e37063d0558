import type { Certificate, DaySums } from '../../api/certificates.ts';
import { moneyText } from '../../money/decimal.ts';

/** One currency of a day, as both sides count it. */
export interface BothSides {
  readonly currency: string;
  readonly theirs: DaySums[string];
  readonly ours: DaySums[string];
}

const NONE = { orders: 0, total: '0' };

export function bothSidesOf({ theirs, ours }: Pick<Certificate, 'theirs' | 'ours'>): BothSides[] {
  const currencies = [...new Set([...Object.keys(theirs), ...Object.keys(ours)])].sort();
  return currencies.map((currency) => ({
    currency,
    theirs: theirs[currency] ?? NONE,
    ours: ours[currency] ?? NONE,
  }));
}

export const ordersIn = (sums: DaySums): number => Object.values(sums).reduce((all, { orders }) => all + orders, 0);

/** '1,234.50 EUR, 20.00 USD' */
export const sumsText = (sums: DaySums): string =>
  Object.entries(sums)
    .map(([currency, { total }]) => moneyText(total, currency))
    .join(', ') || '–';
