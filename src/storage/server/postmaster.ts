import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The server that holds a data directory, by the file it keeps there. The file is PostgreSQL's: we only read it. */
export interface Postmaster {
  readonly pid: number;
  readonly socketDirectory: string;
}

export async function readPostmaster(dataDirectory: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(dataDirectory, 'postmaster.pid'), 'utf8').catch(() => '');
  const [pid, , , , socketDirectory] = text.split('\n');
  // The server writes the file in two steps; half of it means that it is still starting.
  return pid ? { pid: Number(pid), socketDirectory: socketDirectory ?? '' } : undefined;
}

/**
 * Whether a process of that number is a PostgreSQL that runs. The file outlives a crash, and its number may since have
 * been given to anything (in a container that starts again it nearly always has), or belong to a corpse nobody buried.
 */
export async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  if (process.platform !== 'linux') return true;
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  const found = status && /\((.*)\) (\S)/s.exec(status);
  if (!found) return true;
  const [, command, state] = found;
  return command === 'postgres' && state !== 'Z' && state !== 'X';
}
