import type { Command } from 'commander';
import { findBook } from '../../books/book.ts';
import { channelsOf, cutOverAt, openClearing } from '../../books/channels.ts';
import type { LocalDate } from '../../domain/time/when.ts';
import type { Context } from '../context.ts';
import { bookOption, dateArgument } from '../options.ts';
import { layOut } from '../table.ts';

interface Options {
  readonly book?: string;
  readonly json?: true;
}

export function register(program: Command, context: Context): void {
  const channels = program.command('channels').description('the shops that feed a book, and where their books begin');
  channels
    .command('list')
    .description('channels with their platform and cut-over')
    .addOption(bookOption())
    .option('--json', 'for programs')
    .action((options: Options) => list(options, context));
  channels
    .command('cut-over')
    .description('facts before this day post no profit and loss: they open the day before; then bookkeeper apply')
    .argument('<channel>', 'the channel')
    .argument('<date>', 'the first day that is booked as it happens', dateArgument)
    .addOption(bookOption())
    .action((channel: string, date: LocalDate, options: Options) => cutOver(channel, date, options, context));
  channels
    .command('open')
    .description("open a clearing account with the gateway's own balance on the day before the cut-over")
    .argument('<gateway>', 'the gateway, as payments name it')
    .argument('<currency>', 'its currency')
    .argument('<amount>', 'what the gateway owed, in major units')
    .argument('<cut-over>', 'the cut-over day', dateArgument)
    .addOption(bookOption())
    .action((gateway: string, currency: string, amount: string, date: LocalDate, options: Options) =>
      open({ gateway, currency, amount, cutOver: date }, options, context),
    );
}

async function list(options: Options, context: Context): Promise<void> {
  const { screen } = context;
  await context.withBooks(async (session) => {
    const { bookId } = await findBook(session, options.book);
    const channels = await channelsOf(session.database, bookId);
    if (options.json) return screen.json(channels.map(({ settings: _settings, ...channel }) => channel));
    const columns = [{ title: 'Channel' }, { title: 'Platform' }, { title: 'Cut-over' }, { title: 'Shop', min: 12 }];
    const rows = channels.map(({ channel, platform, cutOver: from, remoteAccount }) => ({
      cells: [channel, platform, from ?? '–', remoteAccount ?? '–'],
    }));
    screen.print(
      ...(rows.length === 0 ? ['no channels yet; bookkeeper import makes them'] : layOut({ columns, rows }, screen)),
    );
  });
}

async function cutOver(channel: string, date: LocalDate, options: Options, context: Context): Promise<void> {
  const { screen, clock, who } = context;
  await context.withBooks(async (session) => {
    const { bookId } = await findBook(session, options.book);
    await cutOverAt(session.database, { bookId, channel, date, by: who }, clock);
    screen.print(
      `${channel} is booked from ${date}`,
      'what is posted already follows with: bookkeeper apply (see it first: bookkeeper plan)',
    );
  });
}

async function open(
  opening: {
    readonly gateway: string;
    readonly currency: string;
    readonly amount: string;
    readonly cutOver: LocalDate;
  },
  options: Options,
  context: Context,
): Promise<void> {
  const { screen, clock } = context;
  await context.withBooks(async (session) => {
    const { bookId } = await findBook(session, options.book);
    const wait = await openClearing(session.database, { bookId, ...opening }, clock);
    if (wait === null) {
      screen.print(`Clearing: ${opening.gateway} ${opening.currency} opens with ${opening.amount}`);
    } else {
      screen.print(
        `Clearing: ${opening.gateway} ${opening.currency} waits for a rate (${wait})`,
        'it opens by itself once one is loaded: bookkeeper rates import FILE',
      );
    }
  });
}
