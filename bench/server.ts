import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '../src/storage/migrate.ts';
import { startCluster } from '../src/storage/server/cluster.ts';
import { types } from '../src/storage/types.ts';

/** The embedded server as it is shipped, with a home of its own that is gone afterwards. */
export interface BenchServer {
  readonly home: string;
  /** Makes a database with the schema of this code; returns what DATABASE_URL is to be. */
  makeDatabase(name: string): Promise<string>;
  dropDatabase(name: string): Promise<void>;
  /** A plain connection to a database. */
  connect(name: string): Promise<pg.Client>;
  /** Writes out what is left of earlier work, so that nobody pays for another's. */
  settle(): Promise<void>;
  /** Seconds of processor time that all of the server has used; null where the system does not tell. */
  cpuSeconds(): number | null;
  stop(): Promise<void>;
}

export async function startServer(): Promise<BenchServer> {
  const home = await mkdtemp(join(tmpdir(), 'bookkeeper-bench-'));
  const cluster = await startCluster({ home, env: process.env });
  const { host = '', port, user } = cluster.config;
  const connect = async (database: string) => {
    const client = new pg.Client({ ...cluster.config, database, types, options: '-c timezone=UTC -c datestyle=ISO' });
    await client.connect();
    return client;
  };
  const admin = await connect('postgres');
  return {
    home,
    connect,
    async makeDatabase(name) {
      await admin.query(`create database ${name}`);
      const client = await connect(name);
      await migrate(client).finally(() => client.end());
      return `postgresql://${user}@${encodeURIComponent(host)}:${port}/${name}`;
    },
    async dropDatabase(name) {
      await admin.query(`drop database if exists ${name} with (force)`);
    },
    async settle() {
      await admin.query('checkpoint');
    },
    cpuSeconds: () => cpuSecondsOf(home),
    async stop() {
      await admin.end();
      await cluster.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

const TICKS_PER_SECOND = 100;

/** The postmaster has counted the children it has buried; the living are added. */
function cpuSecondsOf(home: string): number | null {
  if (process.platform !== 'linux') return null;
  const [postmaster = ''] = readFileSync(join(home, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
  let ticks = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const fields = statOf(pid);
    if (pid !== postmaster && fields[1] !== postmaster) continue;
    for (const field of fields.slice(11, 15)) ticks += Number(field);
  }
  return ticks / TICKS_PER_SECOND;
}

function statOf(pid: string): readonly string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}
