import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

const program = join(import.meta.dirname, '..', '..', 'bin', 'bookkeeper.mjs');

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  /** The exit code, or the signal that ended it. */
  readonly code: number | NodeJS.Signals | null;
}

export interface CallOptions {
  readonly home: string;
  /** Added to the environment; undefined takes a variable out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string | Uint8Array;
}

/** A home of its own for the test that calls this, gone with it. Stop its server before the test ends. */
export async function useHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'bookkeeper-home-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  return home;
}

/** The command line program as a person would call it, while it runs. */
export function startBookkeeper(args: readonly string[], { home, env = {}, input }: CallOptions) {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...process.env, DATABASE_URL: undefined, BOOKKEEPER_HOME: home, ...env },
  });
  child.stdin.end(input);
  const exit = new Promise<Ended['code']>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
  const ended = Promise.all([text(child.stdout), text(child.stderr), exit]).then(
    ([stdout, stderr, code]): Ended => ({ stdout, stderr, code }),
  );
  return { child, ended };
}

/** Calls the command line program and waits for its end. */
export const bookkeeper = (args: readonly string[], options: CallOptions): Promise<Ended> =>
  startBookkeeper(args, options).ended;
