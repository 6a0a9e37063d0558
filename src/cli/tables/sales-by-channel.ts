import type { Reported } from '../../books/reports/report.ts';
import type { SalesByChannel, SalesRow } from '../../books/reports/sales-by-channel.ts';
import type { Column, Row, Table } from '../table.ts';
import { heading, isZero, nothingYet } from './heading.ts';
import { sumDecimals } from './sum.ts';

type Money = Exclude<keyof SalesRow, 'channel' | 'from' | 'to' | 'currency' | 'orders' | 'units'>;

const MONEY: readonly (readonly [Money, string])[] = [
  ['gross', 'Gross sales'],
  ['discounts', 'Discounts'],
  ['returns', 'Returns'],
  ['net', 'Net sales'],
  ['shipping', 'Shipping'],
  ['tips', 'Tips'],
  ['other', 'Other income'],
  ['tax', 'Tax'],
  ['marketplaceTax', 'Marketplace tax (memo)'],
  ['charged', 'Charged'],
  ['refunded', 'Refunded'],
];

/** Always shown, also where they are zero. */
const ESSENTIAL: ReadonlySet<Money> = new Set(['gross', 'net', 'tax', 'charged', 'refunded']);

export function salesByChannelTables({ basis, report }: Reported<SalesByChannel>): (string | Table)[] {
  const { rows } = report;
  const currencies = [...new Set(rows.map(({ currency }) => currency))].sort();
  const only = currencies.length === 1 ? currencies : [];
  const head = heading('Sales by channel', basis, { more: only });
  if (rows.length === 0) return [...head, nothingYet];
  const isByPeriod = new Set(rows.map(({ from }) => from)).size > 1;
  return [...head, isByPeriod ? byPeriod(rows, only.length === 0) : byChannel(rows, currencies)];
}

const shownOf = (rows: readonly SalesRow[]) =>
  MONEY.filter(([key]) => ESSENTIAL.has(key) || rows.some((row) => !isZero(row[key])));

/** Channels side by side, figures down the page. */
function byChannel(rows: readonly SalesRow[], currencies: readonly string[]): Table {
  const isMixed = currencies.length > 1;
  const hasTotal = !isMixed && rows.length > 1;
  const title = ({ channel, currency }: SalesRow) =>
    `${channel === '' ? 'No channel' : channel}${isMixed ? ` ${currency}` : ''}`;
  const line = (name: string, cells: readonly string[], total: string, extra: Partial<Row> = {}): Row => ({
    cells: [name, ...cells, ...(hasTotal ? [total] : [])],
    ...extra,
  });
  const counts = (['orders', 'units'] as const).map((key) =>
    line(
      key === 'orders' ? 'Orders' : 'Units',
      rows.map((row) => String(row[key])),
      sumDecimals(rows.map((row) => String(row[key]))),
    ),
  );
  const money = shownOf(rows).flatMap(([key, name]): (Row | null)[] => {
    const cells = rows.map((row) => row[key]);
    const row = line(name, cells, sumDecimals(cells), key === 'net' ? { tone: 'strong', ruled: true } : {});
    return key === 'gross' || key === 'charged' ? [null, row] : key === 'net' ? [row, null] : [row];
  });
  const columns: Column[] = rows.map((row) => ({ title: title(row), kind: 'money' }));
  return {
    columns: [{ title: '', min: 12 }, ...columns, ...(hasTotal ? [{ title: 'Total', kind: 'money' as const }] : [])],
    rows: [...counts, ...money],
    repeat: 1,
  };
}

/** Periods down the page, channel after channel. */
function byPeriod(rows: readonly SalesRow[], isMixed: boolean): Table {
  const shown = shownOf(rows);
  const drops: Partial<Record<Money, number>> = {
    marketplaceTax: 8,
    other: 7,
    tips: 6,
    shipping: 5,
    discounts: 4,
    returns: 3,
    tax: 2,
  };
  const columns: Column[] = [
    { title: 'Channel', min: 8 },
    { title: 'Period' },
    ...(isMixed ? [{ title: 'Cur' }] : []),
    { title: 'Orders', kind: 'count' },
    { title: 'Units', kind: 'count', drop: 9 },
    ...shown.map(
      ([key, title]): Column => ({ title, kind: 'money', ...(drops[key] === undefined ? {} : { drop: drops[key] }) }),
    ),
  ];
  return {
    columns,
    rows: rows.map((row, index) => ({
      cells: [
        rows[index - 1]?.channel === row.channel && index > 0 ? '' : row.channel || 'No channel',
        row.from === row.to ? row.from : row.from.slice(0, 7),
        ...(isMixed ? [row.currency] : []),
        String(row.orders),
        String(row.units),
        ...shown.map(([key]) => row[key]),
      ],
    })),
    repeat: 2,
  };
}
