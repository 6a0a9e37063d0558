import type { Story } from '../../api/orders.ts';
import { isNegative, isNothing, negate, sum } from '../../money/decimal.ts';

/** Why nothing of an order, or only a part of it, is revenue yet. */
export type Standing =
  | { readonly kind: 'no-sale' }
  | { readonly kind: 'comes-to-nothing' }
  /** `rest`: what is still to come; null where the answer does not tell it for certain. */
  | { readonly kind: 'ships-first'; readonly rest: string | null };

type Told = Pick<Story, 'document' | 'entries'>;

const BRIDGE: ReadonlySet<string> = new Set(['1200', '2200']);
/** What turns goods into revenue, or changes them; money and what is given back are told apart. */
const GOODS: ReadonlySet<string> = new Set(['sale', 'fulfilment', 'edit', 'cancel']);
/** After these the total and what was recognised no longer answer to each other. */
const OTHER: ReadonlySet<string> = new Set(['credit', 'opening']);

const headOf = (key: string) => key.split(':')[0] ?? '';

/** How it stands with the revenue of an order; null where there is nothing to explain. */
export function standingOf({ document, entries }: Told): Standing | null {
  const { status, fulfilled, total } = document;
  if (status === 'not-yet-a-sale') return { kind: 'no-sale' };
  if (status !== 'posted' && status !== 'nothing-to-show') return null;
  if (fulfilled === 'none' || fulfilled === 'partly') return shipsFirst({ document, entries });
  const isFree = status === 'nothing-to-show' && total !== null && isNothing(total);
  return isFree ? { kind: 'comes-to-nothing' } : null;
}

/** Where revenue counts when it is ordered, all of it is recognised and nothing is left to tell. */
function shipsFirst({ document, entries }: Told): Standing | null {
  const { total, parts } = document;
  const recognised = recognisedIn(entries, document.currency);
  const hasCancelled = parts.some(({ key, text }) => key === 'order' && text.includes('part cancellation'));
  const isUncertain = total === null || hasCancelled || entries.some(({ key }) => OTHER.has(headOf(key)));
  if (isUncertain) return isNothing(recognised) ? { kind: 'ships-first', rest: null } : null;
  const rest = sum([total, negate(recognised)]);
  return isNothing(rest) || isNegative(rest) ? null : { kind: 'ships-first', rest };
}

/** What customers came to owe for goods, in the order's currency. */
const recognisedIn = (entries: Told['entries'], currency: string | null): string =>
  sum(
    entries
      .filter(({ key }) => GOODS.has(headOf(key)))
      .flatMap(({ postings }) => postings)
      .filter((posting) => BRIDGE.has(posting.code) && posting.currency === currency)
      .map(({ amount }) => amount),
  );
