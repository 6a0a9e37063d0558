import { type Command, Option } from 'commander';
import { findBook } from '../../books/book.ts';
import {
  type RecognitionLine,
  recognition,
  recognitionLines,
  recognitionOrders,
  recognitionOrdersPage,
} from '../../books/reports/recognition.ts';
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
import { recognitionOrdersTable, recognitionTables } from '../tables/recognition.ts';

interface Options extends BookOption, FormatOptions {
  readonly channel: string;
  readonly from: LocalDate;
  readonly to: LocalDate;
}

interface OrdersOptions extends Options {
  readonly currency: string;
  readonly after?: number;
  readonly limit: number;
}

export function register(program: Command, context: Context): void {
  const parent = program
    .command('recognition')
    .description('from what was placed in a channel on some days to what the ledger recognised on them');
  const summary = parent.command('show', { isDefault: true }).description('line by line; also without the word');
  withDays(summary).action((options: Options) => showLines(options, context));
  const orders = parent
    .command('orders')
    .description('the orders behind a line')
    .argument('<line>', recognitionLines.join(', '))
    .requiredOption('--currency <code>', 'of the line')
    .option('--after <no>', 'the next page', countArgument)
    .addOption(new Option('--limit <rows>', 'how many').argParser(limitArgument).default(recognitionOrdersPage));
  orders.registeredArguments[0]?.choices(recognitionLines);
  withDays(orders).action((line: RecognitionLine, options: OrdersOptions) => showOrders(line, options, context));
}

function withDays(command: Command): Command {
  return withFormats(
    command
      .addOption(bookOption())
      .requiredOption('--channel <name>', 'the channel')
      .requiredOption('--from <date>', 'first day', dateArgument)
      .requiredOption('--to <date>', 'last day', dateArgument),
  );
}

async function showLines({ book, channel, from, to, ...format }: Options, context: Context): Promise<void> {
  await context.withBooks(async (session) => {
    const reported = await recognition(session, (await findBook(session, book)).bookId, { channel, from, to });
    const { currencies } = reported.report;
    show(context.screen, formatOf(format), {
      json: () => reported.report,
      csv: () =>
        currencies.flatMap(({ currency, lines, recognised, inLedger }) => [
          ...lines.map((line) => ({ currency, ...line })),
          { currency, line: 'recognised', orders: '', amount: recognised },
          { currency, line: 'in-ledger', orders: '', amount: inLedger },
        ]),
      screen: () => recognitionTables(reported),
    });
  });
}

async function showOrders(
  line: RecognitionLine,
  { book, channel, from, to, currency, after, limit, ...format }: OrdersOptions,
  context: Context,
): Promise<void> {
  await context.withBooks(async (session) => {
    const asked = { channel, from, to, line, currency, after, limit };
    const page = await recognitionOrders(session, (await findBook(session, book)).bookId, asked);
    show(context.screen, formatOf(format), {
      json: () => page,
      csv: () => page.orders,
      screen: () => recognitionOrdersTable(page, currency),
    });
  });
}
