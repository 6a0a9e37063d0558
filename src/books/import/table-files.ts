import { listed } from '../../connectors/csv/columns.ts';
import type { FileProfile, Profile } from '../../connectors/csv/shapes.ts';
import { headerFlaws } from '../../connectors/csv/used.ts';
import { Trouble } from '../../domain/trouble.ts';
import type { StagedRow } from '../../storage/staging.ts';
import { bytesOf, nameOf, STDIN } from './bytes.ts';
import { csvRows } from './csv-rows.ts';

/** A file on disk (or standard input) with the place it has in a profile. */
export interface TableFile {
  readonly path: string;
  readonly name: string;
  /** Its number among the files of this import, in the order given. */
  readonly number: number;
  /** The file's name in the profile. */
  readonly role: string;
  /** True where it only fills in for keys that the role's own files lack. */
  readonly isOtherwise: boolean;
  readonly profile: FileProfile;
  /** Known once it is being read: the names of its columns, and the same as JSON. */
  header: readonly string[];
  headerJson: string;
}

/** Finds the place of every file in the profile, by its name. */
export function placeFiles(paths: readonly string[], profile: Profile): TableFile[] {
  const files: TableFile[] = [];
  for (const path of paths) {
    const name = nameOf(path);
    const bare = name.replace(/\.gz$/i, '');
    if (path !== STDIN && profile.ignore.some((pattern) => fits(bare, pattern))) continue;
    const places = path === STDIN ? onlyPlace(profile) : placesOf(bare, profile);
    const [place, other] = places;
    if (place === undefined) {
      throw new Trouble(
        `${name} is none of the files of profile '${profile.name}' (${patternsOf(profile)})`,
        'leave it out, or name it in the profile under files or ignore',
      );
    }
    if (other !== undefined)
      throw new Trouble(
        `${name} fits two files of profile '${profile.name}', ${place.role} and ${other.role}`,
        "make the patterns under 'match' tell them apart",
      );
    files.push({ path, name, number: files.length, header: [], headerJson: '[]', ...place });
  }
  for (const [role, { required }] of Object.entries(profile.files)) {
    if (required && !files.some((file) => file.role === role && !file.isOtherwise)) {
      throw new Trouble(
        `there is no file '${role}' of profile '${profile.name}' (${listed(profile.files[role]?.match ?? []).join(', ')})`,
        'name it too',
      );
    }
  }
  return files;
}

type Place = Pick<TableFile, 'role' | 'isOtherwise' | 'profile'>;

function placesOf(name: string, profile: Profile): Place[] {
  return Object.entries(profile.files).flatMap(([role, file]): Place[] => {
    const { match, otherwise = [] } = file;
    if (listed(otherwise).some((pattern) => fits(name, pattern))) return [{ role, isOtherwise: true, profile: file }];
    return listed(match).some((pattern) => fits(name, pattern)) ? [{ role, isOtherwise: false, profile: file }] : [];
  });
}

function onlyPlace(profile: Profile): Place[] {
  const places = Object.entries(profile.files).map(([role, file]) => ({ role, isOtherwise: false, profile: file }));
  if (places.length > 1)
    throw new Trouble(`profile '${profile.name}' has several files, standard input is one`, 'name the files');
  return places;
}

function patternsOf(profile: Profile): string {
  return Object.values(profile.files)
    .flatMap(({ match, otherwise = [] }) => [...listed(match), ...listed(otherwise)])
    .join(', ');
}

/** `*` and `?` as in a shell; capitals do not count. */
function fits(name: string, pattern: string): boolean {
  const shape = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${shape}$`, 'i').test(name);
}

/** The rows of a file as they are staged; its header is checked and noted on the way. */
export async function* stagedRows(
  file: TableFile,
  profile: Profile,
  stdin: NodeJS.ReadableStream,
  onBytes: (bytes: number) => void,
): AsyncGenerator<readonly StagedRow[]> {
  const { headerRow } = file.profile;
  let places: readonly number[] | undefined;
  for await (const rows of csvRows(bytesOf(file.path, stdin, onBytes), file.profile, file.name)) {
    const staged: StagedRow[] = [];
    for (const { n, cells, json } of rows) {
      if (n < headerRow) continue;
      if (places === undefined) {
        file.header = cells.map((cell) => cell.trim());
        file.headerJson = JSON.stringify(file.header);
        checkHeader(file, profile);
        places = listed(file.profile.key).map((column) => file.header.indexOf(column));
      } else staged.push({ key: keyOf(cells, places) ?? unkeyed(file, n), file: file.number, n, row: json });
    }
    yield staged;
  }
  if (places === undefined)
    throw new Trouble(
      `${file.name} has no header (row ${headerRow})`,
      "export it with its header, or correct 'headerRow' in the profile",
    );
}

function checkHeader(file: TableFile, profile: Profile): void {
  const { missing, doubled } = headerFlaws(profile, file.role, file.header);
  const row = `${file.name}, row ${file.profile.headerRow}`;
  if (doubled.length > 0) throw new Trouble(`${row}: two columns are named '${doubled[0]}'`, 'rename one of them');
  if (missing.length === 0) return;
  const [only = ''] = file.header;
  const delimiter = file.header.length === 1 ? [';', ',', '\t', '|'].find((sign) => only.includes(sign)) : undefined;
  if (delimiter !== undefined) {
    throw new Trouble(
      `${file.name}: its header is one cell (${only.slice(0, 60)})`,
      `say "delimiter": ${JSON.stringify(delimiter)} in the profile under files.${file.role}`,
    );
  }
  const named = missing.map((column) => `'${column}'`).join(', ');
  throw new Trouble(
    `${row}: there is no column ${named} (there are ${file.header.join(', ')})`,
    `export it with it, correct the profile, or name it there under files.${file.role}.mayLack`,
  );
}

/** The values of the key's columns, joined; null where one is empty, or holds what no text of the database may. */
function keyOf(cells: readonly string[], places: readonly number[]): string | null {
  const [first = -1, ...others] = places;
  let key = (cells[first] ?? '').trim();
  if (key === '') return null;
  for (const place of others) {
    const part = (cells[place] ?? '').trim();
    if (part === '') return null;
    key += `:${part}`;
  }
  return key.includes('\0') ? null : key;
}

const UNKEYED = '\u0001';

/** A row without a key is a document of its own, so that it can be parked. */
function unkeyed(file: TableFile, n: number): string {
  return `${UNKEYED}${file.number}:${n}`;
}

/** The row number of a row without a key; null for a real key. */
export function unkeyedRow(key: string): string | null {
  return key.startsWith(UNKEYED) ? key.slice(key.indexOf(':') + 1) : null;
}
