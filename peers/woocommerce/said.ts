import type { StoryDocument } from '../../src/books/story.ts';
import type { Placed } from './drive.ts';
import { decimalsOf, plain, textOf, unitsOf } from './money.ts';

/** An order as both sides tell it; amounts without needless zeros. */
export interface Said {
  readonly total: string;
  readonly paid: string;
  readonly refunded: string;
  /** What the customer owes. */
  readonly due: string;
}

/** What the books hold of an order; null: nothing that counts. */
export function held(document: StoryDocument | null): Said | null {
  if (document === null || document.status === 'gone' || document.status === 'not-yet-a-sale') return null;
  const { total, paid, refunded, due } = document;
  return { total: plain(total), paid: plain(paid), refunded: plain(refunded), due: plain(due) };
}

/** What the shop says of one: null where it has it no more, or nobody has ordered anything so far. */
export function saidOf(order: Placed | null): Said | null {
  if (order === null || order.status === 'trash' || !isSale(order)) return null;
  const { decimals, total, paid, refunded } = moneyIn(order);
  const worth = order.status === 'cancelled' ? 0 : total - refunded;
  const text = (units: number) => plain(textOf(units, decimals));
  return { total: text(total), paid: text(paid), refunded: text(refunded), due: text(worth - paid + refunded) };
}

/** A date says that it was paid, whatever its status (WooCommerce has no amount paid: it is all or nothing). */
const isPaid = ({ date_paid_gmt }: Placed) => date_paid_gmt !== null;

const isSale = (order: Placed) => isPaid(order) || !['pending', 'failed'].includes(order.status);

/** What it came to, in units of its last decimal place. */
export function moneyIn(order: Placed) {
  const decimals = decimalsOf(order.total);
  const total = unitsOf(order.total, decimals);
  const refunded = order.refunds.reduce((sum, refund) => sum - unitsOf(refund.total, decimals), 0);
  return { decimals, total, paid: isPaid(order) ? total : 0, refunded };
}
