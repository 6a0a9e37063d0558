import { parseProfile } from '../../connectors/csv/profile.ts';
import type { Profile } from '../../connectors/csv/shapes.ts';
import { fileOf } from '../../connectors/csv/used.ts';
import { Trouble } from '../../domain/trouble.ts';
import type { Database } from '../../storage/database.ts';
import { type StagedGroup, type StagedRow, Staging } from '../../storage/staging.ts';
import { sizeOf } from './bytes.ts';
import type { Source, SourceRecord } from './source.ts';
import { placeFiles, stagedRows, type TableFile, unkeyedRow } from './table-files.ts';

/** How much of the way staging is, for progress: the rest is the books' work on what comes back. */
const STAGING_SHARE = 0.1;

/**
 * Documents of a tabular export: all rows go into the staging table, then come back by key, in the order of the first file. Memory
 * holds a batch of documents, whatever the files' size and order.
 */
export function tableSource(
  database: Pick<Database, 'client'>,
  paths: readonly string[],
  profileJson: unknown,
  stdin: NodeJS.ReadableStream = process.stdin,
): Source {
  const profile = parseProfile(profileJson);
  const files = placeFiles(paths, profile);
  const seen = { bytes: 0, total: null as number | null, rows: 0, rowsBack: 0 };

  async function* all(): AsyncGenerator<readonly StagedRow[]> {
    for (const file of files) {
      for await (const rows of stagedRows(file, profile, stdin, (bytes) => (seen.bytes += bytes))) {
        seen.rows += rows.length;
        yield rows;
      }
    }
  }

  async function* records(): AsyncGenerator<readonly SourceRecord[]> {
    seen.total = await sizeOf(files.map(({ path }) => path));
    const staging = await Staging.open(database);
    try {
      await staging.add(all());
      await settleSharedKeys(staging, files, profile);
      const roles = rolesOf(files, profile);
      const sets = roles.flatMap(({ own, otherwise }) => [own, otherwise]).filter((set) => set.length > 0);
      for await (const groups of staging.groups(sets.map((set) => set.map(({ number }) => number)))) {
        for (const { rows } of groups) seen.rowsBack += rows;
        yield groups.map((group) => recordOf(group, roles, files, profile));
      }
    } finally {
      // What cannot be dropped now is dropped when the next import begins.
      await staging.close().catch(() => undefined);
    }
  }

  return {
    [Symbol.asyncIterator]: records,
    progress: () => {
      if (seen.total === null) return { bytesRead: seen.bytes, bytesTotal: null };
      const back = seen.rows === 0 ? 0 : seen.rowsBack / seen.rows;
      return {
        bytesRead: Math.round(STAGING_SHARE * seen.bytes + (1 - STAGING_SHARE) * back * seen.total),
        bytesTotal: seen.total,
      };
    },
  };
}

/** The files of one role, and what a payload says of its columns. */
interface Role {
  readonly name: string;
  /** It holds the documents themselves. */
  readonly isDocument: boolean;
  readonly own: readonly TableFile[];
  readonly otherwise: readonly TableFile[];
}

function rolesOf(files: readonly TableFile[], profile: Profile): Role[] {
  return Object.keys(profile.files).map((name) => {
    const ofRole = files.filter(({ role }) => role === name);
    return {
      name,
      isDocument: name === fileOf(profile, profile.document),
      own: ofRole.filter((file) => !file.isOtherwise),
      otherwise: ofRole.filter((file) => file.isOtherwise),
    };
  });
}

/** A key in two files of one role: parts of one document, or two states of it? The profile says, else it is asked. */
async function settleSharedKeys(staging: Staging, files: readonly TableFile[], profile: Profile): Promise<void> {
  for (const { name, own, otherwise } of rolesOf(files, profile)) {
    for (const set of [own, otherwise].filter((one) => one.length > 1)) {
      checkHeaders(set);
      const numbers = set.map(({ number }) => number);
      const rule = profile.files[name]?.sameKey;
      if (rule === 'last') await staging.keepLast(numbers);
      const shared = rule === undefined ? await staging.sharedKey(numbers) : null;
      if (shared === null) continue;
      const [first, second] = shared.files.map((number) => files[number]?.name);
      throw new Trouble(
        `'${shared.key}' stands in ${first} and in ${second}`,
        `say "sameKey": "join" (the files are parts of one export) or "last" (the last one counts) in the profile under files.${name}, or import them one by one`,
      );
    }
  }
}

function checkHeaders(set: readonly TableFile[]): void {
  const [first, ...others] = set;
  const other = others.find(({ header }) => header.join('\n') !== first?.header.join('\n'));
  if (other !== undefined)
    throw new Trouble(`${first?.name} and ${other.name} have other columns`, 'import them one by one');
}

function recordOf(
  group: StagedGroup,
  roles: readonly Role[],
  files: readonly TableFile[],
  profile: Profile,
): SourceRecord {
  const { sets } = group;
  const row = unkeyedRow(group.key);
  const key = row === null ? group.key : '';
  const texts: string[] = [];
  const tables: Record<string, unknown[]> = {};
  let set = 0;
  let place = files[group.file]?.name;
  for (const { name, isDocument, own, otherwise } of roles) {
    const mine = own.length === 0 ? null : (sets[set++] ?? null);
    const instead = otherwise.length === 0 ? null : (sets[set++] ?? null);
    const rows = mine ?? instead;
    const [file] = (mine === null && instead !== null) || own.length === 0 ? otherwise : own;
    // One that was not given is not named; one that has no row of this document says so with its header alone.
    if (file === undefined) continue;
    texts.push(`${JSON.stringify(name)}:[${file.headerJson}${rows === null ? '' : `,${rows}`}]`);
    tables[name] = rows === null ? [file.header] : [file.header, ...JSON.parse(`[${rows}]`)];
    if (isDocument && mine !== null && own.length === 1) place = file.name;
  }
  return {
    raw: `{"profile":${JSON.stringify(profile.name)},"key":${JSON.stringify(key)},"files":{${texts.join(',')}}}`,
    payload: { profile: profile.name, key, files: tables },
    place: `${place}:${row ?? key}`,
    arrival: FILE,
    receivedAt: null,
  };
}

const FILE = { via: 'file', topic: '' } as const;
