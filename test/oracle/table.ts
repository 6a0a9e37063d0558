import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';

/** The rows of a table, gzipped or not, by column. Cells may be quoted, without line ends in them. */
export async function readTable<Column extends string>(
  file: string,
  columns: readonly Column[],
): Promise<Record<Column, string>[]> {
  const bytes = await readFile(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').trimEnd();
  const [first = '', ...lines] = text.split(/\r?\n/);
  const header = cellsOf(first);
  const places = columns.map((column) => [column, header.indexOf(column)] as const);
  const missing = places.find(([, place]) => place < 0);
  if (missing !== undefined) throw new Error(`${file} has no column ${missing[0]}`);
  return lines.map((line, index) => {
    const cells = cellsOf(line);
    if (cells.length !== header.length) throw new Error(`${file}:${index + 2} has ${cells.length} cells`);
    const row = {} as Record<Column, string>;
    for (const [column, place] of places) row[column] = cells[place] ?? '';
    return row;
  });
}

const CELL = /(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/gy;

function cellsOf(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  const cells = Array.from(line.matchAll(CELL), ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
  return cells;
}

/** Rows by what stands in one of their columns. */
export function byColumn<Row extends Record<Column, string>, Column extends string>(
  rows: readonly Row[],
  column: Column,
): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row[column]);
    if (group === undefined) groups.set(row[column], [row]);
    else group.push(row);
  }
  return groups;
}
