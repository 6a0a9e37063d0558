import type { Command } from 'commander';
import { findBook } from '../../books/book.ts';
import { policiesOf, setPolicy } from '../../books/policy.ts';
import { applyRestate, previewRestate, type Reason, type Restated } from '../../books/restate.ts';
import { major } from '../../domain/money/format.ts';
import { dateIn, type Instant, type LocalDate } from '../../domain/time/when.ts';
import { Trouble } from '../../domain/trouble.ts';
import type { Context } from '../context.ts';
import { bookOption, dateArgument } from '../options.ts';
import { layOut } from '../table.ts';
import { effectTable } from '../tables/effect.ts';

interface Options {
  readonly book?: string;
  readonly from?: LocalDate;
  readonly release?: true;
  readonly json?: true;
}

export function register(program: Command, context: Context): void {
  const policy = program.command('policy').description('how a book wants things booked');
  policy
    .command('show')
    .description('the policy in force and its versions')
    .addOption(bookOption())
    .option('--json', 'for programs')
    .action((options: Options) => show(options, context));
  policy
    .command('set')
    .description('make a new version: recognition=order|fulfilment|by-channel, discounts=…, gateways.NAME=…')
    .argument('<setting...>', 'KEY=VALUE')
    .addOption(bookOption())
    .option('--from <date>', 'documents that begin on this day or later (default: today)', dateArgument)
    .option('--json', 'for programs')
    .action((settings: string[], options: Options) => set(settings, options, context));
  program
    .command('plan')
    .description('what applying the policy (or a new release) would do, by month; writes nothing')
    .addOption(bookOption())
    .option('--release', 'documents that an older release posted otherwise')
    .option('--json', 'for programs')
    .action((options: Options) => restate(options, context, false));
  program
    .command('apply')
    .description('bring posted documents under the policy in force: corrections on their own dates')
    .addOption(bookOption())
    .option('--release', 'documents that an older release posted otherwise')
    .option('--json', 'for programs')
    .action((options: Options) => restate(options, context, true));
}

async function show(options: Options, context: Context): Promise<void> {
  const { screen } = context;
  await context.withBooks(async (session) => {
    const { bookId, name } = await findBook(session, options.book);
    const policies = await policiesOf(session.database, bookId);
    if (options.json)
      return screen.json(
        policies.map(({ madeAt, ...policy }) => ({ ...policy, madeAt: new Date(madeAt).toISOString() })),
      );
    const newest = policies.at(-1);
    if (newest === undefined) return;
    screen.print(screen.paint('strong', `Policy of ${name}`), '');
    for (const [key, value] of Object.entries(newest.body))
      screen.print(`${key.padEnd(22)}${typeof value === 'object' ? mapText(value) : value}`);
    screen.print('');
    for (const { version, effectiveFrom, madeAt, madeBy } of policies) {
      const from = version === 1 ? 'from the beginning' : `from ${effectiveFrom}`;
      screen.print(
        screen.paint(
          'quiet',
          `version ${version}  ${from}  made ${new Date(madeAt).toISOString().slice(0, 10)} by ${madeBy}`,
        ),
      );
    }
  });
}

function mapText(map: object): string {
  const entries = Object.entries(map);
  return entries.length === 0 ? '–' : entries.map(([key, value]) => `${key} → ${value}`).join(', ');
}

async function set(settings: readonly string[], options: Options, context: Context): Promise<void> {
  const { screen, clock, who } = context;
  await context.withBooks(async (session) => {
    const { bookId, zone } = await findBook(session, options.book);
    const from = options.from ?? dateIn(clock() as Instant, zone);
    const made = await setPolicy(session.database, { bookId, settings, from, by: who }, clock);
    if (made.kind === 'bad-setting') throw new Trouble(made.cause, made.remedy);
    if (options.json) screen.json(made);
    else if (made.kind === 'unchanged') screen.print('nothing changed: the policy says so already');
    else
      screen.print(
        `policy version ${made.version}, for what begins on ${from} or later`,
        'what is posted already stays as it is; see it with: bookkeeper plan',
      );
  });
}

async function restate(options: Options, context: Context, isApply: boolean): Promise<void> {
  const { screen, clock, who } = context;
  const reason: Reason = options.release ? 'release' : 'policy';
  await context.withBooks(async (session) => {
    const { bookId, baseCurrency } = await findBook(session, options.book);
    const done = isApply
      ? await applyRestate(session.database, bookId, reason, who, clock)
      : await previewRestate(session.database, bookId, reason, clock);
    if (options.json) return screen.json(asJson(done, baseCurrency));
    const verb = isApply ? 'posted' : 'would be posted';
    screen.print(
      `${done.documents.toLocaleString('en')} documents looked at · ${done.changed.toLocaleString('en')} change · ${done.entries.toLocaleString('en')} entries ${verb}`,
    );
    if (done.effect.length > 0) screen.print('', ...layOut(effectTable(done.effect, baseCurrency), screen));
  });
}

function asJson({ effect, ...counts }: Restated, currency: string) {
  return { ...counts, effect: effect.map((row) => ({ ...row, base: major(row.base, currency) })) };
}
