import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

interface Command {
  readonly command: readonly [string, ...string[]];
  readonly folder: string;
  /** Beside ours; PORT is added. */
  readonly environment: NodeJS.ProcessEnv;
  /** True of the line that says it serves. */
  readonly isReady: (line: string) => boolean;
}

/** Starts a server on a free port and waits until it serves; throws with what it said where it ends before. */
export async function startProcess({ command, folder, environment, isReady }: Command) {
  const port = await freePort();
  const [file, ...args] = command;
  const child = spawn(file, args, {
    cwd: folder,
    env: { ...process.env, ...environment, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ready = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        said.push(line);
        if (said.length > 50) said.shift();
        if (isReady(line)) resolve();
      });
    }
  });
  const early = ended.then(() => {
    throw new Error(`${file} ended before it served:\n${said.join('\n')}`);
  });
  early.catch(() => {});
  await Promise.race([ready, early]);
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return { port, stop };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}
