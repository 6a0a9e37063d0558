import type { Decoded } from '../domain/documents/report.ts';

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
  /** The topic of a recorded webhook ('order.updated'), '' otherwise. */
  readonly topic: string;
}

/**
 * The pure half of a connector: what its payloads mean. One folder a platform, the same file names in each
 * (shapes · decode · redact · index), so that two folders differ only where the platforms do.
 */
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
}
