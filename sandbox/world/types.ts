/*
 * The world's words. What a face shows is drawn from these types alone; they know no platform.
 *
 *   instant   milliseconds since 1970 in UTC, always whole seconds (platforms tell no less)
 *   amount    integer in minor units of the shop's currency (cents; yen)
 *   listed    as the shop shows prices: with tax where `pricesIncludeTax`, else without
 *   id        a number unique within its shop, given in order of making; faces dress it up ('gid://…/1042')
 *
 * All values are immutable: a change makes a new one, and a `Timeline` keeps the old, so that a face can show the shop as
 * it was some seconds ago (a replica that lags).
 */

/** Milliseconds since 1970 in UTC. */
export type Instant = number;

/** An integer in minor units of the shop's currency. */
export type Amount = number;

/** Odds of one thing happening to an order, in thousandths: 1000 is always. */
export type Odds = number;

/** What is fixed of a shop; the rest of it is invented from the seed. */
export interface ShopPlan {
  /** In URLs, events and the control endpoint: 'mugs'. */
  readonly key: string;
  /** Which face shows it: 'woocommerce', 'shopify'. The world itself never looks at it. */
  readonly platform: string;
  readonly name: string;
  readonly currency: Currency;
  /** IANA; for faces that write local time, and for nothing else. */
  readonly zone: string;
  readonly country: string;
  readonly pricesIncludeTax: boolean;
  /** What is taxed how, by destination. A destination that is not listed is not taxed. */
  readonly taxRates: readonly TaxRate[];
  /** Where customers live: one of these countries, all equally often. */
  readonly destinations: readonly Destination[];
  readonly gateways: readonly Gateway[];
  readonly shippingMethods: readonly ShippingMethod[];
  readonly coupons: readonly Coupon[];
  readonly warehouses: readonly Warehouse[];
  /** How many products it sells; variants, prices and stock are invented. */
  readonly products: number;
  /** On average; they come at random instants. 0: only on demand. */
  readonly ordersPerDay: number;
  readonly habits: Habits;
}

export interface Currency {
  /** ISO 4217. */
  readonly code: string;
  readonly symbol: string;
  /** Decimals of one major unit: 2, for yen 0. */
  readonly decimals: number;
}

export interface TaxRate {
  readonly id: number;
  /** For people: 'USt', 'NY Sales'. */
  readonly name: string;
  readonly country: string;
  /** '' where the rate is the whole country's. */
  readonly region: string;
  readonly taxClass: TaxClass;
  /** Parts per million: 19 % is 190 000, 8.875 % is 88 750. */
  readonly ppm: number;
  readonly taxesShipping: boolean;
  /** Rates of one place and class are all charged, in this order. */
  readonly priority: number;
}

export type TaxClass = 'standard' | 'reduced' | 'none';

export interface Destination {
  readonly country: string;
  readonly region: string;
  readonly city: string;
  readonly postcode: string;
}

export interface Gateway {
  /** As the platform calls it: 'stripe', 'shopify_payments', 'bacs'. */
  readonly code: string;
  readonly title: string;
  /** 'at once': captured with the order · 'later': authorised, captured at shipment · 'on account': paid by hand, days later. */
  readonly captures: 'at once' | 'later' | 'on account';
}

export interface ShippingMethod {
  readonly code: string;
  readonly title: string;
  /** Listed; 0: free. */
  readonly price: Amount;
}

export interface Coupon {
  readonly code: string;
  readonly kind: 'percent' | 'fixed';
  /** Whole percent, or a listed amount. */
  readonly value: number;
}

export interface Warehouse {
  readonly key: string;
  readonly name: string;
  readonly country: string;
}

/** What happens in a shop, and how often. What its platform cannot show is set to 0 by its plan. */
export interface Habits {
  /** The first payment fails and the next one works. */
  readonly failsFirst: Odds;
  /** The payment fails, and the order is left so. */
  readonly failsForGood: Odds;
  /** The customer never pays; the order stays pending. */
  readonly abandons: Odds;
  /** A coupon is used. */
  readonly coupon: Odds;
  /** Lines are added, or units taken off, before money was captured. */
  readonly editUnpaid: Odds;
  /** The same after it was: the rest is paid again, or given back. */
  readonly editPaid: Odds;
  /** Two shipments instead of one. */
  readonly splitShipment: Odds;
  readonly cancelUnpaid: Odds;
  /** Paid, then cancelled and given back whole, in one act. */
  readonly cancelPaid: Odds;
  /** Paid, cancelled, and given back days later. */
  readonly cancelRefundLater: Odds;
  readonly refundUnits: Odds;
  readonly refundFull: Odds;
  readonly refundShipping: Odds;
  /** Money alone, without goods or shipping. */
  readonly refundAmount: Odds;
  /** Of returned goods: put back into stock. */
  readonly restock: Odds;
  /** A refund is deleted as if it had never been. */
  readonly deleteRefund: Odds;
  /** Into the bin: a platform still shows it when asked. Only what came to nothing: no money captured, nothing shipped. */
  readonly trash: Odds;
  /** Gone without a trace. Only what came to nothing. */
  readonly destroy: Odds;
  /** Something is noted on the order that is no fact for books. */
  readonly note: Odds;
  /** Prices changed and stock counted, per order placed. */
  readonly priceChange: Odds;
  readonly stockCount: Odds;
}

export interface Product {
  readonly id: number;
  readonly title: string;
  readonly createdAt: Instant;
  readonly taxClass: TaxClass;
  /** False: digital, or a gift card. */
  readonly ships: boolean;
  readonly isGiftCard: boolean;
  /** 'Size'; '' for a product of one variant. */
  readonly option: string;
  readonly variants: readonly Variant[];
}

export interface Variant {
  readonly id: number;
  readonly sku: string;
  /** 'L'; '' for a product of one variant. */
  readonly title: string;
  /** Listed. */
  readonly price: Amount;
  /** By warehouse key; empty where stock is not kept. */
  readonly stock: Readonly<Record<string, Stock>>;
}

/** Units as the shop believes. Available: on hand − committed; below 0 when oversold. */
export interface Stock {
  readonly onHand: number;
  /** Ordered and not yet shipped. */
  readonly committed: number;
}

/** What became of a product; a change of stock by a sale is one too. */
export type ProductChange = 'product created' | 'price changed' | 'stock changed';

export interface Customer {
  /** 0: a guest. */
  readonly id: number;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly street: string;
  readonly destination: Destination;
}

export interface Order {
  readonly id: number;
  /** For people; counts up per shop. */
  readonly number: number;
  readonly placedAt: Instant;
  readonly customer: Customer;
  readonly gateway: Gateway;
  readonly coupon: Coupon | null;
  /** Key of the warehouse that it ships from. */
  readonly warehouse: string;
  readonly lines: readonly OrderLine[];
  /** Null where nothing ships. */
  readonly shipping: ShippingLine | null;
  /** Oldest first; failed ones too. */
  readonly payments: readonly Payment[];
  readonly shipments: readonly Shipment[];
  readonly refunds: readonly Refund[];
  readonly edits: readonly Edit[];
  readonly cancelledAt: Instant | null;
  readonly trashedAt: Instant | null;
  readonly deletedAt: Instant | null;
  readonly notes: readonly string[];
}

/** As ordered: units taken off by an edit stay counted here and stand in `removed`. All amounts are for `quantity` units. */
export interface OrderLine {
  readonly id: number;
  readonly productId: number;
  readonly variantId: number;
  readonly sku: string;
  readonly title: string;
  readonly variantTitle: string;
  readonly taxClass: TaxClass;
  readonly ships: boolean;
  readonly isGiftCard: boolean;
  readonly quantity: number;
  /** Listed, of one unit. */
  readonly unitPrice: Amount;
  /** Listed, of all units. */
  readonly discount: Amount;
  readonly before: Charge;
  /** After the discount: what is charged. */
  readonly charged: Charge;
  /** Null: ordered at once; else the edit that added it. */
  readonly addedBy: number | null;
  readonly removed: readonly Slice[];
}

/** Net and tax are what was charged: net + Σ taxes = the listed price with tax, else plus tax. */
export interface Charge {
  readonly net: Amount;
  readonly taxes: readonly TaxAmount[];
}

export interface TaxAmount {
  readonly rateId: number;
  readonly amount: Amount;
}

export interface ShippingLine {
  readonly id: number;
  readonly method: ShippingMethod;
  readonly charged: Charge;
}

/** Some units of a line, with their share of what was charged. The slices of a line never exceed it. */
export interface Slice {
  readonly lineId: number;
  readonly quantity: number;
  /** Listed. */
  readonly discount: Amount;
  readonly before: Charge;
  readonly charged: Charge;
}

export interface Payment {
  readonly id: number;
  readonly gateway: Gateway;
  /** The gateway's name for it: 'ch_…'. */
  readonly transactionId: string;
  readonly status: 'authorised' | 'captured' | 'failed' | 'voided';
  /** Authorised, or tried. */
  readonly amount: Amount;
  /** ≤ amount; 0 until captured. */
  readonly captured: Amount;
  /** When it was tried. */
  readonly at: Instant;
  /** Null but for what was authorised first and captured or voided later: that act has an id of its own. */
  readonly settledId: number | null;
  readonly capturedAt: Instant | null;
  readonly voidedAt: Instant | null;
}

export interface Shipment {
  readonly id: number;
  readonly at: Instant;
  readonly warehouse: string;
  readonly tracking: string;
  readonly lines: readonly { readonly lineId: number; readonly quantity: number }[];
}

export interface Refund {
  readonly id: number;
  readonly at: Instant;
  readonly reason: string;
  /** The captured payments that it goes back to; their amounts add up to `amount`. */
  readonly transactions: readonly RefundTransaction[];
  /** Goods given back. */
  readonly slices: readonly Slice[];
  /** Shipping given back; null: none. */
  readonly shipping: Charge | null;
  /** Money that moved: the slices, the shipping, and what is given without either. */
  readonly amount: Amount;
  readonly restocked: boolean;
  /** The goods had not left the house: they are shipped no more. */
  readonly beforeShipment: boolean;
}

export interface RefundTransaction {
  readonly id: number;
  readonly paymentId: number;
  /** The gateway's name for it: 're_…'; '' where a person gave the money back by hand. */
  readonly transactionId: string;
  readonly amount: Amount;
}

/** Either lines were added, or units taken off. */
export interface Edit {
  readonly id: number;
  readonly at: Instant;
  readonly added: readonly number[];
  readonly removed: readonly Slice[];
}

/** What became of an order. Which of these move a platform's "updated at" is the face's to know. */
export type OrderChange =
  | 'placed'
  | 'payment failed'
  | 'authorised'
  | 'captured'
  | 'voided'
  | 'shipped'
  | 'refunded'
  | 'refund deleted'
  | 'cancelled'
  | 'edited'
  | 'noted'
  | 'trashed'
  | 'deleted';

/** Something happened; heard by whoever listens to the world, in order of `at`. */
export type WorldEvent =
  | {
      readonly about: 'order';
      readonly kind: OrderChange;
      readonly shop: string;
      readonly id: number;
      readonly at: Instant;
    }
  | {
      readonly about: 'product';
      readonly kind: ProductChange;
      readonly shop: string;
      readonly id: number;
      readonly at: Instant;
    };
