import { isObject } from '../shape.ts';
import type { Profile } from './shapes.ts';
import { usedColumns } from './used.ts';

/**
 * The payload without personal data: every cell of a column that the books are not made of is emptied, so that no
 * list of personal columns can be incomplete.
 */
export function redactorOf(profile: Profile): (payload: unknown) => unknown {
  const { books } = usedColumns(profile);
  return (payload) => {
    if (!isObject(payload)) return null;
    const { profile: name, key, files } = payload;
    const kept = isObject(files) ? Object.keys(profile.files).filter((file) => files[file] !== undefined) : [];
    return {
      profile: typeof name === 'string' ? name : null,
      key: typeof key === 'string' ? key : null,
      files: isObject(files)
        ? Object.fromEntries(kept.map((file) => [file, redacted(files[file], books.get(file) ?? new Set())]))
        : null,
    };
  };
}

function redacted(table: unknown, used: ReadonlySet<string>): unknown {
  if (!Array.isArray(table)) return null;
  const [header, ...rows] = table as readonly unknown[];
  if (table.length === 0) return [];
  if (!Array.isArray(header)) return [null];
  return [
    header,
    ...rows.map((row) => (Array.isArray(row) ? row.map((cell, place) => blanked(cell, header[place], used)) : null)),
  ];
}

function blanked(cell: unknown, column: unknown, used: ReadonlySet<string>): unknown {
  if (typeof cell !== 'string') return null;
  // A cell beyond the header makes its row unreadable; that it is there stays to be seen.
  if (typeof column !== 'string') return cell === '' ? '' : 'redacted';
  return used.has(column) ? cell : '';
}
