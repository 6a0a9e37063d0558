import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort, startProcess } from '../process.ts';
import type { Server } from './seed.ts';

export interface Medusa extends Server {
  stop(): Promise<void>;
}

interface Cluster {
  /** The folder of its socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
}

const APP = join(import.meta.dirname, 'app');
const CLI = join('node_modules', '@medusajs', 'cli', 'cli.js');
const DATABASE = 'medusa';

/**
 * Starts an empty Medusa with one administrator, in a database of the given cluster. `prepare` is given its folder before
 * it starts, for what a shop adds. It takes about half a minute, most of it for making the tables.
 */
export async function startMedusa(
  cluster: Cluster,
  prepare: (folder: string) => Promise<void>,
  environment: NodeJS.ProcessEnv,
): Promise<Medusa> {
  const folder = await appFolder();
  await prepare(folder);
  const bridge = await bridgeTo(cluster);
  await makeDatabase(cluster);
  const email = 'admin@shop.example';
  const password = 'a password for tests';
  const options = {
    folder,
    environment: {
      DATABASE_URL: `postgres://${cluster.user}@127.0.0.1:${bridge.port}/${DATABASE}`,
      MEDUSA_DISABLE_TELEMETRY: 'true',
      ...environment,
    },
  };
  await run(['db:migrate'], options);
  await run(['user', '-e', email, '-p', password], options);
  const port = await freePort();
  const { stop } = await startProcess({
    ...options,
    command: [process.execPath, CLI, 'start', '-H', '127.0.0.1', '-p', String(port)],
    isReady: (line) => line.includes('Server is ready'),
  });
  return {
    address: `http://127.0.0.1:${port}`,
    email,
    password,
    stop: async () => {
      await stop();
      await bridge.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** A copy of the app for one run, since a shop's own files are loaded from beside it. */
async function appFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bookkeeper-medusa-'));
  for (const file of ['package.json', 'medusa-config.js']) await cp(join(APP, file), join(folder, file));
  await symlink(join(APP, 'node_modules'), join(folder, 'node_modules'));
  await mkdir(join(folder, 'src'));
  return folder;
}

/** Medusa finds its database by a port only; our clusters listen on a socket only. */
async function bridgeTo({ host, port }: Cluster) {
  const server = createServer((near) => {
    const far = connect(join(host, `.s.PGSQL.${port}`));
    near.pipe(far).pipe(near);
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
  });
  const bridgePort = await freePort();
  server.listen(bridgePort, '127.0.0.1');
  const close = () => new Promise<void>((resolve) => void server.close(() => resolve()));
  return { port: bridgePort, close };
}

async function makeDatabase(cluster: Cluster): Promise<void> {
  const client = new pg.Client({ ...cluster, database: 'postgres' });
  await client.connect();
  await client.query(`create database ${DATABASE}`).finally(() => client.end());
}

interface RunOptions {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** A command of Medusa's that ends; throws with what it said where it fails. */
async function run(command: readonly string[], { folder, environment }: RunOptions): Promise<void> {
  const child = spawn(process.execPath, [CLI, ...command], {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => said.push(text.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`medusa ${command[0]} failed (exit ${code}):\n${said.join('').slice(-2_000)}`);
}
