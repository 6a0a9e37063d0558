import type { SampleEntry } from './entries.ts';
import type { PriceChange } from './prices.ts';
import type { Day, Decimal } from './types.ts';

/** A platform whose stores can be connected, and what it asks for. */
export interface Platform {
  readonly platform: string;
  readonly title: string;
  readonly credentials: readonly CredentialField[];
  /** Merchants may let us in from within the shop; null: there is no such way. */
  readonly consent: {
    readonly fields: readonly CredentialField[];
    /** Where `redirectUrl` is to be entered. */
    readonly help: string;
    readonly redirectUrl: string;
  } | null;
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

/** A merchant who lets us in from within the shop, or is asked to. */
export interface Consent {
  readonly id: string;
  readonly platform: string;
  /** The host where it is asked. */
  readonly place: string;
  readonly channel: string | null;
  readonly state: 'asked' | 'exchanging' | 'allowed' | 'denied' | 'failed' | 'expired' | 'kept';
  readonly askedAt: string;
  readonly expiresAt: string;
  readonly problem: { readonly cause: string; readonly remedy: string } | null;
}

/** Where a merchant is to be sent. */
export interface AskedConsent {
  readonly id: string;
  readonly url: string;
}

/** How a found store is to be kept. */
export interface KeepAs {
  readonly channel: string;
  /** Null: all of its history; left out: as it stands. */
  readonly cutOver?: Day | null;
  /** The channel's shop is at this address now. */
  readonly moved: boolean;
}

/** Who a store says that it is. */
export interface FoundStore {
  readonly name: string;
  readonly remoteAccount: string;
  readonly currency: string;
  readonly zone: string | null;
  /** What the credentials may not do, in sentences. */
  readonly missing: readonly string[];
  /** The channel that this shop may be, by files or by a connection. */
  readonly takesOver: TakeOver | null;
}

/** A channel that a found store may be. */
export interface TakeOver {
  readonly channel: string;
  /** It is the shop's by name, or the store has orders of it; else it is a guess. */
  readonly isCertain: boolean;
  /** How many of its newest orders the store has too; 0 where its name is enough. */
  readonly agreeing: number;
  /** The shop that the channel is so far. */
  readonly movedFrom: string | null;
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
  /** By their SKUs: those that are taken for gift cards, and those that look like some. */
  readonly giftCards: { readonly known: readonly string[]; readonly likely: readonly string[] };
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
  /** A person puts lines into the shop that send them. */
  readonly webhooksByHand: boolean;
  /** When the last webhook came. */
  readonly lastEventAt: string | null;
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
  /** Prices beyond the bounds. */
  readonly priceAlarms: number;
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
  readonly code: 'no-public-url' | 'refused' | null;
}

/** From a webhook's arrival to the books, in milliseconds. */
export interface Waits {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** What lines in a shop need so that it can tell of changes. The secret is held while it is looked at, and nowhere else. */
export interface WebhookAddress {
  /** Null: no address is known under which the shop reaches us. */
  readonly url: string | null;
  readonly secret: string;
}
