import { type Command, InvalidArgumentError, Option } from 'commander';
import { findBook } from '../../books/book.ts';
import { connectionNamed } from '../../books/channels.ts';
import { priceBoundsOf, type StandingBounds, setPriceBounds } from '../../books/price-bounds.ts';
import { acceptPrices, listPriceAlarms, type PriceAlarm, priceAlarmsPage } from '../../books/prices.ts';
import type { PriceBounds } from '../../domain/prices/bounds.ts';
import { Trouble } from '../../domain/trouble.ts';
import { answerFrom } from '../answer.ts';
import type { Context } from '../context.ts';
import { afterOption, bookOption, countArguments, limitOption } from '../options.ts';
import type { Table } from '../table.ts';
import { quiet } from '../tables/heading.ts';
import { amountText } from '../text.ts';

interface Options {
  readonly book?: string;
  readonly channel?: string;
  readonly json?: true;
}

/** Adds `connections prices`: what changed beyond the bounds, and the bounds. */
export function addPrices(connections: Command, context: Context): void {
  const prices = connections.command('prices').description('prices that changed more than they should');
  prices
    .command('list', { isDefault: true })
    .description('list them; also without the word')
    .addOption(bookOption())
    .option('--channel <name>', 'only of that channel')
    .option('--all', 'also those that were settled')
    .addOption(afterOption())
    .addOption(limitOption(priceAlarmsPage))
    .option('--json', 'for programs')
    .action((options: ListOptions) => list(options, context));
  prices
    .command('accept')
    .description('say that prices are right')
    .argument('<no...>', 'their numbers in the list', countArguments)
    .addOption(bookOption())
    .action((numbers: readonly number[], options: Options) => accept(numbers, options, context));
  prices
    .command('bounds')
    .description('how much prices may change; without options: show it')
    .addOption(bookOption())
    .option('--channel <name>', 'of that channel instead of the book')
    .option('--rise <percent>', 'the most that a price may rise, or off', percentArgument)
    .option('--fall <percent>', 'the most that a price may fall, or off', percentArgument)
    .addOption(new Option('--missing <word>', 'look at prices that are gone or zero').choices(['on', 'off']))
    .addOption(new Option('--usual', 'take these bounds away').conflicts(['rise', 'fall', 'missing']))
    .option('--json', 'for programs')
    .addHelpText('after', '\nExactly as much as allowed passes. It books nothing, and holds from now on.')
    .action((options: BoundsOptions) => bounds(options, context));
}

interface ListOptions extends Options {
  readonly all?: true;
  readonly after?: number;
  readonly limit: number;
}

async function list(options: ListOptions, context: Context): Promise<void> {
  const { all, after: before, channel, limit } = options;
  await answerFrom(context, options, {
    ask: (session, { bookId }) =>
      listPriceAlarms(session, bookId, { channel, limit, before, state: all ? 'all' : 'open' }),
    shown: (found) => ({
      json: () => found,
      csv: () => [],
      screen: () => [
        ...(found.alarms.length === 0 ? ['No price changed more than it should.'] : [alarmsTable(found.alarms)]),
        ...(found.open === 0
          ? []
          : ['', quiet('Where one is right: `bookkeeper connections prices accept NO`; else correct it in the shop.')]),
        ...(found.next === null ? [] : [quiet(`There is more: --after ${found.next}`)]),
      ],
    }),
  });
}

function alarmsTable(alarms: readonly PriceAlarm[]): Table {
  const priceText = (price: PriceAlarm['after']) =>
    price === null ? 'none' : `${amountText(price.amount)} ${price.currency}`;
  const hasSettled = alarms.some(({ settled }) => settled !== null);
  return {
    columns: [
      { title: 'No', kind: 'count' },
      { title: 'Channel', min: 8 },
      { title: 'What', min: 12 },
      { title: 'SKU', min: 6, drop: 2 },
      { title: 'Before' },
      { title: 'Now' },
      { title: 'Seen', drop: 1 },
      { title: 'Why', min: 18, wrap: true },
      ...(hasSettled ? [{ title: 'State' }] : []),
    ],
    rows: alarms.map(({ id, channel, title, sku, before, after, seenAt, text, settled }) => ({
      cells: [
        ...[String(id), channel, title, sku, priceText(before), priceText(after)],
        ...[seenAt.slice(0, 16).replace('T', ' '), text, ...(hasSettled ? [settled?.as ?? 'open'] : [])],
      ],
    })),
  };
}

async function accept(ids: readonly number[], { book }: Options, context: Context): Promise<void> {
  await context.withBooks(async (session) => {
    const { bookId } = await findBook(session, book);
    const accepted = await acceptPrices(session, { bookId, ids, who: context.who }, context.clock);
    if (accepted.length === 0)
      throw new Trouble('none of these is open', 'see those that are with `bookkeeper connections prices`');
    context.screen.print(
      `Accepted ${accepted.join(', ')}. Later prices are held against ${accepted.length === 1 ? 'it' : 'them'}.`,
    );
  });
}

interface BoundsOptions extends Options {
  readonly rise?: number | 'off';
  readonly fall?: number | 'off';
  readonly missing?: 'on' | 'off';
  readonly usual?: true;
}

async function bounds(options: BoundsOptions, context: Context): Promise<void> {
  const { who, clock } = context;
  const { channel } = options;
  const named = namedIn(options);
  const isChange = options.usual === true || Object.keys(named).length > 0;
  await answerFrom(context, options, {
    ask: async (session, { bookId }) => {
      if (channel !== undefined) await connectionNamed(session.database.pool, bookId, channel);
      const request = { bookId, channel: channel ?? null, bounds: options.usual ? null : named, who };
      return isChange ? await setPriceBounds(session, request, clock) : await priceBoundsOf(session, bookId);
    },
    shown: (standing) => ({ json: () => standing, csv: () => [], screen: () => [boundsTable(standing)] }),
  });
}

function namedIn({ rise, fall, missing }: BoundsOptions): Partial<PriceBounds> {
  const percent = (given: number | 'off') => (given === 'off' ? null : given);
  return {
    ...(rise !== undefined && { rise: percent(rise) }),
    ...(fall !== undefined && { fall: percent(fall) }),
    ...(missing !== undefined && { noPrice: missing === 'on' }),
  };
}

function boundsTable(standing: readonly StandingBounds[]): Table {
  const percent = (bound: number | null) => (bound === null ? 'any' : `${bound} %`);
  const setText = (at: string | null, by: string | null) =>
    at === null ? 'the usual ones' : `${at.slice(0, 10)} by ${by}`;
  return {
    columns: [
      ...[{ title: 'Holds for', min: 10 }, { title: 'Rise at most' }, { title: 'Fall at most' }],
      ...[{ title: 'Gone or zero' }, { title: 'Set', min: 12 }],
    ],
    rows: standing.map(({ channel, rise, fall, noPrice, setAt, setBy }) => ({
      cells: [
        ...[channel ?? 'the book', percent(rise), percent(fall)],
        ...[noPrice ? 'is told' : 'passes', setText(setAt, setBy)],
      ],
    })),
  };
}

function percentArgument(text: string): number | 'off' {
  if (text === 'off') return 'off';
  const percent = /^\d+$/.test(text) ? Number.parseInt(text, 10) : Number.NaN;
  if (!Number.isSafeInteger(percent)) throw new InvalidArgumentError('It is a whole number of percent, or off.');
  return percent;
}
