import { type Argument, Command } from 'commander';
import { type Context, makeContext } from './context.ts';
import { reportFailure } from './errors.ts';

interface CommandFile {
  register(program: Command, context: Context): void;
}

/**
 * One file a command, by the groups of the help. A new one is put into its group, and is then complete. Only the one
 * that is called is loaded, so that it begins at once; a file that holds several commands is named once for each.
 */
const groups: Readonly<Record<string, Readonly<Record<string, () => Promise<CommandFile>>>>> = {
  'Running:': {
    start: () => import('./commands/start.ts'),
    link: () => import('./commands/link.ts'),
    sandbox: () => import('./commands/sandbox.ts'),
  },
  'Connecting stores:': {
    connect: () => import('./commands/connect.ts'),
    connections: () => import('./commands/connections.ts'),
    certify: () => import('./commands/connections.ts'),
    recognition: () => import('./commands/recognition.ts'),
  },
  'Taking in:': {
    import: () => import('./commands/import.ts'),
    post: () => import('./commands/post.ts'),
    rates: () => import('./commands/rates.ts'),
  },
  'Giving out:': {
    report: () => import('./commands/report.ts'),
    export: () => import('./commands/export.ts'),
  },
  'Looking closer:': {
    show: () => import('./commands/show.ts'),
    entries: () => import('./commands/entries.ts'),
    discrepancies: () => import('./commands/discrepancies.ts'),
    parked: () => import('./commands/parked.ts'),
  },
  'Keeping the books:': {
    books: () => import('./commands/books.ts'),
    channels: () => import('./commands/channels.ts'),
    lock: () => import('./commands/lock.ts'),
    policy: () => import('./commands/policy.ts'),
    plan: () => import('./commands/policy.ts'),
    apply: () => import('./commands/policy.ts'),
    verify: () => import('./commands/verify.ts'),
    examples: () => import('./commands/examples.ts'),
  },
};

const program = new Command('bookkeeper')
  .description('Double-entry books for merchants, kept in step with everything that sells, pays and invoices.')
  .usage('COMMAND [options]')
  .helpCommand(false)
  .exitOverride()
  .configureHelp({
    subcommandTerm: (command) => [command.name(), ...command.registeredArguments.map(argumentText)].join(' '),
  })
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'bookkeeper: ')) })
  .showHelpAfterError('Run it with --help to see how it is called.')
  .addHelpText(
    'after',
    `
Each command tells more with --help.

Exit status:
  0   all is well
  1   it failed, or the answer is no (verify found a difference)
  2   done, but something is parked and waits for you
  64  the command was not understood
  130 you left at a question

Settings:
  BOOKKEEPER_HOME  where everything lives
  DATABASE_URL     a PostgreSQL server of your own
  PORT             of the HTTP API
  WEBHOOK_PORT     where stores call; nothing else is served there
  PUBLIC_URL       the address under which stores reach it
  BOOKKEEPER_DEMO  off: the demo's shops do not trade
  BOOKKEEPER_SECRET_KEY     seals credentials; else a file of the home
  BOOKKEEPER_ALLOW_PRIVATE  1: stores may lie in private networks
  NO_COLOR         no colours`,
  );

function argumentText(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '…' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

async function registerCommands(context: Context, called: string | undefined): Promise<void> {
  const isKnown = Object.values(groups).some((group) => called !== undefined && called in group);
  const done = new Set<CommandFile>();
  for (const [heading, group] of Object.entries(groups)) {
    program.commandsGroup(heading);
    for (const [name, load] of Object.entries(group)) {
      if (isKnown && name !== called) continue;
      const file = await load();
      if (!done.has(file)) file.register(program, context);
      done.add(file);
    }
  }
  for (const command of program.commands) command.helpCommand(false);
}

try {
  await registerCommands(makeContext(process.env), process.argv[2]);
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error, Boolean(process.env.BOOKKEEPER_DEBUG));
}
