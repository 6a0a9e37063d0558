import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import startCluster from '../support/cluster.ts';

const root = join(import.meta.dirname, '../..');

/** The dashboard as it ships, and a database server: what every test of a browser needs. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  // In a process of its own: in ours NODE_ENV is `test`, which would build React for development.
  const env = { ...process.env, NODE_ENV: 'production' };
  await promisify(execFile)(process.execPath, [vite, 'build', '--config', 'web/vite.config.ts'], { cwd: root, env });
  return await startCluster(project);
}
