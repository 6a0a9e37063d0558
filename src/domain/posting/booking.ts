import type { Component } from '../documents/parts.ts';
import { type Account, CHART } from '../ledger/account.ts';
import type { AccountBook } from './accounts.ts';
import type { Legs } from './desired.ts';
import { type Figures, negated } from './figures.ts';

/** Where the figures of a component go: what it sold for, and what was given back of it. */
export class Booking {
  readonly #accounts: AccountBook;

  constructor(accounts: AccountBook) {
    this.#accounts = accounts;
  }

  /** Books a change of what is recognised; `into` takes the net in place of the component's own account. */
  sold(component: Component, change: Figures, legs: Legs, into: Account | null = null): void {
    if (into !== null) legs.add(into, -change.net);
    else {
      const sku = skuOf(component);
      const discount = this.#showsDiscount(component) ? change.discount : 0;
      legs.add(this.#incomeAccount(component), -(change.net + discount), sku);
      legs.add(CHART.discounts, discount, sku);
    }
    this.#taxes(change, legs);
  }

  /** Books what came back of goods that had been delivered. */
  returned(component: Component, figures: Figures, legs: Legs): void {
    legs.add(CHART.returns, figures.net, skuOf(component));
    this.#taxes(negated(figures), legs);
  }

  #taxes({ taxes }: Figures, legs: Legs): void {
    for (const { code, liable, charged, amount, base } of taxes) {
      const account = liable === 'marketplace' ? CHART.marketplaceTax : this.#accounts.taxPayable(code);
      const money = charged ? amount : 0;
      legs.add(account, -money, '', this.#accounts.taxCode(code, money), liable, base);
    }
  }

  #showsDiscount({ kind }: Component): boolean {
    return this.#accounts.separateDiscounts && (kind === 'goods' || kind === 'gift-card');
  }

  #incomeAccount({ kind, account }: Component): Account {
    switch (kind) {
      case 'goods':
        return CHART.sales;
      case 'gift-card':
        return CHART.giftCards;
      case 'shipping':
        return CHART.shippingIncome;
      case 'fee':
        return CHART.feeIncome;
      case 'tip':
        return this.#accounts.tips;
      case 'duty':
        return CHART.dutiesPayable;
      case 'other':
        return this.#accounts.named(account ?? CHART.sales.code);
    }
  }
}

/** True where two versions of a component go to the same accounts, so that only figures differ. */
export function isBookedAlike(a: Component, b: Component): boolean {
  return a.kind === b.kind && a.account === b.account && skuOf(a) === skuOf(b);
}

function skuOf(component: Component): string {
  return component.kind === 'goods' ? component.sku : '';
}
