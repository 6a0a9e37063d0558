import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { isRunning, readPostmaster } from '../../src/storage/server/postmaster.ts';

/** kill -9 of a home's database server and all that it started. */
export async function killServer(home: string): Promise<void> {
  const postmaster = await readPostmaster(join(home, 'postgres'));
  if (postmaster === undefined) throw new Error('no server runs');
  const { pid } = postmaster;
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  for (const victim of [pid, ...children.trim().split(' ').map(Number)]) process.kill(victim, 'SIGKILL');
  await expect.poll(() => isRunning(pid)).toBe(false);
}
