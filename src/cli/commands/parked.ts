import { type Command, Option } from 'commander';
import { findBook } from '../../books/book.ts';
import { listParked, parkedPage, showParked } from '../../books/parked.ts';
import { retryWaiting } from '../../books/retry.ts';
import type { Context } from '../context.ts';
import {
  type BookOption,
  bookOption,
  countArgument,
  type FormatOptions,
  formatOf,
  limitArgument,
  withFormats,
} from '../options.ts';
import { show } from '../output.ts';
import { quiet } from '../tables/heading.ts';

export function register(program: Command, context: Context): void {
  const parked = program.command('parked').description('what cannot be posted yet, and why');
  addList(parked, context);
  addShow(parked, context);
  addRetry(parked, context);
}

interface ListOptions extends BookOption, FormatOptions {
  readonly reason?: string;
  readonly after?: number;
  readonly limit: number;
}

function addList(parent: Command, context: Context): void {
  const command = parent
    .command('list', { isDefault: true })
    .description('list them; also without the word')
    .addOption(bookOption())
    .option('--reason <reason>', 'only those')
    .option('--after <no>', 'the next page', countArgument)
    .addOption(new Option('--limit <records>', 'how many').argParser(limitArgument).default(parkedPage));
  withFormats(command).action(async (options: ListOptions) => {
    await context.withBooks(async (session) => {
      const { bookId } = await findBook(session, options.book);
      const list = await listParked(session, bookId, options);
      const total = list.counts.reduce((sum, { count }) => sum + count, 0);
      show(context.screen, formatOf(options), {
        json: () => list,
        csv: () => list.parked.map((row) => ({ ...row })),
        screen: () => [
          total === 0
            ? 'Nothing is parked.'
            : quiet(list.counts.map(({ reason, count }) => `${count} × ${reason}`).join(' · ')),
          ...(list.parked.length === 0
            ? []
            : [
                '',
                {
                  columns: [
                    { title: 'No', kind: 'count' as const },
                    { title: 'Reason' },
                    { title: 'Channel', min: 8, drop: 2 },
                    { title: 'What', min: 12 },
                    { title: 'Since', drop: 1 },
                    { title: 'Detail', min: 22, wrap: true },
                  ],
                  rows: list.parked.map(({ id, reason, channel, kind, remoteId, since, detail }) => ({
                    cells: [
                      String(id),
                      reason,
                      channel,
                      kind === 'unknown' ? 'unknown' : `${kind} ${remoteId}`,
                      since.slice(0, 10),
                      detail,
                    ],
                  })),
                },
                '',
                quiet('Look at one with `bookkeeper parked show NO`.'),
              ]),
          ...(list.next === null ? [] : [quiet(`There is more: --after ${list.next}`)]),
        ],
      });
    });
  });
}

function addShow(parent: Command, context: Context): void {
  parent
    .command('show')
    .description('show one with its text as it came')
    .argument('<no>', 'its number in the list', countArgument)
    .addOption(bookOption())
    .option('--json', 'for programs')
    .action(async (id: number, options: BookOption & { readonly json?: true }) => {
      await context.withBooks(async (session) => {
        const { bookId } = await findBook(session, options.book);
        const parked = await showParked(session, bookId, id);
        show(context.screen, options.json ? 'json' : 'screen', {
          json: () => parked,
          csv: () => [],
          screen: () => [
            `${parked.reason}: ${parked.detail}`,
            quiet(
              [
                parked.channel,
                `${parked.via} of ${parked.seenAt}`,
                `parked since ${parked.since}`,
                `tried ${parked.attempts} ×`,
              ].join(' · '),
            ),
            '',
            ...pretty(parked.payload),
          ],
        });
      });
    });
}

function pretty(payload: string): string[] {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2).split('\n');
  } catch {
    return payload.split('\n');
  }
}

function addRetry(parent: Command, context: Context): void {
  parent
    .command('retry')
    .description('try again what waits for an order or a rate')
    .addOption(bookOption())
    .option('--json', 'for programs: {"tried","takenUp"}')
    .action(async (options: BookOption & { readonly json?: true }) => {
      const { screen, clock } = context;
      await context.withBooks(async (session) => {
        const { bookId } = await findBook(session, options.book);
        const done = await retryWaiting(session.database, bookId, clock);
        if (options.json) screen.json(done);
        else screen.print(`${done.tried} documents tried · ${done.takenUp} taken up`);
      });
    });
}
