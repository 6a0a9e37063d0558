import { type ChildProcess, spawn } from 'node:child_process';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { Trouble } from '../../domain/trouble.ts';
import { type Binaries, findBinaries } from './binaries.ts';
import { type Environment, makeHome } from './home.ts';
import { clusterMajor, initialise, serverEnvironment, superuser } from './initialise.ts';
import { type Keeper, knock } from './keeper.ts';
import { isRunning, type Postmaster, readPostmaster } from './postmaster.ts';
import { makeSocketDirectory, port, socketDirectoryOf } from './socket.ts';
import { type ServerUser, serverUser } from './user.ts';

/*
 * A server of our own, driven straight from its binaries.
 *
 *   absent ──initdb──▶ stopped ──spawn──▶ starting ──(crash recovery)──▶ running ──SIGINT──▶ stopping ──▶ stopped
 *
 * A starter takes the home in whatever state it is: it waits while a server starts, recovers or stops, starts one where
 * none runs, and adopts one that runs, whoever started it. A server outlives its starter; every process that uses it
 * holds a keeper (keeper.ts), and the last to let go stops it. Nothing of this needs a lock file of ours: a cluster is
 * moved into place whole, PostgreSQL itself allows one server per data directory, and keepers exclude each other by an
 * advisory lock inside it.
 */

export interface Cluster {
  readonly config: pg.ClientConfig;
  /** True if the server was running before we came. */
  readonly adopted: boolean;
  /** Lets go, and stops the server unless somebody else is connected. Close your own connections first. */
  stop(): Promise<void>;
}

export interface ClusterOptions {
  readonly home: string;
  readonly env: Environment;
  readonly log?: (line: string) => void;
  /** Only for clusters that are thrown away: a power cut destroys such a cluster. */
  readonly fsyncOff?: boolean;
}

const databaseName = 'bookkeeper';
const silentMsMax = 60_000;
const stopMsMax = 180_000;
const pollMs = 15;
const logBytesMax = 16 * 1024 * 1024;

export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { home, env, log = () => {}, fsyncOff = false } = options;
  if (process.platform === 'win32') {
    throw new Trouble('the embedded PostgreSQL is not driven on Windows yet', 'set DATABASE_URL to a server');
  }
  const dataDirectory = join(home, 'postgres');
  const user = await serverUser(dataDirectory);
  await makeHome(home, user);
  const start = async () => {
    const binaries = await findBinaries(env, home, user);
    const major = await clusterMajor(dataDirectory);
    if (major === undefined) {
      log(`making a database in ${home} (once, takes a few seconds)`);
      await initialise(dataDirectory, binaries, user, fsyncOff);
    } else if (major !== binaries.major) {
      throw new Trouble(
        `the data in ${home} is of PostgreSQL ${major}, the binaries are of ${binaries.major}`,
        `point PG_BIN_DIR to PostgreSQL ${major}`,
      );
    }
    return await spawnServer(home, dataDirectory, binaries, user, fsyncOff);
  };
  const { keeper, started } = await attach(home, dataDirectory, start, log);
  await keeper.ensureDatabase(databaseName);
  return {
    config: { host: keeper.host, port, user: superuser, database: databaseName },
    adopted: !started,
    stop: () => stopUnlessUsed(keeper, dataDirectory),
  };
}

/** One attempt at starting a server. It may fail because another starter was faster. */
interface Attempt {
  readonly child: ChildProcess;
  readonly exited: () => boolean;
  readonly lastWords: () => Promise<string>;
}

/** Goes on until a keeper stands in the server of this home, starting one when there is none. */
async function attach(
  home: string,
  dataDirectory: string,
  start: () => Promise<Attempt>,
  log: (line: string) => void,
): Promise<{ keeper: Keeper; started: boolean }> {
  let attempt: Attempt | undefined;
  let silentSince = performance.now();
  let recovering = false;
  for (;;) {
    const postmaster = await readPostmaster(dataDirectory);
    const host = postmaster?.socketDirectory || socketDirectoryOf(home);
    const answer = postmaster === undefined ? 'silent' : await knock(host);
    if (typeof answer === 'object') return { keeper: answer, started: postmaster?.pid === attempt?.child.pid };
    if (answer === 'busy') {
      if (!recovering) log('waiting for the database, which is starting, recovering or stopping');
      recovering = true;
      silentSince = performance.now();
    } else if (attempt?.exited()) {
      const words = await attempt.lastWords();
      if (!isInTheWay(words)) throw new Trouble('PostgreSQL did not start', `${words} (${join(home, 'postgres.log')})`);
      attempt = undefined;
    } else if (attempt === undefined && !(postmaster !== undefined && (await isRunning(postmaster.pid)))) {
      attempt = await start();
    }
    if (performance.now() - silentSince > silentMsMax) {
      const who = postmaster === undefined ? '' : ` (process ${postmaster.pid}, socket in ${host})`;
      throw new Trouble(`the PostgreSQL of ${home}${who} does not answer`, 'stop it with kill -INT, then try again');
    }
    await pause(pollMs);
  }
}

/** Another server holds the data, or the children of one that was killed have not all gone yet: both pass. */
const isInTheWay = (words: string) => /lock file .* already exists|shared memory block .* is still in use/.test(words);

async function spawnServer(
  home: string,
  dataDirectory: string,
  binaries: Binaries,
  user: ServerUser | undefined,
  fsyncOff: boolean,
): Promise<Attempt> {
  const socketDirectory = socketDirectoryOf(home);
  await makeSocketDirectory(socketDirectory, user);
  const logFile = join(home, 'postgres.log');
  const sizeBefore = await stat(logFile).then(
    ({ size }) => size,
    () => 0,
  );
  if (sizeBefore > logBytesMax) await rename(logFile, `${logFile}.1`);
  const logHandle = await open(logFile, 'a', 0o600);
  const wordsFrom = (await logHandle.stat()).size;
  const stale = await readPostmaster(dataDirectory);
  const child = spawn(binaries.postgres, ['-D', dataDirectory, ...settings(socketDirectory, fsyncOff)], {
    cwd: dataDirectory,
    // PostgreSQL takes a stale file for a server if its number is in use again, except if it is that of a grandparent.
    // We start one only after having seen that no PostgreSQL has that number; it still checks its shared memory.
    env: { ...serverEnvironment(dataDirectory), ...(stale && { PG_GRANDPARENT_PID: String(stale.pid) }) },
    // A group of its own: Ctrl-C in our terminal must not reach it before our connections are closed.
    detached: true,
    stdio: ['ignore', logHandle.fd, logHandle.fd],
    ...user,
  });
  child.unref();
  let failure: Error | undefined;
  child.once('error', (error) => {
    failure = error;
  });
  await logHandle.close();
  return {
    child,
    exited: () => failure !== undefined || child.exitCode !== null || child.signalCode !== null,
    lastWords: async () => {
      if (failure !== undefined) return failure.message;
      const lines = (await readFile(logFile)).subarray(wordsFrom).toString().trim().split('\n');
      return lines.findLast((line) => line.includes('FATAL:')) ?? lines.at(-1) ?? '';
    },
  };
}

function settings(socketDirectory: string, fsyncOff: boolean): string[] {
  const megabytes = Math.floor(Math.min(512, (process.constrainedMemory() || totalmem()) / 4 / 1024 ** 2));
  const values = {
    listen_addresses: '',
    port,
    unix_socket_directories: socketDirectory,
    unix_socket_permissions: '0700',
    shared_buffers: `${megabytes}MB`,
    max_wal_size: '4GB',
    checkpoint_timeout: '15min',
    wal_compression: 'pglz',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Statements and details hold customers' data, which has no place in a log.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    ...(fsyncOff && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function stopUnlessUsed(held: Keeper, dataDirectory: string): Promise<void> {
  const keeper = held.isLost() ? await knock(held.host) : held;
  const postmaster = await readPostmaster(dataDirectory);
  if (typeof keeper !== 'object' || postmaster === undefined) return;
  if (await keeper.isLast()) {
    process.kill(postmaster.pid, 'SIGINT');
    await gone(postmaster, dataDirectory);
  }
  await keeper.release();
}

async function gone({ pid }: Postmaster, dataDirectory: string): Promise<void> {
  const deadline = performance.now() + stopMsMax;
  // The file goes last; the process itself may linger as a corpse where nobody buries orphans.
  while ((await readPostmaster(dataDirectory))?.pid === pid && (await isRunning(pid))) {
    if (performance.now() > deadline) {
      throw new Trouble(`PostgreSQL (process ${pid}) is still stopping`, 'give it time, or look at its log');
    }
    await pause(pollMs);
  }
}
