import type { Price } from '../../api/prices.ts';
import { showMoment } from '../../money/dates.ts';
import { isNothing, moneyParts, moneyText } from '../../money/decimal.ts';
import type { Column } from '../../ui/table.tsx';
import type { Here } from './state.ts';

/** Whose price it is. */
export const whatColumn: Column<{ readonly title: string }> = {
  id: 'what',
  title: 'What',
  kind: 'wide',
  card: 'title',
  cell: ({ title }) => <bdi className="clip">{title}</bdi>,
};

export const skuColumn: Column<{ readonly sku: string }> = {
  id: 'sku',
  title: 'SKU',
  cell: ({ sku }) => (sku === '' ? '–' : <code>{sku}</code>),
};

export const seenColumn = ({ zone, now }: Here): Column<{ readonly seenAt: string }> => ({
  id: 'seen',
  title: 'Seen',
  card: 'sub',
  cell: ({ seenAt }) => showMoment(seenAt, zone, now),
});

/** What it was, and what it is; `none` is said of a listing without a price. */
export const priceColumns = <Row,>(
  before: (row: Row) => Price | null,
  now: (row: Row) => Price | null,
  none: string,
): readonly Column<Row>[] => [
  {
    id: 'before',
    title: 'Before',
    kind: 'money',
    card: 'note',
    isNamed: true,
    cell: (row) => priceText(before(row), none),
  },
  {
    id: 'after',
    title: 'Now',
    kind: 'money',
    card: 'figure',
    cell: (row) => <strong>{priceText(now(row), none)}</strong>,
  },
];

/** A price of nothing is a figure here, not an empty place. */
function priceText(price: Price | null, none: string): string {
  if (price === null) return none;
  const { amount, currency } = price;
  if (!isNothing(amount)) return moneyText(amount, currency);
  const { whole, fraction } = moneyParts(amount);
  return `${whole}${fraction} ${currency}`;
}
