import type { AccountType } from '../../domain/ledger/account.ts';
import { major } from '../../domain/money/format.ts';
import type { JournalEntry } from '../../storage/export/journal.ts';
import type { AccountRow } from '../../storage/reports/accounts.ts';
import type { Journal } from './journal.ts';
import { EndBalances, lineText, plainLines, uniqueNames } from './lines.ts';

/** Top-level name and hledger's letter for each type. */
const ROOTS: Record<AccountType, readonly [root: string, letter: string]> = {
  asset: ['assets', 'A'],
  liability: ['liabilities', 'L'],
  equity: ['equity', 'E'],
  income: ['income', 'R'],
  'contra-income': ['income', 'R'],
  'cost-of-sales': ['expenses', 'X'],
  expense: ['expenses', 'X'],
  other: ['income', 'R'],
};

/**
 * A journal that `hledger check --strict` accepts (and Ledger reads): everything declared, in order of date, with an
 * assertion of every balance at its end.
 */
export async function* hledger({ book, accounts, currencies, span, entries }: Journal): AsyncGenerator<string> {
  const { baseCurrency } = book;
  const names = uniqueNames(accounts, accountName);
  yield head({ book, accounts, currencies }, names);
  const ends = new EndBalances();
  for await (const some of entries) {
    let text = '';
    for (const entry of some) {
      text += entryHead(entry);
      for (const posting of entry.postings) {
        const account = names.get(posting.code) ?? posting.code;
        for (const line of plainLines(posting, baseCurrency)) {
          ends.add(account, line);
          text += `    ${account}  ${lineText(line, baseCurrency)}${postingTags(posting)}\n`;
        }
      }
      text += '\n';
    }
    yield text;
  }
  if (span === null) return;
  yield `${span.last} * Balances at the end\n`;
  for (const { account, currency, text } of ends.all())
    yield `    ${account}  ${major(0, currency)} ${currency} = ${text}\n`;
}

function head(
  { book, accounts, currencies }: Pick<Journal, 'book' | 'accounts' | 'currencies'>,
  names: ReadonlyMap<string, string>,
): string {
  const lines = [
    `; ${plain(book.name)}, base currency ${book.baseCurrency}, exported by bookkeeper`,
    `; up to entry ${book.entries}, head ${book.head}`,
    '',
    ...[...new Set([book.baseCurrency, ...currencies])].map(commodity),
    '',
    ...accounts.flatMap(({ code, type }) => [`account ${names.get(code)}`, `    ; type: ${ROOTS[type][1]}`]),
  ];
  return `${lines.join('\n')}\n\n`;
}

/** How amounts of a currency are written. Without decimals nothing is said: the one wants a decimal mark there, the other none. */
function commodity(currency: string): string {
  const zero = major(0, currency);
  return `commodity ${currency}${zero === '0' ? '' : `\n    format 100${zero} ${currency}`}`;
}

/** `assets:1000 Bank`; a code that is a path of its own stays one. */
function accountName({ code, name, type }: AccountRow): string {
  const [root] = ROOTS[type];
  const path = code.split(':').map(plain);
  const own = path[0]?.toLowerCase() === root ? path : [root, ...path];
  const title = name === code ? '' : ` ${plain(name).replaceAll(':', '')}`;
  return `${own.filter((part) => part !== '').join(':')}${title}`;
}

function entryHead({
  number,
  date,
  trueDate,
  key,
  cause,
  revision,
  note,
  documentKind,
  documentNumber,
  channel,
}: JournalEntry): string {
  const what = [key.split(':')[0], documentNumber, channel]
    .map((part) => plain(part ?? ''))
    .filter((part) => part !== '');
  const tags = [
    `key:${tag(key)}`,
    `document:${tag(`${documentKind} ${documentNumber}`)}`,
    ...(cause === 'fact' ? [] : [`cause:${cause}`]),
    ...(revision === 1 ? [] : [`revision:${revision}`]),
    ...(trueDate === date ? [] : [`truedate:${trueDate}`]),
    ...(note === '' ? [] : [`note:${tag(note)}`]),
  ];
  return `${date} * (${number}) ${what.join(' · ')}\n    ; ${tags.join(', ')}\n`;
}

function postingTags({ sku, taxCode, taxBase, liable, currency }: JournalEntry['postings'][number]): string {
  const tags = [
    ...(sku === '' ? [] : [`sku:${tag(sku)}`]),
    ...(taxCode === '' ? [] : [`tax:${tag(taxCode)}`, `taxbase:${major(taxBase, currency)}`]),
    ...(liable === '' ? [] : [`liable:${liable}`]),
  ];
  return tags.length === 0 ? '' : `  ; ${tags.join(', ')}`;
}

/** Text without what means something to the parser: line ends, comment marks, two spaces in a row. */
function plain(text: string): string {
  return text
    .replace(/[\p{Cc};|]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** A tag's value ends at a comma. */
const tag = (text: string) => plain(text.replaceAll(',', ' '));
