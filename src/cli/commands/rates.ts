import { basename } from 'node:path';
import type { Command } from 'commander';
import { listBooks } from '../../books/book.ts';
import { importRates } from '../../books/rates.ts';
import { retryWaiting } from '../../books/retry.ts';
import { Trouble } from '../../domain/trouble.ts';
import type { Context } from '../context.ts';
import { readText } from '../files.ts';

export function register(program: Command, context: Context): void {
  const rates = program.command('rates').description('reference rates between currencies');
  rates
    .command('import')
    .description("load rates from CSV: date,currency,quote,rate, or the ECB's wide table")
    .argument('<file>', 'the CSV file')
    .option('--source <name>', 'where the rates come from (default: the name of the file)')
    .option('--json', 'for programs: {"read","added","takenUp"}')
    .action((file: string, options: { source?: string; json?: true }) => run(file, options, context));
}

async function run(
  file: string,
  options: { readonly source?: string; readonly json?: true },
  context: Context,
): Promise<void> {
  const { screen, clock } = context;
  await context.withBooks(async (session) => {
    const imported = await importRates(session.database, await readText(file), options.source ?? basename(file), clock);
    if (imported.kind === 'invalid')
      throw new Trouble(`${basename(file)}:${imported.line}: ${imported.problem}`, 'mend the line; nothing was loaded');
    let takenUp = 0;
    for (const book of await listBooks(session))
      takenUp += (await retryWaiting(session.database, book.bookId, clock)).takenUp;
    const { read, added } = imported;
    if (options.json) screen.json({ read, added, takenUp });
    else {
      screen.print(`${read.toLocaleString('en')} rates read · ${added.toLocaleString('en')} new`);
      if (takenUp > 0) screen.print(`${takenUp.toLocaleString('en')} documents that waited for a rate are posted`);
    }
  });
}
