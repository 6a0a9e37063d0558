import type { Currency, Minor } from '../money/minor.ts';
import type { When } from '../time/when.ts';

/**
 * The neutral facts of a document: what decoders make of platforms' payloads and what the posting rules read.
 * Amounts are minor units of the part's currency, with the platform's own figures; what is given back is positive.
 */

/** What a tax line says of one component: code, how much, on which base, and who owes it (accounting.md 19, 20). */
export interface Tax {
  /** `<jurisdiction>:<the platform's code or name>:<rate in percent>`, parts that are unknown left out but for their colons. */
  readonly code: string;
  readonly amount: Minor;
  /** The net amount the tax was charged on; a compound tax's base includes the earlier taxes. */
  readonly base: Minor;
  readonly liable: 'merchant' | 'marketplace';
  /** False where the platform only tells of it and no money passed: no money legs. */
  readonly charged: boolean;
}

export type ComponentKind = 'goods' | 'gift-card' | 'shipping' | 'fee' | 'tip' | 'duty' | 'other';

/** One line, shipping line or fee of an order. gross = net + taxes; before discount = net + discount. */
export interface Component {
  /** Stable within the document over all its versions. */
  readonly id: string;
  readonly kind: ComponentKind;
  /** '' where there is none; only goods carry one into the ledger. */
  readonly sku: string;
  readonly quantity: number;
  /** True where it is recognised with a shipment (accounting.md 11); false for digital goods, services, tips, gift cards. Shipping and fees: true, they follow the goods. */
  readonly ships: boolean;
  /** After discount, without tax. */
  readonly net: Minor;
  /** The discount taken off, without tax; 0 where there is none. */
  readonly discount: Minor;
  readonly taxes: readonly Tax[];
  /** kind 'other': the code of the account it belongs to, named by an import profile. */
  readonly account?: string;
}

/** What is given back of a component: a refund's or a cancellation's line. Amounts positive for what lowers the order. */
export interface CreditLine {
  readonly component: string;
  /** 0 where only an amount is given back. */
  readonly quantity: number;
  readonly net: Minor;
  readonly taxes: readonly Tax[];
}

/** A credit line of a shape that names no currency: exact decimals in major units, made minor units with the order's. */
export interface ExactCreditLineText extends Omit<CreditLine, 'net' | 'taxes'> {
  readonly net: string;
  readonly taxes: readonly (Omit<Tax, 'amount' | 'base'> & { readonly amount: string; readonly base: string })[];
}

/** Units taken off an order by an event that the platform dates itself; the order's components are as placed, before it. */
export interface Cancellation {
  readonly id: string;
  readonly at: When | null;
  readonly lines: readonly CreditLine[];
}

/** "Paid" where the platform states only that and when, not how much: the total of the first version that shows it. */
export interface PaidMark {
  /** The gateway's own id, else the order's. */
  readonly id: string;
  readonly tender: Tender;
  readonly at: When;
}

export type OrderStatus =
  /** Cart, draft, awaiting payment, failed: never a sale by itself. */
  | 'unplaced'
  | 'open'
  /** Nothing of it is left to deliver or to pay. */
  | 'cancelled'
  /** The platform has thrown it away (trash). */
  | 'deleted';

export interface OrderContent {
  readonly type: 'order';
  /** What people call the order. */
  readonly number: string;
  readonly placedAt: When;
  /** What the customer was charged in (presentment). */
  readonly currency: Currency;
  readonly status: OrderStatus;
  /** on-account: cash on delivery, bank transfer, invoice: a sale without money (accounting.md 9). */
  readonly terms: 'prepay' | 'on-account';
  /** When it was cancelled, where the platform says so. */
  readonly cancelledAt: When | null;
  /** The instant of this version, where the platform's modified instant moves with this part: the date of an edit. */
  readonly changedAt: When | null;
  readonly pricesIncludeTax: boolean;
  /** True where the platform tells shipments; false: a channel that tells none. */
  readonly tellsShipments: boolean;
  /** As placed, or as edited by this version; before `cancellations`. */
  readonly components: readonly Component[];
  readonly cancellations: readonly Cancellation[];
  /** What the customer owes for the components, by the platform's own total, before anything was paid or given back. */
  readonly total: Minor;
  /** The rounding unit in minor units: 1, or more where the store writes fewer decimals than ISO 4217 (accounting.md 16). */
  readonly unit: number;
  readonly paid: PaidMark | null;
  /** Money beyond the total is instalment interest of the buyer's card, not an overpayment (accounting.md 18). */
  readonly overpaidIsInterest: boolean;
}

/** How money came or goes. */
export type Tender =
  | { readonly kind: 'gateway'; readonly gateway: string }
  | { readonly kind: 'gift-card'; readonly card: string }
  | { readonly kind: 'store-credit'; readonly account: string };

export type PaymentStatus = 'authorised' | 'captured' | 'pending' | 'failed' | 'voided';

/** Money from the customer: one capture, or one authorisation that may have captures of its own. */
export interface PaymentContent {
  readonly type: 'payment';
  /** The gateway's own id where it is known, else the platform's. */
  readonly id: string;
  readonly tender: Tender;
  readonly status: PaymentStatus;
  readonly currency: Currency;
  readonly amount: Minor;
  /** The exact decimal where the platform's amount is finer than the minor unit: rounded cumulatively over the family. */
  readonly exact?: string;
  /** The payment or authorisation this capture belongs to: captures and refunds of one family are rounded together. */
  readonly family?: string;
  /** When it came to have this status, where the platform says so. */
  readonly at: When | null;
  /** The bank took it back at this instant (accounting.md 14). */
  readonly reversedAt?: When;
}

export type RefundStatus = 'settled' | 'pending' | 'failed';

/** Money to the customer, and what was given back for it (accounting.md 12). */
export interface RefundContent {
  readonly type: 'refund';
  readonly id: string;
  readonly status: RefundStatus;
  readonly at: When | null;
  /** Null where the shape does not say: the order's. The amount is then 0, and `exact` and `exactLines` hold the figures. */
  readonly currency: Currency | null;
  /** Money paid back, positive. */
  readonly amount: Minor;
  readonly exact?: string;
  readonly exactLines?: readonly ExactCreditLineText[];
  readonly family?: string;
  /** Null: the order's own payment. */
  readonly tender: Tender | null;
  /** Empty: the platform names no goods (amount only), or the order's lines have already shrunk by them. */
  readonly lines: readonly CreditLine[];
  /** Tax the platform states for an amount-only refund; null where it states none. */
  readonly statedTaxes: readonly Tax[] | null;
}

/** A refund named by another payload than its own: it stands until the refund's own payload is here. */
export interface RefundMention {
  readonly type: 'refund-mention';
  readonly refund: RefundContent;
}

export type FulfilmentStatus = 'pending' | 'shipped' | 'cancelled';

export interface FulfilmentContent {
  readonly type: 'fulfilment';
  readonly id: string;
  readonly status: FulfilmentStatus;
  /** When the goods left, where the platform says so. */
  readonly shippedAt: When | null;
  readonly cancelledAt: When | null;
  /** Null: all that is left. */
  readonly lines: readonly { readonly component: string; readonly quantity: number }[] | null;
}

/** A credit note that names no order: a document of its own (accounting.md 12). */
export interface CreditNoteContent {
  readonly type: 'credit-note';
  readonly number: string;
  readonly at: When;
  readonly currency: Currency;
  /** Amounts positive for what is given back. */
  readonly components: readonly Component[];
  readonly total: Minor;
  readonly unit: number;
}

/** Lines of a manual entry (accounting.md 34); amounts signed, debit positive. */
export interface ManualContent {
  readonly type: 'manual';
  readonly at: When;
  readonly text: string;
  readonly maker: string;
  readonly lines: readonly ManualLine[];
}

export interface ManualLine {
  /** Code of the account. */
  readonly account: string;
  readonly currency: Currency;
  readonly amount: Minor;
  /** Stated base amount; null: by the rate of the date. */
  readonly base: Minor | null;
  readonly channel: string;
  readonly taxCode: string;
  readonly taxBase: Minor;
  /** Names the order, gateway or SKU that a control account needs. */
  readonly reference: string;
}

/** A clearing account's own balance at cut-over (accounting.md 33). */
export interface OpeningContent {
  readonly type: 'opening';
  readonly at: When;
  readonly gateway: string;
  readonly currency: Currency;
  readonly amount: Minor;
}

export type PartContent =
  | OrderContent
  | PaymentContent
  | RefundContent
  | RefundMention
  | FulfilmentContent
  | CreditNoteContent
  | ManualContent
  | OpeningContent;

/** `order`, `payment:<id>`, `refund:<id>`, `refund-mention:<id>`, `fulfilment:<id>`, `credit:<id>`, `manual`, `opening:<gateway>`. */
export type PartKey = string;

export type DocumentKind = 'order' | 'credit-note' | 'manual' | 'cut-over';
