import type { Day, Decimal, SampleEntry } from './types.ts';

/** A platform whose stores can be connected, and what it asks for. */
export interface Platform {
  readonly platform: string;
  readonly title: string;
  readonly credentials: readonly CredentialField[];
}

export interface CredentialField {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly kind: 'text' | 'url' | 'secret';
  readonly optional?: true;
}

/** By the fields' names. They go to the server and are kept nowhere else: not in the address, not in the browser's storage. */
export type Credentials = Readonly<Record<string, string>>;

/** Who a store says that it is. */
export interface FoundStore {
  readonly name: string;
  readonly remoteAccount: string;
  readonly currency: string;
  readonly zone: string | null;
  /** What the credentials may not do, in sentences. */
  readonly missing: readonly string[];
  /** The channel that this shop already is, by files or by a connection. */
  readonly takesOver: string | null;
}

/** What a store holds, before anything of it is booked. */
export interface FirstLook {
  readonly days: number;
  readonly isPartial: boolean;
  readonly orders: number;
  readonly currencies: readonly { readonly currency: string; readonly orders: number; readonly total: Decimal }[];
  readonly gateways: readonly { readonly gateway: string; readonly currency: string; readonly payments: number }[];
  readonly taxes: readonly string[];
  readonly recognition: readonly { readonly recognition: 'order' | 'fulfilment'; readonly revenue: Decimal }[];
  readonly notBooked: readonly { readonly reason: string; readonly count: number }[];
  readonly samples: readonly SampleEntry[];
}

/** A channel of the book, and how it is with it. */
export interface Connection {
  readonly channel: string;
  readonly platform: string;
  readonly remoteAccount: string | null;
  readonly cutOver: Day | null;
  readonly state: 'files only' | 'found' | 'live' | 'paused' | 'off';
  /** Null for a channel of files. */
  readonly live: LiveStore | null;
}

export interface LiveStore {
  readonly name: string;
  readonly currency: string;
  readonly connectedAt: string;
  readonly startedAt: string | null;
  readonly problem: { readonly cause: string; readonly remedy: string; readonly since: string } | null;
  readonly retryAt: string | null;
  readonly streams: readonly Feed[];
  readonly inbox: { readonly waiting: number; readonly oldest: string | null };
  readonly reads: { readonly due: number; readonly later: number; readonly failing: number };
  readonly webhooks: WebhookState | null;
  readonly hasWebhooks: boolean;
  /** Of the day by UTC. */
  readonly today: {
    readonly requests: number;
    readonly failed: number;
    readonly throttled: number;
    readonly received: number;
    readonly refused: number;
  };
  readonly waits: Waits | null;
  /** From 0 to 1. */
  readonly budget: number | null;
  readonly listings: number;
  readonly priceChanges: readonly PriceChange[];
}

/** How far a feed of a store has been read. */
export interface Feed {
  readonly stream: string;
  readonly completeThrough: string | null;
  readonly running: boolean;
  readonly done: number;
  readonly total: number | null;
  readonly lastRunAt: string | null;
  readonly dueAt: string;
}

export interface WebhookState {
  readonly topics: readonly string[];
  readonly checkedAt: string;
  readonly remadeAt: string | null;
  readonly problem: string | null;
}

/** From a webhook's arrival to the books, in milliseconds. */
export interface Waits {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface PriceChange {
  readonly sku: string;
  readonly title: string;
  readonly seenAt: string;
  /** Minor units. */
  readonly before: number | null;
  readonly after: number | null;
  readonly currency: string | null;
}

export type Verdict = 'certified' | 'provisional' | 'broken';

/** Orders and their sum in minor units, by currency. */
export type DaySums = Readonly<Record<string, { readonly orders: number; readonly total: number }>>;

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
}

/** An order of which both sides say different things, in minor units; null where a side does not know it. */
export interface Differing {
  readonly remoteId: string;
  readonly number: string;
  readonly theirs: number | null;
  readonly ours: number | null;
  readonly currency: string;
}
