import type { Basis } from '../../books/reports/report.ts';
import type { Table } from '../table.ts';

/** What is shown, of which book and days, and up to which entry. */
export function heading(
  title: string,
  { book, period, entries, head }: Basis,
  { onlyAt = false, more = [] }: { readonly onlyAt?: boolean; readonly more?: readonly string[] } = {},
): (string | Table)[] {
  const upTo = entries === 0 ? [] : [`up to entry ${entries}`];
  const days =
    period === null ? [] : [onlyAt || period.from === period.to ? period.to : `${period.from} to ${period.to}`];
  return [
    { columns: [{ title: '' }], rows: [{ cells: [`${title} · ${book}`], tone: 'strong' }] },
    quiet([...days, ...more, ...upTo].join(' · ')),
    ...(entries === 0 ? [] : [quiet(`head ${head}`)]),
    '',
  ];
}

export function quiet(text: string): Table {
  return { columns: [{ title: '', min: 20, wrap: true }], rows: text === '' ? [] : [{ cells: [text], tone: 'quiet' }] };
}

/** Shown in place of a table that would be empty. */
export const nothingYet = 'No entries in these days. Orders come in with `bookkeeper import`, see its --help.';

export const isZero = (decimal: string): boolean => /^-?[0.]*$/.test(decimal);
