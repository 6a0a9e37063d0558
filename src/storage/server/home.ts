import { chmod, mkdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { Trouble } from '../../domain/trouble.ts';
import { canTraverse, type ServerUser } from './user.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** On what, and as whom, the program runs. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly isRoot: boolean;
  /** The user's own folder. */
  readonly userHome: string;
}

const thisMachine = (): Machine => ({
  platform: process.platform,
  isRoot: process.getuid?.() === 0,
  userHome: homedir(),
});

/**
 * Where everything of one installation lives: BOOKKEEPER_HOME, else the usual place for data of the machine (as root)
 * or of the user. macOS and Windows follow their customs but are untried.
 */
export function homeOf(env: Environment, { platform, isRoot, userHome } = thisMachine()): string {
  if (env.BOOKKEEPER_HOME) return resolve(env.BOOKKEEPER_HOME);
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(userHome, 'AppData', 'Local'), 'bookkeeper');
  if (isRoot) return '/var/lib/bookkeeper';
  if (platform === 'darwin') return join(userHome, 'Library', 'Application Support', 'bookkeeper');
  const data = env.XDG_DATA_HOME;
  // The XDG specification tells to ignore a relative path.
  return join(data !== undefined && isAbsolute(data) ? data : join(userHome, '.local', 'share'), 'bookkeeper');
}

/** Makes the home if there is none, and lets the server's own user pass through it (it can list nothing there). */
export async function makeHome(home: string, user: ServerUser | undefined): Promise<void> {
  try {
    await mkdir(home, { recursive: true, mode: user === undefined ? 0o700 : 0o711 });
    if (user === undefined) return;
    const { mode } = await stat(home);
    await chmod(home, mode | 0o011);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code;
    throw new Trouble(`the home ${home} cannot be used (${reason})`, 'set BOOKKEEPER_HOME to a folder you may write');
  }
  if (!(await canTraverse(home, user))) {
    throw new Trouble(
      `the home ${home} lies in a folder closed to user ${user.uid}, under which the database runs for root`,
      'set BOOKKEEPER_HOME to a folder such as /var/lib/bookkeeper',
    );
  }
}
