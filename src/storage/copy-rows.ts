import { dayOf, microsecondsOf } from './wire.ts';

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
/** A message's own type and length. */
const MESSAGE_BYTES = 5;
/** The format's signature, flags and extension. */
const FORMAT_BYTES = 11 + 4 + 4;
/** The end of the rows, and the message that ends the COPY. */
const TRAILER_BYTES = 2 + 5;
/** A batch of one needs little, one of hundreds much. */
const FIRST_BYTES = 1 << 14;
const CHUNK_BYTES = 1 << 18;
/** Texts this short are written faster by hand than by a call out of the engine. */
const SHORT = 24;

/**
 * Rows for `COPY … FROM STDIN (format binary)`: values are added one by one, row after row, and leave as messages CopyData,
 * which may end anywhere in a row, and CopyDone. A third of the database's work for a row is saved against `insert … select … from unnest(…)`.
 */
export class CopyRows {
  readonly #columns: number;
  readonly #full: Buffer[] = [];
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #view = new DataView(this.#bytes.buffer);
  #at = MESSAGE_BYTES + FORMAT_BYTES;

  constructor(columns: number) {
    this.#columns = columns;
    SIGNATURE.copy(this.#bytes, MESSAGE_BYTES);
    this.#bytes.fill(0, MESSAGE_BYTES + SIGNATURE.length, this.#at);
  }

  /** Begins a row; all its columns must follow, in order. */
  row(): this {
    this.#reserve(2);
    this.#view.setInt16(this.#at, this.#columns);
    this.#at += 2;
    return this;
  }

  null(): this {
    this.#reserve(4);
    this.#view.setInt32(this.#at, -1);
    this.#at += 4;
    return this;
  }

  int4(value: number | null): this {
    if (value === null) return this.null();
    // The view would wrap it round.
    if (value !== (value | 0)) throw new RangeError(`${value} is no int4`);
    this.#reserve(8);
    this.#view.setInt32(this.#at, 4);
    this.#view.setInt32(this.#at + 4, value);
    this.#at += 8;
    return this;
  }

  int8(value: number | null): this {
    if (value === null) return this.null();
    if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is no int8 that a number holds exactly`);
    this.#reserve(12);
    const high = Math.floor(value / 4_294_967_296);
    this.#view.setInt32(this.#at, 8);
    this.#view.setInt32(this.#at + 4, high);
    this.#view.setUint32(this.#at + 8, value - high * 4_294_967_296);
    this.#at += 12;
    return this;
  }

  /** A day as 'YYYY-MM-DD'. */
  date(value: string | null): this {
    return this.int4(value === null ? null : dayOf(value));
  }

  /** An instant in milliseconds. */
  timestamp(value: number | null): this {
    return this.int8(value === null ? null : microsecondsOf(value));
  }

  text(value: string | null): this {
    if (value === null) return this.null();
    this.#reserve(4 + value.length * 3);
    const written = value.length <= SHORT ? this.#ascii(value) : -1;
    const bytes = written >= 0 ? written : this.#bytes.write(value, this.#at + 4, 'utf8');
    this.#view.setInt32(this.#at, bytes);
    this.#at += 4 + bytes;
    return this;
  }

  bytes(value: Buffer): this {
    this.#reserve(4 + value.length);
    this.#view.setInt32(this.#at, value.length);
    value.copy(this.#bytes, this.#at + 4);
    this.#at += 4 + value.length;
    return this;
  }

  /** Bytes written as hexadecimal digits. */
  hex(value: string): this {
    const length = value.length >> 1;
    this.#reserve(4 + length);
    this.#view.setInt32(this.#at, length);
    this.#bytes.write(value, this.#at + 4, 'hex');
    this.#at += 4 + length;
    return this;
  }

  /** The messages of the whole COPY; nothing can be added any more. */
  end(): readonly Buffer[] {
    this.#view.setInt16(this.#at, -1);
    this.#at += 2;
    this.#beginMessage();
    this.#bytes[this.#at] = 0x63;
    this.#view.setInt32(this.#at + 1, 4);
    this.#full.push(this.#bytes.subarray(0, this.#at + MESSAGE_BYTES));
    return this.#full;
  }

  /** Writes what stands before the rows of this chunk, now that their length is known. */
  #beginMessage(): void {
    this.#bytes[0] = 0x64;
    this.#view.setInt32(1, this.#at - 1);
  }

  /** Writes a text of ASCII characters; -1 where it has others. */
  #ascii(value: string): number {
    const bytes = this.#bytes;
    let at = this.#at + 4;
    for (let index = 0; index < value.length; index += 1) {
      const code = value.charCodeAt(index);
      if (code > 0x7f) return -1;
      bytes[at++] = code;
    }
    return value.length;
  }

  #reserve(bytes: number): void {
    // What ends the COPY must fit behind the last value.
    if (this.#at + bytes + TRAILER_BYTES <= this.#bytes.length) return;
    this.#beginMessage();
    this.#full.push(this.#bytes.subarray(0, this.#at));
    this.#bytes = Buffer.allocUnsafeSlow(Math.max(CHUNK_BYTES, MESSAGE_BYTES + bytes + TRAILER_BYTES));
    this.#view = new DataView(this.#bytes.buffer);
    this.#at = MESSAGE_BYTES;
  }
}
