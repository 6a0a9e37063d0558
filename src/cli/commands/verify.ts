import { type Command, InvalidArgumentError } from 'commander';
import { findBook } from '../../books/book.ts';
import { type Difference, type Verified, verify } from '../../books/verify.ts';
import { Trouble } from '../../domain/trouble.ts';
import { type Context, EXIT, exitWith } from '../context.ts';
import { bookOption, countArgument } from '../options.ts';
import { Progress } from '../progress.ts';

interface Options {
  readonly book?: string;
  readonly since?: number;
  readonly sample?: number;
  readonly head?: string;
  readonly json?: true;
}

export function register(program: Command, context: Context): void {
  program
    .command('verify')
    .description('prove the books: hash chain, kept balances, and every document made anew from its evidence')
    .addOption(bookOption())
    .option('--since <entry>', 'check the chain from this entry on', countArgument)
    .option('--sample <n>', 'make only every n-th document anew', countArgument)
    .option('--head <hash>', 'a head noted earlier has to be in the chain', hashArgument)
    .option('--json', 'for programs: {"ok","entries","head","restatable","firstDifference"}')
    .addHelpText(
      'after',
      '\nEnds with 1 and the first difference in words. Keep the head it prints: it proves later that nothing was rewritten.',
    )
    .action((options: Options) => run(options, context));
}

async function run(options: Options, context: Context): Promise<void> {
  const { screen, clock } = context;
  const progress = new Progress(process.stderr, clock, 'checked');
  const startedAt = clock();
  const result = await context.withBooks(async (session) => {
    const { bookId, name, entries } = await findBook(session, options.book);
    if (options.since !== undefined && options.since > entries)
      throw new Trouble(`there is no entry ${options.since} yet`, `the last one of "${name}" is ${entries}`);
    const request = {
      bookId,
      since: options.since ?? 1,
      every: Math.max(1, options.sample ?? 1),
      head: options.head ?? null,
      onProgress: (done: { readonly entries: number; readonly documents: number }) =>
        progress.update(done.entries + done.documents, null),
    };
    return await verify(session.database, request, clock).finally(() => progress.end());
  });
  if (options.json) screen.json(asJson(result));
  else
    screen.print(
      ...lines(
        result,
        clock() - startedAt,
        screen.paint('strong', result.ok ? 'The books hold' : 'The books do not hold'),
      ),
    );
  if (!result.ok) exitWith(EXIT.failed);
}

function asJson({ ok, entries, documents, head, restatable, firstDifference }: Verified) {
  return { ok, entries, documents, head, restatable, firstDifference };
}

function lines(result: Verified, ms: number, verdict: string): string[] {
  const rate = ms > 0 ? Math.round(((result.entries + result.documents) * 1000) / ms) : 0;
  const said = [verdict];
  if (result.firstDifference !== null) said.push(...differenceLines(result.firstDifference));
  said.push(
    `${result.entries.toLocaleString('en')} entries · ${result.documents.toLocaleString('en')} documents · ${rate.toLocaleString('en')}/s`,
  );
  if (result.restatable > 0) {
    said.push(
      `${result.restatable.toLocaleString('en')} documents of an older release would be posted otherwise: bookkeeper plan --release`,
    );
  }
  said.push(`head ${result.head}`);
  return said;
}

const WHAT: Record<Difference['what'], string> = {
  chain: 'an entry is not what its hash says',
  head: 'the last hash is not the one that was noted',
  balance: 'a kept balance is not the sum of its postings',
  date: 'an entry and its postings have different dates',
  document: 'a document is not what its evidence says',
  posting: 'the journal is not what the rules want',
};

function differenceLines({ what, document, key, account, derived, posted }: Difference): string[] {
  const where = [document, key, account].filter((each) => each !== null).join(' · ');
  return [`${WHAT[what]}${where === '' ? '' : `: ${where}`}`, `  derived  ${derived}`, `  posted   ${posted}`];
}

function hashArgument(text: string): string {
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new InvalidArgumentError('A head is 64 hexadecimal digits.');
  return text.toLowerCase();
}
