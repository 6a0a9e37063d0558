import { type DocumentState, isGone, orderVersions } from '../documents/fold.ts';
import type { OrderContent } from '../documents/parts.ts';
import type { Currency } from '../money/minor.ts';
import type { RuleContext } from './context.ts';
import { type Derived, type Finding, finding, NO_TOTALS, type NoEntryReason } from './desired.ts';
import { type Money, moneyCurrency, moneyOf } from './money-parts.ts';
import { roundingCap } from './order-rounding.ts';
import { OrderRun } from './order-run.ts';
import { timelineOf } from './timeline.ts';

/** Derives all entries of an order from its folded state (accounting.md B). Pure: the same state, policy and rates give the same entries. */
export function deriveOrder(state: DocumentState, context: RuleContext): Derived {
  const part = state.parts.order;
  const versions = part === undefined ? [] : orderVersions(part);
  const newest = versions.at(-1)?.content ?? null;
  const currency = newest?.currency ?? moneyCurrency(state);
  if (currency === null) return { kind: 'waits', reason: 'order', detail: 'the order itself is not here yet' };
  const money = moneyOf(state, versions, currency);
  const isThrownAway = newest !== null && (isGone(state, 'order') || newest.status === 'deleted');
  const hasMoney = money.receipts.length > 0 || money.repayments.some((repayment) => repayment.money !== 0);
  if (isThrownAway && !hasMoney) return nothing('gone');
  const timeline = timelineOf(state, versions, money, context.zone);
  const run = new OrderRun({ timeline, money, currency, newest, context });
  run.play();
  const [missing] = [...run.writer.missing].sort();
  if (missing !== undefined) {
    return { kind: 'waits', reason: 'rate', detail: `${currency}/${context.baseCurrency} of ${missing}` };
  }
  const { entries } = run.writer;
  return {
    kind: 'derived',
    entries,
    findings: findingsOf(run, { money, currency, newest, isSale: timeline.isSale, isThrownAway, context }),
    reason: entries.length > 0 ? null : timeline.isSale ? 'nothing-to-show' : 'not-yet-a-sale',
    accounts: run.accounts.used,
    totals: run.totals,
  };
}

function nothing(reason: NoEntryReason): Derived {
  return { kind: 'derived', entries: [], findings: [], reason, accounts: [], totals: NO_TOTALS };
}

interface Outcome {
  readonly money: Money;
  readonly currency: Currency;
  readonly newest: OrderContent | null;
  readonly isSale: boolean;
  readonly isThrownAway: boolean;
  readonly context: RuleContext;
}

/** What no rule settles, as it stands after the last happening. */
function findingsOf(run: OrderRun, outcome: Outcome): Finding[] {
  const { money, currency, newest, isSale, isThrownAway } = outcome;
  const found: Finding[] = [];
  const add = (kind: Finding['kind'], amount: number, note: string) => {
    if (amount !== 0) found.push(finding(kind, amount, currency, note));
  };
  found.push(...foreignMoney(money));
  if (isThrownAway) {
    const kept = run.totals.paid - run.totals.refunded;
    found.push(finding('gone-with-money', kept, currency, 'no longer on the platform, but money moved'));
  }
  if (!isSale) {
    if (newest?.status === 'cancelled') add('refund-owed', run.writer.bridge, 'paid after it was cancelled');
    else add('money-without-sale', run.writer.bridge, 'money without a sale stands in Customer deposits');
    return found;
  }
  add('does-not-add-up', run.suspense, "the order's own figures miss its total; the rest is in Suspense");
  add('credit-beyond-order', run.beyond, 'paid back more than remained of the order; the rest is in Goodwill');
  add('untreated-tax', run.accounts.untreated, 'tax without a code');
  if (!money.isOpen) addRest(run, newest, outcome.context.policy.roundingCap, add);
  return found;
}

/** One finding of a kind: of several currencies the first is named with its amount. */
function foreignMoney({ foreign }: Money): Finding[] {
  const [first] = foreign;
  if (first === undefined) return [];
  const same = foreign.filter(({ currency }) => currency === first.currency);
  const amount = same.reduce((total, money) => total + money.amount, 0);
  return [finding('currency-differs', amount, first.currency, 'paid in another currency than the order; not booked')];
}

function addRest(
  run: OrderRun,
  newest: OrderContent | null,
  capUnits: number,
  add: (kind: Finding['kind'], amount: number, note: string) => void,
): void {
  const rest = run.owed;
  if (newest !== null && Math.abs(rest) <= roundingCap(newest, capUnits)) return;
  if (rest > 0 && run.hasReceived) add('underpaid', rest, 'less was paid than is owed');
  if (rest < 0)
    add(
      'refund-owed',
      rest,
      newest?.status === 'cancelled' ? 'cancelled, not yet paid back' : 'more was paid than is owed',
    );
}
