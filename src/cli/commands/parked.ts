import { type Command, Option } from 'commander';
import { findBook } from '../../books/book.ts';
import {
  listParked,
  type ParkedList,
  type ParkedState,
  parkedPage,
  parkedStates,
  showParked,
} from '../../books/parked.ts';
import { retryParked } from '../../books/retry.ts';
import { bringParkedBack, setParkedAside } from '../../books/set-aside.ts';
import { Trouble } from '../../domain/trouble.ts';
import { answerFrom } from '../answer.ts';
import type { Context } from '../context.ts';
import {
  afterOption,
  type BookOption,
  bookOption,
  countArgument,
  countArguments,
  type FormatOptions,
  limitOption,
  withFormats,
} from '../options.ts';
import type { Screen } from '../screen.ts';
import type { Table } from '../table.ts';
import { quiet } from '../tables/heading.ts';
import { parkedTable, setAsideText } from '../tables/parked.ts';

export function register(program: Command, context: Context): void {
  const parked = program.command('parked').description('what cannot be posted yet, and why');
  addList(parked, context);
  addShow(parked, context);
  addRetry(parked, context);
  addSetAside(parked, context);
  addBringBack(parked, context);
}

interface ListOptions extends BookOption, FormatOptions {
  readonly state: ParkedState;
  readonly reason?: string;
  readonly after?: number;
  readonly limit: number;
}

function addList(parent: Command, context: Context): void {
  const command = parent
    .command('list', { isDefault: true })
    .description('list them; also without the word')
    .addOption(bookOption())
    .addOption(
      new Option('--state <state>', 'what waits, or what was set aside').choices(parkedStates).default('waiting'),
    )
    .option('--reason <reason>', 'only those')
    .addOption(afterOption())
    .addOption(limitOption(parkedPage, '--limit <records>'));
  withFormats(command).action(async (options: ListOptions) => {
    await answerFrom(context, options, {
      ask: (session, { bookId }) => listParked(session, bookId, options),
      shown: (list) => ({
        json: () => list,
        csv: () =>
          list.parked.map(({ setAside, ...row }) => ({
            ...row,
            setAsideAt: setAside?.at ?? '',
            setAsideBy: setAside?.by ?? '',
            setAsideNote: setAside?.note ?? '',
          })),
        screen: () => screenOf(list, options.state),
      }),
    });
  });
}

function screenOf({ parked, counts, setAside, next }: ParkedList, state: ParkedState): (string | Table)[] {
  const waiting = counts.map(({ reason, count }) => `${count} × ${reason}`).join(' · ');
  const lines: (string | Table)[] = [waiting === '' ? 'Nothing waits.' : quiet(waiting)];
  if (setAside > 0) lines.push(quiet(`${setAside.toLocaleString('en')} set aside${SHOWN_BY[state]}`));
  if (parked.length > 0) lines.push('', parkedTable(parked), '', ...NEXT[state].map(quiet));
  else if (state === 'set-aside' && setAside === 0) lines.push('Nothing is set aside.');
  else if (state === 'set-aside' || waiting !== '') lines.push('None of those asked for.');
  if (next !== null) lines.push(quiet(`There is more: --after ${next}`));
  return lines;
}

const SHOWN_BY = { waiting: ': see them with `bookkeeper parked --state set-aside`', 'set-aside': '' };
const NEXT = {
  waiting: [
    'Look at one with `bookkeeper parked show NO`.',
    'Never to be booked: `bookkeeper parked set-aside NO --note WHY`.',
  ],
  'set-aside': ['Let one wait again with `bookkeeper parked bring-back NO`.'],
};

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
            ...(parked.setAside === null ? [] : [setAsideText(parked.setAside)]),
            '',
            ...pretty(parked.payload),
          ],
        }),
      });
    });
}

/** Laid out; figures stay as they came, to the last digit. */
function pretty(payload: string): string[] {
  try {
    return JSON.stringify(JSON.parse(payload, asWritten), null, 2).split('\n');
  } catch {
    return payload.split('\n');
  }
}

/** `context` and `rawJSON`: ECMAScript 2026 (JSON.parse source text access), which TypeScript does not know yet. */
function asWritten(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const { rawJSON } = JSON as unknown as { readonly rawJSON: (text: string) => unknown };
  return typeof value === 'number' && context?.source !== undefined ? rawJSON(context.source) : value;
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

function addSetAside(parent: Command, context: Context): void {
  parent
    .command('set-aside')
    .description('say that some are not to be booked, and why: they are counted no more')
    .argument('<no...>', 'their numbers in the list', countArguments)
    .addOption(bookOption())
    .requiredOption('--note <why>', 'kept with them and in the audit log')
    .action(async (ids: readonly number[], { book, note }: BookOption & { readonly note: string }) => {
      const { screen, clock, who } = context;
      await context.withBooks(async (session) => {
        const { bookId } = await findBook(session, book);
        const done = await setParkedAside(session, { bookId, ids, who, note }, clock);
        tellOthers(screen, { ids, done, none: 'nothing waits', seen: 'bookkeeper parked' });
        screen.print(`Set aside: ${done.join(', ')}. Back with \`bookkeeper parked bring-back\`.`);
      });
    });
}

interface Settled {
  readonly ids: readonly number[];
  readonly done: readonly number[];
  readonly none: string;
  /** The command that lists what there is. */
  readonly seen: string;
}

/** Names the numbers to which it did not apply; throws a Trouble where that was all. */
function tellOthers(screen: Screen, { ids, done, none, seen }: Settled): void {
  const others = ids.filter((id) => !done.includes(id));
  const cause = `${none} under ${others.join(', ')}`;
  if (done.length === 0) throw new Trouble(cause, `see the numbers with \`${seen}\``);
  if (others.length > 0) screen.note(`${cause}: passed over`);
}

function addBringBack(parent: Command, context: Context): void {
  parent
    .command('bring-back')
    .description('let some wait again that were set aside')
    .argument('<no...>', 'their numbers in the list', countArguments)
    .addOption(bookOption())
    .action(async (ids: readonly number[], options: BookOption) => {
      const { screen, clock, who } = context;
      await context.withBooks(async (session) => {
        const { bookId } = await findBook(session, options.book);
        const done = await bringParkedBack(session, { bookId, ids, who }, clock);
        tellOthers(screen, { ids, done, none: 'nothing is set aside', seen: 'bookkeeper parked --state set-aside' });
        screen.print(`Waits again: ${done.join(', ')}.`);
      });
    });
}
