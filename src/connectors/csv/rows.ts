import { startOf } from '../../domain/time/when.ts';
import { isObject, ShapeError } from '../shape.ts';
import { type Cells, eachRow, Header, inHead, type Locale, listed, shown } from './columns.ts';
import type { Profile } from './shapes.ts';
import type { UsedColumns } from './used.ts';

/** The rows of one document, as a payload brings them: per file its header and then its rows. */
export interface Payload {
  readonly key: string;
  readonly files: ReadonlyMap<string, { readonly header: Header; readonly rows: readonly Cells[] }>;
}

/** Reads payloads of one profile; headers are kept, so that what is bound to one serves the next payload too. */
export class PayloadReader {
  readonly #profile: Profile;
  readonly #headers = new Map<string, Header>();

  constructor(profile: Profile) {
    this.#profile = profile;
  }

  read(payload: unknown): Payload {
    if (!isObject(payload) || typeof payload.key !== 'string' || !isObject(payload.files))
      throw new ShapeError('payload', 'expected the rows of one document');
    if (payload.profile !== this.#profile.name)
      throw new ShapeError('payload', `it was read with another profile than '${this.#profile.name}'`);
    const files = new Map<string, { readonly header: Header; readonly rows: readonly Cells[] }>();
    for (const file of Object.keys(this.#profile.files)) {
      const table = payload.files[file];
      if (table === undefined) continue;
      if (!isTable(table)) throw new ShapeError(`payload.files.${file}`, 'expected a list of rows');
      const [names = [], ...rows] = table;
      const header = this.#headerOf(file, names);
      checkWidths(header, rows);
      files.set(file, { header, rows });
    }
    if (payload.key === '') throw this.#unkeyed(files);
    return { key: payload.key, files };
  }

  #unkeyed(files: Payload['files']): ShapeError {
    const [file = ''] = [...files].find(([, { rows }]) => rows.length > 0) ?? [];
    const key = listed(this.#profile.files[file]?.key ?? []).join(', ');
    return new ShapeError(file, `a row without a value in its key (${key})`);
  }

  #headerOf(file: string, names: Cells): Header {
    const known = this.#headers.get(file);
    if (known !== undefined && isSame(known.names, names)) return known;
    const header = new Header(file, names, this.#profile.files[file]?.mayLack ?? []);
    this.#headers.set(file, header);
    return header;
  }
}

function isTable(value: unknown): value is readonly Cells[] {
  if (!Array.isArray(value)) return false;
  for (const row of value) {
    if (!Array.isArray(row)) return false;
    for (const cell of row) if (typeof cell !== 'string') return false;
  }
  return true;
}

function isSame(a: Cells, b: Cells): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

/** A row with other cells than its header would put figures under wrong names; empty ones at its end are harmless. */
function checkWidths({ file, names }: Header, rows: readonly Cells[]): void {
  for (const [index, row] of rows.entries()) {
    if (row.length === names.length) continue;
    if (row.length > names.length && row.slice(names.length).every((cell) => cell === '')) continue;
    throw new ShapeError(
      `${file}, row ${index + 1} of the document`,
      `${row.length} cells where the header names ${names.length}: is a cell with the delimiter in it left without quotes?`,
    );
  }
}

/** What the rows of a document say together, as one row: each column's one value. */
export class HeadReader {
  readonly #header: Header;
  readonly #rule: Profile['document']['rowsDisagree'];
  readonly #locale: Locale;
  /** Places on which the rows must agree, and those of persons, where the first one counts. */
  readonly #agreed: readonly number[];
  readonly #first: readonly number[];

  constructor(header: Header, profile: Profile, used: UsedColumns, locale: Locale) {
    const placesOf = (columns: Iterable<string>) =>
      [...columns].map((name) => header.names.indexOf(name)).filter((at) => at >= 0);
    this.#header = header;
    this.#rule = profile.document.rowsDisagree;
    this.#locale = locale;
    this.#agreed = placesOf(used.head.get(header.file) ?? []);
    this.#first = placesOf(used.person).filter((place) => !this.#agreed.includes(place));
  }

  read(rows: readonly Cells[]): Cells {
    const [first = [], ...others] = rows;
    if (others.length === 0) return first;
    const head = [...first];
    for (const place of this.#first) head[place] = rows.find((row) => row[place] !== '')?.[place] ?? '';
    for (const place of this.#agreed) {
      let value = head[place] ?? '';
      for (const row of others) {
        const other = row[place] ?? '';
        if (other !== '' && other !== value) value = value === '' ? other : this.#settled(place, value, other);
      }
      head[place] = value;
    }
    return head;
  }

  /** Rows that name two times: the earlier or the later, where the profile says so. */
  #settled(place: number, value: string, other: string): string {
    const [one, two] = this.#rule === 'refuse' ? [null, null] : [this.#locale.date(value), this.#locale.date(other)];
    if (one !== null && two !== null)
      return startOf(one) <= startOf(two) === (this.#rule === 'earliest') ? value : other;
    const remedy =
      this.#locale.date(value) === null ? '' : ": say earliest or latest in the profile's 'document.rowsDisagree'";
    throw new ShapeError(
      `${this.#header.file}, column '${this.#header.names[place]}'`,
      `the rows of the document disagree (${shown(value)}, ${shown(other)})${remedy}`,
    );
  }
}

/** What is bound to a header, made anew when another header comes. */
export class Bound<T> {
  readonly #make: (header: Header) => T;
  #header: Header | null = null;
  #bound: T | null = null;

  constructor(make: (header: Header) => T) {
    this.#make = make;
  }

  to(header: Header): T {
    if (this.#bound === null || this.#header !== header) {
      this.#bound = this.#make(header);
      this.#header = header;
    }
    return this.#bound;
  }
}

/** The rows that a section of the profile reads: each by itself, or all of a document together as one. */
export class Section<T> {
  readonly file: string;
  readonly #reader: Bound<T>;
  readonly #head: Bound<HeadReader> | null;

  constructor(file: string, make: (header: Header) => T, head: ((header: Header) => HeadReader) | null) {
    this.file = file;
    this.#reader = new Bound(make);
    this.#head = head === null ? null : new Bound(head);
  }

  /** Whether its file was among those imported, with or without rows of this document. */
  isIn({ files }: Payload): boolean {
    return files.has(this.file);
  }

  each({ files }: Payload, use: (row: Cells, read: T) => void): void {
    const file = files.get(this.file);
    if (file === undefined || file.rows.length === 0) return;
    const { header, rows } = file;
    const read = this.#reader.to(header);
    const head = this.#head?.to(header).read(rows);
    if (head === undefined) eachRow(this.file, rows, (row) => use(row, read));
    else inHead(this.file, () => use(head, read));
  }
}
