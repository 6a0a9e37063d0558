import { once } from 'node:events';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import { MACHINE } from '../../../sandbox/timers.ts';
import { Trouble } from '../../domain/trouble.ts';
import type { Context } from '../context.ts';
import { countArgument } from '../options.ts';

const HOUR = 3_600_000;
const PORT_MAX = 65_535;

interface Options {
  readonly seed: number;
  readonly speed: number;
  readonly history: number;
  readonly port: number;
}

export function register(program: Command, context: Context): void {
  program
    .command('sandbox')
    .description('simulated shops that speak the APIs of real platforms, to try things out; nothing of them is real')
    .addOption(new Option('--seed <number>', 'another number, another world').default(1).argParser(countArgument))
    .addOption(
      new Option('--speed <factor>', 'how many times as fast as the clock').default(60).argParser(countArgument),
    )
    .addOption(new Option('--history <hours>', 'what has happened when it starts').default(48).argParser(countArgument))
    .addOption(
      new Option('--port <port>', 'of the switchboard; 0 takes any that is free').default(0).argParser(portArgument),
    )
    .action((options: Options) => serve(options, context));
}

async function serve({ seed, speed, history, port }: Options, { screen, clock, stop }: Context): Promise<void> {
  const end = stop();
  const start = Math.floor((clock() - history * HOUR) / 1_000) * 1_000 - history * HOUR;
  const ports = { control: port, shops: [] };
  const world = { seed, start, historyMs: history * HOUR, speed, clock, timers: MACHINE };
  const sandbox = await onPort(port, startSandbox({ ...world, ports }));
  try {
    screen.print(`Switchboard: ${sandbox.url} (orders, faults, speed; see sandbox/README.md). Stop with Ctrl-C.`);
    for (const { name, platform, credentials } of sandbox.shops) {
      const flags = Object.entries(credentials).map(([field, value]) => `--set '${field}=${value}'`);
      screen.print(
        '',
        screen.paint('strong', `${name} (${platform})`),
        `  bookkeeper connect ${platform} ${flags.join(' ')}`,
      );
    }
    screen.print(
      '',
      'These shops are on this machine: start Bookkeeper with BOOKKEEPER_ALLOW_PRIVATE=1, or it refuses to ask them.',
    );
    if (!end.aborted) await once(end, 'abort');
  } finally {
    await sandbox.stop();
  }
}

function portArgument(text: string): number {
  const port = countArgument(text);
  if (port > PORT_MAX) throw new InvalidArgumentError(`A port is a number up to ${PORT_MAX}.`);
  return port;
}

/** The shops take any port that is free: what fails is the switchboard's. */
async function onPort(port: number, starting: Promise<Sandbox>): Promise<Sandbox> {
  try {
    return await starting;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    const remedy = 'give --port another (0 takes any that is free)';
    if (code === 'EADDRINUSE') throw new Trouble(`port ${port} is in use`, `stop what uses it, or ${remedy}`);
    if (code === 'EACCES') throw new Trouble(`port ${port} may not be used`, remedy);
    throw error;
  }
}
