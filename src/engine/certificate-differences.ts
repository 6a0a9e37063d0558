import { major } from '../domain/money/format.ts';
import type { LocalDate } from '../domain/time/when.ts';
import type { Differing, OrderSum } from '../storage/live/certificates.ts';
import type { Difference, DifferenceChanges, StandingDifference } from '../storage/live/differences.ts';

/** An order that differs on a day; confirmed once it differed before and was read again since. */
export interface FoundDifference {
  readonly day: LocalDate;
  readonly differing: Differing;
  readonly isConfirmed: boolean;
}

/**
 * What differs now against what stands, by day and order: opened once it is confirmed, changed, or healed by itself
 * (design.md 1). One that a person accepted keeps quiet until its figures change; then it is a new one. Of the same days
 * nothing else is looked at: what plans raise of documents stays theirs.
 */
export function compareDifferences(
  found: readonly FoundDifference[],
  standing: readonly StandingDifference[],
): DifferenceChanges {
  const opened: Difference[] = [];
  const changed: DifferenceChanges['changed'][number][] = [];
  const accepted = standing.filter(({ state }) => state === 'accepted');
  const left = new Map(standing.filter(({ state }) => state === 'open').map((one) => [subjectOf(one), one]));
  for (const { day, differing, isConfirmed } of found) {
    const difference = { day, remoteId: differing.remoteId, ...figuresOf(differing) };
    if (accepted.some((one) => isSame(one, difference))) continue;
    const known = left.get(subjectOf(difference));
    left.delete(subjectOf(difference));
    if (known !== undefined) {
      if (!isSame(known, difference)) changed.push({ ...difference, discrepancyId: known.discrepancyId });
    } else if (isConfirmed) opened.push(difference);
  }
  return { opened, changed, healed: [...left.values()].map(({ discrepancyId }) => discrepancyId) };
}

/** True where a person said that an order may differ just so. */
export function isAccepted(day: LocalDate, differing: Differing, standing: readonly StandingDifference[]): boolean {
  const difference = { day, remoteId: differing.remoteId, ...figuresOf(differing) };
  return standing.some((one) => one.state === 'accepted' && isSame(one, difference));
}

const subjectOf = ({ day, remoteId }: Pick<Difference, 'day' | 'remoteId'>) => `${day} ${remoteId}`;

function isSame(known: StandingDifference, { kind, amount, currency, ...subject }: Difference): boolean {
  const isAlike = known.kind === kind && known.amount === amount && known.currency === currency;
  return isAlike && subjectOf(known) === subjectOf(subject);
}

function figuresOf({ theirs, ours }: Differing): Pick<Difference, 'kind' | 'amount' | 'currency' | 'note'> {
  if (ours === null && theirs !== null) {
    const note = `the platform counts ${text(theirs)}, the books hold nothing`;
    return { kind: 'missing-in-books', amount: 0 - theirs.total, currency: theirs.currency, note };
  }
  if (theirs === null && ours !== null) {
    const note = `the books hold ${text(ours)}, the platform counts nothing`;
    return { kind: 'missing-on-platform', amount: ours.total, currency: ours.currency, note };
  }
  if (theirs === null || ours === null) throw new Error('an order that neither side knows cannot differ');
  const note = `the platform counts ${text(theirs)}, the books hold ${text(ours)}`;
  const { currency } = theirs;
  if (currency !== ours.currency) return { kind: 'order-currency-differs', amount: 0 - theirs.total, currency, note };
  return { kind: 'order-total-differs', amount: ours.total - theirs.total, currency, note };
}

const text = ({ total, currency }: OrderSum) => `${major(total, currency)} ${currency}`;
