import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../src/storage/migrate.ts';
import { startCluster } from '../../src/storage/server/cluster.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly cluster: { readonly host: string; readonly port: number; readonly user: string };
  }
}

export const template = 'bookkeeper';

/** One throw-away server for the run; its migrated database is the template of every test file's own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = await mkdtemp(join(tmpdir(), 'bookkeeper-test-'));
  const cluster = await startCluster({ home, env: process.env, fsyncOff: true });
  const { host, port, user } = cluster.config as { host: string; port: number; user: string };
  const client = new pg.Client({ ...cluster.config, database: template });
  await client.connect();
  await migrate(client).finally(() => client.end());
  project.provide('cluster', { host, port, user });
  return async () => {
    await cluster.stop();
    await rm(home, { recursive: true, force: true });
  };
}
