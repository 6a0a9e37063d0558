import { execFile } from 'node:child_process';
import { chown, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Trouble } from '../../domain/trouble.ts';
import type { Binaries } from './binaries.ts';
import type { ServerUser } from './user.ts';

export const superuser = 'bookkeeper';

/** A clean environment: no locale, time zone or libpq setting of whoever calls may leak into a cluster. */
export const serverEnvironment = (dataDirectory: string): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: dataDirectory,
  LC_ALL: 'C',
  TZ: 'UTC',
});

const flags = [
  ['--username', superuser],
  ['--encoding', 'UTF8'],
  // Sorting must not change with the C library of the machine.
  ['--locale', 'C'],
  ['--locale-provider', 'builtin'],
  ['--builtin-locale', 'C.UTF-8'],
  // The folder of the socket is the lock on the door.
  ['--auth-local', 'trust'],
  ['--auth-host', 'reject'],
].map(([name, value]) => `${name}=${value}`);

/** The major version of the cluster in the directory, or undefined if there is none. */
export async function clusterMajor(dataDirectory: string): Promise<number | undefined> {
  const text = await readFile(join(dataDirectory, 'PG_VERSION'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : Number.parseInt(text, 10);
}

/**
 * Makes a cluster beside its place and moves it there whole. So a crash leaves no half cluster behind, and of two
 * starters one finds the other's: no lock file is needed that could outlive its owner.
 */
export async function initialise(
  dataDirectory: string,
  binaries: Binaries,
  user: ServerUser | undefined,
  fsyncOff: boolean,
): Promise<void> {
  await sweep(dataDirectory);
  const unfinished = `${dataDirectory}.${process.pid}.new`;
  await mkdir(unfinished, { mode: 0o700 });
  if (user !== undefined) await chown(unfinished, user.uid, user.gid);
  const args = [...flags, `--pgdata=${unfinished}`, ...(fsyncOff ? ['--no-sync'] : [])];
  const options = { cwd: unfinished, env: serverEnvironment(unfinished), ...user };
  await promisify(execFile)(binaries.initdb, args, options).catch(async (error: Error & { stderr?: string }) => {
    await rm(unfinished, { recursive: true, force: true });
    const reason = error.stderr?.split('\n').find((line) => /error|fatal/i.test(line)) ?? error.message;
    throw new Trouble(`no database cluster could be made in ${dataDirectory}`, reason.trim());
  });
  await rename(unfinished, dataDirectory).catch(async (error: NodeJS.ErrnoException) => {
    await rm(unfinished, { recursive: true, force: true });
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
  if (!fsyncOff) await syncFolder(dirname(dataDirectory));
}

/** Without this a power cut could take back the move, and with it everything committed since. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

/** Removes what starters that died left half made. */
async function sweep(dataDirectory: string): Promise<void> {
  const home = dirname(dataDirectory);
  for (const name of await readdir(home)) {
    const [, prefix, pid] = /^(.+)\.(\d+)\.new$/.exec(name) ?? [];
    if (prefix !== basename(dataDirectory) || pid === undefined || isAlive(Number(pid))) continue;
    await rm(join(home, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  // A folder of our own number is what an earlier process of that number left.
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
