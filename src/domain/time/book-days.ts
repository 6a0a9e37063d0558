import { Trouble } from '../trouble.ts';
import { type LocalDate, parseDate } from './when.ts';

const FIRST = '1900-01-01';
const LAST = '2199-12-31';

/** For people: the days that `parseBookDay` takes. */
export const BOOK_DAYS = `from ${FIRST} to ${LAST}`;

/**
 * Reads a day that people and programs give for books; null for anything else. Farther days are slips of the pen (0026)
 * or a word for never (9999); sums of periods before and after these are told in years of four digits still.
 */
export function parseBookDay(text: string): LocalDate | null {
  return text >= FIRST && text <= LAST ? parseDate(text) : null;
}

/** The same; throws a Trouble for anything else. */
export function bookDay(text: string): LocalDate {
  const day = parseBookDay(text);
  if (day === null) throw new Trouble(`${text} is no day of books`, `give a day ${BOOK_DAYS}`);
  return day;
}
