import { expect, test } from 'vitest';
import { parseBookDay } from './book-days.ts';

test.each(['1900-01-01', '2199-12-31'])('%s may be a day of books', (text) => expect(parseBookDay(text)).toBe(text));

test.each(['1899-12-31', '2200-01-01', '9999-12-31', '0001-01-01', '2026-02-30', '2026', ''])('%j may not', (text) => {
  expect(parseBookDay(text)).toBeNull();
});
