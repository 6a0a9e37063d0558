import { type Account, CHART } from '../ledger/account.ts';
import type { Cause, PostingLine } from '../ledger/entry.ts';
import { type Currency, type Minor, minor, share } from '../money/minor.ts';
import type { LocalDate } from '../time/when.ts';
import { Bridge } from './bridge.ts';
import { type DesiredEntry, type Leg, Legs, line, spreadBase } from './desired.ts';
import { convert, type FindRate, type Rate } from './rates.ts';

export interface WriterContext {
  readonly currency: Currency;
  readonly baseCurrency: Currency;
  readonly channel: number;
  readonly findRate: FindRate;
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
  readonly #bridge = new Bridge();
  /** Recognised and not given back, with its base: what a credit takes its base from. */
  #recognised = 0;
  #recognisedBase = 0;
  #deposits = 0;
  #depositsBase = 0;

  constructor(context: WriterContext) {
    this.#context = context;
  }

  get bridge(): Minor {
    return this.#bridge.balance;
  }

  /** What recognition adds: income at the deposits' carried base, the rest at the day's rate. */
  recognise(key: string, date: LocalDate, legs: Legs, note = ''): void {
    if (legs.isEmpty) return;
    const amount = minor(-legs.total);
    const { base, rateId } = this.#toBase(amount, date);
    if (amount === 0) {
      this.#pushFree(key, date, legs, note);
      return;
    }
    if (amount < 0) {
      this.credit(key, date, legs, note);
      return;
    }
    const bridgeBase = this.#bridge.move(amount, base);
    this.#recognised += amount;
    this.#recognisedBase += bridgeBase;
    this.#push(key, date, legs.list, bridgeBase, amount, minor(0), rateId, note);
  }

  /** What is given back: at the base it was recognised at. */
  credit(key: string, date: LocalDate, legs: Legs, note = ''): void {
    if (legs.isEmpty) return;
    const amount = minor(-legs.total);
    if (amount >= 0) {
      if (amount === 0) this.#pushFree(key, date, legs, note);
      else this.recognise(key, date, legs, note);
      return;
    }
    const known = this.#recognised > 0;
    const rate = known ? null : this.#toBase(amount, date);
    const base = rate?.base ?? share(minor(this.#recognisedBase), amount, this.#recognised);
    this.#recognised += amount;
    this.#recognisedBase += base;
    const bridgeBase = this.#bridge.move(amount, base);
    this.#push(key, date, legs.list, bridgeBase, amount, minor(base - bridgeBase), rate?.rateId ?? null, note);
  }

  /** Money in (positive) or out: at its own day's rate; what that differs from the carried base is realised. */
  money(key: string, date: LocalDate, account: Account, amount: Minor, extra: Legs | null = null): void {
    const { base, rateId } = this.#toBase(amount, date);
    const legs = new Legs();
    legs.add(account, amount);
    for (const leg of extra?.list ?? []) legs.add(leg.account, leg.amount);
    const toBridge = minor(-legs.total);
    if (toBridge === 0) {
      this.#pushFree(key, date, legs, '');
      return;
    }
    const natural = extra === null ? minor(-base) : this.#toBase(toBridge, date).base;
    const bridgeBase = this.#bridge.move(toBridge, natural);
    this.#push(key, date, legs.list, bridgeBase, toBridge, minor(natural - bridgeBase), rateId, '');
  }

  /** Writes a rest off to Rounding (accounting.md 10). */
  round(date: LocalDate): void {
    const rest = this.#bridge.balance;
    const legs = new Legs();
    legs.add(CHART.rounding, rest);
    const bridgeBase = this.#bridge.move(minor(-rest), minor(-this.#bridge.base));
    this.#push('rounding', date, legs.list, bridgeBase, minor(-rest), minor(0), null, '');
  }

  /** Moves what is owed to the customer at the end of a day between receivable and deposits. */
  closeDay(date: LocalDate): void {
    const target = Math.min(this.#bridge.balance, 0);
    const targetBase = this.#bridge.balance < 0 ? this.#bridge.base : 0;
    const amount = minor(target - this.#deposits);
    const base = minor(targetBase - this.#depositsBase);
    if (amount === 0 && base === 0) return;
    this.#deposits = target;
    this.#depositsBase = targetBase;
    this.#add(`deposits:${date}`, date, '', [
      this.#line(plain(CHART.deposits, amount), base, null),
      this.#line(plain(CHART.receivable, -amount), minor(-base), null),
    ]);
  }

  #push(
    key: string,
    date: LocalDate,
    legs: readonly Leg[],
    bridgeBase: Minor,
    bridgeAmount: Minor,
    gain: Minor,
    rateId: number | null,
    note: string,
  ): void {
    const lines = [this.#line(plain(CHART.receivable, bridgeAmount), bridgeBase, rateId)];
    const bases = this.#isBase ? null : spreadBase(legs, minor(-bridgeBase - gain));
    legs.forEach((leg, index) => {
      if (leg.amount === 0 && leg.taxBase === 0) return;
      lines.push(this.#line(leg, bases?.[index] ?? minor(leg.amount), rateId));
    });
    if (gain !== 0) lines.push(this.#line(plain(CHART.fxRealised, 0), gain, null));
    this.#add(key, date, note, lines);
  }

  /** Legs that balance by themselves: nothing passes the bridge (a fully discounted order). */
  #pushFree(key: string, date: LocalDate, legs: Legs, note: string): void {
    const shown = legs.list.filter((leg) => leg.amount !== 0 || leg.taxBase !== 0);
    const converted = shown.map((leg) => this.#toBase(minor(leg.amount), date));
    let rest = 0;
    for (const { base } of converted) rest += base;
    const lines = shown.map((leg, index) => {
      const { base, rateId } = converted[index] ?? { base: minor(0), rateId: null };
      return this.#line(leg, minor(index === 0 ? base - rest : base), rateId);
    });
    if (lines.length === 1) lines.push(this.#line(plain(CHART.receivable, 0), minor(0), null));
    this.#add(key, date, note, lines);
  }

  #add(key: string, date: LocalDate, note: string, lines: readonly PostingLine[]): void {
    const cause: Cause = 'fact';
    this.entries.push({ key, date, cause, note, lines });
  }

  #line(leg: Leg, base: Minor, rateId: number | null): PostingLine {
    return line(leg, base, this.#context.currency, this.#context.channel, rateId);
  }

  get #isBase(): boolean {
    return this.#context.currency === this.#context.baseCurrency;
  }

  #toBase(amount: Minor, date: LocalDate): { readonly base: Minor; readonly rateId: number | null } {
    if (this.#isBase || amount === 0) return { base: amount, rateId: null };
    const rate: Rate | null = this.#context.findRate(this.#context.currency, date);
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
