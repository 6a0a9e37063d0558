import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Trouble } from '../domain/trouble.ts';

const FOLDER = join(import.meta.dirname, '../../profiles');

/** The profiles of tabular exports that ship with the program, by name. */
export async function shippedProfiles(): Promise<ReadonlyMap<string, unknown>> {
  const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.json')).sort();
  return new Map(
    await Promise.all(
      files.map(async (file): Promise<[string, unknown]> => {
        return [file.slice(0, -'.json'.length), JSON.parse(await readFile(join(FOLDER, file), 'utf8'))];
      }),
    ),
  );
}

/** A profile as it is given: the name of a shipped one, or its JSON. */
export async function profileFrom(text: string): Promise<unknown> {
  if (!text.trimStart().startsWith('{')) {
    const shipped = await shippedProfiles();
    if (shipped.has(text)) return shipped.get(text);
    throw new Trouble(
      `there is no profile "${text}"`,
      `take one of ${[...shipped.keys()].join(', ')}, or give its JSON`,
    );
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Trouble(`the profile is not JSON (${(error as Error).message})`, 'mend it');
  }
}
