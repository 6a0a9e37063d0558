import type { Change } from '../ledger/difference.ts';
import { addDays, type LocalDate } from '../time/when.ts';
import type { Lock } from './state.ts';

/**
 * Where an entry stands in the journal: its true date, or the first open day where that is locked (accounting.md 4).
 * An entry with a tax posting moves whole to the first day open in the books and in its schemes.
 */
export function entryDate(change: Change, locks: readonly Lock[]): LocalDate {
  let date = change.belongsTo;
  if (locks.length === 0) return date;
  const schemes = new Set(
    change.lines.filter(({ taxCode }) => taxCode !== '').map(({ account }) => account.replace(/^2100-/, '')),
  );
  const ascending = [...locks].sort((a, b) => (a.through < b.through ? -1 : 1));
  for (const lock of ascending) {
    if (lock.kind === 'tax' && !schemes.has(lock.scheme)) continue;
    if (date <= lock.through) date = addDays(lock.through, 1);
  }
  return date;
}
