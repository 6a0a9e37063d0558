import type { Command } from 'commander';
import { findBook } from '../../books/book.ts';
import { listParked, type ParkedList, parkedPage, showParked } from '../../books/parked.ts';
import { retryParked } from '../../books/retry.ts';
import { answerFrom } from '../answer.ts';
import type { Context } from '../context.ts';
import {
  afterOption,
  type BookOption,
  bookOption,
  countArgument,
  type FormatOptions,
  limitOption,
  withFormats,
} from '../options.ts';
import type { Table } from '../table.ts';
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
    .addOption(afterOption())
    .addOption(limitOption(parkedPage, '--limit <records>'));
  withFormats(command).action(async (options: ListOptions) => {
    await answerFrom(context, options, {
      ask: (session, { bookId }) => listParked(session, bookId, options),
      shown: (list) => ({
        json: () => list,
        csv: () => list.parked.map((row) => ({ ...row })),
        screen: () => screenOf(list),
      }),
    });
  });
}

function screenOf({ parked, counts, next }: ParkedList): (string | Table)[] {
  if (counts.length === 0) return ['Nothing is parked.'];
  const lines: (string | Table)[] = [quiet(counts.map(({ reason, count }) => `${count} × ${reason}`).join(' · '))];
  if (parked.length === 0) return [...lines, 'None of those asked for.'];
  lines.push('', parkedTable(parked), '', quiet('Look at one with `bookkeeper parked show NO`.'));
  if (next !== null) lines.push(quiet(`There is more: --after ${next}`));
  return lines;
}

function parkedTable(parked: ParkedList['parked']): Table {
  return {
    columns: [
      { title: 'No', kind: 'count' },
      { title: 'Reason' },
      { title: 'Channel', min: 8, drop: 2 },
      { title: 'What', min: 12 },
      { title: 'Since', drop: 1 },
      { title: 'Detail', min: 22, wrap: true },
    ],
    rows: parked.map(({ id, reason, channel, kind, remoteId, since, detail }) => ({
      cells: [
        ...[String(id), reason, channel, kind === 'unknown' ? 'unknown' : `${kind} ${remoteId}`],
        ...[since.slice(0, 10), detail],
      ],
    })),
  };
}

function addShow(parent: Command, context: Context): void {
  parent
    .command('show')
    .description('show one with its text as it came')
    .argument('<no>', 'its number in the list', countArgument)
    .addOption(bookOption())
    .option('--json', 'for programs')
    .action(async (id: number, options: BookOption & { readonly json?: true }) => {
      await answerFrom(context, options, {
        ask: (session, { bookId }) => showParked(session, bookId, id),
        shown: (parked) => ({
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
        }),
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
    .description('try again what waits for an order or a rate, and what an older release could not read')
    .addOption(bookOption())
    .option('--json', 'for programs: {"tried","takenUp"}')
    .action(async (options: BookOption & { readonly json?: true }) => {
      const { screen, clock } = context;
      await context.withBooks(async (session) => {
        const { bookId } = await findBook(session, options.book);
        const done = await retryParked(session.database, bookId, clock);
        if (options.json) screen.json(done);
        else screen.print(`${done.tried.toLocaleString('en')} tried · ${done.takenUp.toLocaleString('en')} taken up`);
      });
    });
}
