import type { FindRate } from '../posting/rates.ts';
import { addDays } from '../time/when.ts';
import type { BookState, PinnedRates } from './state.ts';

/** Rates for one document: those its entries already used stay, new ones may be at most so many days old (accounting.md 23). */
export function pinning(
  state: Pick<BookState, 'findRate'>,
  pinned: PinnedRates,
  maxDays: number,
): { readonly find: FindRate; used(): PinnedRates } {
  let used = pinned;
  const find: FindRate = (currency, date) => {
    const key = `${currency} ${date}`;
    const known = used[key];
    if (known !== undefined) return known;
    const rate = state.findRate(currency, date);
    if (rate === null || rate.date < addDays(date, -maxDays)) return null;
    used = { ...used, [key]: rate };
    return rate;
  };
  return { find, used: () => used };
}
