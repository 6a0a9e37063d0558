import { createHmac } from 'node:crypto';
import fc from 'fast-check';

import type { SourceRecord } from '../../src/books/import/source.ts';
import { signatureOf } from '../../src/connectors/own-webhooks.ts';
import { ShapeError } from '../../src/connectors/shape.ts';
import { instant } from '../../src/domain/time/when.ts';
import { drain } from '../../src/engine/drain.ts';
import { Receiver } from '../../src/engine/receiver.ts';
import { recordOf, takeRecords } from '../../src/engine/records.ts';
import { closeStore, openStore, type Store } from '../../src/engine/store.ts';
import { accept } from '../../src/storage/live/inbox.ts';
import { loadSampleRates } from '../support/books.ts';
import type { TestDatabase } from '../support/database.ts';
import { faultsOf } from '../support/journal.ts';
import { connectStore, makeWorld, SECRETS, type TestWorld, wooHeaders } from '../support/live-store.ts';

import { order } from '../support/woocommerce.ts';
import { type Fuzzed, fuzzed, PLATFORMS, type Platform } from './bodies.ts';

export interface FuzzOptions {
  readonly runs: number;
  readonly seed: number;
  /** Told after each batch how far it is. */
  readonly onBatch?: (done: number) => void;
}

/** What became of the bodies; what must not be throws. */
export interface FuzzResult {
  readonly received: Readonly<Record<string, number>>;
  readonly drained: number;
  readonly documents: number;
  readonly parked: number;
}

const BATCH = 250;
/** Of a body that does harm; the seed brings back all of it, and what came before. */
const SHOWN = 300;
/** What each shop calls itself; other connectors' payloads do not say. */
const SHOPS: Readonly<Record<Platform, string>> = {
  ...{ woocommerce: 'shop.example', shopify: '548380009', medusa: 'store_1', vendure: 'channel-token' },
};

/**
 * Sends fuzzed bodies to stores of all platforms and takes them into their books. Of each: an answer that is foreseen, an
 * empty inbox afterwards, no fault of a decoder, a good order still booked, and no secret, address or second
 * line in the log.
 */
export async function fuzz(database: TestDatabase, { runs, seed, onBatch }: FuzzOptions): Promise<FuzzResult> {
  await loadSampleRates(database);
  const world = makeWorld(database);
  const stores = new Map<Platform, Store>();
  for (const platform of PLATFORMS) stores.set(platform, await openFuzzed(database, world, platform));
  const fuzzing = new Fuzzing(world, stores);
  try {
    for (let done = 0; done < runs; done += BATCH) {
      const batch = fc.sample(fuzzed, { numRuns: Math.min(BATCH, runs - done), seed: seed + done });
      await fuzzing.take(batch, `--seed ${seed} --runs ${done + batch.length}`);
      onBatch?.(done + batch.length);
    }
    return await fuzzing.result();
  } finally {
    for (const store of stores.values()) await closeStore(store);
  }
}

/** A store that must be asked nothing: what a webhook asks for is noted only. */
async function openFuzzed(database: TestDatabase, world: TestWorld, platform: Platform): Promise<Store> {
  const row = await connectStore(database, world, { platform, remoteAccount: SHOPS[platform] });
  return await openStore(world.surroundings, row, new Map());
}

class Fuzzing {
  readonly #world: TestWorld;
  readonly #stores: ReadonlyMap<Platform, Store>;
  readonly #receiver: Receiver;
  readonly #received: Record<string, number> = {};
  readonly #reads = new Map<Platform, SourceRecord[]>();
  #drained = 0;
  #canaries = 0;

  constructor(world: TestWorld, stores: ReadonlyMap<Platform, Store>) {
    this.#world = world;
    this.#stores = stores;
    this.#receiver = new Receiver(world.surroundings, () => {});
  }

  /** Takes a batch; where that fails, each body by itself, so that the culprit can be named. */
  async take(batch: readonly Fuzzed[], again: string): Promise<void> {
    try {
      await this.#takeAll(batch);
    } catch (error) {
      await this.#forget();
      for (const one of batch) {
        await this.#takeAll([one]).catch((fault: unknown) => {
          const { platform, topic, body } = one;
          throw new Error(`${platform} ${topic} ${JSON.stringify(body.toString().slice(0, SHOWN))}: ${again}`, {
            cause: fault,
          });
        });
      }
      throw new Error(`only together: ${again}`, { cause: error });
    }
  }

  async result(): Promise<FuzzResult> {
    await this.#receiver.close();
    let [documents, parked] = [0, 0];
    for (const { pool, row } of this.#stores.values()) {
      const text = `select (select count(*) from document where book_id = $1) as documents,
        (select count(*) from parked where book_id = $1) as parked`;
      const [counts] = (await pool.query<{ documents: number; parked: number }>(text, [row.bookId])).rows;
      documents += counts?.documents ?? 0;
      parked += counts?.parked ?? 0;
      const faults = await faultsOf(pool, row.bookId);
      if (faults.length > 0) throw new Error(`the book of ${row.platform} does not stand: ${faults.join('; ')}`);
    }
    return { received: this.#received, drained: this.#drained, documents, parked };
  }

  async #takeAll(batch: readonly Fuzzed[]): Promise<void> {
    await this.#world.timers.advance(1_000);
    const accepted = await Promise.all(batch.map((one) => this.#receive(one)));
    const texts = batch.filter((_, index) => accepted[index] === 'accepted');
    for (const one of texts) expectForeseen(this.#storeOf(one.platform), one);
    await Promise.all(texts.filter((_, index) => index % 2 === 0).map((one) => this.#acceptAsRecord(one)));
    for (const one of texts.filter((_, index) => index % 2 === 1)) this.#noteRead(one);
    for (const [platform, records] of this.#reads) await takeRecords(this.#storeOf(platform), records.splice(0));
    await this.#sendCanary();
    for (const store of this.#stores.values()) await this.#drainWhole(store);
    await this.#expectCanary();
    this.#expectQuietLog();
  }

  async #receive(one: Fuzzed): Promise<string> {
    const { row } = this.#storeOf(one.platform);
    const got = await this.#receiver.receive(row.webhookKey, { headers: headersOf(one), body: one.body });
    this.#received[got] = (this.#received[got] ?? 0) + 1;
    const isPing = one.platform === 'woocommerce' && one.body.toString().startsWith('webhook_id=');
    if (!one.isSigned && got !== 'refused' && !isPing) throw new Error(`not signed, and yet ${got}`);
    if (one.isSigned && got !== 'accepted' && got !== 'malformed') throw new Error(`signed, and yet ${got}`);
    return one.isSigned ? got : 'refused';
  }

  /** Past what the connector makes of it: whatever a body is, decode may come to see it. */
  async #acceptAsRecord({ platform, topic, body }: Fuzzed): Promise<void> {
    const { pool, row } = this.#storeOf(platform);
    const delivery = { receivedAt: instant(this.#world.timers.now()), topic, isRecord: true, reads: [], body };
    await accept(pool, [{ bookId: row.bookId, connectionId: row.connectionId, delivery }]);
  }

  /** As if the store had been asked for it; what names another shop would stop that, as it should. */
  #noteRead({ platform, body }: Fuzzed): void {
    const { connector, row } = this.#storeOf(platform);
    const raw = body.toString();
    const payload = parsed(raw);
    const shop = payload === undefined ? null : connector.shopOf(payload);
    if (payload === undefined || (shop !== null && shop !== row.remoteAccount)) return;
    const seenAt = instant(this.#world.timers.now());
    const known = this.#reads.get(platform) ?? [];
    this.#reads.set(platform, [...known, recordOf({ raw, payload, seenAt, place: 'fuzzed' })]);
  }

  async #drainWhole(store: Store): Promise<void> {
    for (let taken = await drain(store); taken > 0; taken = await drain(store)) this.#drained += taken;
  }

  /** What a failure left, which would fail whatever comes next. */
  async #forget(): Promise<void> {
    this.#reads.clear();
    for (const { pool, row } of this.#stores.values())
      await pool.query('delete from inbox where book_id = $1', [row.bookId]);
  }

  async #sendCanary(): Promise<void> {
    this.#canaries += 1;
    const { row } = this.#storeOf('woocommerce');
    const body = Buffer.from(JSON.stringify(order(1_000_000 + this.#canaries)));
    await this.#receiver.receive(row.webhookKey, { headers: wooHeaders(body, 'order.created'), body });
  }

  async #expectCanary(): Promise<void> {
    const { pool, row } = this.#storeOf('woocommerce');
    const text = `select status from document where book_id = $1 and kind = 'order' and remote_id = $2`;
    const { rows } = await pool.query(text, [row.bookId, `${1_000_000 + this.#canaries}`]);
    if (rows[0]?.status !== 'posted') throw new Error('a good order was not booked behind them');
  }

  #expectQuietLog(): void {
    const { logged } = this.#world;
    const secrets = Object.values(SECRETS);
    const loud = logged.find((line) => /[\p{Cc}@]/u.test(line) || secrets.some((secret) => line.includes(secret)));
    if (loud !== undefined) throw new Error(`the log holds ${JSON.stringify(loud)}`);
    logged.length = 0;
  }

  #storeOf(platform: Platform): Store {
    const store = this.#stores.get(platform);
    if (store === undefined) throw new Error(`no store of ${platform}`);
    return store;
  }
}

/**
 * What a payload does not hold is said in the ways that are foreseen. A fault of the decoder's own would be parked, and
 * stop nothing; here it is what is looked for.
 */
function expectForeseen({ connector, live, settings }: Store, { body, topic }: Fuzzed): void {
  const payload = parsed(body.toString());
  if (payload === undefined) return;
  const decoded = connector.decode(payload, settings, { via: 'event', topic });
  if (decoded.kind === 'undecodable' && decoded.reason === 'fault') throw new Error(`our fault: ${decoded.detail}`);
  try {
    live.listings(payload, settings);
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
  }
}

/** As each platform signs. */
function headersOf({ platform, body, topic, isSigned }: Fuzzed): Record<string, string> {
  const secret = isSigned ? SECRETS['webhook-secret'] : 'another';
  if (platform === 'woocommerce') return wooHeaders(body, topic, secret);
  if (platform === 'shopify') {
    const hmac = createHmac('sha256', secret).update(body).digest('base64');
    return { 'x-shopify-topic': topic, 'x-shopify-hmac-sha256': hmac };
  }
  return { 'x-bookkeeper-timestamp': '1', 'x-bookkeeper-signature': signatureOf(body, '1', secret) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
