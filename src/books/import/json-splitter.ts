const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;

/** An object this far into its line without the line's end in sight is cut by its brackets. */
const LINE_BYTES_MAX = 1 << 16;

/** An object over several lines that is longer than that is no record: it was cut short, or it is a wrapper of records. */
const OBJECT_BYTES_MAX = 1 << 24;

/** One top-level record, with the line it starts on. */
export interface SplitRecord {
  readonly raw: Buffer;
  /** Parsed from `raw`; undefined where it is not JSON. */
  readonly payload: unknown;
  readonly line: number;
}

/**
 * Cuts a stream of JSON objects, JSON lines or one array of objects into its records. Their exact bytes are evidence.
 * Memory holds one chunk and one unfinished record: an object over several lines up to a limit, or a line.
 *
 *   between ──{──▶ a line that is one object ──newline──▶ between    (tried first: the parser finds the end fastest)
 *      │  └───else──▶ inside an object ──its }──▶ between            (brackets and commas between records are skipped)
 *      └──other text──▶ a line that is no JSON ──newline──▶ between  (kept: it is parked with its place)
 *
 * An object whose end was lost would take all that follows for its own. So one that turns out to be no JSON, or that meets
 * a line which begins with a brace where none may stand, is cut anew at the lines that begin with a brace. Of one that is
 * given up unfinished, all is kept as text up to the next such line: what is indented may be in the middle of it.
 */
export class JsonSplitter {
  #buffer: Buffer = Buffer.alloc(0);
  #at = 0;
  #start = -1;
  #depth = 0;
  #inString = false;
  /** In what follows an object that was given up, up to a line that begins with a brace. */
  #isLost = false;
  /** The last byte of the object under way that is no space. */
  #before = 0;
  #isLines = true;
  #line = 1;
  #startLine = 1;

  push(chunk: Buffer): SplitRecord[] {
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
    const records: SplitRecord[] = [];
    this.#cut(records, false);
    if (this.#giveUpTooLong(records)) this.#cut(records, false);
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
      if (this.#isLost) {
        if (byte === OPEN_OBJECT && (at === this.#start || buffer[at - 1] === NEWLINE)) this.#findAgain(records, at);
        else {
          if (byte === NEWLINE) this.#line += 1;
          at += 1;
        }
        continue;
      }
      if (byte === NEWLINE) this.#line += 1;
      if (this.#inString) {
        if (byte === BACKSLASH) {
          if (at + 1 >= end) break;
          if (buffer[at + 1] !== NEWLINE) at += 1;
        } else if (byte === QUOTE || byte === NEWLINE) this.#inString = false;
      } else if (this.#depth > 0) {
        if (byte === OPEN_OBJECT && buffer[at - 1] === NEWLINE && !mayOpen(this.#before)) {
          this.#emit(records, at);
          continue;
        }
        if (byte === QUOTE) this.#inString = true;
        else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.#depth += 1;
        else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
          this.#depth -= 1;
          if (this.#depth === 0) {
            this.#isLines = buffer[at + 1] === NEWLINE && this.#line === this.#startLine;
            this.#emit(records, at + 1);
          }
        }
        if (!isSpace(byte)) this.#before = byte ?? 0;
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
    this.#before = 0;
  }

  /** Ends the record under way; one that is no JSON is cut at the lines in it that begin with a brace. */
  #emit(records: SplitRecord[], end: number): void {
    const whole = recordOf(this.#buffer, this.#start, end, this.#startLine);
    if (whole.payload !== undefined) records.push(whole);
    else if (whole.raw.length > 0) {
      const pieces = piecesOf(this.#buffer, this.#start, end, this.#startLine);
      if (pieces.length > 1) this.#isLines = true;
      for (const piece of pieces) records.push(piece);
    }
    this.#start = -1;
    this.#depth = 0;
    this.#inString = false;
  }

  /** Ends an object, or the text after one, that has become too long where its last line begins. */
  #giveUpTooLong(records: SplitRecord[]): boolean {
    if (this.#start < 0 || this.#buffer.length - this.#start <= OBJECT_BYTES_MAX) return false;
    const lastLine = this.#buffer.lastIndexOf(NEWLINE) + 1;
    if (lastLine <= this.#start) return false;
    this.#emit(records, lastLine);
    this.#isLost = true;
    this.#begin(lastLine, 0);
    this.#at = lastLine;
    return true;
  }

  /** What was lost ends where a record begins. */
  #findAgain(records: SplitRecord[], at: number): void {
    this.#emit(records, at);
    this.#isLost = false;
    this.#isLines = true;
  }

  /** Drops the bytes of finished records. */
  #forget(): void {
    const keep = this.#start >= 0 ? this.#start : this.#at;
    this.#buffer = this.#buffer.subarray(keep);
    this.#at -= keep;
    if (this.#start >= 0) this.#start = 0;
  }
}

/** True where an object may follow a byte within another. */
function mayOpen(before: number): boolean {
  return before === COLON || before === COMMA || before === OPEN_ARRAY;
}

function piecesOf(buffer: Buffer, start: number, end: number, startLine: number): SplitRecord[] {
  const pieces: SplitRecord[] = [];
  let line = startLine;
  for (let at = start; at < end; ) {
    const next = buffer.indexOf('\n{', at);
    const until = next < 0 || next + 1 > end ? end : next + 1;
    const piece = recordOf(buffer, at, until, line);
    pieces.push(piece.payload === undefined ? withoutSeparator(piece) : piece);
    for (let newline = at; newline < until; newline += 1) if (buffer[newline] === NEWLINE) line += 1;
    at = until;
  }
  return pieces;
}

function recordOf(buffer: Buffer, start: number, end: number, line: number): SplitRecord {
  const raw = trimmed(buffer, start, end);
  return { raw, payload: parsed(raw.toString('utf8')), line };
}

/** A record of a list without the comma or bracket after it, if that makes it one. */
function withoutSeparator(piece: SplitRecord): SplitRecord {
  const last = piece.raw.at(-1);
  if (last !== COMMA && last !== CLOSE_ARRAY) return piece;
  const bare = recordOf(piece.raw, 0, piece.raw.length - 1, piece.line);
  return bare.payload === undefined ? piece : bare;
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
