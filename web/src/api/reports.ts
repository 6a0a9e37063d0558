import type { Day, Decimal } from './types.ts';

export interface Basis {
  readonly book: string;
  readonly baseCurrency: string;
  readonly period: { readonly from: Day; readonly to: Day } | null;
  readonly entries: number;
  readonly head: string;
  /** Of books as they were known: when the last of those entries was recorded. */
  readonly recordedAt: string | null;
}

export interface Reported<T> {
  readonly basis: Basis;
  readonly report: T;
}

interface ReportHead {
  readonly baseCurrency: string;
}

export interface TrialBalance extends ReportHead {
  readonly rows: readonly {
    readonly code: string;
    readonly name: string;
    readonly type: string;
    readonly currency: string;
    readonly opening: Decimal;
    readonly debit: Decimal;
    readonly credit: Decimal;
    readonly balance: Decimal;
    readonly baseBalance: Decimal;
  }[];
}

export interface ProfitColumn {
  readonly kind: 'period' | 'total' | 'prior' | 'prior-year' | 'channel';
  readonly from: Day;
  readonly to: Day;
  readonly channel: string;
}

export interface Figures {
  readonly currency: string;
  readonly amounts: readonly Decimal[];
  readonly percentOfNetSales: readonly (string | null)[];
}

export interface ProfitRow extends Figures {
  readonly section: string;
  readonly code: string;
  readonly name: string;
  readonly type: string;
}

export interface ProfitAndLoss extends ReportHead {
  readonly columns: readonly ProfitColumn[];
  readonly rows: readonly ProfitRow[];
  readonly totals: readonly (Figures & { readonly name: string })[];
}

export interface BalanceSheet extends ReportHead {
  readonly columns: readonly { readonly at: Day }[];
  readonly rows: readonly {
    readonly section: 'asset' | 'liability' | 'equity';
    readonly code: string;
    readonly name: string;
    readonly currency: string;
    readonly amounts: readonly Decimal[];
  }[];
  readonly totals: readonly {
    readonly name: string;
    readonly currency: string;
    readonly amounts: readonly Decimal[];
  }[];
}

export interface SalesByChannel extends ReportHead {
  readonly rows: readonly {
    readonly channel: string;
    readonly from: Day;
    readonly to: Day;
    readonly currency: string;
    readonly orders: number;
    readonly units: number;
    readonly gross: Decimal;
    readonly discounts: Decimal;
    readonly returns: Decimal;
    readonly net: Decimal;
    readonly shipping: Decimal;
    readonly tips: Decimal;
    readonly other: Decimal;
    readonly tax: Decimal;
    readonly marketplaceTax: Decimal;
    readonly charged: Decimal;
    readonly refunded: Decimal;
  }[];
}

export interface TaxKey {
  readonly scheme: string;
  readonly jurisdiction: string;
  readonly code: string;
  readonly rate: string;
  readonly liable: string;
  readonly currency: string;
}

export interface TaxRow extends TaxKey {
  readonly base: Decimal;
  readonly charged: Decimal;
  readonly credited: Decimal;
  readonly due: Decimal;
  readonly baseDue: Decimal;
}

export interface TaxCorrection extends TaxKey {
  readonly month: string;
  readonly base: Decimal;
  readonly due: Decimal;
  readonly baseDue: Decimal;
}

export interface TaxReport extends ReportHead {
  readonly rows: readonly TaxRow[];
  /** Of the rows what belongs to earlier months that were closed. */
  readonly corrections: readonly TaxCorrection[];
}

export interface Clearing extends ReportHead {
  readonly rows: readonly {
    readonly code: string;
    readonly name: string;
    readonly currency: string;
    readonly opening: Decimal;
    readonly payments: Decimal;
    readonly refunds: Decimal;
    readonly other: Decimal;
    readonly closing: Decimal;
    readonly baseClosing: Decimal;
  }[];
}
