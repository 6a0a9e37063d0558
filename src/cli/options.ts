import { type Command, InvalidArgumentError, Option } from 'commander';
import { type LocalDate, parseDate } from '../domain/time/when.ts';
import type { Format } from './output.ts';

/** Options that many commands share, read once and in one way. */
export interface BookOption {
  readonly book?: string;
}

export interface FormatOptions {
  readonly json?: true;
  readonly csv?: true;
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

export function dateArgument(text: string): LocalDate {
  const date = parseDate(text);
  if (date === null) throw new InvalidArgumentError('A day is written YYYY-MM-DD.');
  return date;
}

export function countArgument(text: string): number {
  const count = /^\d+$/.test(text) ? Number.parseInt(text, 10) : Number.NaN;
  if (!Number.isSafeInteger(count)) throw new InvalidArgumentError('It is a whole number.');
  return count;
}

export function limitArgument(text: string): number {
  const count = countArgument(text);
  if (count < 1 || count > 10_000) throw new InvalidArgumentError('It is between 1 and 10000.');
  return count;
}
