/**
 * What the books must show for one order, computed from the raw payload by someone who has never seen the product's code.
 * Nothing under `test/oracle` imports anything of `src`: a second opinion that shares code is no second opinion.
 */

/** Amounts are minor units of the ISO 4217 currency (yen, cents, fils), never floats. */
export interface ExpectedOrder {
  readonly isOrder: true;
  readonly number: string;
  readonly remoteId: string;
  readonly currency: string;
  /** False: not yet a sale (cart, draft, failed, unpaid prepaid order, cancelled without ever being paid). */
  readonly sale: boolean;
  /** Money that arrived. */
  readonly paid: bigint;
  /** Money that went back. */
  readonly refunded: bigint;
  /** What stays owed to tax offices for the order. */
  readonly tax: bigint;
  /** Shipping income, net of tax, after shipping discounts, less what was given back or cancelled. */
  readonly shipping: bigint;
  /** Net discounts that stay on the account Discounts (lines only). */
  readonly discount: bigint;
  /** Receivable (> 0) or owed to the customer (< 0): sold − credited − paid + refunded. */
  readonly due: bigint;
  /** How far each figure may be off because amounts finer than the minor unit had to be allocated; paid, refunded and due are exact. */
  readonly tolerance: { readonly tax: bigint; readonly shipping: bigint; readonly discount: bigint };
}

export interface NotAnOrder {
  readonly isOrder: false;
  readonly reason: string;
}

export type Expected = ExpectedOrder | NotAnOrder;

export type Oracle = (order: unknown, refunds: readonly unknown[]) => Expected;
