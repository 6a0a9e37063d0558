import type { Certificate } from '../../engine/certificate-shown.ts';
import type { Table } from '../table.ts';
import { amountText } from '../text.ts';

/** Days with what either side counts: `1,204: 38,110.00 EUR` are orders and their sum. */
export function certificatesTable(certificates: readonly Certificate[]): Table {
  return {
    columns: [
      { title: 'Day' },
      { title: 'Verdict' },
      { title: 'The store', min: 14 },
      { title: 'The books', min: 14 },
      { title: 'Orders that differ', min: 16, wrap: true },
    ],
    rows: certificates.map(({ day, verdict, theirs, ours, differing }) => ({
      cells: [day, verdict, sumsText(theirs), sumsText(ours), differing.map(({ number }) => number).join(', ')],
    })),
  };
}

function sumsText(side: Certificate['theirs']): string {
  const sums = Object.entries(side).map(
    ([currency, { orders, total }]) => `${orders.toLocaleString('en')}: ${amountText(total)} ${currency}`,
  );
  return sums.join(', ') || '–';
}
