import { type DocumentState, orderVersions } from '../documents/fold.ts';
import { type Derived, NO_TOTALS } from '../posting/desired.ts';
import { dateIn } from '../time/when.ts';
import type { Summary } from './state.ts';

/** What lists of documents show of one. */
export function summaryOf(state: DocumentState, zone: string, derived: Derived): Summary {
  const totals = derived.kind === 'derived' ? derived.totals : NO_TOTALS;
  const status: Summary['status'] =
    derived.kind === 'waits'
      ? derived.reason === 'order'
        ? 'waits-for-order'
        : 'waits-for-rate'
      : (derived.reason ?? 'posted');
  const order = state.parts.order;
  const newest = order === undefined ? undefined : orderVersions(order).at(-1)?.content;
  if (newest !== undefined) {
    return {
      number: newest.number,
      placedOn: dateIn(newest.placedAt, zone),
      currency: newest.currency,
      ...totals,
      status,
    };
  }
  const content = Object.values(state.parts)[0]?.sightings[0]?.content;
  if (content?.type === 'credit-note') {
    return {
      number: content.number,
      placedOn: dateIn(content.at, zone),
      currency: content.currency,
      ...totals,
      status,
    };
  }
  if (content?.type === 'manual')
    return { number: content.text, placedOn: dateIn(content.at, zone), currency: null, ...totals, status };
  return { number: '', placedOn: null, currency: null, ...totals, status };
}
