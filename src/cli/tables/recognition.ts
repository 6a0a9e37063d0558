import type {
  Recognition,
  RecognitionIn,
  RecognitionLine,
  RecognitionOrders,
} from '../../books/reports/recognition.ts';
import type { Reported } from '../../books/reports/report.ts';
import type { Row, Table } from '../table.ts';
import { heading, quiet } from './heading.ts';

const TITLES: Readonly<Record<RecognitionLine, string>> = {
  placed: 'Placed',
  waits: 'Not booked yet: a rate is missing',
  'not-a-sale': 'Not yet a sale by the last day',
  'before-cut-over': 'Before the cut-over',
  'not-shipped': 'Not yet shipped by the last day',
  cancelled: 'Cancelled',
  reduced: 'Taken off: cancelled, refunded or returned units',
  'changed-later': 'Changed after the last day',
  other: 'For another reason',
  'given-back': 'Given back',
  'shipped-from-before': 'Shipped, placed on other days',
  'sold-from-before': 'Became a sale, placed on other days',
  'changed-from-before': 'Changed, placed on other days',
  'cancelled-from-before': 'Cancelled, placed on other days',
  'given-back-from-before': 'Given back, placed on other days',
  'credit-notes': 'Credit notes without an order',
  'posted-elsewhere': 'Posted on other days, since these were locked',
  'posted-here': 'Posted here, of other days that were locked',
};

export function recognitionTables({ basis, report }: Reported<Recognition>): (string | Table)[] {
  const { channel, period, currencies } = report;
  const head = heading(`From placed to recognised: ${channel}`, { ...basis, period });
  if (currencies.length === 0) return [...head, quiet('Nothing was placed or recognised on these days.')];
  return [...head, ...currencies.flatMap((each, index) => [...(index === 0 ? [] : ['']), ...tablesIn(each)])];
}

function tablesIn(each: RecognitionIn): (string | Table)[] {
  const { currency, counted, lines, recognised, inLedger, accounts } = each;
  const row = (title: string, orders: string, amount: string): Row => ({ cells: [title, orders, amount, currency] });
  const total = (title: string, amount: string): Row => ({ ...row(title, '', amount), ruled: true, tone: 'strong' });
  const isPosted = ({ line }: { readonly line: string }) => line.startsWith('posted-');
  const shown = (some: typeof lines) =>
    some.map(({ line, orders, amount }) => row(TITLES[line], String(orders), amount));
  const before =
    counted === null
      ? []
      : [
          row('The platform counts', '', counted.theirs),
          row('Orders that differ', '', counted.differing),
          row('Not compared, or changed since', '', counted.since),
        ];
  return [
    {
      columns: [
        { title: 'Line', min: 20, wrap: true },
        { title: 'Orders', kind: 'count' },
        { title: 'Amount', kind: 'money' },
        { title: 'Cur' },
      ],
      rows: [
        ...before,
        ...shown(lines.filter((line) => !isPosted(line))),
        total('Recognised', recognised),
        ...shown(lines.filter(isPosted)),
        ...(lines.some(isPosted) ? [total('In the ledger of these days', inLedger)] : []),
      ],
    },
    ...accountsTable(accounts),
  ];
}

/** What recognition posted on each account, and what else stands there. */
function accountsTable(accounts: RecognitionIn['accounts']): (string | Table)[] {
  if (accounts.length === 0) return [];
  return [
    '',
    {
      columns: [
        { title: 'Code', min: 7 },
        { title: 'Account', min: 12 },
        { title: 'Recognised', kind: 'money' },
        { title: 'Other entries', kind: 'money' },
        { title: 'Ledger', kind: 'money' },
      ],
      rows: accounts.map(({ code, name, recognised: own, other, ledger }) => ({
        cells: [code, name, own, other, ledger],
      })),
    },
  ];
}

export function recognitionOrdersTable({ orders, next }: RecognitionOrders, currency: string): (string | Table)[] {
  if (orders.length === 0) return ['No orders stand behind this line.'];
  return [
    {
      columns: [
        { title: 'Order', min: 8 },
        { title: 'Placed on' },
        { title: 'Status', drop: 1 },
        { title: 'Amount', kind: 'money' },
        { title: 'Cur' },
      ],
      rows: orders.map(({ number, placedOn, status, amount }) => ({
        cells: [number, placedOn ?? '–', status, amount, currency],
      })),
    },
    ...(next === null ? [] : [quiet(`There is more: --after ${next}`)]),
  ];
}
