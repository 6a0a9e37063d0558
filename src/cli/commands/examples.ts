import type { Command } from 'commander';
import { type ExampleResult, runExamples } from '../../books/examples/run.ts';
import { major } from '../../domain/money/format.ts';
import { Trouble } from '../../domain/trouble.ts';
import { type Context, EXIT, exitWith } from '../context.ts';
import { readText } from '../files.ts';
import { layOut, type Table } from '../table.ts';

export function register(program: Command, context: Context): void {
  program
    .command('examples')
    .description('book worked examples in memory and compare with the entries and balances they expect')
    .argument('<file>', 'a file like samples/accounting-examples.json')
    .option('--json', 'for programs: one object per example')
    .action((file: string, options: { json?: true }) => run(file, options, context));
}

async function run(file: string, options: { readonly json?: true }, { screen }: Context): Promise<void> {
  const results = runExamples(await readText(file));
  if (results === null) throw new Trouble(`${file} is no file of examples`, 'it needs a list named "examples"');
  if (options.json) screen.json(results.map(asJson));
  else {
    for (const result of results) {
      const verdict = verdictOf(result);
      const without = result.without.length === 0 ? '' : ` (without ${result.without.join(', ')}: not yet)`;
      const tone = verdict === 'passes' ? 'good' : result.notYet === null ? 'bad' : 'quiet';
      screen.print(`${screen.paint(tone, verdict.padEnd(8))}  ${result.id}${noteOf(result)}${without}`);
      if (result.differences.length > 0) screen.print('', ...layOut(tableOf(result), screen), '');
    }
    screen.print('', summaryOf(results));
  }
  if (results.some(isFailing)) exitWith(EXIT.failed);
}

function isFailing({ fault, differences }: ExampleResult): boolean {
  return fault !== null || differences.length > 0;
}

function verdictOf(result: ExampleResult): string {
  if (result.notYet !== null) return 'not yet';
  return isFailing(result) ? 'differs' : 'passes';
}

function noteOf({ notYet, fault }: ExampleResult): string {
  const note = notYet ?? fault;
  return note === null ? '' : `: ${note}`;
}

function summaryOf(results: readonly ExampleResult[]): string {
  const count = (verdict: string) => results.filter((result) => verdictOf(result) === verdict).length;
  return `${results.length} examples: ${count('passes')} pass · ${count('differs')} differ · ${count('not yet')} not yet`;
}

function tableOf({ differences, baseCurrency }: ExampleResult): Table {
  const rows = differences.map(({ what, date, account, currency, expected, booked }) => {
    const show = (amount: number | null) => (amount === null ? '' : major(amount, currency));
    const base = (amount: number) => major(amount, what === 'discrepancies' ? currency : baseCurrency);
    const figures = [show(expected.amount), show(booked.amount), base(expected.base), base(booked.base)];
    return { cells: [what, date === '' ? 'end' : date, account, currency, ...figures] };
  });
  return {
    columns: [
      { title: 'Compared' },
      { title: 'Date' },
      { title: 'Account' },
      { title: 'Currency' },
      { title: 'Expected', kind: 'money' },
      { title: 'Booked', kind: 'money' },
      { title: 'Base expected', kind: 'money' },
      { title: 'Base booked', kind: 'money' },
    ],
    rows,
  };
}

function asJson(result: ExampleResult) {
  return { ...result, verdict: verdictOf(result) };
}
