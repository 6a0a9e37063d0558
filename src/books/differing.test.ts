import { describe, expect, test } from 'vitest';
import type { LocalDate } from '../domain/time/when.ts';
import type { HeldDocument, KnownDiffering } from '../storage/live/certificates.ts';
import { shownDiffering } from './differing.ts';

const day = '2026-11-16' as LocalDate;
const sum = (total: number, currency = 'EUR') => ({ total, currency });
const held = (changes: Partial<HeldDocument> = {}): HeldDocument => ({
  ...{ documentId: 9, placedOn: day, status: 'posted' },
  ...changes,
});
const differing = (changes: Partial<KnownDiffering>): KnownDiffering => ({
  ...{ remoteId: '1', number: '#1', theirs: sum(500), ours: null, parked: null, document: null },
  ...changes,
});

describe('why an order differs', () => {
  test.each<readonly [string, Partial<KnownDiffering>]>([
    ['The books never saw it.', {}],
    ['The books hold it on 2026-11-17.', { document: held({ placedOn: '2026-11-17' as LocalDate }) }],
    ['The books were told that it is gone from the platform.', { document: held({ status: 'gone' }) }],
    ['It came into the books since the day was compared.', { document: held() }],
    [
      'The platform’s message of it is parked (unknown-shape): order.total: not a text.',
      { parked: { reason: 'unknown-shape', detail: 'order.total: not a text' } },
    ],
    [
      'The platform does not count it on this day: deleted there, or placed on another day.',
      { theirs: null, ours: sum(500), document: held() },
    ],
    [
      'The books were told since that it is gone from the platform.',
      { theirs: null, ours: sum(500), document: held({ status: 'gone' }) },
    ],
    ['Its total differs.', { ours: sum(400), document: held() }],
    ['It stands in another currency.', { ours: sum(500, 'USD'), document: held() }],
  ])('%s', (why, changes) => {
    expect(shownDiffering(day, differing(changes)).why).toBe(why);
  });

  test('both sides are told in major units, the document by its own name', () => {
    const shown = shownDiffering(day, differing({ theirs: sum(500, 'JPY'), ours: sum(12_345), document: held() }));
    expect(shown).toMatchObject({
      document: 'id:9',
      theirs: { total: '500', currency: 'JPY' },
      ours: { total: '123.45', currency: 'EUR' },
    });
  });
});
