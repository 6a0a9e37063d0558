import type { DocumentName } from './documents.ts';
import type { Entry } from './entries.ts';
import type { Day, Decimal } from './types.ts';
import type { Discrepancy, SetAside } from './waiting.ts';

interface OrderFigures {
  readonly placedOn: Day | null;
  readonly currency: string | null;
  readonly total: Decimal | null;
  readonly paid: Decimal | null;
  readonly refunded: Decimal | null;
  readonly due: Decimal | null;
  readonly status: string;
  readonly fulfilled: string | null;
}

export interface OrderRow extends OrderFigures {
  readonly document: string;
  readonly number: string;
  readonly customer: string | null;
  readonly channel: string;
  readonly discrepancies: number;
}

export interface OrderPage {
  readonly orders: readonly OrderRow[];
  readonly next: string | null;
  readonly count: number | null;
}

export interface Observation {
  readonly id: number;
  readonly kind: string;
  readonly remoteId: string;
  readonly via: string;
  readonly seenAt: string;
  readonly lastSeenAt: string;
  readonly decoder: number;
  readonly contentHash: string;
  readonly parked: string | null;
  readonly setAside: SetAside | null;
}

interface StoryDocument extends DocumentName, OrderFigures {
  readonly platform: string;
  readonly policyVersion: number;
  readonly decoder: number;
  readonly rules: number;
  readonly parts: readonly { readonly key: string; readonly text: string }[];
}

export interface Story {
  readonly document: StoryDocument;
  readonly observations: readonly Observation[];
  readonly entries: readonly Entry[];
  readonly discrepancies: readonly Discrepancy[];
  readonly person: { readonly name: string; readonly email: string } | null;
}
