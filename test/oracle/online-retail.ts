import { exact, minor } from './amounts.ts';
import { Movements } from './movements.ts';
import { byColumn, readTable } from './table.ts';

/*
 * The Online Retail table in pounds: every invoice is on account and posted on the day of its first row; a number that
 * begins with C is a credit note of its own. Nothing was shipped, nothing was paid. Written for this table alone.
 */

export interface RetailRow {
  readonly code: string;
  /** In pence, rounded by row. */
  readonly amount: bigint;
  readonly time: string;
  /** The row as written, to find those that are there twice. */
  readonly text: string;
}

export interface RetailInvoice {
  readonly number: string;
  readonly isCreditNote: boolean;
  readonly rows: readonly RetailRow[];
}

export async function readOnlineRetail(file: string): Promise<RetailInvoice[]> {
  const rows = await readTable(file, [
    'InvoiceNo',
    'StockCode',
    'Description',
    'Quantity',
    'InvoiceDate',
    'UnitPrice',
    'CustomerID',
    'Country',
  ]);
  return [...byColumn(rows, 'InvoiceNo')].map(([number, own]) => ({
    number,
    isCreditNote: number.startsWith('C'),
    rows: own.map((row) => ({
      code: row.StockCode,
      amount: minor(exact(row.UnitPrice) * BigInt(row.Quantity), 'GBP'),
      time: row.InvoiceDate,
      text: Object.values(row).join('\t'),
    })),
  }));
}

const ACCOUNTS: Readonly<Record<string, string>> = {
  POST: '4100',
  DOT: '4100',
  C2: '4100',
  D: '4800',
  S: '6040',
  B: '6070',
  'BANK CHARGES': '6050',
  AMAZONFEE: '6010',
  CRUK: '6090',
};

export function firstTimeOf({ rows }: RetailInvoice): string {
  return rows.reduce((first, { time }) => (first === '' || time < first ? time : first), '');
}

/** Goods are Sales, on a credit note Returns; the rest comes back from the account it went to. */
export function movementsOf(invoice: RetailInvoice): string[] {
  const moves = new Movements();
  const date = firstTimeOf(invoice).slice(0, 10);
  let owed = 0n;
  for (const { code, amount } of invoice.rows) {
    moves.add(date, ACCOUNTS[code] ?? (invoice.isCreditNote ? '4810' : '4000'), -amount);
    owed += amount;
  }
  moves.add(date, owed > 0n ? '1200' : '2200', owed);
  return moves.lines();
}
