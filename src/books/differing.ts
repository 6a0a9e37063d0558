import { major } from '../domain/money/format.ts';
import type { Currency } from '../domain/money/minor.ts';
import type { LocalDate } from '../domain/time/when.ts';
import type { KnownDiffering, OrderSum } from '../storage/live/certificates.ts';
import { documentRef } from './refs.ts';
import type { Decimal } from './reports/report.ts';

/** An order that the platform and the books tell differently on a day. */
export interface ShownDiffering {
  readonly remoteId: string;
  readonly number: string;
  /** The document that the books have of it, on whatever day; null: none. */
  readonly document: string | null;
  /** Null where that side does not know the order on this day. */
  readonly theirs: ShownSum | null;
  readonly ours: ShownSum | null;
  readonly why: string;
}

export interface ShownSum {
  readonly total: Decimal;
  readonly currency: Currency;
}

/** Both sides in major units, and why they differ as far as is known. */
export function shownDiffering(day: LocalDate, differing: KnownDiffering): ShownDiffering {
  const { remoteId, number, theirs, ours, document } = differing;
  return {
    remoteId,
    number,
    document: document === null ? null : documentRef(document.documentId),
    theirs: shownSum(theirs),
    ours: shownSum(ours),
    why: whyOf(day, differing),
  };
}

function shownSum(sum: OrderSum | null): ShownSum | null {
  return sum === null ? null : { total: major(sum.total, sum.currency), currency: sum.currency };
}

function whyOf(day: LocalDate, { theirs, ours, parked, document }: KnownDiffering): string {
  if (parked !== null) return `The platform’s message of it is parked (${parked.reason}): ${parked.detail}.`;
  if (ours === null) {
    if (document === null) return 'The books never saw it.';
    if (document.status === 'gone') return 'The books were told that it is gone from the platform.';
    if (document.placedOn !== null && document.placedOn !== day) return `The books hold it on ${document.placedOn}.`;
    return 'It came into the books since the day was compared.';
  }
  if (theirs === null) {
    return document?.status === 'gone'
      ? 'The books were told since that it is gone from the platform.'
      : 'The platform does not count it on this day: deleted there, or placed on another day.';
  }
  return theirs.currency === ours.currency ? 'Its total differs.' : 'It stands in another currency.';
}
