import type { Credentials, Identity } from '../connectors/contract.ts';
import type { ConnectionRow } from '../storage/books.ts';
import type { Likeness } from './same-shop.ts';

/** A store that answered to its credentials, not kept yet. */
export interface Found {
  readonly identity: Identity;
  readonly credentials: Credentials;
  readonly takesOver: TakeOver | null;
  /** What the newest orders of a channel are in this store. */
  readonly compare: (channel: ConnectionRow) => Promise<Likeness>;
}

/** A channel of this book that the store may be: kept as it, nothing of what is there is posted again. */
export interface TakeOver {
  readonly channel: string;
  /** It is the shop's by name, or the store has orders of it. False: its files name no shop, and nothing could be compared. */
  readonly isCertain: boolean;
  /** How many of its newest orders the store has too, of the same instants and totals; 0 where its name is enough. */
  readonly agreeing: number;
  /** The shop that the channel is so far, where this one has orders of it: it has moved, or is a copy; null: no other. */
  readonly movedFrom: string | null;
}

/** What connecting found; credentials are not told again. */
export interface FoundStore {
  readonly name: string;
  readonly remoteAccount: string;
  readonly currency: string;
  readonly zone: string | null;
  /** Sentences with what the credentials may not do. */
  readonly missing: readonly string[];
  readonly takesOver: TakeOver | null;
}

export function shownStore({ identity, takesOver }: Found): FoundStore {
  const { name, remoteAccount, currency, zone, missing } = identity;
  return { name, remoteAccount, currency, zone, missing, takesOver };
}

/** A store that is kept now. */
export interface Kept {
  readonly connectionId: number;
  /** `live`: it was before, and is kept up with by its new credentials. */
  readonly state: 'found' | 'live';
  /** The day from which facts post was changed: what is posted already follows with `apply`. */
  readonly isCutOverChanged: boolean;
}

/** What keeping a store told. */
export type KeptStore = FoundStore & Omit<Kept, 'connectionId'>;

export function shownKept(found: Found, { state, isCutOverChanged }: Kept): KeptStore {
  return { ...shownStore(found), state, isCutOverChanged };
}
