import type { DocumentName } from './documents.ts';
import type { Day, Decimal } from './types.ts';

export interface Posting {
  readonly code: string;
  readonly name: string;
  readonly amount: Decimal;
  readonly currency: string;
  readonly baseAmount: Decimal;
  readonly channel: string;
  readonly sku: string;
  readonly taxCode: string;
  readonly taxBase: Decimal;
  readonly liable: string;
}

export interface Entry {
  readonly number: number;
  readonly date: Day;
  readonly trueDate: Day;
  readonly key: string;
  readonly revision: number;
  readonly cause: string;
  readonly note: string;
  readonly recordedAt: string;
  readonly versions: { readonly policy: number; readonly decoder: number; readonly rules: number };
  readonly hash: string;
  readonly document: DocumentName;
  readonly postings: readonly Posting[];
}

export interface EntryPage {
  readonly entries: readonly Entry[];
  readonly next: number | null;
}

export interface SampleEntry {
  readonly date: Day;
  readonly key: string;
  readonly document: { readonly kind: string; readonly number: string; readonly remoteId: string };
  readonly postings: readonly Pick<Posting, 'code' | 'name' | 'amount' | 'currency' | 'baseAmount'>[];
}
