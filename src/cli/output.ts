import { csvLine } from '../books/export/csv-text.ts';
import type { Screen } from './screen.ts';
import { layOut, type Table } from './table.ts';

export type Format = 'screen' | 'json' | 'csv';

/** The same answer in three forms; only the one asked for is made. */
export interface Answer {
  json(): unknown;
  /** Flat records, all with the same fields. */
  csv(): readonly Readonly<Record<string, string | number | null>>[];
  /** Lines and tables, one after the other. */
  screen(): readonly (string | Table)[];
}

export function show(screen: Screen, format: Format, answer: Answer): void {
  if (format === 'json') screen.json(answer.json());
  else if (format === 'csv') printCsv(screen, answer.csv());
  else for (const part of answer.screen()) screen.print(...(typeof part === 'string' ? [part] : layOut(part, screen)));
}

function printCsv(screen: Screen, records: readonly Readonly<Record<string, string | number | null>>[]): void {
  const [first] = records;
  if (first === undefined) return;
  screen.print(csvLine(Object.keys(first)), ...records.map((record) => csvLine(Object.values(record))));
}
