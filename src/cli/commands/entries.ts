import { type Command, Option } from 'commander';
import { entriesPage, listEntries, type ShownEntry } from '../../books/entries.ts';
import type { Cause } from '../../domain/ledger/entry.ts';
import type { LocalDate } from '../../domain/time/when.ts';
import { answerFrom } from '../answer.ts';
import type { Context } from '../context.ts';
import {
  type BookOption,
  bookOption,
  countArgument,
  type FormatOptions,
  limitOption,
  withDays,
  withFormats,
} from '../options.ts';
import { entriesTable } from '../tables/entries.ts';
import { quiet } from '../tables/heading.ts';

interface Options extends BookOption, FormatOptions {
  readonly before?: number;
  readonly after?: number;
  readonly from?: LocalDate;
  readonly to?: LocalDate;
  readonly cause?: Cause;
  readonly key?: string;
  readonly late?: true;
  readonly limit: number;
}

export function register(program: Command, context: Context): void {
  const command = program
    .command('entries')
    .description('list journal entries, the newest first')
    .addOption(bookOption())
    .addOption(
      new Option('--cause <cause>', 'why they were posted').choices([
        'fact',
        'correction',
        'undo',
        'manual',
        'opening',
      ]),
    )
    .option('--key <start>', 'what the posting key begins with: sale, payment:, refund: …')
    .option('--late', 'only those whose own day was locked when they came')
    .option('--before <entry>', 'go on downwards from there', countArgument)
    .addOption(new Option('--after <entry>', 'read upwards from there').argParser(countArgument).conflicts('before'))
    .addOption(limitOption(entriesPage, '--limit <entries>'));
  withFormats(withDays(command)).action(async (options: Options) => {
    const onwards = options.after === undefined ? '--before' : '--after';
    await answerFrom(context, options, {
      ask: (session, book) => listEntries(session, book, options),
      shown: ({ entries, next }, { baseCurrency }) => ({
        json: () => ({ entries, next }),
        csv: () => entries.flatMap(records),
        screen: () => [
          entries.length === 0 ? 'No such entries.' : entriesTable(entries, baseCurrency, true),
          ...(next === null ? [] : ['', quiet(`There is more: ${onwards} ${next}`)]),
        ],
      }),
    });
  });
}

function records({ postings, document, versions, ...entry }: ShownEntry) {
  return postings.map((posting) => ({
    ...entry,
    document: document.number,
    documentKind: document.kind,
    policy: versions.policy,
    decoder: versions.decoder,
    rules: versions.rules,
    ...posting,
  }));
}
