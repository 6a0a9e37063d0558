import type { Decoded } from '../domain/documents/report.ts';
import type { Currency } from '../domain/money/minor.ts';
import type { Instant } from '../domain/time/when.ts';

/*
 * All that a connector's author reads. A connector is one folder a platform, the same file names in each, so that two
 * folders differ only where the platforms do:
 *
 *   pure half   shapes · decode · redact                what payloads mean
 *   live half   identify · read · listings · webhook    how a running store is asked, and heard
 *               consent                                 how a merchant lets us in, where the platform asks for that
 *   index       puts the halves together
 *
 * The engine decides when something is asked, keeps cursors, evidence and secrets, and hands over an `Api` that is
 * authorised, budgeted, bounded in time and counted. A connector never sees where credentials are kept.
 */

/** What a book's connection tells a decoder about the store, since payloads do not. */
export interface StoreSettings {
  /** Decimals of the store's integer amounts (Vendure) or the decimals it writes; null: the connector's default. */
  readonly decimals: number | null;
  /** SKUs that are gift cards, where the platform does not mark them. */
  readonly giftCardSkus: ReadonlySet<string>;
}

export const NO_SETTINGS: StoreSettings = { decimals: null, giftCardSkus: new Set() };

/** How a payload came: an event's body counts only where its parts carry a platform version (design.md 5). */
export interface Arrival {
  readonly via: 'file' | 'event' | 'read';
  /** The topic of a webhook ('order.updated'), '' otherwise. */
  readonly topic: string;
}

/** The pure half of a connector: what its payloads mean. */
export interface Connector {
  /** The platform's name in commands and tables: 'woocommerce'. */
  readonly platform: string;
  /** Raised whenever decode() gives other output for the same payload; recorded on documents and entries. */
  readonly decoderVersion: number;
  /** Dotted paths whose change alone is no news ('_links', 'line_items.image'): left out of the content hash. */
  readonly volatile: readonly string[];
  /** True where the platform tells shipments: recognition defaults to fulfilment (accounting.md 11). */
  readonly tellsShipments: boolean;
  /** Parses one payload into a report of its parts, or says why it cannot. Pure; never throws on bad data. */
  decode(payload: unknown, settings: StoreSettings, arrival: Arrival): Decoded;
  /** The shop a payload names (its address), or null: two shops under one channel are refused. */
  shopOf(payload: unknown): string | null;
  /** The payload without personal data; law: decode(redact(p)) = decode(p) but for the person. */
  redact(payload: unknown): unknown;
  /** How a running store is asked and heard; null where payloads come from files only. */
  readonly live: LiveConnector | null;
}

/** The live half of a connector. */
export interface LiveConnector {
  /** What it is called on screen: 'WooCommerce'. */
  readonly title: string;
  /** What must be known to speak with a store. Fields of secret kind are sealed, never shown again and never logged. */
  readonly credentials: readonly CredentialField[];
  /** Where requests go, and what they may cost. Throws a Trouble where credentials are malformed (no URL). */
  access(credentials: Credentials): Access;
  /** Who the store is, and what is missing for the work in words. */
  identify(api: Api): Promise<Identity>;
  /** Feeds of changes, orders first. Each is read page by page and has a watermark of its own. */
  readonly streams: readonly Stream[];
  /**
   * What the order streams do not show. The engine makes up for it: young orders are read again, older ones in laps, and
   * deletions are looked for with `census`.
   */
  readonly misses: readonly Missed[];
  /** One document read whole, with all that belongs to it; null where the platform says that it does not exist. */
  readOne(api: Api, remoteId: string): Promise<readonly RemoteRecord[] | null>;
  /**
   * Every order that was placed at from ≤ instant < to, page by page: for certificates and for finding what was deleted.
   * What the connector would not book at all (carts, drafts) is left out.
   */
  census(api: Api, from: Instant, to: Instant): AsyncIterable<readonly Counted[]>;
  /** The listings of a product payload (of a stream of `listings`), with price and stock. Pure; throws ShapeError. */
  listings(payload: unknown, settings: StoreSettings): readonly ListingReport[];
  /** How the store calls us; null where the platform has no webhooks of its own. */
  readonly webhooks: Webhooks | null;
  /** How a merchant lets us in from within the shop, where the platform has that. */
  readonly consent?: Consent;
}

/** Changes an order stream does not bring: its version does not move with them, or the platform sends nothing. */
export type Missed = 'payment' | 'refund' | 'fulfilment' | 'status' | 'deletion' | 'refund-deletion';

/** One question of `bookkeeper connect` and of the wizard. */
export interface CredentialField {
  /** In flags, environment and JSON: 'consumer-key'. */
  readonly name: string;
  /** 'Consumer key' */
  readonly label: string;
  /** Where a merchant finds it, in a sentence. */
  readonly help: string;
  readonly kind: 'text' | 'url' | 'secret';
  readonly optional?: true;
}

/** By the fields' names; an optional one that was not given is absent. */
export type Credentials = Readonly<Record<string, string>>;

/** How a store is reached with given credentials. */
export interface Access {
  /** Absolute, without a slash at its end; requests' paths are added to it. */
  readonly baseUrl: string;
  /** Whose budget requests are made on ('shopify:shop.example'): one process at a time makes the requests of one key. */
  readonly budgetKey: string;
  readonly limits: Limits;
  /** Headers and query that prove who asks, made when the request leaves. `token` is what `grant` or a consent gave. */
  authorise(request: ApiRequest, token: string | null): ApiRequest;
  /** Gets a token where requests need one that ends; null where credentials themselves are enough. */
  readonly grant: ((api: Api) => Promise<Grant>) | null;
  /** True where an answer refuses the token although its status says 200: another is fetched, once. */
  readonly isRefused?: (answer: ApiAnswer) => boolean;
}

/** A token, and when it ends; null: when the platform says so (401). */
export interface Grant {
  readonly token: string;
  readonly expiresAt: Instant | null;
  /** What gets the next token, where consent gave this one; absent: none, or the one before still does. */
  readonly refreshToken?: string;
}

/**
 * A merchant's consent by OAuth's authorisation code (RFC 6749, 4.1). The engine makes state and verifier, sees that each
 * state serves once and not for long, and keeps what was granted; `access(…).authorise` then carries the token, and
 * `access(…).grant` is not asked.
 */
export interface Consent {
  /** Which of the credentials' fields it needs, by their names; none of them may be left out. */
  readonly fields: readonly string[];
  /** Where a merchant enters the address that the platform sends people back to, in a sentence. */
  readonly help: string;
  /** True where the platform takes a code challenge (PKCE, RFC 7636, by SHA-256). */
  readonly hasChallenge: boolean;
  /** Where a merchant is sent to. Throws a Trouble where credentials are malformed. */
  begin(credentials: Credentials, request: ConsentRequest): URL;
  /**
   * What came back with the merchant's browser; its state is known to be ours. Constant time where something is compared
   * with a secret. Throws a Trouble where it is not the platform's word, or speaks of another shop.
   */
  answer(query: URLSearchParams, credentials: Credentials): ConsentAnswer;
  /** Changes a code for a grant. A code serves once: the request is not to be repeated. */
  exchange(api: Api, credentials: Credentials, code: ConsentCode): Promise<Grant>;
  /**
   * Gets the next token. Asked again with the same refresh token where nobody knows whether the answer came through.
   * Throws an ApiError 'unauthorised' where the platform takes it no more, and the merchant has to be asked again.
   */
  refresh(api: Api, credentials: Credentials, refreshToken: string): Promise<Grant>;
}

export interface ConsentRequest {
  /** Where the platform sends the merchant back to; the platform knows it beforehand. */
  readonly redirectUrl: string;
  readonly state: string;
  /** Null where the platform takes none. */
  readonly challenge: string | null;
}

/** The merchant's word: a code, or no. */
export type ConsentAnswer = { readonly kind: 'allowed'; readonly code: string } | { readonly kind: 'denied' };

export interface ConsentCode {
  readonly code: string;
  /** As it was in the request. */
  readonly redirectUrl: string;
  /** What the challenge was made of; null where there was none. */
  readonly verifier: string | null;
}

/** What may be asked of a platform; the engine keeps to it, live work first. */
export interface Limits {
  /** Requests on their way at once. */
  readonly concurrent: number;
  /** A leaky bucket as the platform counts it; null where it has none. */
  readonly bucket: {
    readonly capacity: number;
    readonly perSecond: number;
    /** What is left, where an answer says so (Shopify's `throttleStatus`); null otherwise. */
    left(answer: ApiAnswer): number | null;
  } | null;
}

/** A request in the connector's words; the engine adds time limits, budget and proof of who asks. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the base URL ('/wc/v3/orders'), or an absolute URL that an answer named; on another server only to GET, without proof of who asks. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** In the bucket's units; 1 where not said. */
  readonly cost?: number;
  /** Sent again where nobody knows whether it was done (a lost connection, 5xx). Where not said: a GET is, others are not. */
  readonly repeatable?: boolean;
}

export interface ApiAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as it came. */
  readonly text: string;
  /** The body as JSON; throws an ApiError 'unreadable' where it is none. */
  json(): unknown;
  /** When the request was sent: what the answer shows was true then or later. */
  readonly sentAt: Instant;
}

/**
 * Requests to one store. An answer of 2xx or 404 is returned. All else is tried again where that helps (429, 5xx, a lost
 * connection: with backoff, and as Retry-After says) and in the end thrown as an ApiError.
 */
export interface Api {
  send(request: ApiRequest): Promise<ApiAnswer>;
}

/** Why a platform did not answer as it should. */
export class ApiError extends Error {
  readonly kind: 'unauthorised' | 'forbidden' | 'refused' | 'throttled' | 'unavailable' | 'unreadable';
  readonly status: number | null;

  /** `message`: cause in words, without secrets and personal data. */
  constructor(kind: ApiError['kind'], message: string, status: number | null = null) {
    super(message);
    this.name = 'ApiError';
    this.kind = kind;
    this.status = status;
  }

  /** The platform answers, and cannot give what was asked for: others may be asked for all the same. */
  get isOfThisAlone(): boolean {
    return (
      this.kind === 'refused' || this.kind === 'unreadable' || (this.kind === 'unavailable' && this.status !== null)
    );
  }
}

export interface Identity {
  /** The shop's own name for itself in this platform's world, as `shopOf` gives it from payloads where it can. */
  readonly remoteAccount: string;
  /** For people: 'Ada's Mugs'. */
  readonly name: string;
  readonly currency: Currency;
  /** IANA; null where the platform does not say. */
  readonly zone: string | null;
  /** As StoreSettings.decimals. */
  readonly decimals: number | null;
  /** What the credentials may not do that the work needs, each a sentence with its remedy. */
  readonly missing: readonly string[];
}

/** A feed of changes. */
export interface Stream {
  /** `orders`, `refunds`, `payments`: payloads for `decode`. `listings`: payloads for `listings`. */
  readonly name: 'orders' | 'refunds' | 'payments' | 'listings';
  /** How far behind its watermark each run begins, in seconds: late writes, clocks, seconds cut off. */
  readonly overlap: number;
  /** How often it is asked, in seconds. */
  readonly every: number;
  /** Each run gives all there is, whatever `from` says: what a run does not show is gone. */
  readonly givesAll?: true;
  /** Changes do not tell of what is gone: so often, in seconds, a run begins at the very first, as history does. */
  readonly allEvery?: number;
  /**
   * One page of what changed at or after `from` (null: from the very first), oldest change first. `cursor` is null for the
   * first page of a run, else `next` of the page before. A change during the run must show on a later page, or in the next run.
   */
  page(api: Api, from: Instant | null, cursor: string | null): Promise<Page>;
}

export interface Page {
  readonly records: readonly RemoteRecord[];
  /** Orders of the page of which a part could not be read now: each is read again by itself. */
  readonly again?: readonly string[];
  /** Where the next page begins; null: this was the last. Kept in the database, so that a run resumes. */
  readonly next: string | null;
  /** At a run's end: every change up to then (by the platform's own clock) has been given; null before. */
  readonly completeThrough: Instant | null;
  /** How many records the whole run will give, where the platform says; null otherwise. */
  readonly total: number | null;
}

/** One payload as the platform gave it. */
export interface RemoteRecord {
  /** Its JSON, as evidence. */
  readonly raw: string;
  readonly payload: unknown;
  /** When the request that showed it was sent. */
  readonly seenAt: Instant;
  /** Where a person finds it: 'order 59'. */
  readonly place: string;
}

/** One order in a census. */
export interface Counted {
  readonly remoteId: string;
  readonly number: string;
  readonly placedAt: Instant;
  readonly currency: Currency;
  /** The order's total as `decode` reports it of the same order, as a decimal text in major units. */
  readonly total: string;
}

/** What a channel offers for sale: one variant. */
export interface ListingReport {
  readonly remoteId: string;
  readonly productId: string;
  /** '' where the shop gave none. */
  readonly sku: string;
  readonly title: string;
  /** Minor units; null where it has no price of its own. */
  readonly price: { readonly amount: number; readonly currency: Currency } | null;
  /** Per location ('' where the platform has but one); empty where stock is not kept. */
  readonly stock: readonly { readonly location: string; readonly onHand: number; readonly available: number }[];
}

/** A webhook as it came. */
export interface Delivery {
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface Webhooks {
  /** The platform sends nothing by itself: a person puts lines into the shop that do, with the address and the secret. */
  readonly byHand?: true;
  /** What the platform signs with, where that is one of the credentials; else a secret is made and told to it by `ensure`. */
  readonly secretOf?: (credentials: Credentials) => string;
  /** True where the raw bytes were signed with the secret. Constant time; never throws. */
  verify(delivery: Delivery, secret: string): boolean;
  /** An unsigned message that must be answered with 200 and says nothing (WooCommerce's ping). */
  isPing(delivery: Delivery): boolean;
  /** What a verified delivery says. Never throws: what it cannot read reads nothing, and is kept as evidence all the same. */
  hint(delivery: Delivery): Hint;
  /**
   * Makes the subscriptions that are missing, re-enables those the platform disabled, and leaves others' alone. Safe to
   * run again and again.
   */
  ensure(api: Api, callbackUrl: string, secret: string): Promise<SubscriptionState>;
  /** Takes our subscriptions away. */
  remove(api: Api, callbackUrl: string): Promise<void>;
}

export interface Hint {
  /** 'order.updated' */
  readonly topic: string;
  /** The body is a payload for `decode`. */
  readonly isRecord: boolean;
  /** Orders to be read again. */
  readonly reads: readonly string[];
}

export interface SubscriptionState {
  readonly topics: readonly string[];
  /** Made or re-enabled now: the platform had dropped them, or there were none yet. */
  readonly remade: readonly string[];
}
