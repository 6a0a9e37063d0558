import { type DocumentState, isGone, orderVersions } from '../documents/fold.ts';
import type { CreditLine, ExactCreditLineText, OrderContent, RefundContent } from '../documents/parts.ts';
import { CHART } from '../ledger/account.ts';
import { decimalsOf } from '../money/currency.ts';
import { EXACT_ZERO, exact, toMinor } from '../money/exact.ts';
import { type Currency, type Minor, minor } from '../money/minor.ts';
import { dateIn } from '../time/when.ts';
import { AccountBook } from './accounts.ts';
import { creditAmountOnly, type TaxShare } from './amount-only.ts';
import type { RuleContext } from './derive.ts';
import { type Derived, type Finding, Legs, NO_TOTALS, type NoEntryReason, type Totals } from './desired.ts';
import { LedgerWriter } from './ledger-writer.ts';
import { type Money, moneyOf } from './money-parts.ts';
import { OrderPosition, suspenseOf } from './position.ts';
import { type Dated, type Timeline, timelineOf } from './timeline.ts';

/** Derives all entries of an order from its folded state (accounting.md B). Pure: the same state, policy and rates give the same entries. */
export function deriveOrder(state: DocumentState, context: RuleContext): Derived {
  const part = state.parts.order;
  const isPresent = part !== undefined && !isGone(state, 'order');
  const versions = part === undefined ? [] : orderVersions(part);
  const newest = versions.at(-1)?.content;
  const money = moneyOf(state, versions, newest?.currency ?? null);
  const currency = newest?.currency ?? money.currency;
  if (currency === null) return { kind: 'waits', reason: 'order', detail: 'the order itself is not here yet' };
  const thrownAway = newest !== undefined && (!isPresent || newest.status === 'deleted');
  const hasMoney = money.receipts.length > 0 || money.repayments.some((repayment) => repayment.money !== 0);
  if (thrownAway && !hasMoney) return nothing('gone');
  const timeline = timelineOf(state, versions, money, context.zone);
  const run = new OrderRun(timeline, money, currency, newest ?? null, context);
  run.play();
  if (run.writer.missing.size > 0) {
    const [first = ''] = [...run.writer.missing].sort();
    return { kind: 'waits', reason: 'rate', detail: `${currency}/${context.baseCurrency} of ${first}` };
  }
  const findings = run.findings();
  if (thrownAway) findings.push(finding('gone-with-money', run.writer.bridge, currency, 'no longer on the platform, but money moved'));
  return {
    kind: 'derived',
    entries: run.writer.entries,
    findings,
    reason: run.writer.entries.length > 0 ? null : timeline.sold === null ? 'not-yet-a-sale' : 'nothing-to-show',
    accounts: run.accounts.used,
    totals: run.totals,
  };
}

function nothing(reason: NoEntryReason): Derived {
  return { kind: 'derived', entries: [], findings: [], reason, accounts: [], totals: NO_TOTALS };
}

function finding(kind: Finding['kind'], amount: number, currency: Currency, note: string): Finding {
  return { kind, amount: minor(amount), currency, note };
}

/** Plays one order's timeline against its position and its bridge. */
class OrderRun {
  readonly accounts: AccountBook;
  readonly writer: LedgerWriter;
  readonly #context: RuleContext;
  readonly #timeline: Timeline;
  readonly #money: Money;
  readonly #currency: Currency;
  readonly #newest: OrderContent | null;
  readonly #position: OrderPosition;
  readonly #shipments = new Map<string, { component: string; quantity: number }[]>();
  #sold = false;
  #cancelled = false;
  #received = 0;
  #interest = 0;
  #repaid = 0;
  /** Money of the refunds whose credits have been looked at; on one day all credits come before the money. */
  #claimed = 0;
  #beyond = 0;

  constructor(timeline: Timeline, money: Money, currency: Currency, newest: OrderContent | null, context: RuleContext) {
    this.#context = context;
    this.#timeline = timeline;
    this.#money = money;
    this.#currency = currency;
    this.#newest = newest;
    this.accounts = new AccountBook(context.policy, context.accounts);
    const { baseCurrency, channel, findRate } = context;
    this.writer = new LedgerWriter({ currency, baseCurrency, channel, findRate });
    const tellsShipments = newest?.tellsShipments ?? false;
    const wanted = context.policy.recognition;
    const byShipment = tellsShipments && wanted !== 'order';
    this.#position = new OrderPosition(this.accounts, { tellsShipments, byShipment });
  }

  play(): void {
    const { happenings } = this.#timeline;
    happenings.forEach((happening, index) => {
      this.#post(happening);
      const next = happenings[index + 1];
      if (next?.date === happening.date) return;
      if (next === undefined && this.#isRoundingRest()) this.writer.round(happening.date);
      this.writer.closeDay(happening.date);
    });
  }

  #post(happening: Dated): void {
    const { date } = happening;
    switch (happening.kind) {
      case 'sale':
        return this.#sell(date);
      case 'shipped':
        return this.#ship(happening.id, happening.lines, date);
      case 'shipment-cancelled':
        return this.#unship(happening.id, date);
      case 'edited':
        return this.#edit(happening.key, happening.content, date);
      case 'cancelled':
        return this.#cancel(date);
      case 'units-cancelled':
        return this.#cancelUnits(happening.key, happening.lines, date);
      case 'credited':
        return this.#credit(happening, date);
      case 'paid':
        return this.#pay(happening, date);
      case 'payment-failed': {
        const { receipt } = happening;
        const account = this.accounts.tender(receipt.tender, receipt.currency);
        this.#received -= receipt.amount;
        return this.writer.money(`payment-failed:${receipt.id}`, date, account, minor(-receipt.amount));
      }
      case 'repaid':
        return this.#repay(happening, date);
    }
  }

  #sell(date: Dated['date']): void {
    const { sold } = this.#timeline;
    if (sold === null) return;
    this.#sold = true;
    this.#position.setVersion(sold, null);
    const legs = new Legs();
    this.#position.recognise(legs);
    this.writer.recognise('sale', date, legs);
  }

  #ship(id: string, lines: Extract<Dated, { kind: 'shipped' }>['lines'], date: Dated['date']): void {
    this.#shipments.set(id, this.#position.ship(lines));
    const legs = new Legs();
    this.#position.recognise(legs);
    this.writer.recognise(`fulfilment:${id}`, date, legs);
  }

  /** A shipment that was cancelled after it had left: its share is reversed on the cancellation's date (accounting.md 11). */
  #unship(id: string, date: Dated['date']): void {
    const moved = this.#shipments.get(id) ?? [];
    this.#position.ship(moved.map(({ component, quantity }) => ({ component, quantity: -quantity })));
    const legs = new Legs();
    this.#position.recognise(legs);
    this.writer.recognise(`fulfilment:${id}`, date, legs);
  }

  #edit(key: string, content: OrderContent, date: Dated['date']): void {
    this.#cancelled = false;
    const legs = new Legs();
    this.#position.setVersion(content, legs);
    this.writer.recognise(key, date, legs);
  }

  #cancel(date: Dated['date']): void {
    this.#cancelled = true;
    const legs = new Legs();
    this.#position.cancel(legs);
    this.writer.credit('cancel', date, legs);
  }

  #cancelUnits(key: string, lines: readonly CreditLine[], date: Dated['date']): void {
    const legs = new Legs();
    for (const line of lines) this.#position.credit(line, legs);
    this.writer.credit(key, date, legs);
  }

  /** What is given back: the goods named, then an amount for money beyond every credit (accounting.md 12, 13). */
  #credit(happening: Extract<Dated, { kind: 'credited' }>, date: Dated['date']): void {
    if (!this.#sold) return;
    const { repayment } = happening;
    const legs = new Legs();
    const owedBefore = Math.max(0, this.#receivedBy(date) - this.#claimed - this.#position.owed);
    this.#claimed += repayment.money;
    let credited = 0;
    for (const line of linesOf(repayment.content, this.#currency)) credited += this.#position.credit(line, legs);
    const beyond = repayment.money - credited - owedBefore;
    let note = '';
    if (beyond > 0) {
      const taxShare = this.#taxShare();
      note = repayment.content.statedTaxes === null ? `amount-only: tax ${taxShare}, assumed` : '';
      this.#beyond += creditAmountOnly(this.#position, minor(beyond), repayment.content.statedTaxes, taxShare, legs);
    }
    this.writer.credit(`credit:${repayment.id}`, date, legs, note);
  }

  #taxShare(): TaxShare {
    const rule = this.#context.policy.amountOnlyRefundTax;
    if (rule === 'none') return 'net-first';
    return rule === 'pro-rata' || this.#newest?.pricesIncludeTax === true ? 'pro-rata' : 'net-first';
  }

  #receivedBy(date: Dated['date']): number {
    let received = 0;
    for (const { at, amount, reversedAt } of this.#money.receipts) {
      if (dateIn(at, this.#context.zone) > date) continue;
      if (reversedAt === null || dateIn(reversedAt, this.#context.zone) > date) received += amount;
    }
    return received - this.#interest;
  }

  #pay(happening: Extract<Dated, { kind: 'paid' }>, date: Dated['date']): void {
    const { receipt } = happening;
    if (receipt.currency !== this.#currency) return;
    this.#received += receipt.amount;
    const account = this.accounts.tender(receipt.tender, receipt.currency);
    const interest = this.#interestIn(receipt.amount);
    this.#interest += interest;
    const extra = new Legs();
    extra.add(CHART.instalmentInterest, -interest);
    this.writer.money(`payment:${receipt.id}`, date, account, receipt.amount, interest === 0 ? null : extra);
  }

  /** The part of a payment that a buyer's instalments cost beyond the order's total (accounting.md 18). */
  #interestIn(amount: Minor): number {
    const { sold } = this.#timeline;
    if (sold === null || !sold.overpaidIsInterest) return 0;
    const all = this.#money.receipts.reduce((total, receipt) => total + receipt.amount, 0) - sold.total;
    if (all <= this.#cap(sold)) return 0;
    return Math.min(amount, Math.max(0, this.#received - sold.total - this.#interest));
  }

  #repay(happening: Extract<Dated, { kind: 'repaid' }>, date: Dated['date']): void {
    const { repayment } = happening;
    const tender = repayment.content.tender ?? this.#money.receipts[0]?.tender ?? { kind: 'gateway', gateway: 'unknown' };
    this.#repaid += repayment.money;
    this.writer.money(`refund:${repayment.id}`, date, this.accounts.tender(tender, this.#currency), minor(-repayment.money));
  }

  #cap(content: OrderContent): number {
    return Math.min(content.components.length, this.#context.policy.roundingCap) * content.unit;
  }

  /** Nothing is open and what is left is within the rounding cap (accounting.md 10). */
  #isRoundingRest(): boolean {
    const rest = this.writer.bridge;
    if (rest === 0 || !this.#sold || this.#newest === null) return false;
    if (this.#money.isOpen || this.#money.receipts.length === 0 || !this.#position.isRecognised) return false;
    return Math.abs(rest) <= this.#cap(this.#newest);
  }

  get totals(): Totals {
    return { total: this.#newest?.total ?? minor(0), paid: minor(this.#received), refunded: minor(this.#repaid) };
  }

  /** What no rule settles, as it stands after the last happening. */
  findings(): Finding[] {
    const found: Finding[] = [];
    const add = (kind: Finding['kind'], amount: number, note: string) => {
      if (amount !== 0) found.push(finding(kind, amount, this.#currency, note));
    };
    const { sold } = this.#timeline;
    for (const { currency, amount } of this.#money.receipts) {
      if (currency !== this.#currency) found.push(finding('currency-differs', amount, currency, 'paid in another currency than the order; not booked'));
    }
    if (sold === null) {
      add('money-without-sale', this.writer.bridge, 'money without a sale stands in Customer deposits');
      return found;
    }
    add('does-not-add-up', suspenseOf(sold, this.#context.policy.roundingCap), "the order's own figures miss its total; the rest is in Suspense");
    add('credit-beyond-order', this.#beyond, 'paid back more than remained of the order; the rest is in Goodwill');
    add('untreated-tax', this.accounts.untreated, 'tax without a code');
    const open = this.#position.owed - (this.#received - this.#interest - this.#repaid);
    const rest = Math.abs(open) <= this.#cap(this.#newest ?? sold) ? 0 : open;
    if (this.#money.isOpen) return found;
    if (rest < 0) add('refund-owed', rest, this.#cancelled ? 'cancelled, not yet paid back' : 'more was paid than is owed');
    else if (rest > 0 && this.#received > 0) add('underpaid', rest, 'less was paid than is owed');
    return found;
  }
}

/** The goods a refund names, in minor units of the order's currency where the refund states none itself. */
function linesOf(refund: RefundContent, currency: Currency): readonly CreditLine[] {
  if (refund.exactLines === undefined) return refund.lines;
  const decimals = decimalsOf(currency);
  const amount = (text: string): Minor => toMinor(exact(text) ?? EXACT_ZERO, decimals);
  return refund.exactLines.map((line: ExactCreditLineText): CreditLine => ({
    component: line.component,
    quantity: line.quantity,
    net: amount(line.net),
    taxes: line.taxes.map((tax) => ({ ...tax, amount: amount(tax.amount), base: amount(tax.base) })),
  }));
}

