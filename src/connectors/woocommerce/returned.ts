import type { ExactCreditLineText, RefundContent } from '../../domain/documents/parts.ts';
import type { PartReport } from '../../domain/documents/report.ts';
import { decimalsOf } from '../../domain/money/currency.ts';
import { exactText, negative, toMinor } from '../../domain/money/exact.ts';
import { ZERO } from '../../domain/money/minor.ts';
import type { WooItem, WooItems, WooOrder, WooRefund } from './shapes.ts';
import { taxesOf } from './sold.ts';

/**
 * The order's body says only how much; what was given back stands in the refund's own body. A refund moves the order's
 * modified instant (deleting one does not), so that it vouches for the refund also in a webhook's body.
 */
export function mention(order: WooOrder, refund: WooOrder['refunds'][number]): PartReport {
  const content: RefundContent = {
    type: 'refund',
    id: refund.id,
    status: 'settled',
    at: null,
    currency: order.currency,
    amount: toMinor(negative(refund.total), decimalsOf(order.currency)),
    tender: null,
    lines: [],
    statedTaxes: null,
  };
  return {
    key: `refund-mention:${refund.id}`,
    version: order.modified,
    content: { type: 'refund-mention', refund: content },
    at: order.modified,
  };
}

/** What a refund's own body says was given back, in exact decimals: it names no currency. */
export function refundPart(refund: WooRefund): PartReport {
  const content: RefundContent = {
    type: 'refund',
    id: refund.id,
    // A refund has no state: it says that the money was given back (accounting.md 12).
    status: 'settled',
    at: refund.created,
    currency: null,
    amount: ZERO,
    exact: exactText(refund.amount),
    exactLines: creditLines(refund.items),
    tender: null,
    lines: [],
    statedTaxes: null,
  };
  return { key: `refund:${refund.id}`, version: null, content, at: refund.created };
}

/** An item that does not say what it gives back is left to its money: an amount without goods. */
function creditLines(items: WooItems): ExactCreditLineText[] {
  const lines: ExactCreditLineText[] = [];
  const give = (kind: string, item: WooItem, quantity: number) => {
    if (item.refundedItem !== '') lines.push(creditLine(`${kind}:${item.refundedItem}`, item, quantity, items.rates));
  };
  for (const item of items.lines) give('line', item, Math.abs(item.quantity));
  for (const item of items.shipping) give('shipping', item, 0);
  for (const item of items.fees) give('fee', item, 0);
  return lines;
}

function creditLine(
  componentId: string,
  item: WooItem,
  quantity: number,
  rates: WooItems['rates'],
): ExactCreditLineText {
  return {
    component: componentId,
    quantity,
    net: exactText(negative(item.total)),
    taxes: taxesOf(item, rates).map((tax) => ({
      ...tax,
      amount: exactText(negative(tax.amount)),
      base: exactText(negative(tax.base)),
    })),
  };
}
