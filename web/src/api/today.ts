import type { OrderRow } from './orders.ts';
import type { Day, Decimal } from './types.ts';
import type { KindCount } from './waiting.ts';

export interface Series {
  readonly channel: string;
  readonly points: readonly { readonly date: Day; readonly amount: Decimal }[];
}

export interface Today {
  readonly period: { readonly from: Day; readonly to: Day };
  readonly previousPeriod: { readonly from: Day; readonly to: Day };
  /** Of the points: their dates begin a day or a month. */
  readonly by: 'day' | 'month';
  readonly revenue: readonly Series[];
  readonly previous: readonly Series[];
  readonly atGateways: Decimal;
  readonly receivable: Decimal;
  readonly deposits: Decimal;
  readonly taxDue: Decimal;
  readonly parked: { readonly count: number };
  readonly discrepancies: { readonly count: number; readonly byKind: readonly KindCount[] };
  readonly latestOrders: readonly OrderRow[];
  /** The last proof, where the books held. */
  readonly verified: { readonly at: string; readonly entries: number; readonly head: string } | null;
  /** The last proof that came to a verdict, whichever. */
  readonly lastVerify: Verification | null;
}

export interface Verification {
  readonly state: 'running' | 'done' | 'failed' | 'interrupted';
  readonly at: string | null;
  readonly ok: boolean | null;
  readonly entries: number;
  readonly documents: number;
  readonly head: string | null;
  readonly firstDifference: {
    readonly what: string;
    readonly document: string | null;
    readonly key: string | null;
    readonly account: string | null;
    readonly derived: string;
    readonly posted: string;
  } | null;
  readonly problem: { readonly detail: string; readonly remedy: string } | null;
}
