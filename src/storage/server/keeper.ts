import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { superuser } from './initialise.ts';
import { port } from './socket.ts';

/**
 * One process's hold on a server. It is a connection with a shared advisory lock: a server with a keeper in it is not
 * stopped by others, and whoever wants to stop it takes the lock alone, so that nobody comes in meanwhile.
 */
export interface Keeper {
  readonly host: string;
  /** True once the connection is gone, as after a crash of the server. */
  isLost(): boolean;
  ensureDatabase(name: string): Promise<void>;
  /** Gives up our share; true, with newcomers waiting outside, if nobody else is connected. */
  isLast(): Promise<boolean>;
  release(): Promise<void>;
}

const lockNumber = 0x626f6f6b;
// Connections that were closed a moment ago still show for a little while.
const settleMsMax = 500;
const duplicateDatabase = ['42P04', '23505'];

/** A keeper, or why there is none: `busy` while the server starts, recovers or stops, `silent` if nothing listens. */
export async function knock(host: string): Promise<Keeper | 'busy' | 'silent'> {
  const client = new pg.Client({
    host,
    port,
    user: superuser,
    database: 'postgres',
    application_name: `bookkeeper keeper ${process.pid}`,
  });
  let lost = false;
  client.once('end', () => {
    lost = true;
  });
  // A server that dies shows in the connections that work with it; here it is no news.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select pg_advisory_lock_shared($1)', [lockNumber]);
    return keep(client, host, () => lost);
  } catch (error) {
    client.end().catch(() => {});
    return reasonOf(error as NodeJS.ErrnoException);
  }
}

function reasonOf(error: NodeJS.ErrnoException): 'busy' | 'silent' {
  const { code = '' } = error;
  if (code === 'ENOENT' || code === 'ECONNREFUSED') return 'silent';
  // 57014, 57P0x: it is going or coming; 53300: full. A line cut without a word is a server that dies.
  if (['57014', '57P01', '57P02', '57P03', '53300', 'ECONNRESET', 'EPIPE'].includes(code)) return 'busy';
  if (error.message.startsWith('Connection terminated')) return 'busy';
  throw error;
}

function keep(client: pg.Client, host: string, isLost: () => boolean): Keeper {
  return {
    host,
    isLost,
    async ensureDatabase(name) {
      const found = await client.query('select from pg_database where datname = $1', [name]);
      if (found.rowCount !== 0) return;
      await client.query(`create database ${client.escapeIdentifier(name)}`).catch((error) => {
        if (!duplicateDatabase.includes(error.code)) throw error;
      });
    },
    async isLast() {
      await client.query('select pg_advisory_unlock_shared($1)', [lockNumber]);
      const taken = await client.query<{ alone: boolean }>('select pg_try_advisory_lock($1) as alone', [lockNumber]);
      if (taken.rows[0]?.alone !== true) return false;
      const deadline = performance.now() + settleMsMax;
      while (await hasCompany(client)) {
        if (performance.now() > deadline) return false;
        await pause(10);
      }
      return true;
    },
    release: () => client.end(),
  };
}

async function hasCompany(client: pg.Client): Promise<boolean> {
  const others = await client.query(
    `select from pg_stat_activity where backend_type in ('client backend', 'walsender') and pid <> pg_backend_pid() limit 1`,
  );
  return others.rowCount !== 0;
}
