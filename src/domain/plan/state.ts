import type { DocumentState } from '../documents/fold.ts';
import type { DocumentKind } from '../documents/parts.ts';
import type { PersonReport, Report, UndecodableReason } from '../documents/report.ts';
import type { AccountType } from '../ledger/account.ts';
import type { PostedSum } from '../ledger/difference.ts';
import type { Entry } from '../ledger/entry.ts';
import type { Currency, Minor } from '../money/minor.ts';
import type { FindingKind, NoEntryReason } from '../posting/desired.ts';
import type { Policy } from '../posting/policy.ts';
import type { Rate } from '../posting/rates.ts';
import type { Instant, LocalDate } from '../time/when.ts';

/** Everything of a book that one batch may need: loaded under the book's lock with one query each (design.md 2). */
export interface BookState {
  readonly bookId: number;
  readonly baseCurrency: Currency;
  readonly zone: string;
  readonly head: Head;
  readonly policies: readonly Policy[];
  readonly locks: readonly Lock[];
  readonly connections: ReadonlyMap<number, Connection>;
  readonly accounts: ReadonlyMap<string, StoredAccount>;
  /** By documentKey(). */
  readonly documents: ReadonlyMap<string, StoredDocument>;
  /** Observations known of the payloads at hand, by observationKey(), ascending by seen at. */
  readonly observations: ReadonlyMap<string, readonly KnownObservation[]>;
  /** The rate for a day or the last one before it, however old; the plan judges its age. */
  findRate(currency: Currency, date: LocalDate): Rate | null;
}

/** The lock row of a book: the next numbers and the last hash. */
export interface Head {
  readonly nextEntry: number;
  readonly nextDocument: number;
  readonly nextObservation: number;
  readonly nextAccount: number;
  readonly nextDiscrepancy: number;
  readonly hash: Buffer;
}

export interface Connection {
  readonly connectionId: number;
  readonly channel: string;
  /** False for the book's own connection: its documents carry no channel. */
  readonly sells: boolean;
  readonly cutOver: LocalDate | null;
}

/** Books closed through a day, or one tax scheme's return filed through it (accounting.md 4). */
export interface Lock {
  readonly kind: 'books' | 'tax';
  /** '' for books. */
  readonly scheme: string;
  readonly through: LocalDate;
}

export interface StoredAccount {
  readonly accountId: number;
  readonly code: string;
  readonly name: string;
  readonly type: AccountType;
}

export interface StoredDocument {
  readonly documentId: number;
  readonly state: DocumentState;
  readonly policyVersion: number;
  readonly decoderVersion: number;
  readonly posted: readonly PostedSum[];
  /** The last revision per posting key. */
  readonly revisions: ReadonlyMap<string, number>;
  /** Open ones, and those a person accepted. */
  readonly discrepancies: readonly StandingDiscrepancy[];
  /** What it counts for in the channel's day: null where it is no sale. */
  readonly counted: Counted | null;
  /** True while observations of it are parked. */
  readonly hasParked: boolean;
  /** The rates its entries used, whatever is loaded later (accounting.md 23). */
  readonly pinned: PinnedRates;
}

/** Rates by `<currency> <date they were used for>`. */
export type PinnedRates = Readonly<Record<string, Rate>>;

export interface Counted {
  readonly date: LocalDate;
  readonly units: number;
}

export interface StandingDiscrepancy {
  readonly discrepancyId: number;
  readonly kind: FindingKind;
  readonly state: 'open' | 'accepted';
  readonly amount: Minor;
  readonly currency: Currency;
}

export interface KnownObservation {
  readonly observationId: number;
  readonly via: Incoming['via'];
  readonly seenAt: number;
  readonly lastSeenAt: number;
  /** Further instants at which it was seen, in no order. */
  readonly seenAgain: readonly number[];
  readonly contentHash: string;
}

/** One payload on its way into the books, decoded ahead of the lock. */
export interface Incoming {
  readonly connectionId: number;
  /** Hexadecimal, 32 digits: of the payload without the connector's volatile fields. */
  readonly contentHash: string;
  readonly via: 'file' | 'event' | 'read';
  readonly seenAt: Instant;
  readonly decoderVersion: number;
  /** Where its raw bytes lie. */
  readonly evidence: Evidence;
  readonly content:
    | { readonly kind: 'report'; readonly report: Report }
    | { readonly kind: 'undecodable'; readonly reason: UndecodableReason; readonly detail: string };
}

export interface Evidence {
  readonly receivedMonth: LocalDate;
  readonly segmentId: number;
  readonly slot: number;
}

export type ParkedReason = UndecodableReason | 'waits-for-order' | 'waits-for-rate';

/** A document to derive anew without a new observation: a rate has come, a policy is applied, a decoder has changed. */
export interface Again {
  /** documentKey(). */
  readonly key: string;
  /** standing: the version it is posted under; effective: the one in force on its first event's date. */
  readonly policy: 'standing' | 'effective';
  /** Its observations folded anew by the decoder's present version. */
  readonly restated?: { readonly state: DocumentState; readonly decoderVersion: number };
}

/** What a batch writes, in one transaction. */
export interface Plan {
  readonly head: Head;
  readonly observations: readonly NewObservation[];
  readonly refreshed: readonly { readonly observationId: number; readonly seenAt: Instant }[];
  readonly parked: readonly NewParked[];
  /** Documents whose parked observations are taken up. */
  readonly unparked: readonly number[];
  readonly inserted: readonly DocumentRow[];
  readonly updated: readonly DocumentRow[];
  readonly accounts: readonly StoredAccount[];
  readonly entries: readonly PlannedEntry[];
  readonly balances: readonly BalanceDelta[];
  readonly channelDays: readonly ChannelDayDelta[];
  readonly opened: readonly NewDiscrepancy[];
  readonly changed: readonly {
    readonly discrepancyId: number;
    readonly amount: Minor;
    readonly currency: Currency;
    readonly note: string;
  }[];
  readonly healed: readonly number[];
  readonly persons: readonly NewPerson[];
  /** One per incoming, in its order. */
  readonly outcomes: readonly Outcome[];
}

export type Outcome = 'posted' | 'unchanged' | 'parked';

export interface NewObservation {
  readonly observationId: number;
  readonly connectionId: number;
  readonly kind: string;
  readonly remoteId: string;
  readonly contentHash: string;
  readonly via: Incoming['via'];
  readonly seenAt: Instant;
  readonly evidence: Evidence;
  readonly decoderVersion: number;
  readonly documentId: number | null;
}

export interface NewParked {
  readonly observationId: number;
  readonly reason: ParkedReason;
  readonly detail: string;
  readonly documentId: number | null;
}

export interface DocumentRow {
  readonly documentId: number;
  readonly connectionId: number;
  readonly kind: DocumentKind;
  readonly remoteId: string;
  readonly state: DocumentState;
  readonly policyVersion: number;
  readonly decoderVersion: number;
  readonly summary: Summary;
  readonly counted: Counted | null;
  readonly pinned: PinnedRates;
}

/** The columns that lists of documents show. */
export interface Summary {
  readonly number: string;
  readonly placedOn: LocalDate | null;
  readonly currency: Currency | null;
  readonly total: Minor;
  readonly paid: Minor;
  readonly refunded: Minor;
  /** 'posted', a reason for having no entries, or what it waits for. */
  readonly status: 'posted' | NoEntryReason | 'waits-for-order' | 'waits-for-rate';
}

export type PlannedEntry = Entry & { readonly accountIds: readonly number[] };

export interface BalanceDelta {
  readonly accountId: number;
  readonly currency: Currency;
  readonly date: LocalDate;
  readonly channel: number;
  readonly taxCode: string;
  readonly liable: string;
  debit: number;
  credit: number;
  baseDebit: number;
  baseCredit: number;
  taxBase: number;
  postings: number;
}

export interface ChannelDayDelta {
  readonly connectionId: number;
  readonly date: LocalDate;
  orders: number;
  units: number;
}

export interface NewDiscrepancy {
  readonly discrepancyId: number;
  readonly kind: FindingKind;
  readonly documentId: number;
  readonly amount: Minor;
  readonly currency: Currency;
  readonly note: string;
}

export interface NewPerson extends PersonReport {
  readonly connectionId: number;
}

/** Identity of a document within its book. */
export function documentKey(connectionId: number, kind: string, remoteId: string): string {
  return `${connectionId} ${kind} ${remoteId}`;
}

/** The parts of a documentKey(). */
export function splitDocumentKey(key: string): {
  readonly connectionId: number;
  readonly kind: string;
  readonly remoteId: string;
} {
  const first = key.indexOf(' ');
  const second = key.indexOf(' ', first + 1);
  return {
    connectionId: Number.parseInt(key.slice(0, first), 10),
    kind: key.slice(first + 1, second),
    remoteId: key.slice(second + 1),
  };
}
