import { userInfo } from 'node:os';
import { type Environment, openBooks, type Session } from '../books/session.ts';
import { Screen } from './screen.ts';

/** What a command is given besides its own options. */
export interface Context {
  readonly env: Environment;
  readonly screen: Screen;
  /** The time of day in milliseconds. */
  readonly clock: () => number;
  /** Who is at the keyboard, for the audit log. */
  readonly who: string;
  /** Opens the books for the length of some work, and lets go of them whatever happens. */
  withBooks<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /**
   * Aborted when the program is told to stop (Ctrl-C, SIGTERM) or nobody reads its output any more. A command that asks
   * for it ends by itself in good order; without that the books are closed and the program ends at once.
   */
  stop(): AbortSignal;
}

/** How the program ends. Documented in `bookkeeper --help`. */
export const EXIT = { ok: 0, failed: 1, parked: 2, usage: 64, interrupted: 130 } as const;

/** Sets the status the program ends with; a worse one that was set before stays. */
export function exitWith(status: (typeof EXIT)[keyof typeof EXIT]): void {
  process.exitCode = Math.max(status, Number(process.exitCode ?? 0));
}

const signalNumbers = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;

export function makeContext(env: Environment): Context {
  const controller = new AbortController();
  const sessions = new Set<Session>();
  let endsByItself = false;

  async function leave(status: number): Promise<never> {
    await Promise.allSettled([...sessions].map((session) => session.close()));
    process.exit(status);
  }

  function onSignal(signal: keyof typeof signalNumbers): void {
    const isSecond = controller.signal.aborted;
    controller.abort();
    if (!endsByItself || isSecond) void leave(128 + signalNumbers[signal]);
  }

  for (const signal of Object.keys(signalNumbers) as (keyof typeof signalNumbers)[]) {
    process.on(signal, () => onSignal(signal));
  }
  // `bookkeeper entries | head`: the reader has what it wanted.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    controller.abort();
    if (!endsByItself) void leave(EXIT.ok);
  });

  return {
    env,
    screen: new Screen(env),
    clock: Date.now,
    who: userName(),
    async withBooks(work) {
      const session = await openBooks({ env, log: (line) => process.stderr.write(`bookkeeper: ${line}\n`) });
      sessions.add(session);
      try {
        return await work(session);
      } finally {
        sessions.delete(session);
        await session.close();
      }
    },
    stop() {
      endsByItself = true;
      return controller.signal;
    },
  };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A number without a name, as in a container.
    return 'cli';
  }
}
