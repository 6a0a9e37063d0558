import { type Command, InvalidArgumentError, Option } from 'commander';
import { CSV, PLATFORMS } from '../../books/connectors.ts';
import type { ImportCounts } from '../../books/import/import.ts';
import { importFiles } from '../../books/import/import-files.ts';
import { type Instant, parseInstant } from '../../domain/time/when.ts';
import { Trouble } from '../../domain/trouble.ts';
import { type Context, EXIT, exitWith } from '../context.ts';
import { readText } from '../files.ts';
import { countArgument } from '../options.ts';
import { Progress } from '../progress.ts';

interface Options {
  readonly book: string;
  readonly as: string;
  readonly channel?: string;
  readonly currency?: string;
  readonly zone?: string;
  readonly asOf?: Instant;
  readonly profile?: string;
  readonly decimals?: number;
  readonly giftCardSku?: readonly string[];
  readonly dryRun?: true;
  readonly json?: true;
}

/** No store writes amounts finer than that. */
const DECIMALS_MAX = 9;

/** Parked records shown one by one; the rest is counted. */
const PARKED_SHOWN = 20;

export function register(program: Command, context: Context): void {
  program
    .command('import')
    .description('take in orders, refunds and recorded webhooks from files')
    .argument('<path...>', 'files, directories, globs, or - for standard input; .gz too')
    .requiredOption('--book <name>', 'the book; made when it is not there')
    .addOption(
      new Option('--as <platform>', 'whose payloads they are').choices([...PLATFORMS, CSV]).makeOptionMandatory(),
    )
    .option('--channel <name>', "the shop's name in the book (default: the platform's)")
    .option('--currency <code>', 'base currency of a new book; one that is there has to have it')
    .option('--zone <name>', 'time zone of a new book (default: UTC); one that is there has to have it')
    .option(
      '--as-of <instant>',
      'when the file was as it is (default: the newest instant each record names)',
      instantArgument,
    )
    .option('--profile <file>', 'with --as csv: what the columns mean')
    .option('--decimals <n>', "decimals of the store's amounts, where they are not the usual ones", decimalsArgument)
    .option('--gift-card-sku <sku...>', 'SKUs that are gift cards', skuArguments)
    .option('--dry-run', 'decode and plan against what stands; make and write nothing')
    .option('--json', 'for programs: {"read","posted","unchanged","parked","discrepancies"}')
    .addHelpText(
      'after',
      '\nRun it again to resume: what is known costs a look-up. Ends with 2 where something is parked.',
    )
    .action((paths: string[], options: Options) => run(paths, options, context));
}

async function run(paths: readonly string[], options: Options, context: Context): Promise<void> {
  const { screen, clock } = context;
  const progress = new Progress(process.stderr, clock, 'records');
  let parkedShown = 0;
  const counts = await context.withBooks(async ({ database }) =>
    importFiles(database, await requestOf(paths, options), process.stdin, clock, {
      onNewBook: ({ name, baseCurrency, zone }) =>
        screen.note(`${options.dryRun ? 'would make' : 'made'} book "${name}" in ${baseCurrency}, time zone ${zone}`),
      onProgress: (done, { bytesRead, bytesTotal }) =>
        progress.update(done.read, bytesTotal ? bytesRead / bytesTotal : null),
      onParked: (place, reason, detail) => {
        parkedShown += 1;
        if (parkedShown > PARKED_SHOWN) return;
        progress.end();
        screen.note(parkedText(place, reason, detail));
      },
    }).finally(() => progress.end()),
  );
  if (parkedShown > PARKED_SHOWN) {
    const where = options.dryRun ? '' : '; see bookkeeper parked';
    screen.note(`… and ${parkedShown - PARKED_SHOWN} more${where}`);
  }
  if (options.json) screen.json(counts);
  else screen.print(summary(counts, options.dryRun === true));
  if (counts.parked > 0) exitWith(EXIT.parked);
}

async function requestOf(paths: readonly string[], options: Options) {
  if ((options.profile === undefined) === (options.as === CSV)) {
    throw new Trouble('a profile goes with --as csv, and --as csv needs one', 'give --as csv --profile FILE');
  }
  return {
    paths,
    book: options.book,
    platform: options.as,
    channel: options.channel ?? null,
    currency: options.currency?.toUpperCase() ?? null,
    zone: options.zone ?? null,
    asOf: options.asOf ?? null,
    dryRun: options.dryRun === true,
    profile: options.profile === undefined ? null : await readProfile(options.profile),
    decimals: options.decimals ?? null,
    giftCardSkus: options.giftCardSku ?? [],
    command: `import ${paths.join(' ')} --as ${options.as}`,
  };
}

async function readProfile(path: string): Promise<unknown> {
  const text = await readText(path);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Trouble(
      `${path} is not JSON (${error instanceof Error ? error.message : 'unreadable'})`,
      'mend the file',
    );
  }
}

/** The place stands in the detail already where a record could not be read. */
function parkedText(place: string, reason: string, detail: string): string {
  return detail.startsWith(place) ? `parked: ${reason} (${detail})` : `parked ${place}: ${reason} (${detail})`;
}

function summary({ read, posted, unchanged, parked, discrepancies }: ImportCounts, dryRun: boolean): string {
  const parts = [
    `${read.toLocaleString('en')} read`,
    `${posted.toLocaleString('en')} posted`,
    `${unchanged.toLocaleString('en')} unchanged`,
  ];
  parts.push(`${parked.toLocaleString('en')} parked`);
  if (discrepancies > 0) parts.push(`${discrepancies.toLocaleString('en')} discrepancies`);
  return (dryRun ? 'would be: ' : '') + parts.join(' · ');
}

function decimalsArgument(text: string): number {
  const decimals = countArgument(text);
  if (decimals > DECIMALS_MAX) throw new InvalidArgumentError(`It is at most ${DECIMALS_MAX}.`);
  return decimals;
}

/** An empty one would make gift cards of all that has no SKU. */
function skuArguments(text: string, before: readonly string[] = []): readonly string[] {
  if (text.trim() === '') throw new InvalidArgumentError('A SKU is not empty.');
  return [...before, text];
}

function instantArgument(text: string): Instant {
  const instant = parseInstant(text) ?? parseInstant(`${text}T00:00:00Z`);
  if (instant === null) throw new InvalidArgumentError('An instant is written 2026-03-01T10:15:00Z.');
  return instant;
}
