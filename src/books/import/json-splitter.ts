const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COMMA = 0x2c;

/** An object this far into its line without the line's end in sight is cut by its brackets. */
const LINE_BYTES_MAX = 1 << 16;

/** One top-level record, with the line it starts on. */
export interface SplitRecord {
  readonly raw: Buffer;
  /** Parsed from `raw`; undefined where it is not JSON. */
  readonly payload: unknown;
  readonly line: number;
}

/**
 * Cuts a stream of JSON objects, JSON lines or one array of objects into its records. Their exact bytes are evidence.
 * Memory holds one chunk and one unfinished record.
 *
 *   between ──{──▶ a line that is one object ──newline──▶ between    (tried first: the parser finds the end fastest)
 *      │  └───else──▶ inside an object ──its }──▶ between            (brackets and commas between records are skipped)
 *      └──other text──▶ a line that is no JSON ──newline──▶ between  (kept: it is parked with its place)
 */
export class JsonSplitter {
  #buffer: Buffer = Buffer.alloc(0);
  #at = 0;
  #start = -1;
  #depth = 0;
  #inString = false;
  #isLines = true;
  #line = 1;
  #startLine = 1;

  push(chunk: Buffer): SplitRecord[] {
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
    const records: SplitRecord[] = [];
    this.#cut(records, false);
    this.#forget();
    return records;
  }

  /** What is left at the end: an unfinished record, kept as it is. */
  end(): SplitRecord[] {
    const records: SplitRecord[] = [];
    this.#cut(records, true);
    if (this.#start >= 0) this.#emit(records, this.#buffer.length);
    return records;
  }

  #cut(records: SplitRecord[], isLast: boolean): void {
    const buffer = this.#buffer;
    const end = buffer.length;
    let at = this.#at;
    while (at < end) {
      const byte = buffer[at];
      if (this.#depth === 0 && this.#start < 0 && byte === OPEN_OBJECT && this.#isLines) {
        const next = this.#takeLine(records, at, isLast);
        if (next === 'wait') break;
        if (next !== 'no line') {
          at = next;
          continue;
        }
      }
      if (byte === NEWLINE) this.#line += 1;
      if (this.#inString) {
        if (byte === BACKSLASH) {
          if (at + 1 >= end) break;
          at += 1;
        } else if (byte === QUOTE) this.#inString = false;
      } else if (this.#depth > 0) {
        if (byte === QUOTE) this.#inString = true;
        else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.#depth += 1;
        else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
          this.#depth -= 1;
          if (this.#depth === 0) {
            this.#isLines = buffer[at + 1] === NEWLINE && this.#line === this.#startLine;
            this.#emit(records, at + 1);
          }
        }
      } else if (this.#start >= 0) {
        if (byte === NEWLINE) this.#emit(records, at);
      } else if (byte === OPEN_OBJECT) this.#begin(at, 1);
      else if (byte !== OPEN_ARRAY && byte !== CLOSE_ARRAY && byte !== COMMA && !isSpace(byte)) this.#begin(at, 0);
      at += 1;
    }
    this.#at = at;
  }

  /** Takes the object that begins here if it is the rest of its line; returns where to go on. */
  #takeLine(records: SplitRecord[], start: number, isLast: boolean): number | 'wait' | 'no line' {
    const buffer = this.#buffer;
    const newline = buffer.indexOf(NEWLINE, start);
    if (newline < 0 && !isLast && buffer.length - start < LINE_BYTES_MAX) return 'wait';
    const end = newline < 0 ? buffer.length : newline;
    const payload = newline < 0 && !isLast ? undefined : parsed(buffer.toString('utf8', start, end));
    this.#isLines = payload !== undefined;
    if (payload === undefined) return 'no line';
    records.push({ raw: trimmed(buffer, start, end), payload, line: this.#line });
    return end;
  }

  #begin(at: number, depth: number): void {
    this.#start = at;
    this.#startLine = this.#line;
    this.#depth = depth;
  }

  #emit(records: SplitRecord[], end: number): void {
    const raw = trimmed(this.#buffer, this.#start, end);
    records.push({ raw, payload: parsed(raw.toString('utf8')), line: this.#startLine });
    this.#start = -1;
    this.#depth = 0;
    this.#inString = false;
  }

  /** Drops the bytes of finished records. */
  #forget(): void {
    const keep = this.#start >= 0 ? this.#start : this.#at;
    this.#buffer = this.#buffer.subarray(keep);
    this.#at -= keep;
    if (this.#start >= 0) this.#start = 0;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The bytes without the space after them. */
function trimmed(buffer: Buffer, start: number, end: number): Buffer {
  let last = end;
  while (last > start && isSpace(buffer[last - 1])) last -= 1;
  return buffer.subarray(start, last);
}

function isSpace(byte: number | undefined): boolean {
  return (
    byte === 0x20 ||
    byte === NEWLINE ||
    byte === 0x0d ||
    byte === 0x09 ||
    byte === 0xef ||
    byte === 0xbb ||
    byte === 0xbf
  );
}
