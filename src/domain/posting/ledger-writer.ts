import { type Account, CHART } from '../ledger/account.ts';
import type { PostingLine } from '../ledger/entry.ts';
import { type Currency, type Minor, minor, negate, share } from '../money/minor.ts';
import type { LocalDate } from '../time/when.ts';
import { Bridge } from './bridge.ts';
import { type DesiredEntry, type Leg, Legs, line, spreadBase } from './desired.ts';
import { convert, type FindRate } from './rates.ts';

export interface WriterContext {
  readonly currency: Currency;
  readonly baseCurrency: Currency;
  readonly channel: number;
  readonly findRate: FindRate;
}

/** A base amount and the rate that made it. */
interface Based {
  readonly base: Minor;
  readonly rateId: number | null;
}

/** What stands on the bridge in one entry, and what the exchange rates made of it. */
interface Control extends Based {
  readonly amount: Minor;
  /** Realised exchange difference, debit (loss) positive. */
  readonly realised: Minor;
}

/**
 * Writes the entries of one document against its bridge: every rule posts to receivable, and `closeDay` moves the
 * credit part that stands at the end of a day to deposits (accounting.md 10). Base amounts and realised exchange
 * differences are decided here, once, for every kind of happening (accounting.md 23, 25).
 */
export class LedgerWriter {
  readonly entries: DesiredEntry[] = [];
  /** Days for which a rate was needed and not there. */
  readonly missing = new Set<LocalDate>();
  readonly #context: WriterContext;
  readonly #isBase: boolean;
  readonly #bridge = new Bridge();
  /** Recognised and not given back, with its base: what a credit takes its base from. */
  #recognised = 0;
  #recognisedBase = 0;
  #deposits = 0;
  #depositsBase = 0;

  constructor(context: WriterContext) {
    this.#context = context;
    this.#isBase = context.currency === context.baseCurrency;
  }

  get bridge(): Minor {
    return this.#bridge.balance;
  }

  /** What is sold (income on the credit side) or given back: each at the base it has by the rules of the bridge. */
  goods(key: string, date: LocalDate, legs: Legs, note = ''): void {
    if (legs.isEmpty) return;
    const amount = minor(-legs.total);
    if (amount === 0) this.#pushFree(key, date, legs, note);
    else if (amount < 0) this.#giveBack(key, date, legs, note);
    else this.#recognise(key, date, legs, note);
  }

  /** Income at the deposits' carried base, the rest at the day's rate. */
  #recognise(key: string, date: LocalDate, legs: Legs, note: string): void {
    const amount = minor(-legs.total);
    let rateId: number | null = null;
    const base = this.#bridge.move(amount, (rest) => {
      const based = this.#toBase(rest, date);
      rateId = based.rateId;
      return based.base;
    });
    this.#recognised += amount;
    this.#recognisedBase += base;
    this.#push(key, date, legs.list, { amount, base, realised: minor(0), rateId }, note);
  }

  /** At the base it was recognised at; where nothing was, at the day's rate. */
  #giveBack(key: string, date: LocalDate, legs: Legs, note: string): void {
    const amount = minor(-legs.total);
    const known = this.#recognised > 0;
    const { base, rateId } = known
      ? { base: share(minor(this.#recognisedBase), amount, this.#recognised), rateId: null }
      : this.#toBase(amount, date);
    this.#recognised += amount;
    this.#recognisedBase += base;
    const bridgeBase = this.#bridge.move(amount, (rest) => share(base, rest, amount));
    const realised = minor(base - bridgeBase);
    this.#push(key, date, legs.list, { amount, base: bridgeBase, realised, rateId }, note);
  }

  /** Money in (positive) or out: at its own day's rate; what that differs from the carried base is realised. */
  money(key: string, date: LocalDate, account: Account, amount: Minor, extra = new Legs()): void {
    const legs = new Legs();
    legs.add(account, amount);
    for (const leg of extra.list) legs.add(leg.account, leg.amount);
    const toBridge = minor(-legs.total);
    if (toBridge === 0) {
      this.#pushFree(key, date, legs, '');
      return;
    }
    const { base, rateId } = this.#toBase(toBridge, date);
    const bridgeBase = this.#bridge.move(toBridge, (rest) => share(base, rest, toBridge));
    const realised = minor(base - bridgeBase);
    this.#push(key, date, legs.list, { amount: toBridge, base: bridgeBase, realised, rateId }, '');
  }

  /** Writes a rest off to Rounding (accounting.md 10). */
  round(date: LocalDate): void {
    const amount = negate(this.#bridge.balance);
    const legs = new Legs();
    legs.add(CHART.rounding, -amount);
    const base = this.#bridge.move(amount, () => minor(0));
    this.#push('rounding', date, legs.list, { amount, base, realised: minor(0), rateId: null }, '');
  }

  /** Moves what is owed to the customer at the end of a day between receivable and deposits. */
  closeDay(date: LocalDate): void {
    const isOwed = this.#bridge.balance < 0;
    const target = isOwed ? this.#bridge.balance : 0;
    const targetBase = isOwed ? this.#bridge.base : 0;
    const amount = minor(target - this.#deposits);
    const base = minor(targetBase - this.#depositsBase);
    if (amount === 0 && base === 0) return;
    this.#deposits = target;
    this.#depositsBase = targetBase;
    this.#add(`deposits:${date}`, date, '', [
      this.#line(plain(CHART.deposits, amount), { base, rateId: null }),
      this.#line(plain(CHART.receivable, -amount), { base: negate(base), rateId: null }),
    ]);
  }

  #push(key: string, date: LocalDate, legs: readonly Leg[], control: Control, note: string): void {
    const { rateId, realised } = control;
    const lines = [this.#line(plain(CHART.receivable, control.amount), control)];
    const bases = this.#isBase ? null : spreadBase(legs, minor(-control.base - realised));
    legs.forEach((leg, index) => {
      if (leg.amount === 0 && leg.taxBase === 0) return;
      lines.push(this.#line(leg, { base: bases?.[index] ?? minor(leg.amount), rateId }));
    });
    if (realised !== 0) lines.push(this.#line(plain(CHART.fxRealised, 0), { base: realised, rateId: null }));
    this.#add(key, date, note, lines);
  }

  /** Legs that balance by themselves: nothing passes the bridge (a fully discounted order). */
  #pushFree(key: string, date: LocalDate, legs: Legs, note: string): void {
    const shown = legs.list.filter((leg) => leg.amount !== 0 || leg.taxBase !== 0);
    const bases = shown.map((leg) => this.#toBase(minor(leg.amount), date));
    const rest = bases.reduce((total, { base }) => total + base, 0);
    const lines = shown.map((leg, index) => {
      const { base, rateId } = bases[index] ?? { base: minor(0), rateId: null };
      return this.#line(leg, { base: minor(index === 0 ? base - rest : base), rateId });
    });
    if (lines.length === 1) lines.push(this.#line(plain(CHART.receivable, 0), { base: minor(0), rateId: null }));
    this.#add(key, date, note, lines);
  }

  #add(key: string, date: LocalDate, note: string, lines: readonly PostingLine[]): void {
    this.entries.push({ key, date, cause: 'fact', note, lines });
  }

  #line(leg: Leg, { base, rateId }: Based): PostingLine {
    return line(leg, base, this.#context.currency, this.#context.channel, rateId);
  }

  #toBase(amount: Minor, date: LocalDate): Based {
    if (this.#isBase || amount === 0) return { base: amount, rateId: null };
    const rate = this.#context.findRate(this.#context.currency, date);
    if (rate === null) {
      this.missing.add(date);
      return { base: minor(0), rateId: null };
    }
    return { base: convert(amount, rate), rateId: rate.rateId };
  }
}

function plain(account: Account, amount: number): Leg {
  return { account, sku: '', taxCode: '', liable: '', amount, taxBase: 0 };
}
