import { type Command, Option } from 'commander';
import { SignIns } from '../../books/sign-in.ts';
import { Trouble } from '../../domain/trouble.ts';
import type { Context } from '../context.ts';
import { countArgument } from '../options.ts';
import { leftAddress, serverPort } from '../server-address.ts';

const HEALTH_MS_MAX = 5_000;

export function register(program: Command, context: Context): void {
  program
    .command('link')
    .description('print a link that lets one more browser in to the running server; it opens once, within a day')
    .addOption(
      new Option('--port <port>', 'of the server; default: where the one of this home said it serves').argParser(
        countArgument,
      ),
    )
    .action(async ({ port }: { readonly port?: number }) => {
      const { clock, screen } = context;
      const url = await addressOf(port, context);
      await expectServer(url);
      const { makeLink } = await import('../../http/server.ts');
      const link = await context.withBooks(async (session) => await makeLink(url, new SignIns(session, clock)));
      screen.print(link);
      screen.note('It opens once, in a browser on this machine, within a day.');
    });
}

async function addressOf(port: number | undefined, { env }: Context): Promise<string> {
  if (port !== undefined) return local(port);
  return (await leftAddress(env)) ?? local(serverPort(env));
}

const local = (port: number) => `http://127.0.0.1:${port}`;

/** Nobody opens a link where nobody serves. */
async function expectServer(url: string): Promise<void> {
  const isThere = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(HEALTH_MS_MAX) }).then(
    (answer) => answer.ok,
    () => false,
  );
  if (isThere) return;
  throw new Trouble(
    `no server runs at ${url}`,
    'start it with `bookkeeper start`, which prints a link, or say with --port where it runs',
  );
}
