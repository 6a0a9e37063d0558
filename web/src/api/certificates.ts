import type { OrderSum } from './documents.ts';
import type { Day, Decimal } from './types.ts';

export type Verdict = 'certified' | 'provisional' | 'broken';

/** Orders and their sum, by currency. */
export type DaySums = Readonly<Record<string, { readonly orders: number; readonly total: Decimal }>>;

/** The verdict on one channel and day. */
export interface Certificate {
  readonly channel: string;
  readonly day: Day;
  readonly verdict: Verdict;
  readonly theirs: DaySums;
  readonly ours: DaySums;
  readonly differing: readonly Differing[];
  readonly madeAt: string;
  readonly age: number;
  readonly nextAt: string | null;
  /** Why the shop could not count the day when it was last asked. */
  readonly problem: string | null;
}

/** An order of which both sides say different things; null where a side does not know it. */
export interface Differing {
  readonly remoteId: string;
  readonly number: string;
  /** The document that the books have of it, on whatever day. */
  readonly document: string | null;
  readonly theirs: OrderSum | null;
  readonly ours: OrderSum | null;
  readonly why: string;
}

/** From what was placed on some days to what the ledger recognised on them. */
export interface Recognition {
  readonly channel: string;
  readonly period: { readonly from: Day; readonly to: Day };
  readonly currencies: readonly RecognitionIn[];
}

export interface RecognitionIn {
  readonly currency: string;
  /** By the certificates of these days; null where none was made. */
  readonly counted: { readonly theirs: Decimal; readonly differing: Decimal; readonly since: Decimal } | null;
  readonly lines: readonly RecognitionLine[];
  readonly recognised: Decimal;
  readonly inLedger: Decimal;
  /** Debit positive. */
  readonly accounts: readonly {
    readonly code: string;
    readonly name: string;
    readonly recognised: Decimal;
    readonly other: Decimal;
    readonly ledger: Decimal;
  }[];
}

export interface RecognitionLine {
  readonly line: string;
  readonly orders: number;
  readonly amount: Decimal;
}

/** Orders behind a line. */
export interface RecognitionOrders {
  readonly orders: readonly {
    readonly document: string;
    readonly number: string;
    readonly placedOn: Day | null;
    readonly status: string;
    readonly amount: Decimal;
  }[];
  readonly next: number | null;
}
