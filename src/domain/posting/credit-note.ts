import { contentOf, type DocumentState } from '../documents/fold.ts';
import type { CreditLine, CreditNoteContent, OrderContent } from '../documents/parts.ts';
import { minor } from '../money/minor.ts';
import { dateIn } from '../time/when.ts';
import { AccountBook } from './accounts.ts';
import type { RuleContext } from './context.ts';
import { type Derived, Legs, NO_TOTALS } from './desired.ts';
import { LedgerWriter } from './ledger-writer.ts';
import { type AmountPart, OrderPosition } from './position.ts';

/** A credit note that names no order: its goods come back on account (accounting.md 12). */
export function deriveCreditNote(state: DocumentState, context: RuleContext): Derived {
  const part = Object.values(state.parts)[0];
  const content = part === undefined ? null : contentOf(part);
  if (content?.type !== 'credit-note')
    return { kind: 'waits', reason: 'order', detail: 'the credit note itself is not here yet' };
  const accounts = new AccountBook(context.policy, context.accounts);
  const { currency } = content;
  const writer = new LedgerWriter({ ...context, currency });
  const position = new OrderPosition(accounts, { tellsShipments: false, byShipment: false });
  const date = dateIn(content.at, context.zone);
  position.setVersion(asOrder(content), new Legs());
  const legs = new Legs();
  position.credit(position.remaining().map(whole), legs);
  writer.goods(`credit:${content.number}`, date, legs);
  writer.closeDay(date);
  const [missing] = writer.missing;
  if (missing !== undefined)
    return { kind: 'waits', reason: 'rate', detail: `${currency}/${context.baseCurrency} of ${missing}` };
  const reason = writer.entries.length > 0 ? null : 'nothing-to-show';
  return {
    kind: 'derived',
    entries: writer.entries,
    findings: [],
    reason,
    accounts: accounts.used,
    totals: { ...NO_TOTALS, total: minor(-content.total) },
  };
}

function whole({ id, figures }: AmountPart): CreditLine {
  const taxes = figures.taxes.map((tax) => ({ ...tax, amount: minor(tax.amount), base: minor(tax.base) }));
  return { component: id, quantity: 0, net: minor(figures.net), taxes };
}

/** The goods of a credit note stand as if sold, so that giving them back follows the one rule for credits. */
function asOrder(content: CreditNoteContent): OrderContent {
  return {
    type: 'order',
    number: content.number,
    placedAt: content.at,
    currency: content.currency,
    status: 'open',
    terms: 'on-account',
    cancelledAt: null,
    changedAt: null,
    pricesIncludeTax: false,
    tellsShipments: false,
    components: content.components,
    cancellations: [],
    total: content.total,
    unit: content.unit,
    paid: null,
    overpaidIsInterest: false,
  };
}
