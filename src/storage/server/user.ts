import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Trouble } from '../../domain/trouble.ts';

/** The user a server of ours runs as when we are root, whom PostgreSQL refuses. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

// `nobody` is everywhere, but shared with other services that know no better.
const namesInOrder = ['postgres', 'nobody'];

/** undefined means: the user we are. Data that is there already decides, so that a later account changes nothing. */
export async function serverUser(dataDirectory: string): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(dataDirectory).catch(() => undefined);
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  // PostgreSQL insists on an account with an entry; a bare number is not enough.
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of namesInOrder) {
    const account = accounts.find((fields) => fields[0] === name);
    if (account !== undefined) return { uid: Number(account[2]), gid: Number(account[3]) };
  }
  throw new Trouble(
    'PostgreSQL refuses to run as root, and this machine has neither a user postgres nor nobody',
    'make one (useradd --system postgres), or set DATABASE_URL',
  );
}

/** Whether the user may execute `path` and pass through every folder above it. */
export async function canTraverse(path: string, user: ServerUser): Promise<boolean> {
  const { uid, gid, mode } = await stat(path);
  const bits = uid === user.uid ? mode >> 6 : gid === user.gid ? mode >> 3 : mode;
  if ((bits & 1) === 0) return false;
  const parent = dirname(path);
  return parent === path || (await canTraverse(parent, user));
}
