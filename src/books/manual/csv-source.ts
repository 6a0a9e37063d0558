import { basename } from 'node:path';
import { pipeline } from 'node:stream';
import { parse } from 'csv-parse';
import { isCurrency } from '../../domain/money/currency.ts';
import { major } from '../../domain/money/format.ts';
import { bytesOf, sizeOf } from '../import/bytes.ts';
import type { Source, SourceRecord } from '../import/source.ts';

const BATCH = 500;

/** Columns of the file; `amount_minor` (whole minor units) or `amount` (major units) has to be there. */
const REQUIRED = ['date', 'ref', 'kind', 'currency', 'account'] as const;

/** A fault of the file as a whole: nothing of it was posted. */
export class ManualFileFault extends Error {}

interface Group {
  readonly id: string;
  readonly line: number;
  readonly date: string;
  readonly text: string;
  readonly reference: string;
  readonly lines: Record<string, string>[];
}

/**
 * Manual entries from CSV (date, ref, kind, channel, currency, account, amount_minor or amount): one entry per date, ref
 * and kind. `ref` names the order that a control account's line belongs to.
 */
export function manualCsvSource(file: string, maker: string): Source {
  let bytesRead = 0;
  let bytesTotal: number | null = null;
  async function* records(): AsyncGenerator<SourceRecord[]> {
    bytesTotal = await sizeOf([file]);
    let batch: SourceRecord[] = [];
    for await (const group of groups(file, (bytes) => {
      bytesRead = bytes;
    })) {
      batch.push(recordOf(group, file, maker));
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }
  return { [Symbol.asyncIterator]: () => records(), progress: () => ({ bytesRead, bytesTotal }) };
}

async function* groups(file: string, onBytes: (bytes: number) => void): AsyncGenerator<Group> {
  let read = 0;
  const bytes = bytesOf(file, process.stdin, (more) => {
    read += more;
  });
  const parser = parse({ bom: true, skip_empty_lines: true });
  const rows: AsyncIterable<string[]> = pipeline(bytes, parser, () => undefined);
  const finished = new Set<string>();
  let header: readonly string[] | null = null;
  let group = null as Group | null;
  let line = 0;
  for await (const cells of rows) {
    line += 1;
    if (header === null) {
      header = headerOf(cells, file);
      continue;
    }
    const row = rowOf(header, cells);
    const id = `${row.date} ${row.ref} ${withoutBlanks(row.kind)}`;
    if (group === null || group.id !== id) {
      if (group !== null) {
        finished.add(group.id);
        onBytes(read);
        yield group;
      }
      if (finished.has(id)) {
        throw new ManualFileFault(
          `${basename(file)}:${line}: rows of entry '${id}' stand apart; sort the file by date, ref and kind`,
        );
      }
      group = {
        id,
        line,
        date: row.date ?? '',
        text: `${row.kind} ${row.ref}`.trim(),
        reference: row.ref ?? '',
        lines: [],
      };
    }
    group.lines.push(lineOf(row));
  }
  if (group !== null) yield group;
}

function headerOf(cells: readonly string[], file: string): readonly string[] {
  const header = cells.map((cell) => cell.trim());
  const missing = REQUIRED.filter((name) => !header.includes(name));
  if (!header.includes('amount_minor') && !header.includes('amount')) missing.push('amount_minor' as never);
  if (missing.length > 0)
    throw new ManualFileFault(`${basename(file)}: no column '${missing[0]}'; the first line names the columns`);
  return header;
}

function rowOf(header: readonly string[], cells: readonly string[]): Record<string, string> {
  const row: Record<string, string> = {};
  header.forEach((name, index) => {
    row[name] = cells[index] ?? '';
  });
  return row;
}

/** Blanks part the fields of an id, and only a ref may hold some: 'A B' with 'C' is not 'A' with 'B C'. */
function withoutBlanks(field = ''): string {
  return field.replaceAll(/[ \\]/g, (character) => (character === ' ' ? '\\_' : '\\\\'));
}

function lineOf(row: Record<string, string>): Record<string, string> {
  const { account = '', currency = '', channel = '' } = row;
  return { account, currency, channel, amount: amountOf(row), taxCode: row.tax_code ?? '' };
}

/**
 * Whole minor units are written as major units, so that entries have one form whichever column they came from. '10000.0',
 * as tables write whole numbers too, is one; what is none must not be read as major units: it is given on as no amount.
 */
function amountOf(row: Record<string, string>): string {
  const { amount_minor: units, amount = '', currency = '' } = row;
  if (units === undefined || units === '') return amount;
  const value = /^[+-]?\d+(\.0*)?$/.test(units) ? Number.parseInt(units, 10) : Number.NaN;
  if (!Number.isSafeInteger(value)) return `amount_minor ${units}`;
  return isCurrency(currency) ? major(value, currency) : units;
}

function recordOf(group: Group, file: string, maker: string): SourceRecord {
  const { id, date, text, reference, lines } = group;
  const payload = { id, date, text, reference, maker, lines };
  return {
    raw: JSON.stringify(payload),
    payload,
    place: `${basename(file)}:${group.line}`,
    arrival: { via: 'file', topic: '' },
    receivedAt: null,
  };
}
