import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { Trouble } from '../domain/trouble.ts';
import { startCluster } from './server/cluster.ts';
import type { Environment } from './server/home.ts';
import { ThreadSocket } from './thread/thread-socket.ts';
import { types } from './types.ts';

/** The database of a home: DATABASE_URL's if that is set, else the home's own server, started if need be. */
export interface Database {
  readonly pool: pg.Pool;
  /** A connection on which many statements travel at once. No COPY, cursor or LISTEN on it. */
  pipelined(): Promise<pg.Client>;
  /** The same, fed by a thread of its own: for who computes while the database works. */
  fed(): Promise<pg.Client>;
  /** A plain connection of your own, for COPY, cursors, LISTEN and session locks. */
  client(): Promise<pg.Client>;
  /** Closes every connection, and lets go of the server. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly env: Environment;
  readonly home: string;
  readonly log?: (line: string) => void;
}

const endMsMax = 2_000;
const poolConnectionsMax = 10;

export async function openDatabase({ env, home, log = () => {} }: DatabaseOptions): Promise<Database> {
  if (env.DATABASE_URL) return await connect({ connectionString: env.DATABASE_URL }, log, async () => {});
  const cluster = await startCluster({ home, env, log });
  return await connect(cluster.config, log, cluster.stop);
}

/** TLS is spoken by the driver, on a plain socket. */
function fedSocket(config?: pg.ClientConfig): Duplex {
  return config?.ssl ? new Socket() : new ThreadSocket();
}

async function connect(
  address: pg.ClientConfig,
  log: (line: string) => void,
  release: () => Promise<void>,
): Promise<Database> {
  const config: pg.ClientConfig = {
    application_name: `bookkeeper ${process.pid}`,
    // Parsers and reports count on both, whatever the server's own setting.
    options: '-c timezone=UTC -c datestyle=ISO',
    ...address,
    types,
  };
  const pool = new pg.Pool({ ...config, max: poolConnectionsMax });
  const clients = new Set<pg.Client>();
  // Who works with a connection sees its failure there; without a listener one that is idle would end the process.
  const onIdleError = (error: Error) => log(`a database connection was lost (${error.message})`);
  pool.on('error', onIdleError);

  async function open(extra: pg.ClientConfig): Promise<pg.Client> {
    const client = new pg.Client({ ...config, ...extra });
    client.on('error', onIdleError);
    await client.connect();
    clients.add(client);
    client.once('end', () => clients.delete(client));
    return client;
  }

  async function close(): Promise<void> {
    // A pipelined connection has been seen not to answer its goodbye; the server notices when the process ends.
    const goodbyes = [pool.end(), ...[...clients].map((client) => client.end())];
    await Promise.race([Promise.allSettled(goodbyes), pause(endMsMax, undefined, { ref: false })]);
    await release();
  }

  try {
    await pool.query('select');
  } catch (error) {
    await close();
    throw new Trouble(
      `the database cannot be reached (${(error as Error).message})`,
      'check DATABASE_URL, and that the server runs',
      { cause: error },
    );
  }
  return {
    pool,
    pipelined: () => open({ pipeline: true }),
    fed: () => open({ pipeline: true, stream: fedSocket }),
    client: () => open({}),
    close,
  };
}
