import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
export const sharedDir = resolve(process.env.SHARED_DIR ?? join(root, '..', 'shared'));

/** A set outside the repository, with whether it is there; that it is not is said. */
export function shared(name: string): { readonly folder: string; readonly isHere: boolean } {
  const folder = join(sharedDir, name);
  const isHere = existsSync(folder);
  if (!isHere) say(`${name}: not run, there is no ${folder} (SHARED_DIR)`);
  return { folder, isHere };
}

export const profileFile = (name: string) => join(root, 'bench', 'profiles', `${name}.json`);

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Does something and says how long it took, and how many a second that is. */
export async function timed<T>(what: string, count: number, unit: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await work();
  const seconds = (performance.now() - startedAt) / 1000;
  const rate = Math.round(count / seconds).toLocaleString('en');
  say(`${what}: ${count.toLocaleString('en')} ${unit} in ${Math.round(seconds * 10) / 10} s, ${rate}/s`);
  return result;
}
