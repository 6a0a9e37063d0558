import type { ShownEntry } from '../../books/entries.ts';
import type { Column, Row, Table } from '../table.ts';
import { opposite } from '../text.ts';
import { isZero } from './heading.ts';

/** Entries as a journal shows them: a line each, debit and credit side by side. */
export function entriesTable(entries: readonly ShownEntry[], baseCurrency: string, withDocument: boolean): Table {
  const isMixed = entries.some(({ postings }) => postings.some(({ currency }) => currency !== baseCurrency));
  const columns: Column[] = [
    { title: 'Entry', kind: 'count' },
    { title: 'Date' },
    { title: 'Key', min: 10 },
    ...(withDocument ? [{ title: 'Document', min: 8, drop: 1 }] : []),
    { title: 'Code', min: 15, drop: 3 },
    { title: 'Account', min: 22 },
    ...(isMixed ? [{ title: 'Cur' }] : []),
    { title: 'Debit', kind: 'money' },
    { title: 'Credit', kind: 'money' },
    ...(isMixed ? [{ title: `In ${baseCurrency}`, kind: 'money' as const, drop: 2 }] : []),
  ];
  const rows = entries.flatMap((entry, at): (Row | null)[] => {
    const { number, date, key, document, postings } = entry;
    const lines = postings.map((posting, index): Row => {
      const { code, name, taxCode, baseAmount } = posting;
      // What is in base only (an exchange gain) has nothing to show in its own currency.
      const isBaseOnly = isZero(posting.amount) && !isZero(baseAmount);
      const amount = isBaseOnly ? baseAmount : posting.amount;
      const isCredit = amount.startsWith('-');
      const head = index === 0 ? [String(number), date, key] : ['', '', ''];
      return {
        cells: [
          ...head,
          ...(withDocument ? [index === 0 ? document.number : ''] : []),
          code,
          `${name}${taxCode === '' ? '' : ` (${taxCode})`}`,
          ...(isMixed ? [isBaseOnly ? baseCurrency : posting.currency] : []),
          isCredit || isZero(amount) ? '' : amount,
          isCredit ? opposite(amount) : '',
          ...(isMixed ? [baseAmount] : []),
        ],
      };
    });
    return [...(at === 0 ? [] : [null]), ...lines, ...remarks(entry).map((remark) => noteRow(remark, withDocument))];
  });
  return { columns, rows };
}

const noteRow = (remark: string, withDocument: boolean): Row => ({
  cells: ['', '', '', ...(withDocument ? [''] : []), '', `↳ ${remark}`],
  tone: 'quiet',
});

/** What is out of the ordinary about an entry, and is not said beside it already. */
function remarks({ cause, note, key, date, trueDate, revision, document }: ShownEntry): string[] {
  return [
    cause === 'fact' || key.startsWith(cause) ? '' : cause,
    date === trueDate ? '' : `belongs to ${trueDate}, which was locked`,
    revision > 1 ? `revision ${revision}` : '',
    note === document.number ? '' : note,
  ].filter((remark) => remark !== '');
}
