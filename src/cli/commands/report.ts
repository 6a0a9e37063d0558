import { Argument, type Command, Option } from 'commander';
import { balanceSheet } from '../../books/reports/balance-sheet.ts';
import { clearing } from '../../books/reports/clearing.ts';
import {
  flatBalanceSheet,
  flatClearing,
  flatProfitAndLoss,
  flatRegister,
  flatSalesByChannel,
  flatTax,
  flatTrialBalance,
} from '../../books/reports/flat.ts';
import { profitAndLoss } from '../../books/reports/profit-and-loss.ts';
import { register as accountRegister, registerPage } from '../../books/reports/register.ts';
import type { Reported, ReportOptions } from '../../books/reports/report.ts';
import { salesByChannel } from '../../books/reports/sales-by-channel.ts';
import { taxReport } from '../../books/reports/tax.ts';
import { trialBalance } from '../../books/reports/trial-balance.ts';
import type { Session } from '../../books/session.ts';
import { answerFrom } from '../answer.ts';
import type { Context } from '../context.ts';
import {
  type BookOption,
  bookOption,
  countArgument,
  dateArgument,
  type FormatOptions,
  limitOption,
  withDays,
  withFormats,
} from '../options.ts';
import type { Answer } from '../output.ts';
import type { Table } from '../table.ts';
import { balanceSheetTables } from '../tables/balance-sheet.ts';
import { clearingTables } from '../tables/clearing.ts';
import { profitAndLossTables } from '../tables/profit-and-loss.ts';
import { registerTables } from '../tables/register.ts';
import { salesByChannelTables } from '../tables/sales-by-channel.ts';
import { taxTables } from '../tables/tax.ts';
import { trialBalanceTable } from '../tables/trial-balance.ts';

type Options = BookOption & FormatOptions & ReportOptions;
type Records = ReturnType<Answer['csv']>;

/** A report: how it is made, shown, and laid flat. */
interface Kind<T> {
  readonly name: string;
  readonly summary: string;
  readonly by: readonly ('day' | 'month' | 'channel')[];
  make(session: Session, bookId: number, options: ReportOptions): Promise<Reported<T>>;
  tables(reported: Reported<T>): readonly (string | Table)[];
  records(report: T): Records;
}

export function register(program: Command, context: Context): void {
  const report = program.command('report').summary('trial balance, profit and loss, balance sheet, tax …');
  report.description(
    'Reports come from kept balances and cost the same however many orders there are. Days without --from and --to are all days.',
  );

  addReport(report, context, {
    name: 'trial-balance',
    summary: 'what every account stands at',
    by: [],
    make: trialBalance,
    tables: trialBalanceTable,
    records: flatTrialBalance,
  });
  addReport(report, context, {
    name: 'profit-and-loss',
    summary: 'what was earned and spent',
    by: ['day', 'month', 'channel'],
    make: profitAndLoss,
    tables: profitAndLossTables,
    records: flatProfitAndLoss,
  });
  addReport(report, context, {
    name: 'balance-sheet',
    summary: 'what is owned and owed on a day (--to)',
    by: ['day', 'month'],
    make: balanceSheet,
    tables: balanceSheetTables,
    records: flatBalanceSheet,
  });
  addReport(report, context, {
    name: 'sales-by-channel',
    summary: 'orders, sales, tax and money, channel by channel',
    by: ['day', 'month'],
    make: salesByChannel,
    tables: salesByChannelTables,
    records: flatSalesByChannel,
  });
  addReport(report, context, {
    name: 'tax',
    summary: 'what a tax return needs, by scheme and rate',
    by: [],
    make: taxReport,
    tables: taxTables,
    records: flatTax,
  });
  addReport(report, context, {
    name: 'clearing',
    summary: 'what payment gateways owe',
    by: [],
    make: clearing,
    tables: clearingTables,
    records: flatClearing,
  });
  addRegister(report, context);
}

function addReport<T>(parent: Command, context: Context, { name, summary, by, make, tables, records }: Kind<T>): void {
  const command = common(parent.command(name).summary(summary).description(`${name}: ${summary}.`));
  if (by.length > 0) command.addOption(new Option('--by <what>', 'one column or row for each').choices(by));
  command.action(async (options: Options) => {
    await answerFrom(context, options, {
      ask: (session, { bookId }) => make(session, bookId, options),
      shown: (reported) => ({
        json: () => reported.report,
        csv: () => records(reported.report),
        screen: () => tables(reported),
      }),
    });
  });
}

function addRegister(parent: Command, context: Context): void {
  const summary = 'every posting of one account, with its running balance';
  common(parent.command('account').summary(summary).description(`account: ${summary}.`))
    .addArgument(new Argument('<code>', 'its code, or how code or name begin'))
    .addOption(new Option('--after <place>', 'the next page: what this one says at its end'))
    .addOption(limitOption(registerPage, '--limit <lines>'))
    .action(async (code: string, options: Options & { readonly after?: string; readonly limit: number }) => {
      await answerFrom(context, options, {
        ask: (session, { bookId }) => accountRegister(session, bookId, code, options),
        shown: (reported) => ({
          json: () => reported.report,
          csv: () => flatRegister(reported.report),
          screen: () => registerTables(reported),
        }),
      });
    });
}

function common(command: Command): Command {
  return withFormats(
    withDays(command.addOption(bookOption()))
      .addOption(new Option('--currency <which>', 'in the base currency, or as it was').choices(['base', 'original']))
      .addOption(new Option('--as-known-at <entry>', 'as the books said after that entry').argParser(countArgument))
      .addOption(new Option('--known-on <day>', 'as the books stood at the end of that day').argParser(dateArgument)),
  );
}
