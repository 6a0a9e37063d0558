import type { DocumentName, OrderSum } from './documents.ts';
import type { Day, Decimal } from './types.ts';

export interface KindCount {
  readonly kind: string;
  readonly count: number;
}

export type DiscrepancyState = 'open' | 'healed' | 'accepted';

export interface Discrepancy {
  readonly id: number;
  readonly kind: string;
  readonly state: DiscrepancyState;
  readonly amount: Decimal;
  readonly currency: string;
  readonly note: string;
  readonly openedAt: string;
  readonly settledAt: string | null;
  readonly settledBy: string | null;
  /** `ref` null: an order that the books have no document of. */
  readonly document: Omit<DocumentName, 'ref'> & { readonly ref: string | null };
  /** What the shop says of the order; `due` is what the books hold for it. */
  readonly sides: {
    readonly currency: string;
    readonly total: Decimal;
    readonly paid: Decimal;
    readonly refunded: Decimal;
    readonly due: Decimal;
  } | null;
  /** The day whose certificate raised it, with both sides then; both null once they agree. */
  readonly certificate: { readonly day: Day; readonly theirs: OrderSum | null; readonly ours: OrderSum | null } | null;
}

export interface DiscrepancyPage {
  readonly discrepancies: readonly Discrepancy[];
  readonly next: number | null;
  readonly open: readonly KindCount[];
}

/** By whose word a message is not to be booked, and why. */
export interface SetAside {
  readonly at: string;
  readonly by: string;
  readonly note: string;
}

export interface Parked {
  readonly id: number;
  readonly reason: string;
  readonly detail: string;
  readonly since: string;
  readonly attempts: number;
  readonly channel: string;
  readonly platform: string;
  readonly kind: string;
  readonly remoteId: string;
  readonly via: string;
  readonly seenAt: string;
  readonly document: string | null;
  readonly ref: string | null;
  /** Null where it waits. */
  readonly setAside: SetAside | null;
}

export type ParkedState = 'waiting' | 'set-aside';

export interface ParkedPage {
  readonly parked: readonly Parked[];
  readonly next: number | null;
  /** Of what waits. */
  readonly counts: readonly { readonly reason: string; readonly count: number }[];
  readonly setAside: number;
}
