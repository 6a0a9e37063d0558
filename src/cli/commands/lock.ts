import { type Command, Option } from 'commander';
import { findBook } from '../../books/book.ts';
import { locksOf, lockThrough, unlock } from '../../books/locks.ts';
import type { LocalDate } from '../../domain/time/when.ts';
import type { Context } from '../context.ts';
import { bookOption, dateArgument } from '../options.ts';

interface Options {
  readonly book?: string;
  readonly through?: LocalDate;
  readonly tax?: string;
  readonly lift?: true;
  readonly json?: true;
}

export function register(program: Command, context: Context): void {
  program
    .command('lock')
    .description('close the books, or one tax scheme, through a day; without a day: show the locks')
    .addOption(bookOption())
    .option('--through <date>', 'the last day that is closed', dateArgument)
    .option('--tax <scheme>', "lock that scheme's return instead of the books")
    .addOption(new Option('--lift', 'lift the standing lock').conflicts('through'))
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      '\nA fact that arrives later for a locked day is dated on the first open day; its true date is kept.',
    )
    .action((options: Options) => run(options, context));
}

async function run(options: Options, context: Context): Promise<void> {
  const { screen, clock, who } = context;
  const scheme = options.tax ?? '';
  const what = scheme === '' ? 'the books' : `tax ${scheme}`;
  await context.withBooks(async (session) => {
    const { bookId } = await findBook(session, options.book);
    if (options.lift) {
      const lifted = await unlock(session.database, { bookId, scheme, by: who }, clock);
      screen.note(
        lifted === 0 ? `there is no lock of ${what}` : `lifted the lock of ${what}; entries keep their dates`,
      );
    } else if (options.through !== undefined) {
      await lockThrough(session.database, { bookId, scheme, through: options.through, by: who }, clock);
      screen.note(`locked ${what} through ${options.through}`);
    }
    const locks = await locksOf(session.database, bookId);
    if (options.json) screen.json(locks);
    else if (locks.length === 0) screen.print('nothing is locked');
    for (const lock of options.json ? [] : locks) {
      const state = lock.liftedAt === null ? 'standing' : `lifted ${dayOf(lock.liftedAt)} by ${lock.liftedBy}`;
      screen.print(
        `${lock.through}  ${lock.kind === 'books' ? 'books' : `tax ${lock.scheme}`}  set ${dayOf(lock.setAt)} by ${lock.setBy}  ${state}`,
      );
    }
  });
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
