import { createHash } from 'node:crypto';
import { chown, lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Trouble } from '../../domain/trouble.ts';
import type { ServerUser } from './user.ts';

export const port = 5432;
const socketName = `.s.PGSQL.${port}`;
// The system's limit is 107 bytes on Linux and 103 on macOS.
const pathBytesMax = 100;

/**
 * The folder of the server's socket, in the home unless the path would be too long for a socket. The fall-back follows
 * from the home alone, so that every process of that home finds the same one.
 */
export function socketDirectoryOf(home: string): string {
  const usual = join(home, 'run');
  if (Buffer.byteLength(join(usual, socketName)) <= pathBytesMax) return usual;
  return `/tmp/bookkeeper-${createHash('sha256').update(home).digest('hex').slice(0, 16)}`;
}

/** Whoever can reach the socket is trusted, so its folder must be the server's user's alone. */
export async function makeSocketDirectory(directory: string, user: ServerUser | undefined): Promise<void> {
  const made = await mkdir(directory, { mode: 0o700 }).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw new Trouble(
        `the socket folder ${directory} cannot be made (${error.code})`,
        'set BOOKKEEPER_HOME elsewhere',
      );
    },
  );
  if (made && user !== undefined) await chown(directory, user.uid, user.gid);
  const found = await lstat(directory);
  const owner = user?.uid ?? process.getuid?.();
  if (!found.isDirectory() || found.uid !== owner || (found.mode & 0o077) !== 0) {
    throw new Trouble(
      `the socket folder ${directory} is not a folder of user ${owner} alone`,
      'remove it, or set BOOKKEEPER_HOME to another (shorter) path',
    );
  }
}
