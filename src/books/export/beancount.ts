import type { AccountType } from '../../domain/ledger/account.ts';
import { major } from '../../domain/money/format.ts';
import { addDays, type LocalDate } from '../../domain/time/when.ts';
import type { JournalEntry } from '../../storage/export/journal.ts';
import type { AccountRow } from '../../storage/reports/accounts.ts';
import type { Journal } from './journal.ts';
import { EndBalances, lineText, plainLines, uniqueNames } from './lines.ts';

const ROOTS: Record<AccountType, string> = {
  asset: 'Assets',
  liability: 'Liabilities',
  equity: 'Equity',
  income: 'Income',
  'contra-income': 'Income',
  'cost-of-sales': 'Expenses',
  expense: 'Expenses',
  other: 'Income',
};

/** A ledger that `bean-check` accepts, with an assertion of every balance at its end. */
export async function* beancount({ book, accounts, span, entries }: Journal): AsyncGenerator<string> {
  const { baseCurrency } = book;
  const names = uniqueNames(accounts, accountName);
  yield head(book, accounts, names, span?.first ?? null);
  const ends = new EndBalances();
  for await (const some of entries) {
    let text = '';
    for (const entry of some) {
      text += entryHead(entry);
      for (const posting of entry.postings) {
        const account = names.get(posting.code) ?? posting.code;
        for (const line of plainLines(posting, baseCurrency)) {
          ends.add(account, line);
          text += `  ${account}  ${lineText(line, baseCurrency)}\n${postingFields(posting)}`;
        }
      }
      text += '\n';
    }
    yield text;
  }
  if (span === null) return;
  // An assertion holds at the start of its day.
  const after = addDays(span.last, 1);
  for (const { account, text } of ends.all()) yield `${after} balance ${account}  ${text}\n`;
}

function head(
  book: Journal['book'],
  accounts: readonly AccountRow[],
  names: ReadonlyMap<string, string>,
  first: LocalDate | null,
): string {
  const opened = first ?? '1970-01-01';
  return [
    `; exported by bookkeeper, up to entry ${book.entries}, head ${book.head}`,
    `option "title" ${quoted(book.name)}`,
    `option "operating_currency" "${book.baseCurrency}"`,
    // Exact but for the division that makes a price of a total cost: no tolerance that could hide a cent.
    'option "inferred_tolerance_default" "*:0.0000001"',
    'option "inferred_tolerance_multiplier" "0.00001"',
    '',
    ...accounts.flatMap(({ code, name }) => [
      `${opened} open ${names.get(code)}`,
      `  code: ${quoted(code)}`,
      `  name: ${quoted(name)}`,
    ]),
    '',
    '',
  ].join('\n');
}

/** `Assets:1000-Bank`: letters, digits and dashes, beginning with a capital or a digit. */
function accountName({ code, name, type }: AccountRow): string {
  const words = name === code ? code : `${code} ${name}`;
  const plain = words
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  const component = plain === '' ? 'Account' : plain.charAt(0).toUpperCase() + plain.slice(1);
  return `${ROOTS[type]}:${component}`;
}

function entryHead(entry: JournalEntry): string {
  const { number, date, trueDate, key, cause, revision, note, documentKind, documentNumber, channel } = entry;
  const narration = [key.split(':')[0], documentNumber].filter((part) => part !== '').join(' ');
  return [
    `${date} * ${channel === '' ? '' : `${quoted(channel)} `}${quoted(narration)}`,
    `  entry: ${number}`,
    `  key: ${quoted(key)}`,
    `  document: ${quoted(`${documentKind} ${documentNumber}`)}`,
    ...(cause === 'fact' ? [] : [`  cause: "${cause}"`]),
    ...(revision === 1 ? [] : [`  revision: ${revision}`]),
    ...(trueDate === date ? [] : [`  true-date: ${trueDate}`]),
    ...(note === '' ? [] : [`  note: ${quoted(note)}`]),
    '',
  ].join('\n');
}

function postingFields({ sku, taxCode, taxBase, liable, currency }: JournalEntry['postings'][number]): string {
  const fields = [
    ...(sku === '' ? [] : [`    sku: ${quoted(sku)}\n`]),
    ...(taxCode === ''
      ? []
      : [`    tax: ${quoted(taxCode)}\n`, `    tax-base: ${major(taxBase, currency)} ${currency}\n`]),
    ...(liable === '' ? [] : [`    liable: "${liable}"\n`]),
  ];
  return fields.join('');
}

function quoted(text: string): string {
  const plain = text
    .replace(/\p{Cc}+/gu, ' ')
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"');
  return `"${plain}"`;
}
