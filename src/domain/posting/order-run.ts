import type { CreditLine, ExactCreditLineText, OrderContent, RefundContent } from '../documents/parts.ts';
import { CHART } from '../ledger/account.ts';
import { decimalsOf } from '../money/currency.ts';
import { EXACT_ZERO, exact, toMinor } from '../money/exact.ts';
import { type Currency, type Minor, minor } from '../money/minor.ts';
import type { LocalDate } from '../time/when.ts';
import { AccountBook } from './accounts.ts';
import { creditAmountOnly, type TaxShare } from './amount-only.ts';
import type { RuleContext } from './context.ts';
import { Legs, type Totals } from './desired.ts';
import { LedgerWriter } from './ledger-writer.ts';
import type { Money, Receipt, Repayment } from './money-parts.ts';
import { roundingCap } from './order-rounding.ts';
import { OrderPosition } from './position.ts';
import type { Dated, GoodsHappening, Timeline } from './timeline.ts';

export interface OrderCase {
  readonly timeline: Timeline;
  readonly money: Money;
  readonly currency: Currency;
  /** The newest version of the order; null while it is not here. */
  readonly newest: OrderContent | null;
  readonly context: RuleContext;
}

/** Plays one order's timeline against its position and its bridge. */
export class OrderRun {
  readonly accounts: AccountBook;
  readonly writer: LedgerWriter;
  /** Paid back beyond what remained of the order. */
  beyond = 0;
  readonly #case: OrderCase;
  readonly #position: OrderPosition;
  /** Money received so far, what of it is instalment interest, money paid back, and money whose credit is booked. */
  #received = 0;
  #interest = 0;
  #repaid = 0;
  #answered = 0;

  constructor(orderCase: OrderCase) {
    this.#case = orderCase;
    const { context, currency, newest } = orderCase;
    const { policy, baseCurrency, channel, findRate } = context;
    this.accounts = new AccountBook(policy, context.accounts);
    this.writer = new LedgerWriter({ currency, baseCurrency, channel, findRate });
    const tellsShipments = newest?.tellsShipments ?? false;
    const byShipment = tellsShipments && policy.recognition !== 'order';
    this.#position = new OrderPosition(this.accounts, { tellsShipments, byShipment });
  }

  play(): void {
    const { happenings } = this.#case.timeline;
    happenings.forEach((happening, index) => {
      this.#post(happening);
      const next = happenings[index + 1];
      if (next?.date === happening.date) return;
      if (next === undefined && this.#isRoundingRest()) this.writer.round(happening.date);
      this.writer.closeDay(happening.date);
    });
  }

  get suspense(): Minor {
    return this.#position.suspense;
  }

  get hasReceived(): boolean {
    return this.#received > 0;
  }

  /** What the customer still owes for all that was ordered, shipped or not; negative: what is owed to the customer. */
  get owed(): number {
    return this.#position.owed - this.beyond - (this.#received - this.#interest - this.#repaid);
  }

  get totals(): Totals {
    return { total: this.#case.newest?.total ?? minor(0), paid: minor(this.#received), refunded: minor(this.#repaid) };
  }

  #post(happening: Dated): void {
    const { date } = happening;
    switch (happening.kind) {
      case 'credited':
        this.#credit(happening.repayment, date);
        break;
      case 'paid':
        this.#pay(happening.receipt, date);
        break;
      case 'payment-failed':
        this.#fail(happening.receipt, date);
        break;
      case 'repaid':
        this.#repay(happening.repayment, date);
        break;
      default: {
        const legs = new Legs();
        const key = this.#change(happening, legs);
        this.writer.goods(key, date, legs);
      }
    }
  }

  /** Lets a happening change what stands of the order; returns the key of what that books. */
  #change(happening: GoodsHappening, legs: Legs): string {
    switch (happening.kind) {
      case 'sale':
        this.#position.setVersion(happening.content, legs);
        return 'sale';
      case 'shipped':
        this.#position.ship(happening.id, happening.lines, legs);
        return `fulfilment:${happening.id}`;
      case 'shipment-cancelled':
        this.#position.unship(happening.id, legs);
        return `fulfilment:${happening.id}`;
      case 'edited':
        this.#position.setVersion(happening.content, legs);
        return happening.key;
      case 'units-cancelled':
        this.#position.cancelUnits(happening.lines, legs);
        return happening.key;
      case 'cancelled':
        this.#position.cancel(legs);
        return 'cancel';
    }
  }

  /** What is given back: the goods named, then an amount for money beyond every credit (accounting.md 12, 13). */
  #credit(repayment: Repayment, date: LocalDate): void {
    const legs = new Legs();
    const { id, money, content } = repayment;
    const owedToCustomer = Math.max(0, this.#receivedBy(date) - this.#answered - this.#position.owed);
    const credited = this.#position.credit(linesOf(content, this.#case.currency), legs);
    this.#answered += money;
    const amount = money - credited - owedToCustomer;
    let note = '';
    if (amount > 0) {
      const how = { stated: content.statedTaxes, taxShare: this.#taxShare() };
      note = how.stated === null ? `amount-only: tax ${how.taxShare}, assumed` : '';
      this.beyond += creditAmountOnly(this.#position, minor(amount), how, legs);
    }
    this.writer.goods(`credit:${id}`, date, legs, note);
  }

  #taxShare(): TaxShare {
    const rule = this.#case.context.policy.amountOnlyRefundTax;
    if (rule === 'none') return 'net-first';
    return rule === 'pro-rata' || this.#case.newest?.pricesIncludeTax === true ? 'pro-rata' : 'net-first';
  }

  /** Money of a day comes after its credits, yet answers to what was owed before them. */
  #receivedBy(date: LocalDate): number {
    let received = this.#received - this.#interest;
    for (const happening of this.#case.timeline.happenings) {
      if (happening.date !== date) continue;
      if (happening.kind === 'paid') received += happening.receipt.amount;
      if (happening.kind === 'payment-failed') received -= happening.receipt.amount;
    }
    return received;
  }

  #pay({ id, amount, currency, tender }: Receipt, date: LocalDate): void {
    this.#received += amount;
    const interest = this.#interestIn(amount);
    this.#interest += interest;
    const extra = new Legs();
    extra.add(CHART.instalmentInterest, -interest);
    this.writer.money(`payment:${id}`, date, this.accounts.tender(tender, currency), amount, extra);
  }

  #fail({ id, amount, currency, tender }: Receipt, date: LocalDate): void {
    this.#received -= amount;
    this.writer.money(`payment-failed:${id}`, date, this.accounts.tender(tender, currency), minor(-amount));
  }

  #repay({ id, money, content }: Repayment, date: LocalDate): void {
    const { receipts } = this.#case.money;
    const tender = content.tender ?? receipts[0]?.tender ?? { kind: 'gateway', gateway: 'unknown' };
    this.#repaid += money;
    const account = this.accounts.tender(tender, this.#case.currency);
    this.writer.money(`refund:${id}`, date, account, minor(-money));
  }

  /** The part of a payment that a buyer's instalments cost beyond the order's total (accounting.md 18). */
  #interestIn(amount: Minor): number {
    const { money, newest } = this.#case;
    if (newest === null || !newest.overpaidIsInterest || !this.#case.timeline.isSale) return 0;
    const all = money.receipts.reduce((total, receipt) => total + receipt.amount, 0) - newest.total;
    if (all <= roundingCap(newest, this.#case.context.policy.roundingCap)) return 0;
    return Math.min(amount, Math.max(0, this.#received - newest.total - this.#interest));
  }

  /** Nothing is open and what is left is within the rounding cap (accounting.md 10). */
  #isRoundingRest(): boolean {
    const { money, newest, timeline, context } = this.#case;
    const rest = this.writer.bridge;
    if (rest === 0 || newest === null || !timeline.isSale) return false;
    if (money.isOpen || money.receipts.length === 0 || !this.#position.isRecognised) return false;
    return Math.abs(rest) <= roundingCap(newest, context.policy.roundingCap);
  }
}

/** The goods a refund names, in minor units of the order's currency where the refund states none itself. */
function linesOf(refund: RefundContent, currency: Currency): readonly CreditLine[] {
  if (refund.exactLines === undefined) return refund.lines;
  const decimals = decimalsOf(currency);
  const amount = (text: string): Minor => toMinor(exact(text) ?? EXACT_ZERO, decimals);
  return refund.exactLines.map(
    (line: ExactCreditLineText): CreditLine => ({
      component: line.component,
      quantity: line.quantity,
      net: amount(line.net),
      taxes: line.taxes.map((tax) => ({ ...tax, amount: amount(tax.amount), base: amount(tax.base) })),
    }),
  );
}
