import { isUtf8 } from 'node:buffer';
import { connectorOf } from '../books/connectors.ts';
import type { Delivery, Hint, Webhooks } from '../connectors/contract.ts';
import { type Instant, instant } from '../domain/time/when.ts';
import { findByWebhookKey, type LiveRow } from '../storage/live/connections.ts';
import { addTraffic } from '../storage/live/days.ts';
import { type Accepted, accept } from '../storage/live/inbox.ts';
import { purposeOf } from './sealed.ts';
import type { Surroundings } from './surroundings.ts';

/** What became of a delivery. */
export type Received =
  /** It is durable, or says nothing (a ping). */
  | 'accepted'
  /** No live store has this address. */
  | 'unknown'
  /** It was not signed with the store's secret; nothing of it is kept. */
  | 'refused'
  /** Signed, and yet no text of ours to read: bytes that are not UTF-8, or nested without end. */
  | 'malformed';

/** A store's secret and state are looked up again after so long. */
const KNOWN_MS = 5_000;
const FLUSH_EVERY_MS = 5_000;
/** No platform nests its payloads deeper; what reads them later goes down by calling itself. */
const DEPTH_MAX = 200;

interface Sender {
  readonly row: LiveRow;
  readonly webhooks: Webhooks;
  readonly secret: string;
  readonly knownUntil: number;
}

/** What came in for a store and is not among its day's figures yet. */
interface Counted {
  readonly row: LiveRow;
  readonly received: number;
  readonly refused: number;
  readonly lastReceivedAt?: Instant;
}

/**
 * Takes webhooks in: the raw bytes are verified before anything reads them, kept, and only then answered. Deliveries that
 * come together are kept together, so that one wait for the disk serves them all.
 */
export class Receiver {
  readonly #surroundings: Surroundings;
  readonly #ring: (bookId: number, connectionId: number) => void;
  readonly #senders = new Map<string, Sender>();
  readonly #counts = new Map<string, Counted>();
  #waiting: { readonly accepted: Accepted; readonly done: () => void; readonly failed: (error: unknown) => void }[] =
    [];
  #isWriting = false;
  #stopFlushing: (() => void) | null = null;

  /** `ring`: tells who keeps up with the store, where it is this process. */
  constructor(surroundings: Surroundings, ring: (bookId: number, connectionId: number) => void) {
    this.#surroundings = surroundings;
    this.#ring = ring;
  }

  /** Throws where the delivery could not be kept: the platform is to send it again. */
  async receive(key: string, delivery: Delivery): Promise<Received> {
    const receivedAt = instant(Math.floor(this.#surroundings.timers.now()));
    const sender = await this.#senderOf(key);
    if (sender === null) return 'unknown';
    const { row, webhooks, secret } = sender;
    if (!webhooks.verify(delivery, secret)) {
      if (webhooks.isPing(delivery)) return 'accepted';
      this.#count(row, { refused: 1 });
      return 'refused';
    }
    const { body } = delivery;
    if (!isUtf8(body) || isTooDeep(body)) return 'malformed';
    const hint = storable(webhooks.hint(delivery));
    const { bookId, connectionId } = row;
    await this.#keep({ bookId, connectionId, delivery: { receivedAt, ...hint, body } });
    this.#count(row, { received: 1, lastReceivedAt: receivedAt });
    this.#ring(bookId, connectionId);
    return 'accepted';
  }

  /** Adds what was counted to the day's figures. */
  async close(): Promise<void> {
    this.#stopFlushing?.();
    await this.#flush();
  }

  async #senderOf(key: string): Promise<Sender | null> {
    const { database, sealer, timers } = this.#surroundings;
    const now = timers.now();
    const known = this.#senders.get(key);
    if (known !== undefined && known.knownUntil > now) return known;
    this.#senders.delete(key);
    const row = await findByWebhookKey(database.pool, key);
    const webhooks =
      row === null ? null : (connectorOf({ platform: row.platform, settings: {} }).connector.live?.webhooks ?? null);
    if (row === null || webhooks === null) return null;
    const secret = sealer.open(row.webhookSecret, purposeOf(row, 'webhook'));
    const sender = { row, webhooks, secret, knownUntil: now + KNOWN_MS };
    this.#senders.set(key, sender);
    return sender;
  }

  #keep(accepted: Accepted): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ accepted, done, failed });
      if (!this.#isWriting) void this.#write();
    });
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await accept(
          this.#surroundings.database.pool,
          batch.map(({ accepted }) => accepted),
        );
        for (const { done } of batch) done();
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    this.#isWriting = false;
  }

  #count(row: LiveRow, { received = 0, refused = 0, lastReceivedAt }: Partial<Omit<Counted, 'row'>>): void {
    const key = `${row.bookId}/${row.connectionId}`;
    const counted = this.#counts.get(key) ?? { row, received: 0, refused: 0 };
    const last = Math.max(counted.lastReceivedAt ?? 0, lastReceivedAt ?? 0);
    this.#counts.set(key, {
      row,
      received: counted.received + received,
      refused: counted.refused + refused,
      ...(last > 0 && { lastReceivedAt: instant(last) }),
    });
    this.#stopFlushing ??= this.#surroundings.timers.after(FLUSH_EVERY_MS, () => {
      this.#stopFlushing = null;
      this.#flush().catch((error: unknown) =>
        this.#surroundings.log(`webhooks could not be counted (${String(error)})`),
      );
    });
  }

  async #flush(): Promise<void> {
    const { database, timers } = this.#surroundings;
    for (const [key, { row, ...counted }] of this.#counts) {
      this.#counts.delete(key);
      try {
        await addTraffic(database.pool, row, counted, timers.now());
      } catch (error) {
        this.#count(row, counted);
        throw error;
      }
    }
  }
}

/** Longer is no id of any platform, and no key of a database's index. */
const ID_LENGTH_MAX = 200;
const TOPIC_LENGTH_MAX = 200;

/** What the database can keep of a hint: also what was signed may have been made to do harm. */
function storable({ topic, isRecord, reads }: Hint): Hint {
  const isId = (id: string) => id !== '' && id.length <= ID_LENGTH_MAX && !id.includes('\0') && id.isWellFormed();
  return { topic: topic.replaceAll(/\p{Cc}/gu, '').slice(0, TOPIC_LENGTH_MAX), isRecord, reads: reads.filter(isId) };
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Counts brackets outside of texts, without building anything. */
function isTooDeep(body: Buffer): boolean {
  let depth = 0;
  let isText = false;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at];
    if (isText) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) isText = false;
    } else if (byte === QUOTE) isText = true;
    else if (byte === 0x5b || byte === 0x7b) {
      depth += 1;
      if (depth > DEPTH_MAX) return true;
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1;
  }
  return false;
}
