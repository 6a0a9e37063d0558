import { bookNamed } from '../books/book.ts';
import { connectionNamed } from '../books/channels.ts';
import { PLATFORMS } from '../books/connectors.ts';
import type { Session } from '../books/session.ts';
import type { Clock } from '../books/writer.ts';
import { ApiError, type CredentialField, type Credentials } from '../connectors/contract.ts';
import { bookDay } from '../domain/time/book-days.ts';
import { addDays, dateIn, instant, type LocalDate } from '../domain/time/when.ts';
import { Missing, Trouble } from '../domain/trouble.ts';
import { findBook, listConnections } from '../storage/books.ts';
import { listCertificates } from '../storage/live/certificates.ts';
import { findLive } from '../storage/live/connections.ts';
import { askAgain } from '../storage/live/streams.ts';
import { type Certificate, shownCertificate } from './certificate-shown.ts';
import { certify } from './certify.ts';
import {
  disconnectStore,
  findStore,
  hasLive,
  type KeepAs,
  keepStore,
  liveConnectorOf,
  startStore,
  webhookAddress,
} from './connect.ts';
import { consentFieldsOf } from './consent.ts';
import { ConsentDesk } from './consent-desk.ts';
import type { Engine } from './engine.ts';
import { type FirstLook, lookInto } from './first-look.ts';
import { type FoundStore, type KeptStore, shownKept, shownStore } from './found.ts';
import { sayGiftCards } from './gift-cards.ts';
import { problemOf } from './problem.ts';
import { type ConnectionStatus, connectionsOf } from './status.ts';
import { closeStore, openStore, type Store } from './store.ts';
import type { Surroundings } from './surroundings.ts';

/** Days that are certified at once: a store is asked for every order of them. */
const DAYS_MAX = 366;

/** A platform whose stores can be connected. */
export interface Platform {
  readonly platform: string;
  readonly title: string;
  readonly credentials: readonly CredentialField[];
  /** How a merchant may let us in from within the shop: the fields that this needs, and what to do there; null: not at all. */
  readonly consent: { readonly fields: readonly CredentialField[]; readonly help: string } | null;
}

export type { FoundStore, KeepAs, KeptStore };

/**
 * What people and programs ask about connected stores, for CLI and HTTP alike. `engine` is told of changes where it runs
 * in this process.
 */
export class StoreDesk {
  readonly consents: ConsentDesk;
  readonly #session: Session;
  readonly #surroundings: Surroundings;
  readonly #clock: Clock;
  readonly #who: string;
  readonly #engine: Engine | null;

  constructor(session: Session, surroundings: Surroundings, clock: Clock, who: string, engine: Engine | null) {
    this.#session = session;
    this.#surroundings = surroundings;
    this.#clock = clock;
    this.#who = who;
    this.#engine = engine;
    const world = { surroundings, clock, liveOf: liveConnectorOf };
    this.consents = new ConsentDesk(session, world, who, () => engine?.look());
  }

  platforms(): Platform[] {
    return PLATFORMS.filter(hasLive).map((platform) => {
      const live = liveConnectorOf(platform);
      const { title, credentials, consent } = live;
      const asked = consent === undefined ? null : { fields: consentFieldsOf(live, consent), help: consent.help };
      return { platform, title, credentials, consent: asked };
    });
  }

  async connections(book: string): Promise<ConnectionStatus[]> {
    const { bookId } = await bookNamed(this.#session, book);
    const share = (key: string) => this.#engine?.budgetShare(key) ?? null;
    return await connectionsOf(this.#session.database, bookId, this.#clock(), share);
  }

  /** Asks a store who it is; nothing is kept. */
  async find(book: string, platform: string, credentials: Credentials): Promise<FoundStore> {
    const { bookId } = await bookNamed(this.#session, book);
    return shownStore(await findStore(this.#surroundings, { bookId, platform, credentials }));
  }

  /** Keeps a store; it is read once `start` is said. */
  async keep(
    book: string,
    request: { readonly platform: string; readonly credentials: Credentials } & KeepAs,
  ): Promise<KeptStore> {
    const { bookId } = await bookNamed(this.#session, book);
    const found = await findStore(this.#surroundings, { bookId, ...request });
    const kept = await keepStore(this.#surroundings, { bookId, ...request, by: this.#who }, found, this.#clock);
    this.#engine?.look();
    return shownKept(found, kept);
  }

  /** What a kept store holds, before anything is booked. */
  async look(book: string, channel: string): Promise<FirstLook> {
    const row = await findBook(this.#session.database.pool, book);
    if (row === null) throw new Missing(`there is no book "${book}"`, 'see the list of books for those there are');
    return await this.#withStore(row.bookId, channel, (store) => lookInto(store, row));
  }

  /** Says which SKUs of a store that was not read yet are gift cards. */
  async sayGiftCards(book: string, channel: string, skus: readonly string[]): Promise<void> {
    const { bookId } = await bookNamed(this.#session, book);
    const connectionId = await connectionNamed(this.#session.database.pool, bookId, channel);
    await sayGiftCards(this.#session.database, { bookId, connectionId, channel, skus, by: this.#who }, this.#clock);
  }

  /** What whoever runs the shop enters there, where the platform has no webhooks of its own. `url` null: PUBLIC_URL is not set. */
  async webhook(book: string, channel: string): Promise<{ readonly url: string | null; readonly secret: string }> {
    const { bookId } = await bookNamed(this.#session, book);
    return await webhookAddress(this.#surroundings, { bookId, channel });
  }

  async start(book: string, channel: string): Promise<void> {
    const { bookId } = await bookNamed(this.#session, book);
    await startStore(this.#surroundings, { bookId, channel, by: this.#who }, this.#clock);
    this.#engine?.look();
  }

  async disconnect(book: string, channel: string): Promise<'removed' | 'none' | 'left'> {
    const { bookId } = await bookNamed(this.#session, book);
    const request = { bookId, channel, by: this.#who };
    const { webhooks } = await disconnectStore(this.#surroundings, request, this.#clock);
    this.#engine?.look();
    return webhooks;
  }

  /** Has a feed asked again at once; `fromStart`: all of it. */
  async readAgain(book: string, channel: string, stream: string, fromStart: boolean): Promise<void> {
    const { bookId } = await bookNamed(this.#session, book);
    const connectionId = await connectionNamed(this.#session.database.pool, bookId, channel);
    await askAgain(this.#session.database.pool, { bookId, connectionId }, stream, fromStart, this.#clock());
  }

  /** Certificates that stand, of days both included. */
  async certificates(book: string, from: LocalDate, to: LocalDate): Promise<Certificate[]> {
    const { bookId } = await bookNamed(this.#session, book);
    const { pool } = this.#session.database;
    const connections = await listConnections(pool, bookId);
    const channels = new Map(connections.map(({ channel, connectionId }) => [connectionId, channel]));
    const rows = await listCertificates(pool, bookId, from, to);
    return rows.map((row) => shownCertificate(row, channels.get(row.connectionId) ?? ''));
  }

  /** Asks the platform again, and makes the certificates of some days; those to come are left out. */
  async certify(book: string, channel: string, from: LocalDate, to: LocalDate): Promise<Certificate[]> {
    const { bookId, zone } = await bookNamed(this.#session, book);
    const last = lastToCertify(from, to, dateIn(instant(this.#clock()), zone));
    const rows = await this.#withStore(bookId, channel, (store) => certify(store, from, last));
    return rows.map((row) => shownCertificate(row, channel));
  }

  async #withStore<T>(bookId: number, channel: string, work: (store: Store) => Promise<T>): Promise<T> {
    const connectionId = await connectionNamed(this.#session.database.pool, bookId, channel);
    const row = await findLive(this.#session.database.pool, bookId, connectionId);
    if (row === null) throw new Missing(`'${channel}' is fed by files`, 'connect its store first');
    const store = await openStore(this.#surroundings, row, this.#surroundings.budgets ?? new Map());
    try {
      return await work(store);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const { cause, remedy } = problemOf(error);
      throw new Trouble(cause, remedy, { cause: error });
    } finally {
      await closeStore(store);
    }
  }
}

/** The last of some days that has begun. Throws a Trouble where none has, or they are too many. */
function lastToCertify(from: LocalDate, to: LocalDate, today: LocalDate): LocalDate {
  bookDay(from);
  if (from > to) throw new Trouble('the first day is after the last', 'turn them round');
  if (from > today) throw new Trouble(`${from} has not begun`, `certify days up to today, ${today}`);
  const last = to < today ? to : today;
  if (last <= addDays(from, DAYS_MAX - 1)) return last;
  throw new Trouble(`from ${from} to ${last} is more than ${DAYS_MAX} days`, 'certify a year at a time');
}
