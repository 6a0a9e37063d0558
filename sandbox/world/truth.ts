import type { Amount, Instant, TaxAmount } from './types.ts';

/**
 * What really happened, kept apart from the shops' own figures and as simply as can be: a list of dated facts per order.
 * Books are right when they hold the same sums. Amounts are signed: what takes back is below 0.
 */
export type Fact = Goods | Money | Allowance | Shipped | Accepted;

/** What the customer buys, net of tax: goods − discount + shipping + Σ taxes is its gross. */
export interface Goods {
  readonly kind: 'sold' | 'edited' | 'cancelled' | 'returned';
  readonly at: Instant;
  /** Of the edit or refund; the order's own else. */
  readonly id: number;
  /** Before discounts. */
  readonly goods: Amount;
  readonly discount: Amount;
  readonly shipping: Amount;
  readonly taxes: readonly TaxAmount[];
  /** What of `goods` is the face value of gift cards: money owed, no sale. */
  readonly giftCards: Amount;
}

/** Money that moved at a gateway: paid above 0, refunded below. */
export interface Money {
  readonly kind: 'paid' | 'refunded';
  readonly at: Instant;
  /** Of the payment or refund. */
  readonly id: number;
  readonly gateway: string;
  readonly amount: Amount;
}

/** Given to the customer without goods coming back: what the order is worth falls by it (below 0). */
export interface Allowance {
  readonly kind: 'allowance';
  readonly at: Instant;
  /** Of the refund. */
  readonly id: number;
  readonly amount: Amount;
}

export interface Shipped {
  readonly kind: 'shipped';
  readonly at: Instant;
  readonly id: number;
  readonly units: number;
}

/** From then on it is a sale: authorised, paid, or on account by its terms. */
export interface Accepted {
  readonly kind: 'accepted';
  readonly at: Instant;
  readonly id: number;
}

/** One order's truth. */
export interface OrderTruth {
  readonly shop: string;
  readonly id: number;
  readonly number: number;
  readonly placedAt: Instant;
  /** Without captured money, but where a person deleted it by hand; null: it is still there. */
  readonly deletedAt: Instant | null;
  readonly facts: readonly Fact[];
}

/** The sums of an order's facts, by whatever `at` they carry. */
export interface Sums {
  readonly goods: Amount;
  readonly discount: Amount;
  readonly shipping: Amount;
  readonly tax: Amount;
  readonly taxes: ReadonlyMap<number, Amount>;
  /** goods − discount + shipping + tax. */
  readonly total: Amount;
  readonly allowance: Amount;
  readonly paid: Amount;
  readonly refunded: Amount;
  readonly units: number;
}

export class Truth {
  readonly #orders = new Map<string, { truth: OrderTruth; facts: Fact[] }>();

  begin(order: Omit<OrderTruth, 'facts' | 'deletedAt'>): void {
    const facts: Fact[] = [];
    this.#orders.set(keyOf(order.shop, order.id), { truth: { ...order, deletedAt: null, facts }, facts });
  }

  add(shop: string, id: number, facts: readonly Fact[]): void {
    this.#at(shop, id).facts.push(...facts);
  }

  /** A refund that is deleted was never made: its facts go, whatever their date. */
  forget(shop: string, id: number, factId: number): void {
    const entry = this.#at(shop, id);
    const kept = entry.facts.filter((fact) => fact.id !== factId);
    this.#orders.set(keyOf(shop, id), { truth: { ...entry.truth, facts: kept }, facts: kept });
  }

  remove(shop: string, id: number, at: Instant): void {
    const entry = this.#at(shop, id);
    entry.truth = { ...entry.truth, deletedAt: at };
  }

  /** Undefined where there never was such an order. */
  order(shop: string, id: number): OrderTruth | undefined {
    return this.#orders.get(keyOf(shop, id))?.truth;
  }

  /** Every order there ever was, in the order of placing. */
  *orders(): Iterable<OrderTruth> {
    for (const { truth } of this.#orders.values()) yield truth;
  }

  #at(shop: string, id: number) {
    const entry = this.#orders.get(keyOf(shop, id));
    if (entry === undefined) throw new RangeError(`no order ${id} in ${shop}`);
    return entry;
  }
}

const keyOf = (shop: string, id: number) => `${shop}/${id}`;

/** What the facts come to. */
export function sumsOf(facts: readonly Fact[]): Sums {
  const taxes = new Map<number, Amount>();
  const sums = { goods: 0, discount: 0, shipping: 0, tax: 0, allowance: 0, paid: 0, refunded: 0, units: 0 };
  for (const fact of facts) {
    if (fact.kind === 'paid') sums.paid += fact.amount;
    else if (fact.kind === 'refunded') sums.refunded -= fact.amount;
    else if (fact.kind === 'allowance') sums.allowance += fact.amount;
    else if (fact.kind === 'shipped') sums.units += fact.units;
    else if ('goods' in fact) {
      sums.goods += fact.goods;
      sums.discount += fact.discount;
      sums.shipping += fact.shipping;
      for (const { rateId, amount } of fact.taxes) {
        sums.tax += amount;
        taxes.set(rateId, (taxes.get(rateId) ?? 0) + amount);
      }
    }
  }
  return { ...sums, taxes, total: sums.goods - sums.discount + sums.shipping + sums.tax };
}
