import { describe, expect, test } from 'vitest';
import type { LocalDate } from '../domain/time/when.ts';
import type { Differing } from '../storage/live/certificates.ts';
import type { StandingDifference } from '../storage/live/differences.ts';
import { compareDifferences, type FoundDifference, isAccepted } from './certificate-differences.ts';

const day = '2026-11-16' as LocalDate;
const eur = (total: number) => ({ total, currency: 'EUR' });

const differing = (changes: Partial<Differing> = {}): Differing => ({
  ...{ remoteId: '1', number: '#1', theirs: eur(500), ours: null, parked: null },
  ...changes,
});

const found = (changes: Partial<Differing> = {}, isConfirmed = true): FoundDifference => ({
  ...{ day, differing: differing(changes), isConfirmed },
});

const standing = (changes: Partial<StandingDifference> = {}): StandingDifference => ({
  ...{ discrepancyId: 7, day, remoteId: '1', state: 'open', kind: 'missing-in-books', amount: -500, currency: 'EUR' },
  ...changes,
});

const nothing = { opened: [], changed: [], healed: [] };

describe('what differs on a day against what is open', () => {
  test.each<readonly [string, Partial<Differing>, object]>([
    [
      'missing in the books',
      {},
      {
        ...{ kind: 'missing-in-books', amount: -500, currency: 'EUR' },
        note: 'the platform counts 5.00 EUR, the books hold nothing',
      },
    ],
    ['missing on the platform', { theirs: null, ours: eur(500) }, { kind: 'missing-on-platform', amount: 500 }],
    ['another total', { ours: eur(450) }, { kind: 'order-total-differs', amount: -50 }],
    [
      'another currency',
      { ours: { total: 500, currency: 'USD' } },
      { kind: 'order-currency-differs', amount: -500, currency: 'EUR' },
    ],
  ])('%s: opened', (_, changes, expected) => {
    expect(compareDifferences([found(changes)], [])).toMatchObject({ opened: [{ day, remoteId: '1', ...expected }] });
  });

  test('for the first time: nothing yet', () => {
    expect(compareDifferences([found({}, false)], [])).toEqual(nothing);
  });

  test('the same: nothing, also while it is read again', () => {
    expect(compareDifferences([found()], [standing()])).toEqual(nothing);
    expect(compareDifferences([found({}, false)], [standing()])).toEqual(nothing);
  });

  test('other figures, or another kind: changed', () => {
    const { changed, opened, healed } = compareDifferences([found({ ours: eur(450) }, false)], [standing()]);
    expect(changed).toMatchObject([{ discrepancyId: 7, kind: 'order-total-differs', amount: -50 }]);
    expect([opened, healed]).toEqual([[], []]);
  });

  test('the same order on another day is another subject', () => {
    const before = standing({ day: '2026-11-15' as LocalDate });
    expect(compareDifferences([found()], [before])).toMatchObject({ opened: [{ day }], healed: [7] });
  });

  test('gone: healed by itself', () => {
    expect(compareDifferences([], [standing()])).toEqual({ ...nothing, healed: [7] });
  });

  test('accepted: quiet until its figures change, then a new one', () => {
    const accepted = standing({ state: 'accepted' });
    expect(compareDifferences([found()], [accepted])).toEqual(nothing);
    expect(compareDifferences([], [accepted])).toEqual(nothing);
    expect(compareDifferences([found({ theirs: eur(600) })], [accepted]).opened).toMatchObject([{ amount: -600 }]);
    const open = standing({ discrepancyId: 8, amount: -600 });
    expect(compareDifferences([found()], [accepted, open])).toEqual({ ...nothing, healed: [8] });
    expect(isAccepted(day, differing(), [accepted])).toBe(true);
    expect(isAccepted(day, differing({ theirs: eur(600) }), [accepted])).toBe(false);
    expect(isAccepted('2026-11-15' as LocalDate, differing(), [accepted])).toBe(false);
  });
});
