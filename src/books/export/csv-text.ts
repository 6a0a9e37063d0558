const NUMBER = /^-?\d+(\.\d+)?$/;

/**
 * One line of RFC 4180. Text that a spreadsheet would take for a formula gets an apostrophe in front, as they write it
 * themselves: order numbers and notes are written by strangers.
 */
export function csvLine(values: readonly (string | number | null)[]): string {
  return values.map(field).join(',');
}

function field(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) && !NUMBER.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
