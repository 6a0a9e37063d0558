import { basename } from 'node:path';
import type { Command } from 'commander';
import { findBook } from '../../books/book.ts';
import { postManual } from '../../books/manual/post.ts';
import { importRates } from '../../books/rates.ts';
import { Trouble } from '../../domain/trouble.ts';
import { type Context, EXIT, exitWith } from '../context.ts';
import { readText } from '../files.ts';
import { bookOption } from '../options.ts';
import { Progress } from '../progress.ts';

interface Options {
  readonly book?: string;
  readonly rates?: string;
  readonly json?: true;
}

export function register(program: Command, context: Context): void {
  program
    .command('post')
    .description('post manual entries from CSV: date, ref, kind, channel, currency, account, amount_minor or amount')
    .argument('<file>', 'one entry per date, ref and kind; .gz too')
    .addOption(bookOption())
    .option('--rates <file>', 'load these reference rates first')
    .option('--json', 'for programs: {"read","posted","unchanged","parked","discrepancies"}')
    .addHelpText(
      'after',
      '\nAn account that is not there is made, its type by the first word of its path (assets:bank:eur).',
    )
    .action((file: string, options: Options) => run(file, options, context));
}

async function run(file: string, options: Options, context: Context): Promise<void> {
  const { screen, clock, who } = context;
  const progress = new Progress(process.stderr, clock, 'entries');
  const counts = await context.withBooks(async (session) => {
    const book = await findBook(session, options.book);
    if (options.rates !== undefined) {
      const imported = await importRates(
        session.database,
        await readText(options.rates),
        basename(options.rates),
        clock,
      );
      if (imported.kind === 'invalid')
        throw new Trouble(`${basename(options.rates)}:${imported.line}: ${imported.problem}`, 'mend the line');
    }
    return await postManual(session.database, book, file, who, clock, {
      onProgress: (done, { bytesRead, bytesTotal }) =>
        progress.update(done.read, bytesTotal ? bytesRead / bytesTotal : null),
      onParked: (place, reason, detail) => screen.note(`parked ${place}: ${reason} (${detail})`),
    }).finally(() => progress.end());
  });
  if (options.json) screen.json(counts);
  else
    screen.print(
      `${counts.read.toLocaleString('en')} entries read · ${counts.posted.toLocaleString('en')} posted · ${counts.unchanged.toLocaleString('en')} unchanged · ${counts.parked.toLocaleString('en')} parked`,
    );
  if (counts.parked > 0) exitWith(EXIT.parked);
}
