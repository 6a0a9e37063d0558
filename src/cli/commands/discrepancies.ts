import { type Command, Option } from 'commander';
import { findBook } from '../../books/book.ts';
import {
  acceptDiscrepancy,
  type DiscrepancyList,
  discrepanciesPage,
  listDiscrepancies,
  type ShownDiscrepancy,
} from '../../books/discrepancies.ts';
import { Trouble } from '../../domain/trouble.ts';
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
import { discrepanciesTable } from '../tables/discrepancies.ts';
import { quiet } from '../tables/heading.ts';
import { quoted } from '../text.ts';

export function register(program: Command, context: Context): void {
  const discrepancies = program.command('discrepancies').description('differences that no rule settles');
  addList(discrepancies, context);
  addAccept(discrepancies, context);
}

interface ListOptions extends BookOption, FormatOptions {
  readonly state: 'open' | 'healed' | 'accepted' | 'all';
  readonly kind?: string;
  readonly after?: number;
  readonly limit: number;
}

function addList(parent: Command, context: Context): void {
  const command = parent
    .command('list', { isDefault: true })
    .description('list them; also without the word')
    .addOption(bookOption())
    .addOption(new Option('--state <state>', 'which').choices(['open', 'healed', 'accepted', 'all']).default('open'))
    .option('--kind <kind>', 'only those: underpaid, refund-owed, missing-in-books …')
    .addOption(afterOption())
    .addOption(limitOption(discrepanciesPage));
  withFormats(command).action(async ({ state, ...options }: ListOptions) => {
    const query = { ...options, state: state === 'all' ? undefined : state };
    await answerFrom(context, options, {
      ask: (session, { bookId }) => listDiscrepancies(session, bookId, query),
      shown: (list) => ({
        json: () => list,
        csv: () =>
          list.discrepancies.map(({ document, sides, certificate, ...row }) => ({
            ...row,
            document: document.number,
            channel: document.channel,
            total: sides?.total ?? '',
            paid: sides?.paid ?? '',
            refunded: sides?.refunded ?? '',
            due: sides?.due ?? '',
            day: certificate?.day ?? '',
            theirs: certificate?.theirs?.total ?? '',
            ours: certificate?.ours?.total ?? '',
          })),
        screen: () => screenOf(list),
      }),
    });
  });
}

function screenOf({ open, discrepancies, next }: DiscrepancyList): (string | Table)[] {
  const counts = open.map(({ kind, count }) => `${count} × ${kind.replaceAll('-', ' ')}`).join(' · ');
  const lines: (string | Table)[] = [open.length === 0 ? 'Nothing is open.' : quiet(`open: ${counts}`)];
  if (discrepancies.length === 0 && open.length > 0) lines.push('None of those asked for.');
  if (discrepancies.length > 0) {
    const closer =
      'Look closer with `bookkeeper show DOCUMENT`; let one stand with `bookkeeper discrepancies accept NO`.';
    lines.push('', discrepanciesTable(discrepancies, true), '', quiet(closer), ...askAgainHint(discrepancies));
  }
  if (next !== null) lines.push(quiet(`There is more: --after ${next}`));
  return lines;
}

/** How the platform is asked again about the first of the days that certificates name. */
function askAgainHint(discrepancies: readonly ShownDiscrepancy[]): Table[] {
  const first = discrepancies.find(({ certificate, state }) => certificate !== null && state === 'open');
  if (first === undefined || first.certificate === null) return [];
  const { day } = first.certificate;
  const channel = quoted(first.document.channel);
  return [quiet(`Have a day asked again: \`bookkeeper certify --channel ${channel} --from ${day} --to ${day}\`.`)];
}

function addAccept(parent: Command, context: Context): void {
  parent
    .command('accept')
    .description('let one stand until its figures change')
    .argument('<no>', 'its number in the list', countArgument)
    .addOption(bookOption())
    .action(async (id: number, options: BookOption) => {
      await context.withBooks(async (session) => {
        const { bookId } = await findBook(session, options.book);
        const outcome = await acceptDiscrepancy(session, { bookId, id, who: context.who }, context.clock);
        if (outcome === 'not-open')
          throw new Trouble(`no discrepancy ${id} is open`, 'see them with `bookkeeper discrepancies`');
        context.screen.print(`Accepted ${id}. It counts again if its figures change.`);
      });
    });
}
