import { once } from 'node:events';
import { type Command, Option } from 'commander';
import { startSandbox } from '../../../sandbox/sandbox.ts';
import { MACHINE } from '../../../sandbox/timers.ts';
import type { Context } from '../context.ts';
import { countArgument } from '../options.ts';

const HOUR = 3_600_000;

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
      new Option('--port <port>', 'of the switchboard; 0 takes any that is free').default(0).argParser(countArgument),
    )
    .action((options: Options) => serve(options, context));
}

async function serve({ seed, speed, history, port }: Options, { screen, clock, stop }: Context): Promise<void> {
  const end = stop();
  const start = Math.floor((clock() - history * HOUR) / 1_000) * 1_000 - history * HOUR;
  const ports = { control: port, shops: [] };
  const sandbox = await startSandbox({ seed, start, historyMs: history * HOUR, speed, ports, clock, timers: MACHINE });
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
    screen.print('', 'Set BOOKKEEPER_ALLOW_PRIVATE=1 for the program that connects: these shops are on this machine.');
    if (!end.aborted) await once(end, 'abort');
  } finally {
    await sandbox.stop();
  }
}
