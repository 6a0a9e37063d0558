import type { Lock } from '../../api/locks.ts';
import type { Day } from '../../api/types.ts';
import { addDays } from '../../money/dates.ts';

/** What can be closed: '' is the books themselves, else a tax scheme's return. */
export type Scheme = string;

/** Of each thing that is closed the lock that reaches furthest: the books first, then the returns by name. */
export function standingOf(locks: readonly Lock[]): Lock[] {
  const furthest = new Map<Scheme, Lock>();
  for (const lock of locks) {
    if (lock.liftedAt !== null) continue;
    const known = furthest.get(lock.scheme);
    if (known === undefined || known.through <= lock.through) furthest.set(lock.scheme, lock);
  }
  return [...furthest.values()].sort((a, b) => (a.scheme < b.scheme ? -1 : 1));
}

/** Those that close nothing any more, the newest first: lifted, or followed by one that reaches further. */
export function earlierOf(locks: readonly Lock[]): Lock[] {
  const standing = new Set(standingOf(locks).map(({ lockId }) => lockId));
  return locks.filter(({ lockId }) => !standing.has(lockId)).reverse();
}

/** 'the books', 'the return DE'. */
export const whatIs = (scheme: Scheme) => (scheme === '' ? 'the books' : `the return ${scheme}`);

export const titleOf = (scheme: Scheme) => (scheme === '' ? 'The books' : `Tax return ${scheme}`);

/** The first day on which the books, or a return, take entries again. */
export const firstOpenDay = (through: Day): Day => addDays(through, 1);

/** The last day of the month before the one of `today`. */
export const endOfLastMonth = (today: Day): Day => addDays(`${today.slice(0, 7)}-01`, -1);
