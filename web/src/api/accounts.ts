import type { Basis } from './reports.ts';
import type { Day, Decimal } from './types.ts';

export interface Account {
  readonly code: string;
  readonly name: string;
  readonly type: string;
  readonly balances: readonly { readonly currency: string; readonly balance: Decimal }[];
  readonly baseBalance: Decimal;
}

export interface Register {
  readonly code: string;
  readonly name: string;
  readonly baseCurrency: string;
  readonly opening: readonly { readonly currency: string; readonly balance: Decimal }[];
  readonly rows: readonly RegisterRow[];
  readonly next: string | null;
  readonly basis: Basis;
}

export interface RegisterRow {
  readonly date: Day;
  readonly entry: number;
  readonly key: string;
  readonly document: string;
  readonly channel: string;
  readonly text: string;
  readonly counterAccounts: readonly string[];
  readonly debit: Decimal;
  readonly credit: Decimal;
  readonly balance: Decimal;
  readonly currency: string;
  readonly originalAmount: Decimal;
  readonly originalCurrency: string;
  readonly taxCode: string;
  readonly trueDate: Day;
  readonly recordedAt: string;
}
