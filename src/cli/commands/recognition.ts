import type { Command } from 'commander';
import {
  type RecognitionLine,
  recognition,
  recognitionLines,
  recognitionOrders,
  recognitionOrdersPage,
} from '../../books/reports/recognition.ts';
import { answerFrom } from '../answer.ts';
import type { Context } from '../context.ts';
import {
  afterOption,
  type BookOption,
  type ChannelDays,
  type FormatOptions,
  limitOption,
  withChannelDays,
  withFormats,
} from '../options.ts';
import { recognitionOrdersTable, recognitionTables } from '../tables/recognition.ts';

type Options = BookOption & FormatOptions & ChannelDays;

type OrdersOptions = Options & { readonly currency: string; readonly after?: number; readonly limit: number };

export function register(program: Command, context: Context): void {
  const parent = program
    .command('recognition')
    .description('from what was placed in a channel on some days to what the ledger recognised on them');
  const summary = parent.command('show', { isDefault: true }).description('line by line; also without the word');
  withFormats(withChannelDays(summary)).action((options: Options) => showLines(options, context));
  const orders = parent
    .command('orders')
    .description('the orders behind a line')
    .argument('<line>', recognitionLines.join(', '))
    .requiredOption('--currency <code>', 'of the line')
    .addOption(afterOption())
    .addOption(limitOption(recognitionOrdersPage));
  orders.registeredArguments[0]?.choices(recognitionLines);
  withFormats(withChannelDays(orders)).action((line: RecognitionLine, options: OrdersOptions) =>
    showOrders(line, options, context),
  );
}

async function showLines(options: Options, context: Context): Promise<void> {
  const { channel, from, to } = options;
  await answerFrom(context, options, {
    ask: (session, { bookId }) => recognition(session, bookId, { channel, from, to }),
    shown: (reported) => ({
      json: () => reported.report,
      csv: () =>
        reported.report.currencies.flatMap(({ currency, lines, recognised, inLedger }) => [
          ...lines.map((line) => ({ currency, ...line })),
          { currency, line: 'recognised', orders: '', amount: recognised },
          { currency, line: 'in-ledger', orders: '', amount: inLedger },
        ]),
      screen: () => recognitionTables(reported),
    }),
  });
}

async function showOrders(line: RecognitionLine, options: OrdersOptions, context: Context): Promise<void> {
  const { channel, from, to, currency, after, limit } = options;
  await answerFrom(context, options, {
    ask: (session, { bookId }) =>
      recognitionOrders(session, bookId, { channel, from, to, line, currency, after, limit }),
    shown: (page) => ({
      json: () => page,
      csv: () => page.orders,
      screen: () => recognitionOrdersTable(page, currency),
    }),
  });
}
