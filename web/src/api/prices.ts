import type { Decimal } from './types.ts';

export interface PriceChange {
  readonly sku: string;
  readonly title: string;
  readonly seenAt: string;
  /** Null: it had none. */
  readonly before: Decimal | null;
  readonly beforeCurrency: string | null;
  readonly after: Decimal | null;
  readonly currency: string | null;
}

/** A price that changed beyond the bounds. */
export interface PriceAlarm {
  readonly id: number;
  readonly channel: string;
  readonly sku: string;
  readonly title: string;
  readonly seenAt: string;
  readonly before: Price;
  /** Null: it has none now. */
  readonly after: Price | null;
  /** What happened: 'fell by 90.0 %'. */
  readonly text: string;
}

export interface Price {
  readonly amount: Decimal;
  readonly currency: string;
}

export interface PriceAlarmPage {
  readonly alarms: readonly PriceAlarm[];
  readonly next: number | null;
  /** All that are open. */
  readonly open: number;
}

/** How much prices may change, in percent; null: as much as they like. */
export interface PriceBounds {
  /** Null: of the book. */
  readonly channel: string | null;
  readonly rise: number | null;
  readonly fall: number | null;
  readonly noPrice: boolean;
  readonly setAt: string | null;
  readonly setBy: string | null;
}
