import { type Command, Option } from 'commander';
import { findBook } from '../../books/book.ts';
import { entriesPage, listEntries, type ShownEntry } from '../../books/entries.ts';
import type { Cause } from '../../domain/ledger/entry.ts';
import type { LocalDate } from '../../domain/time/when.ts';
import type { Context } from '../context.ts';
import {
  type BookOption,
  bookOption,
  countArgument,
  dateArgument,
  type FormatOptions,
  formatOf,
  limitArgument,
  withFormats,
} from '../options.ts';
import { show } from '../output.ts';
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
    .option('--from <day>', 'the first day', dateArgument)
    .option('--to <day>', 'the last day', dateArgument)
    .option('--before <entry>', 'go on downwards from there', countArgument)
    .addOption(new Option('--after <entry>', 'read upwards from there').argParser(countArgument).conflicts('before'))
    .addOption(new Option('--limit <entries>', 'how many').argParser(limitArgument).default(entriesPage));
  withFormats(command).action(async (options: Options) => {
    await context.withBooks(async (session) => {
      const book = await findBook(session, options.book);
      const list = await listEntries(session, book, options);
      const onwards = options.after === undefined ? '--before' : '--after';
      show(context.screen, formatOf(options), {
        json: () => list,
        csv: () => list.entries.flatMap(records),
        screen: () => [
          list.entries.length === 0 ? 'No such entries.' : entriesTable(list.entries, book.baseCurrency, true),
          ...(list.next === null ? [] : ['', quiet(`There is more: ${onwards} ${list.next}`)]),
        ],
      });
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
