/**
 * Columns of values as PostgreSQL arrays in the wire's binary format: a Buffer parameter is sent as it is, so that
 * thousands of rows travel in one statement without being written as text, escaped and parsed again.
 */
const OID = { bool: 16, int8: 20, int4: 23, text: 25, date: 1082, timestamptz: 1184 } as const;

/** Milliseconds and days between the Unix epoch and PostgreSQL's (2000-01-01). */
const EPOCH_MS = 946_684_800_000;
const EPOCH_DAYS = 10_957;

function header(oid: number, count: number, hasNull: boolean, bytes: number): Buffer {
  const buffer = Buffer.allocUnsafe(20 + bytes);
  buffer.writeInt32BE(count === 0 ? 0 : 1, 0);
  buffer.writeInt32BE(hasNull ? 1 : 0, 4);
  buffer.writeInt32BE(oid, 8);
  buffer.writeInt32BE(count, 12);
  buffer.writeInt32BE(1, 16);
  return count === 0 ? buffer.subarray(0, 12) : buffer;
}

function fixed(
  oid: number,
  size: 4 | 8,
  values: readonly (number | null)[],
  write: (buffer: Buffer, value: number, at: number) => void,
): Buffer {
  let nulls = 0;
  for (const value of values) if (value === null) nulls += 1;
  const buffer = header(oid, values.length, nulls > 0, values.length * (4 + size) - nulls * size);
  let at = 20;
  for (const value of values) {
    if (value === null) {
      buffer.writeInt32BE(-1, at);
      at += 4;
      continue;
    }
    buffer.writeInt32BE(size, at);
    write(buffer, value, at + 4);
    at += 4 + size;
  }
  return buffer;
}

function writeInt64(buffer: Buffer, value: number, at: number): void {
  const high = Math.floor(value / 4_294_967_296);
  buffer.writeInt32BE(high, at);
  buffer.writeUInt32BE(value - high * 4_294_967_296, at + 4);
}

export function int4s(values: readonly (number | null)[]): Buffer {
  return fixed(OID.int4, 4, values, (buffer, value, at) => buffer.writeInt32BE(value, at));
}

export function int8s(values: readonly (number | null)[]): Buffer {
  return fixed(OID.int8, 8, values, writeInt64);
}

/** Microseconds since PostgreSQL's epoch, of milliseconds since Unix's. */
export function microsecondsOf(instant: number): number {
  return (instant - EPOCH_MS) * 1000;
}

/** Instants in milliseconds. */
export function timestamps(values: readonly (number | null)[]): Buffer {
  return fixed(OID.timestamptz, 8, values, (buffer, value, at) => writeInt64(buffer, microsecondsOf(value), at));
}

const dayNumbers = new Map<string, number>();

/** Days since PostgreSQL's epoch. */
export function dayOf(date: string): number {
  let days = dayNumbers.get(date);
  if (days === undefined) {
    days = Math.round(Date.parse(`${date}T00:00:00Z`) / 86_400_000) - EPOCH_DAYS;
    dayNumbers.set(date, days);
  }
  return days;
}

/** Days as 'YYYY-MM-DD'. */
export function dates(values: readonly (string | null)[]): Buffer {
  const days = values.map((value) => (value === null ? null : dayOf(value)));
  return fixed(OID.date, 4, days, (buffer, value, at) => buffer.writeInt32BE(value, at));
}

export function texts(values: readonly (string | null)[]): Buffer {
  let bytes = 0;
  let hasNull = false;
  for (const value of values) {
    if (value === null) hasNull = true;
    else bytes += value.length * 3;
  }
  const buffer = header(OID.text, values.length, hasNull, bytes + values.length * 4);
  let at = 20;
  for (const value of values) {
    if (value === null) {
      buffer.writeInt32BE(-1, at);
      at += 4;
      continue;
    }
    const written = buffer.write(value, at + 4, 'utf8');
    buffer.writeInt32BE(written, at);
    at += 4 + written;
  }
  return buffer.subarray(0, values.length === 0 ? 12 : at);
}
