import { type Command, InvalidArgumentError, Option } from 'commander';
import { BOOK_DAYS, parseBookDay } from '../domain/time/book-days.ts';
import type { LocalDate } from '../domain/time/when.ts';
import { Trouble } from '../domain/trouble.ts';
import type { Format } from './output.ts';

/** Options that many commands share, read once and in one way. */
export interface BookOption {
  readonly book?: string;
}

export interface FormatOptions {
  readonly json?: true;
  readonly csv?: true;
}

/** A channel and some days of it. */
export interface ChannelDays {
  readonly channel: string;
  readonly from: LocalDate;
  readonly to: LocalDate;
}

export const bookOption = () => new Option('--book <name>', 'the book (not needed while there is only one)');

/** Adds --json and --csv. */
export function withFormats(command: Command): Command {
  return command
    .addOption(new Option('--json', 'for programs: amounts as decimal strings, debit positive').conflicts('csv'))
    .option('--csv', 'for spreadsheets');
}

export function formatOf({ json, csv }: FormatOptions): Format {
  return json ? 'json' : csv ? 'csv' : 'screen';
}

/** Adds --from and --to, each of which may be left out. */
export function withDays(command: Command): Command {
  return inOrder(
    command.option('--from <day>', 'the first day', dateArgument).option('--to <day>', 'the last day', dateArgument),
  );
}

/** Adds --book, --channel, --from and --to, of which only the book may be left out. */
export function withChannelDays(command: Command): Command {
  return inOrder(
    command
      .addOption(bookOption())
      .requiredOption('--channel <name>', 'the channel')
      .requiredOption('--from <day>', 'the first day', dateArgument)
      .requiredOption('--to <day>', 'the last day', dateArgument),
  );
}

function inOrder(command: Command): Command {
  return command.hook('preAction', () => {
    const { from, to } = command.opts<Partial<ChannelDays>>();
    if (from === undefined || to === undefined || from <= to) return;
    throw new Trouble(`${from} is after ${to}`, 'give the earlier day to --from');
  });
}

/** How many rows a page has. */
export const limitOption = (usual: number, flags = '--limit <rows>') =>
  new Option(flags, 'how many').argParser(limitArgument).default(usual);

/** Where the next page begins. */
export const afterOption = () => new Option('--after <no>', 'the next page').argParser(countArgument);

export function dateArgument(text: string): LocalDate {
  const date = parseBookDay(text);
  if (date === null) throw new InvalidArgumentError(`A day is written YYYY-MM-DD. Books have days ${BOOK_DAYS}.`);
  return date;
}

export function countArgument(text: string): number {
  const count = /^\d+$/.test(text) ? Number.parseInt(text, 10) : Number.NaN;
  if (!Number.isSafeInteger(count)) throw new InvalidArgumentError('It is a whole number.');
  return count;
}

/** For an argument that may be given several times. */
export function countArguments(text: string, before: readonly number[] = []): readonly number[] {
  return [...before, countArgument(text)];
}

function limitArgument(text: string): number {
  const count = countArgument(text);
  if (count < 1 || count > 10_000) throw new InvalidArgumentError('It is between 1 and 10000.');
  return count;
}
