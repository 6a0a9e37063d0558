import { parse } from 'csv-parse/sync';
import { Trouble } from '../../domain/trouble.ts';

/** How a file of rows is written. */
export interface CsvFormat {
  readonly delimiter: string;
  readonly encoding: string;
}

export interface CsvRow {
  /** Its number in the file, from 1. */
  readonly n: number;
  readonly cells: readonly string[];
  /** The cells as a JSON list. */
  readonly json: string;
}

/** Text that may wait for the end of a quoted cell. */
const OPEN_CHARACTERS_MAX = 1_000_000;

/**
 * The rows of a file, a batch at a time, empty ones left out. Lines without a quote are split at the delimiter, which
 * is all there is to them and seven times as fast; the others go through csv-parse.
 */
export async function* csvRows(
  bytes: AsyncIterable<Buffer | string>,
  format: CsvFormat,
  name: string,
): AsyncGenerator<readonly CsvRow[]> {
  const splitter = new RowSplitter(format.delimiter, name);
  for await (const text of decodedText(bytes, format.encoding, name)) {
    const rows = splitter.push(text);
    if (rows.length > 0) yield rows;
  }
  const rest = splitter.end();
  if (rest.length > 0) yield rest;
}

/** A mark at the beginning of a file tells its encoding more surely than anyone. */
function encodingOf(first: Buffer, declared: string): string {
  if (first[0] === 0xef && first[1] === 0xbb && first[2] === 0xbf) return 'utf-8';
  if (first[0] === 0xff && first[1] === 0xfe) return 'utf-16le';
  return declared;
}

async function* decodedText(
  bytes: AsyncIterable<Buffer | string>,
  declared: string,
  name: string,
): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  const refused = (error: unknown) =>
    new Trouble(
      `${name} is not ${declared}`,
      "say how it is written in the profile's files as encoding, perhaps latin1",
      { cause: error },
    );
  for await (const chunk of bytes) {
    const buffer = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    decoder ??= new TextDecoder(encodingOf(buffer, declared), { fatal: true });
    let text: string;
    try {
      text = decoder.decode(buffer, { stream: true });
    } catch (error) {
      throw refused(error);
    }
    yield text;
  }
  try {
    yield decoder?.decode() ?? '';
  } catch (error) {
    throw refused(error);
  }
}

class RowSplitter {
  readonly #delimiter: string;
  readonly #name: string;
  /** What makes a line more than cells between delimiters, or its cells more than JSON texts as they stand. */
  readonly #special: RegExp;
  #carry = '';
  #rows: CsvRow[] = [];
  #n = 0;

  constructor(delimiter: string, name: string) {
    this.#delimiter = delimiter;
    this.#name = name;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what JSON does not take
    this.#special = delimiter === '\t' ? /["\\\u0000-\u0008\u000b-\u001f]/ : /["\\\u0000-\u0009\u000b-\u001f]/;
  }

  push(text: string): readonly CsvRow[] {
    // A return before the end of a line belongs to the end, in a cell too.
    const lines = (this.#carry + text).replaceAll('\r\n', '\n').split('\n');
    this.#carry = lines.pop() ?? '';
    if (this.#carry.length > OPEN_CHARACTERS_MAX) throw this.#endless();
    return this.#take(lines, false);
  }

  end(): readonly CsvRow[] {
    const lines = this.#carry === '' ? [] : this.#carry.replace(/\r$/, '').split('\n');
    this.#carry = '';
    return this.#take(lines, true);
  }

  #take(lines: readonly string[], isEnd: boolean): readonly CsvRow[] {
    this.#rows = [];
    let at = 0;
    while (at < lines.length) {
      const line = lines[at] ?? '';
      if (line.includes('"')) {
        const end = this.#endOfQuoted(lines, at);
        if (end === at && !isEnd) {
          this.#carry = [...lines.slice(at), this.#carry].join('\n');
          if (this.#carry.length > OPEN_CHARACTERS_MAX) throw this.#endless();
          break;
        }
        // A quote that nothing closes: what is left of the file is one bad row.
        const next = end === at ? lines.length : end;
        this.#addQuoted(lines.slice(at, next));
        at = next;
      } else {
        this.#add(line.split(this.#delimiter), !this.#special.test(line));
        at += 1;
      }
    }
    return this.#rows;
  }

  /** Where the rows end that have quotes, from here on: those that are whole. */
  #endOfQuoted(lines: readonly string[], from: number): number {
    let end = from;
    while (end < lines.length && lines[end]?.includes('"')) {
      const next = this.#endOfRow(lines, end);
      if (next === null) break;
      end = next;
    }
    return end;
  }

  /** Where the row ends that begins here; null where a quoted cell is still open after the last line. */
  #endOfRow(lines: readonly string[], from: number): number | null {
    let isOpen = false;
    for (let at = from; at < lines.length; at++) {
      isOpen = staysOpen(lines[at] ?? '', isOpen, this.#delimiter);
      if (!isOpen) return at + 1;
    }
    return null;
  }

  #addQuoted(lines: readonly string[]): void {
    const rows = this.#parsed(lines.join('\n')) ?? this.#oneByOne(lines);
    for (const cells of rows) this.#add(cells, false);
  }

  /** A row that is none stands as it is: it fits no header, is parked with its place, and the stream goes on. */
  #oneByOne(lines: readonly string[]): string[][] {
    const rows: string[][] = [];
    let at = 0;
    while (at < lines.length) {
      const end = this.#endOfRow(lines, at) ?? lines.length;
      const text = lines.slice(at, end).join('\n');
      rows.push(...(this.#parsed(text) ?? [[text]]));
      at = end;
    }
    return rows;
  }

  #parsed(text: string): string[][] | null {
    try {
      return parse(text, {
        delimiter: this.#delimiter,
        record_delimiter: '\n',
        relax_quotes: true,
        relax_column_count: true,
      });
    } catch {
      return null;
    }
  }

  #add(cells: readonly string[], isPlain: boolean): void {
    this.#n += 1;
    if (cells[0] === '' && cells.every((cell) => cell === '')) return;
    this.#rows.push({ n: this.#n, cells, json: isPlain ? `["${cells.join('","')}"]` : JSON.stringify(cells) });
  }

  #endless(): Trouble {
    return new Trouble(
      `${this.#name}, row ${this.#n + 1}: no end of the row is found`,
      'look for a quote that is not closed, and at the kind of line ends',
    );
  }
}

/** Whether a quoted cell is open at the end of a line; a quote opens a cell only at its beginning. */
function staysOpen(line: string, wasOpen: boolean, delimiter: string): boolean {
  let isOpen = wasOpen;
  let at = 0;
  for (;;) {
    if (!isOpen && line[at] === '"') {
      isOpen = true;
      at += 1;
    }
    if (isOpen) {
      let quote = line.indexOf('"', at);
      while (quote >= 0 && line[quote + 1] === '"') quote = line.indexOf('"', quote + 2);
      if (quote < 0) return true;
      isOpen = false;
      at = quote + 1;
    }
    const next = line.indexOf(delimiter, at);
    if (next < 0) return false;
    at = next + 1;
  }
}
