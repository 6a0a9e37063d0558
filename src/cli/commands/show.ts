import type { Command } from 'commander';
import { type Story, type StoryDocument, tellStory } from '../../books/story.ts';
import { answerFrom } from '../answer.ts';
import type { Context } from '../context.ts';
import { type BookOption, bookOption } from '../options.ts';
import type { Table } from '../table.ts';
import { discrepanciesTable } from '../tables/discrepancies.ts';
import { entriesTable } from '../tables/entries.ts';
import { isZero, quiet } from '../tables/heading.ts';
import { setAsideText } from '../tables/parked.ts';
import { amountText } from '../text.ts';

interface Options extends BookOption {
  readonly channel?: string;
  readonly json?: true;
}

export function register(program: Command, context: Context): void {
  program
    .command('show')
    .description("tell one order's whole story: what was seen, what it became, what is wrong")
    .argument('<order>', "its number, or the platform's id")
    .addOption(bookOption())
    .option('--channel <name>', 'where several channels have an order of that number')
    .option('--json', 'for programs: {"document","observations","entries","discrepancies"}')
    .action(async (order: string, options: Options) => {
      await answerFrom(context, options, {
        ask: (session, book) => tellStory(session, book, order, options.channel),
        shown: (story, { baseCurrency }) => ({
          json: () => asJson(story),
          csv: () => [],
          screen: () => tables(story, baseCurrency),
        }),
      });
    });
}

/** The documented shape; all there is to an entry is in `entries --json`. */
function asJson({ document, observations, entries, discrepancies }: Story) {
  return {
    document,
    observations,
    entries: entries.map(({ number, date, trueDate, key, revision, cause, postings }) => ({
      number,
      date,
      trueDate,
      key,
      revision,
      cause,
      postings: postings.map(({ code, name, amount, currency, baseAmount }) => ({
        code,
        name,
        amount,
        currency,
        baseAmount,
      })),
    })),
    discrepancies,
  };
}

function tables({ document, observations, entries, discrepancies }: Story, baseCurrency: string): (string | Table)[] {
  const open = discrepancies.filter(({ state }) => state === 'open').length;
  return [
    line([document.kind === 'order' ? 'Order' : document.kind, document.number].join(' '), document.channel),
    quiet(summary(document)),
    '',
    title('What the platform says'),
    {
      columns: [
        { title: '', min: 24 },
        { title: '', min: 30, wrap: true },
      ],
      rows: document.parts.map(({ key, text }) => ({ cells: [`  ${key}`, text] })),
    },
    '',
    title(entries.length === 0 ? `No entries: ${inWords(document.status)}` : 'Entries'),
    ...(entries.length === 0 ? [] : [entriesTable(entries, baseCurrency, false)]),
    '',
    title(open === 0 ? 'Nothing is open' : open === 1 ? 'One thing is open' : `${open} things are open`),
    ...(discrepancies.length === 0 ? [] : [discrepanciesTable(discrepancies, false)]),
    '',
    title('Seen'),
    {
      columns: [{ title: '' }, { title: '' }, { title: '', min: 20 }, { title: '', drop: 1 }, { title: '', min: 10 }],
      rows: observations.map(({ seenAt, via, kind, remoteId, decoder, parked, setAside }) => ({
        cells: [
          `  ${seenAt.slice(0, 16).replace('T', ' ')} UTC`,
          via,
          `${kind} ${remoteId}`,
          `decoder ${decoder}`,
          parked === null ? '' : `parked: ${parked}${setAside === null ? '' : ` ${setAsideText(setAside)}`}`,
        ],
      })),
    },
  ];
}

const title = (text: string): Table => ({ columns: [{ title: '' }], rows: [{ cells: [text], tone: 'strong' }] });

const line = (name: string, channel: string): Table => title([name, channel].filter((part) => part !== '').join(' · '));

function summary({ status, placedOn, currency, total, paid, refunded, due, policyVersion }: StoryDocument): string {
  const money = (word: string, amount: string | null) => (amount === null ? '' : `${word} ${amountText(amount)}`);
  return [
    inWords(status),
    placedOn === null ? '' : `placed ${placedOn}`,
    total === null ? '' : `${amountText(total)} ${currency}`,
    money('paid', paid),
    refunded === null || isZero(refunded) ? '' : money('refunded', refunded),
    money('due', due),
    `policy ${policyVersion}`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

const inWords = (status: string) => status.replaceAll('-', ' ');
