import { expect, test } from 'vitest';
import { parseDate, parseInstant } from './when.ts';

test.each([
  ['2026-11-21T10:00:00Z', '2026-11-21T10:00:00.000Z'],
  ['2026-11-21T10:00:00.123456+0130', '2026-11-21T08:30:00.123Z'],
  ['2026-11-21 10:00:00-05:00', '2026-11-21T15:00:00.000Z'],
])('an instant names its zone: %s', (text, instant) => {
  expect(new Date(parseInstant(text) ?? Number.NaN).toISOString()).toBe(instant);
});

test('one without zone is UTC only where that is known', () => {
  expect(parseInstant('2026-11-21T10:00:00')).toBeNull();
  expect(parseInstant('2026-11-21T10:00:00', true)).toBe(Date.parse('2026-11-21T10:00:00Z'));
});

// A day that the database would write otherwise than we do breaks the chain of hashes.
test.each([
  '12',
  'Nov 21, 2026 10:00',
  '2026-02-30T10:00:00',
  '0000-00-00T00:00:00',
  '-000001-01-01T00:00:00',
  '+275000-01-01T00:00:00',
])('nothing is guessed: %s is no instant', (text) => expect(parseInstant(text, true)).toBeNull());

test.each([
  ...['2026-02-30', '2026-2-3', '21.11.2026', ''],
  // Neither have a day before and after them in every zone.
  ...['0000-12-31', '0001-01-01', '9999-12-31'],
])('%j is no day', (text) => {
  expect(parseDate(text)).toBeNull();
});
