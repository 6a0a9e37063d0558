import type { Instant } from '../time/when.ts';
import type { DocumentKind, PartContent, PartKey } from './parts.ts';

/** What a decoder makes of one payload: the document it speaks of and what it says of its parts. */
export interface Report {
  readonly kind: DocumentKind;
  /** The document's id on its platform. */
  readonly remoteId: string;
  readonly parts: readonly PartReport[];
  /** Lists the payload gives completely: a part of that list which is not named is gone (design.md 5). */
  readonly lists: readonly CompleteList[];
  /** Newest instant the payload itself names: the `seen at` of a file without `--as-of`. Null where it names none. */
  readonly newestInstant: Instant | null;
  readonly person: PersonReport | null;
}

export interface PartReport {
  readonly key: PartKey;
  /** The platform's version, only where it moves with this part (a modified instant in ms, a counter); else null. */
  readonly version: number | null;
  readonly content: PartContent;
  /** The instant the part itself names: all that an event can vouch for. */
  readonly at: Instant | null;
}

export interface CompleteList {
  /** The prefix of the keys of its parts: `payment`, `refund`, `refund-mention`, `fulfilment`. */
  readonly list: string;
  readonly keys: readonly PartKey[];
}

/** Personal data, kept apart from documents (design.md 13). */
export interface PersonReport {
  readonly remoteId: string;
  readonly name: string;
  readonly email: string;
}

/** A payload that cannot be decoded, with its reason in words; kept as evidence and tried again on demand. */
export interface Undecodable {
  readonly kind: 'undecodable';
  readonly reason: UndecodableReason;
  readonly detail: string;
}

export type UndecodableReason =
  /** Not the JSON shape the connector knows. `detail` says where. */
  | 'unknown-shape'
  /** An error body instead of a record. */
  | 'error-body'
  /** A notice of deletion without the record. */
  | 'deletion-notice'
  /** A ping or another message without a record. */
  | 'no-record'
  /** A currency that is not in ISO 4217. */
  | 'unknown-currency'
  /** An amount or a count beyond what a book can add up. */
  | 'too-large'
  /** Our own fault: reading, planning or storing it failed. `detail` has the error. */
  | 'fault';

export type Decoded = { readonly kind: 'report'; readonly report: Report } | Undecodable;
