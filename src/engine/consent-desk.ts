import { bookNamed, listBooks } from '../books/book.ts';
import type { Session } from '../books/session.ts';
import type { Credentials } from '../connectors/contract.ts';
import type { Instant } from '../domain/time/when.ts';
import type { ConsentRow } from '../storage/live/consents.ts';
import type { KeepAs } from './connect.ts';
import {
  type AskedConsent,
  askConsent,
  type ConsentState,
  type ConsentWorld,
  consentNamed,
  consentsOf,
  credentialsOf,
  finishConsent,
  standingOf,
} from './consent.ts';
import { findConsented, keepConsented } from './consented.ts';
import { type FoundStore, type KeptStore, shownKept, shownStore } from './found.ts';

/** Where a merchant's consent stands. */
export interface ShownConsent {
  readonly id: string;
  readonly platform: string;
  /** The host where it is asked: the shop's. */
  readonly place: string;
  /** The channel that is let in anew, or that it was kept as; null: none yet. */
  readonly channel: string | null;
  readonly state: ConsentState;
  readonly askedAt: Instant;
  readonly expiresAt: Instant;
  readonly problem: { readonly cause: string; readonly remedy: string } | null;
}

/** Where people go on once the shop has sent them back. */
export interface Return {
  readonly book: string;
  readonly consent: ShownConsent;
  /** Where the dashboard is; null: a terminal waits. */
  readonly askedFrom: string | null;
}

/** Who asks, and where the answer goes. */
export interface Asking {
  readonly redirectUrl: string;
  readonly askedFrom: string | null;
}

/** What people and programs ask about merchants' consents, for CLI and HTTP alike. */
export class ConsentDesk {
  readonly #session: Session;
  readonly #world: ConsentWorld;
  readonly #who: string;
  readonly #onKept: () => void;

  constructor(session: Session, world: ConsentWorld, who: string, onKept: () => void) {
    this.#session = session;
    this.#world = world;
    this.#who = who;
    this.#onKept = onKept;
  }

  /** Makes the address that a merchant is sent to. */
  async ask(
    book: string,
    request: { readonly platform: string; readonly credentials: Credentials; readonly channel: string | null },
    asking: Asking,
  ): Promise<AskedConsent> {
    const { bookId } = await bookNamed(this.#session, book);
    return await askConsent(this.#world, { bookId, ...request, ...asking, by: this.#who });
  }

  /** The same once more, with the credentials that were given then. */
  async askAgain(book: string, id: string, asking: Asking): Promise<AskedConsent> {
    const row = await this.#row(book, id);
    const { bookId, platform, channel } = row;
    const credentials = credentialsOf(this.#world.surroundings, row);
    return await askConsent(this.#world, { bookId, platform, credentials, channel, ...asking, by: this.#who });
  }

  /** Takes in what came back with a merchant's browser; throws a Trouble where it is not what we wait for. */
  async finish(query: URLSearchParams): Promise<Return> {
    const row = await finishConsent(this.#world, query);
    const book = (await listBooks(this.#session)).find(({ bookId }) => bookId === row.bookId);
    return { book: book?.name ?? '', consent: this.#shown(row), askedFrom: row.askedFrom };
  }

  /** Consents of the last days, the newest first. */
  async list(book: string): Promise<ShownConsent[]> {
    const { bookId } = await bookNamed(this.#session, book);
    return (await consentsOf(this.#world, bookId)).map((row) => this.#shown(row));
  }

  async show(book: string, id: string): Promise<ShownConsent> {
    return this.#shown(await this.#row(book, id));
  }

  /** Asks the store that was allowed who it is; nothing is kept. */
  async find(book: string, id: string): Promise<FoundStore> {
    return shownStore(await findConsented(this.#world, await this.#row(book, id)));
  }

  /** Keeps the store; it is read once it is started. */
  async keep(book: string, id: string, request: KeepAs): Promise<KeptStore> {
    const { found, kept } = await keepConsented(this.#world, await this.#row(book, id), { ...request, by: this.#who });
    this.#onKept();
    return shownKept(found, kept);
  }

  async #row(book: string, id: string): Promise<ConsentRow> {
    const { bookId } = await bookNamed(this.#session, book);
    return await consentNamed(this.#world, bookId, id);
  }

  #shown(row: ConsentRow): ShownConsent {
    const { consentId: id, platform, place, channel, askedAt, expiresAt } = row;
    return { id, platform, place, channel, askedAt, expiresAt, ...standingOf(row, this.#world.clock()) };
  }
}
