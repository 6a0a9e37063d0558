import { describe, expect, test } from 'vitest';
import { addDays, dateIn, instant, instantInZone, type LocalDate, parseInstant, startOf } from './when.ts';

const at = (text: string) => parseInstant(text) ?? instant(Number.NaN);

describe('the accounting date of an instant (accounting.md 5)', () => {
  test.each([
    ['2026-01-31T22:59:59Z', 'Europe/Berlin', '2026-01-31'],
    ['2026-01-31T23:00:00Z', 'Europe/Berlin', '2026-02-01'],
    // Summer time begins on 29 March at 01:00 UTC and ends on 25 October.
    ['2026-03-28T22:59:59Z', 'Europe/Berlin', '2026-03-28'],
    ['2026-03-29T21:59:59Z', 'Europe/Berlin', '2026-03-29'],
    ['2026-03-29T22:00:00Z', 'Europe/Berlin', '2026-03-30'],
    ['2026-10-24T22:00:00Z', 'Europe/Berlin', '2026-10-25'],
    ['2026-10-25T22:59:59Z', 'Europe/Berlin', '2026-10-25'],
    ['2026-10-25T23:00:00Z', 'Europe/Berlin', '2026-10-26'],
    ['2026-07-01T03:59:59Z', 'America/New_York', '2026-06-30'],
    ['2026-01-01T04:59:59Z', 'America/New_York', '2025-12-31'],
    ['2026-01-01T05:00:00Z', 'America/New_York', '2026-01-01'],
    // Quarter hours, a day ahead, and an offset that moves by half an hour.
    ['2026-06-30T18:14:59Z', 'Asia/Kathmandu', '2026-06-30'],
    ['2026-06-30T18:15:00Z', 'Asia/Kathmandu', '2026-07-01'],
    ['2026-06-30T10:00:00Z', 'Pacific/Kiritimati', '2026-07-01'],
    ['2026-07-01T13:30:00Z', 'Australia/Lord_Howe', '2026-07-02'],
    ['2026-06-30T23:59:59Z', 'UTC', '2026-06-30'],
    ['1969-12-31T23:00:00Z', 'Europe/Berlin', '1970-01-01'],
  ])('%s in %s is %s', (text, zone, date) => {
    expect(dateIn(at(text), zone)).toBe(date);
  });

  test('a date without time stays that date in every zone', () => {
    for (const zone of ['UTC', 'Pacific/Kiritimati', 'America/New_York']) {
      expect(dateIn('2026-03-29' as LocalDate, zone)).toBe('2026-03-29');
    }
  });
});

describe('a wall clock', () => {
  test.each([
    ['2026-01-15 10:00:00', 'Europe/Berlin', '2026-01-15T09:00:00.000Z'],
    ['2026-07-15 10:00:00', 'Europe/Berlin', '2026-07-15T08:00:00.000Z'],
    ['2026-10-25 02:30:00', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['2026-03-29 02:30:00', 'Europe/Berlin', '2026-03-29T00:30:00.000Z'],
  ])('%s in %s was %s', (text, zone, expected) => {
    expect(new Date(instantInZone(text, zone) ?? Number.NaN).toISOString()).toBe(expected);
  });

  test.each(['yesterday', '2026-02-30 10:00:00', '9999-12-31 10:00:00', '0000-12-31 10:00:00'])(
    '%s is none',
    (text) => {
      expect(instantInZone(text, 'UTC')).toBeNull();
    },
  );
});

test.each([
  ['2026-02-28', 1, '2026-03-01'],
  ['2024-02-28', 1, '2024-02-29'],
  ['2026-01-01', -1, '2025-12-31'],
  ['2026-03-29', 365, '2027-03-29'],
])('%s and %i days is %s', (date, count, expected) => {
  expect(addDays(date as LocalDate, count)).toBe(expected);
});

test('there is no day whose year has other than four digits', () => {
  const { last, first } = { last: '9999-12-31' as LocalDate, first: '0000-01-01' as LocalDate };
  expect(addDays(addDays(last, -1), 1)).toBe(last);
  expect(() => addDays(last, 1)).toThrow(RangeError);
  expect(() => addDays(first, -1)).toThrow(RangeError);
  expect(() => dateIn(instant(Date.parse('+010000-01-01T00:00:00Z')), 'UTC')).toThrow(RangeError);
});

test('a day without time stands before the instants of it', () => {
  expect(startOf('2026-03-01' as LocalDate)).toBe(startOf(at('2026-03-01T00:00:00Z')));
  expect(() => instant(1.5)).toThrow(RangeError);
});
