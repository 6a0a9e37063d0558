import { major } from '../../domain/money/format.ts';
import { csvLine } from './csv-text.ts';
import type { Journal } from './journal.ts';

const COLUMNS = [
  'number',
  'date',
  'true_date',
  'document_kind',
  'document',
  'remote_id',
  'channel',
  'key',
  'revision',
  'cause',
  'note',
  'recorded_at',
  'hash',
  'line',
  'account',
  'account_name',
  'account_type',
  'currency',
  'amount',
  'base_currency',
  'base_amount',
  'sku',
  'tax_code',
  'tax_base',
  'liable',
];

/** One line a posting, with all there is to its entry; amounts debit positive. */
export async function* csv({ book, accounts, entries }: Journal): AsyncGenerator<string> {
  const types = new Map<string, string>(accounts.map(({ code, type }) => [code, type]));
  yield `${csvLine(COLUMNS)}\n`;
  for await (const some of entries) {
    let text = '';
    for (const entry of some) {
      const first = [
        entry.number,
        entry.date,
        entry.trueDate,
        entry.documentKind,
        entry.documentNumber,
        entry.documentRemoteId,
        entry.channel,
        entry.key,
        entry.revision,
        entry.cause,
        entry.note,
        new Date(entry.recordedAt).toISOString(),
        entry.hash,
      ];
      for (const { line, code, name, currency, amount, baseAmount, sku, taxCode, taxBase, liable } of entry.postings) {
        text += `${csvLine([
          ...first,
          line,
          code,
          name,
          types.get(code) ?? '',
          currency,
          major(amount, currency),
          book.baseCurrency,
          major(baseAmount, book.baseCurrency),
          sku,
          taxCode,
          major(taxBase, currency),
          liable,
        ])}\n`;
      }
    }
    yield text;
  }
}
