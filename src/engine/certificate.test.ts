import { describe, expect, test } from 'vitest';
import type { Counted } from '../connectors/contract.ts';
import { addDays, dateIn, type Instant, instant, type LocalDate } from '../domain/time/when.ts';
import type { Differing, HeldOrder } from '../storage/live/certificates.ts';
import { compareDays, type DayCompared, instantsOf, judge } from './certificate.ts';

const HOUR = 3_600_000;
const day = (text: string) => text as LocalDate;
const at = (text: string): Instant => instant(Date.parse(text));

describe('the instants of a day', () => {
  test.each([
    ['in UTC', '2026-03-29', 'UTC', 24, '2026-03-29T00:00:00Z'],
    ['of 23 hours', '2026-03-29', 'Europe/Berlin', 23, '2026-03-28T23:00:00Z'],
    ['of 25 hours', '2026-10-25', 'Europe/Berlin', 25, '2026-10-24T22:00:00Z'],
    ['that begins at one', '2026-04-24', 'Africa/Cairo', 23, '2026-04-23T22:00:00Z'],
    ['before one that begins at one', '2026-04-23', 'Africa/Cairo', 24, '2026-04-22T22:00:00Z'],
    ['that has its midnight twice', '2026-11-01', 'America/Havana', 25, '2026-11-01T04:00:00Z'],
    ['before one that begins at one, far south', '2026-09-05', 'America/Santiago', 24, '2026-09-05T04:00:00Z'],
    ['of half an hour’s change', '2026-10-04', 'Australia/Lord_Howe', 23.5, '2026-10-03T13:30:00Z'],
    ['that was left out', '2011-12-30', 'Pacific/Apia', 0, '2011-12-30T10:00:00Z'],
  ])('%s: %s in %s', (_, date, zone, hours, begins) => {
    const { from, to } = instantsOf(day(date), day(date), zone);
    expect([(to - from) / HOUR, from]).toEqual([hours, at(begins)]);
    if (hours === 0) return;
    expect([dateIn(from, zone), dateIn(instant(to - 1), zone)]).toEqual([date, date]);
    expect([dateIn(instant(from - 1), zone), dateIn(to, zone)]).toEqual([
      addDays(day(date), -1),
      addDays(day(date), 1),
    ]);
  });
});

const counted = (remoteId: string, placedAt: string, total: string, currency = 'EUR'): Counted => ({
  ...{ remoteId, number: `#${remoteId}`, placedAt: at(placedAt), total, currency },
});

const held = (remoteId: string, date: string, total: number, changes: Partial<HeldOrder> = {}): HeldOrder => ({
  ...{ remoteId, number: `#${remoteId}`, day: day(date), total, currency: 'EUR', isOpen: false },
  ...changes,
});

const eur = (total: number) => ({ total, currency: 'EUR' });

const MONDAY = day('2026-11-16');
const TUESDAY = day('2026-11-17');

describe('two sides of some days', () => {
  test('that say the same', () => {
    const [compared] = compareDays(
      [MONDAY],
      [counted('1', '2026-11-16T10:00:00Z', '12.50'), counted('2', '2026-11-16T11:00:00Z', '500', 'JPY')],
      [held('1', MONDAY, 1_250), held('2', MONDAY, 500, { currency: 'JPY' })],
      'UTC',
    );
    const sums = { EUR: { orders: 1, total: 1_250 }, JPY: { orders: 1, total: 500 } };
    expect(compared).toEqual({ day: MONDAY, theirs: sums, ours: sums, differing: [] });
  });

  test.each<readonly [string, Counted[], HeldOrder[], Partial<Differing>[]]>([
    ['one we miss', [counted('1', '2026-11-16T10:00:00Z', '1')], [], [{ theirs: eur(100), ours: null, number: '#1' }]],
    ['one they miss', [], [held('1', MONDAY, 100)], [{ theirs: null, ours: eur(100) }]],
    [
      'another total',
      [counted('1', '2026-11-16T10:00:00Z', '1.01')],
      [held('1', MONDAY, 100)],
      [{ theirs: eur(101), ours: eur(100) }],
    ],
    [
      'another currency',
      [counted('1', '2026-11-16T10:00:00Z', '1', 'USD')],
      [held('1', MONDAY, 100)],
      [{ theirs: { total: 100, currency: 'USD' }, ours: eur(100) }],
    ],
    ['an open one that they do not count', [], [held('1', MONDAY, 100, { isOpen: true })], []],
    [
      'an open one that they count otherwise',
      [counted('1', '2026-11-16T10:00:00Z', '2')],
      [held('1', MONDAY, 100, { isOpen: true })],
      [{ theirs: eur(200), ours: eur(100) }],
    ],
    [
      'one that a census names twice',
      [counted('1', '2026-11-16T10:00:00Z', '1'), counted('1', '2026-11-16T10:00:00Z', '1')],
      [held('1', MONDAY, 100)],
      [],
    ],
  ])('%s', (_, theirs, ours, differing) => {
    const [compared] = compareDays([MONDAY], theirs, ours, 'UTC');
    expect(compared?.differing).toMatchObject(differing);
    expect(compared?.differing).toHaveLength(differing.length);
  });

  test('an order is of the day on which it was placed in the book’s zone', () => {
    const compared = compareDays(
      [MONDAY, TUESDAY],
      [counted('1', '2026-11-16T22:59:59Z', '1'), counted('2', '2026-11-16T23:00:00Z', '2')],
      [held('1', MONDAY, 100), held('2', TUESDAY, 200)],
      'Europe/Berlin',
    );
    expect(compared.map(({ theirs, differing }) => [theirs.EUR?.total, differing])).toEqual([
      [100, []],
      [200, []],
    ]);
  });

  test('one of another day than those that were asked for is left out', () => {
    const [compared] = compareDays([TUESDAY], [counted('1', '2026-11-16T10:00:00Z', '1')], [], 'UTC');
    expect(compared).toEqual({ day: TUESDAY, theirs: {}, ours: {}, differing: [] });
  });

  test('a total that is no amount is refused', () => {
    expect(() => compareDays([MONDAY], [counted('7', '2026-11-16T10:00:00Z', 'much')], [], 'UTC')).toThrow(
      'order #7 comes to no amount',
    );
  });
});

describe('a verdict', () => {
  const end = at('2026-11-17T00:00:00Z');
  const same: DayCompared = { day: MONDAY, theirs: {}, ours: {}, differing: [] };
  const one: Differing = { remoteId: '1', number: '#1', theirs: eur(100), ours: null, parked: null };
  const other: Differing = { ...one, remoteId: '2' };
  const ids = (list: readonly Differing[]) => new Set(list.map(({ remoteId }) => remoteId));
  const verdict = (
    now: number,
    compared: DayCompared = same,
    before: Differing[] = [],
    through: number | null = now,
    accepted: Differing[] = [],
  ) =>
    judge(compared, {
      ...{ now, zone: 'UTC', completeThrough: through },
      ...{ confirmed: ids(before), accepted: ids(accepted) },
    });

  test.each<readonly [string, number, string, number, number | null]>([
    ['before it begins', end - 99 * 24 * HOUR, 'provisional', 0, end - 24 * HOUR],
    ['as it begins', end - 24 * HOUR, 'provisional', 0, end - 24 * HOUR + 600_000],
    ['while it lasts', end - 1, 'provisional', 0, end - 1 + 600_000],
    ['when it is over', end, 'certified', 1, end + 24 * HOUR],
    ['after a day', end + 24 * HOUR, 'certified', 2, end + 14 * 24 * HOUR],
    ['after a fortnight', end + 14 * 24 * HOUR, 'certified', 15, end + 30 * 24 * HOUR],
    ['after a month, for the last time', end + 30 * 24 * HOUR, 'certified', 31, null],
    ['years later', end + 999 * 24 * HOUR, 'certified', 1_000, null],
  ])('%s', (_, now, expected, age, nextAt) => {
    expect(verdict(now)).toEqual({ verdict: expected, age, nextAt });
  });

  test('waits for the feed to pass the day', () => {
    expect(verdict(end + HOUR, same, [], end - 1).verdict).toBe('provisional');
    expect(verdict(end + HOUR, same, [], null).verdict).toBe('provisional');
    expect(verdict(end + HOUR, same, [], end).verdict).toBe('certified');
  });

  test('is not broken before what differs was read again', () => {
    const compared = { ...same, differing: [one] };
    expect(verdict(end + HOUR, compared)).toEqual({ verdict: 'provisional', age: 1, nextAt: end + HOUR + 60_000 });
    expect(verdict(end + HOUR, compared, [other]).verdict).toBe('provisional');
    expect(verdict(end + HOUR, compared, [one])).toEqual({ verdict: 'broken', age: 1, nextAt: end + HOUR + 600_000 });
    expect(verdict(end + HOUR, same, [one]).verdict).toBe('certified');
  });

  test('of a day that has not begun waits for it, whatever differs', () => {
    const compared = { ...same, differing: [one] };
    const begins = end - 24 * HOUR;
    expect(verdict(begins - 1, compared, [one])).toEqual({ verdict: 'provisional', age: 0, nextAt: begins });
  });

  test('is asked for less often as a broken day grows old', () => {
    const compared = { ...same, differing: [one] };
    const waits = [HOUR, 3 * 24 * HOUR, 20 * 24 * HOUR].map((late) => {
      const now = end + late;
      return (verdict(now, compared, [one]).nextAt ?? 0) - now;
    });
    expect(waits).toEqual([HOUR / 6, HOUR, 24 * HOUR]);
  });

  test('stays broken while what differs is accepted, and is asked for as seldom as one that holds', () => {
    const now = end + HOUR;
    const compared = { ...same, differing: [one, other] };
    const all = [one, other];
    expect(verdict(now, compared, all, now, all)).toEqual({ verdict: 'broken', age: 1, nextAt: end + 24 * HOUR });
    expect(verdict(now, compared, all, now, [one]).nextAt).toBe(now + 600_000);
    // While it lasts more may differ, and be settled.
    expect(verdict(end - HOUR, compared, all, end, all).nextAt).toBe(end - HOUR + 600_000);
    expect(verdict(now, compared, all, end - 1, all).nextAt).toBe(now + 600_000);
    expect(verdict(end + 31 * 24 * HOUR, compared, all, end, all)).toMatchObject({ verdict: 'broken', nextAt: null });
  });
});
