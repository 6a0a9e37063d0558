import type { Decimal } from './types.ts';

export interface DocumentName {
  /** Its own name among all documents of the book. */
  readonly ref: string;
  readonly kind: string;
  readonly number: string;
  readonly remoteId: string;
  readonly channel: string;
}

/** What one side of a certificate says that an order comes to. */
export interface OrderSum {
  readonly total: Decimal;
  readonly currency: string;
}
