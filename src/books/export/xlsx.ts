import writeExcelFile from 'write-excel-file/node';
import type { FlatRecord } from '../reports/flat.ts';

/** Fields that hold an amount or a count: the rest stays text, codes and rates too. */
const FIGURES: ReadonlySet<string> = new Set(
  `opening debit credit balance baseBalance amount orders units gross discounts returns net shipping tips other tax
   marketplaceTax charged refunded base credited due baseDue payments refunds closing baseClosing originalAmount`.split(
    /\s+/,
  ),
);

const FIGURE = /^-?\d+(\.(?<fraction>\d+))?$/;

/** Digits that every spreadsheet keeps exactly; a longer figure stays text. */
const digitsMax = 15;
const widthMax = 60;

/** A workbook with one sheet: the records under their names, figures as numbers in the decimals they came with. */
export async function xlsxOf(name: string, records: readonly FlatRecord[]): Promise<Buffer> {
  const fields = Object.keys(records[0] ?? { [name]: '' });
  const rows = records.map((record) => fields.map((field) => cellOf(field, record[field] ?? '')));
  const columns = fields.map((field) => ({ width: widthOf(field, records) }));
  const head = fields.map((value) => ({ value, type: String, fontWeight: 'bold' as const }));
  const sheet = [head, ...rows];
  return await writeExcelFile(sheet, { sheet: sheetName(name), columns, stickyRowsCount: 1 }).toBuffer();
}

function cellOf(field: string, value: string | number) {
  if (typeof value === 'number') return { value, type: Number };
  const figure = FIGURES.has(field) ? FIGURE.exec(value) : null;
  if (figure === null || value.replace(/\D/g, '').length > digitsMax) return { value: plain(value), type: String };
  const { fraction = '' } = figure.groups ?? {};
  const decimals = fraction === '' ? '' : `.${'0'.repeat(fraction.length)}`;
  // A spreadsheet has no other numbers; up to 15 digits it shows them as they were written.
  return { value: Number(value), type: Number, format: `#,##0${decimals}` };
}

/** XML, which a workbook is made of, knows no control characters, and a cell no more than 32,767. */
const plain = (text: string) => text.replace(/\p{Cc}/gu, '?').slice(0, 32_767);

function widthOf(field: string, records: readonly FlatRecord[]): number {
  const longest = Math.max(field.length, ...records.map((record) => String(record[field] ?? '').length));
  return Math.min(longest, widthMax) + 2;
}

/** What spreadsheets take for a name: 31 characters, some of them not. */
function sheetName(name: string): string {
  return name.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31);
}
