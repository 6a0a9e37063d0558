import { randomUUID } from 'node:crypto';
import type { Parcel } from '../../sandbox/faces/courier.ts';
import type { Face, StartFace } from '../../sandbox/faces/face.ts';
import { startShopify } from '../../sandbox/faces/shopify/index.ts';
import { startWooCommerce } from '../../sandbox/faces/woocommerce/index.ts';
import { type FaultKind, Faults } from '../../sandbox/faults/faults.ts';
import { SHOPS } from '../../sandbox/world/plans.ts';
import { type Random, randomOf } from '../../sandbox/world/random.ts';
import { World } from '../../sandbox/world/world.ts';
import { createBook } from '../../src/books/create.ts';
import { setPolicy } from '../../src/books/policy.ts';
import { importRates } from '../../src/books/rates.ts';
import { verify } from '../../src/books/verify.ts';
import { ApiError } from '../../src/connectors/contract.ts';
import type { LocalDate } from '../../src/domain/time/when.ts';
import type { Budget } from '../../src/engine/api/budget.ts';
import { httpTransport } from '../../src/engine/api/transport.ts';
import { certifyDue } from '../../src/engine/certify.ts';
import { findStore, keepStore, startStore } from '../../src/engine/connect.ts';
import { drain } from '../../src/engine/drain.ts';
import { readAgain } from '../../src/engine/reads.ts';
import { Receiver } from '../../src/engine/receiver.ts';
import { closeStore, openStore, type Store } from '../../src/engine/store.ts';
import { FeedError, followStreams, prepareStreams } from '../../src/engine/streams.ts';
import type { Surroundings } from '../../src/engine/surroundings.ts';
import { watchWebhooks } from '../../src/engine/watch.ts';
import type { Database } from '../../src/storage/database.ts';
import { findLive, type LiveRow } from '../../src/storage/live/connections.ts';
import { Sealer } from '../../src/storage/live/secrets.ts';
import { differences } from './compare.ts';
import { MortalDatabase } from './mortal.ts';
import { SimulatedTime } from './timers.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.parse('2026-03-02T06:00:00Z');
const FACES: Readonly<Record<string, StartFace>> = { woocommerce: startWooCommerce, shopify: startShopify };
/** Nothing that hangs is waited for longer. */
const PATIENCE_MS = 20;
/** A step that dies does so at one of its first statements; one with fewer dies at its end. */
const STATEMENTS_MAX = 60;
/** Deaths in a row that chance cannot explain. */
const TRIES_MAX = 10;
/** Once the world rests: late webhooks, what is read again by the minute, by the hour and by the day, and late certificates. */
const AFTERWARDS = [
  ...Array.from({ length: 8 }, () => 30 * MINUTE),
  ...Array.from({ length: 5 }, () => 6 * HOUR),
  ...Array.from({ length: 3 }, () => 25 * HOUR),
  ...[12 * DAY, HOUR, 17 * DAY, HOUR],
];

export interface SimulationOptions {
  readonly seed: number;
  readonly database: Database;
  /** How often each fault is committed, in thousandths. */
  readonly faults: Partial<Record<FaultKind, number>>;
  /** How often a step dies in the middle, in thousandths. */
  readonly deaths: number;
  /** Orders that the world is to have at least. */
  readonly orders: number;
  /** Breaks the engine on purpose: the comparison must find it. */
  readonly defect?: Defect;
}

/** A fault of our own that a simulation is run with. */
export interface Defect {
  readonly sabotage: (store: Store, time: SimulatedTime) => Store;
  /** Certificates read again what differs, and so mend what other parts get wrong: without them it must show by itself. */
  readonly isCertified: boolean;
  /** The faults that it needs to show, as `npm run simulate` takes them. */
  readonly faults: string;
}

export interface SimulationResult {
  readonly orders: number;
  readonly steps: number;
  readonly failures: number;
  readonly deaths: number;
  /** In words; empty where the books are the world's. */
  readonly wrong: readonly string[];
}

/**
 * A world of shops that trade for some days, watched by the engine's own steps through faces that misbehave. Steps are
 * taken in a drawn order and some die in the middle; nothing is mocked but time. Once the world rests and the faults are
 * off, the books must be the world's.
 */
export class Simulation {
  readonly #options: SimulationOptions;
  readonly #random: Random;
  readonly #time = new SimulatedTime(START);
  readonly #world: World;
  readonly #faults: Faults;
  readonly #mortals: MortalDatabase[] = [];
  readonly #surroundings: Surroundings;
  readonly #receiver: Receiver;
  readonly #transport = httpTransport({ allowPrivate: true });
  readonly #faces: Face[] = [];
  readonly #stores: (Store | null)[] = [];
  readonly #rows: LiveRow[] = [];
  #bookId = 0;
  #steps = 0;
  #failures = 0;
  #deaths = 0;

  constructor(options: SimulationOptions) {
    const { seed, database } = options;
    this.#options = options;
    this.#random = randomOf(seed, 'simulation');
    this.#faults = new Faults(seed);
    this.#world = World.create({ seed, shops: SHOPS.filter(({ platform }) => platform in FACES), start: START });
    // Drawn apart: how often something waits depends on the machine, and what dies must not.
    const waits = randomOf(seed, 'waits');
    const random = () => waits.next();
    this.#surroundings = {
      ...{ database, transport: this.#transport, timers: this.#time, random, log: () => undefined },
      sealer: new Sealer(Buffer.alloc(32, seed)),
      publicUrl: 'http://books.example',
    };
    this.#receiver = new Receiver(this.#surroundings, () => undefined);
  }

  async run(): Promise<SimulationResult> {
    try {
      await this.#open();
      for (const [kind, odds] of Object.entries(this.#options.faults)) this.#faults.set(kind as FaultKind, odds);
      while (this.#orders() < this.#options.orders) await this.#live(this.#random.between(1, 150) * MINUTE);
      this.#world.rest();
      for (let hours = 0; hours < 24; hours += 1) await this.#live(HOUR);
      this.#faults.setAll(0);
      await this.#settle();
      const wrong = await this.#judge();
      return { orders: this.#orders(), steps: this.#steps, failures: this.#failures, deaths: this.#deaths, wrong };
    } finally {
      await this.#close();
    }
  }

  #orders(): number {
    return [...this.#world.shops.values()].reduce((all, { orders }) => all + orders.size, 0);
  }

  async #open(): Promise<void> {
    const { database, seed } = this.#options;
    const clock = this.#time.now;
    const made = await createBook(
      database,
      { name: `World ${seed}, ${randomUUID()}`, currency: 'EUR', zone: 'UTC', maker: 'test' },
      clock,
    );
    if (made.kind !== 'created') throw new Error(`the book is ${made.kind}`);
    this.#bookId = made.book.bookId;
    await importRates(database, ratesCsv(), 'invented', clock);
    const from = '0001-01-01' as LocalDate;
    await setPolicy(database, { bookId: this.#bookId, settings: ['recognition=order'], from, by: 'test' }, clock);
    for (const { plan } of this.#world.shops.values()) {
      const start = FACES[plan.platform];
      if (start === undefined) throw new Error(`no face shows ${plan.platform}`);
      const options = { world: this.#world, shop: plan.key, seed, faults: this.#faults, port: 0, timers: this.#time };
      const post = (parcel: Parcel) => this.#post(parcel);
      const face = await start({ ...options, post, patienceMs: PATIENCE_MS });
      this.#faces.push(face);
      const request = { bookId: this.#bookId, platform: plan.platform, credentials: face.credentials };
      const found = await findStore(this.#surroundings, request);
      const kept = { ...request, channel: plan.key, cutOver: null, by: 'test' };
      const { connectionId } = await keepStore(this.#surroundings, kept, found, clock);
      await startStore(this.#surroundings, { bookId: this.#bookId, channel: plan.key, by: 'test' }, clock);
      const row = await findLive(database.pool, this.#bookId, connectionId);
      if (row === null) throw new Error(`${plan.key} was not kept`);
      this.#rows.push(row);
      this.#stores.push(null);
      this.#mortals.push(new MortalDatabase(database));
    }
  }

  /** A webhook on its way to the listener; null: nobody answered. */
  async #post({ url, headers, body }: Parcel): Promise<number | null> {
    const key = url.split('/').at(-1) ?? '';
    const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    const received = await this.#receiver.receive(key, { headers: lower, body: Buffer.from(body) });
    return { accepted: 200, unknown: 404, refused: 401, malformed: 400 }[received];
  }

  /** The world goes on for a while, and then everybody does something. */
  async #live(ms: number): Promise<void> {
    this.#time.advance(this.#time.now() + ms);
    this.#world.advance(this.#time.now());
    for (const face of this.#faces) await face.deliver();
    for (const index of this.#shuffled(this.#rows.map((_, at) => at))) await this.#tend(index);
  }

  async #tend(index: number): Promise<void> {
    const steps: readonly ((store: Store) => Promise<unknown>)[] = [
      drain,
      readAgain,
      (store) => this.#follow(store),
      (store) => this.#certify(store),
      watchWebhooks,
    ];
    for (const step of this.#shuffled(steps)) {
      // A loop that has just begun its rest does nothing this time.
      if (this.#random.happens(300)) continue;
      await this.#step(index, step);
    }
  }

  async #follow(store: Store): Promise<void> {
    for (let pages = this.#random.between(1, 6); pages > 0; pages -= 1) {
      if ((await followStreams(store)) > this.#time.now()) return;
    }
  }

  async #step(index: number, step: (store: Store) => Promise<unknown>): Promise<boolean> {
    this.#steps += 1;
    const isDying = this.#random.happens(this.#options.deaths);
    const store = await this.#opened(index);
    const mortal = this.#mortalOf(index);
    if (isDying) {
      mortal.dieAt({
        statements: this.#random.between(1, this.#random.between(1, STATEMENTS_MAX)),
        isSent: this.#random.happens(500),
      });
    }
    try {
      await step(store);
      return true;
    } catch (error) {
      const cause = error instanceof FeedError ? error.cause : error;
      if (!isDying && !(cause instanceof ApiError)) throw error;
      this.#failures += 1;
      return false;
    } finally {
      if (isDying) {
        this.#deaths += 1;
        mortal.die();
        store.abort.abort();
        this.#mortals[index] = new MortalDatabase(this.#options.database);
        this.#stores[index] = null;
      }
    }
  }

  #mortalOf(index: number): MortalDatabase {
    const mortal = this.#mortals[index];
    if (mortal === undefined) throw new Error('no such store');
    return mortal;
  }

  async #opened(index: number): Promise<Store> {
    const known = this.#stores[index] ?? null;
    const row = this.#rows[index];
    if (known !== null || row === undefined) return known ?? Promise.reject(new Error('no such store'));
    const standing = (await findLive(this.#options.database.pool, row.bookId, row.connectionId)) ?? row;
    const opened = await openStore(
      { ...this.#surroundings, database: this.#mortalOf(index) },
      standing,
      new Map<string, Budget>(),
    );
    const store = this.#options.defect?.sabotage(opened, this.#time) ?? opened;
    await prepareStreams(store);
    this.#stores[index] = store;
    return store;
  }

  /** Time goes on without the world, so long that whatever is looked at late has been looked at. */
  async #settle(): Promise<void> {
    for (const ms of AFTERWARDS) {
      this.#time.advance(this.#time.now() + ms);
      this.#world.advance(this.#time.now());
      for (const face of this.#faces) await face.deliver();
      for (const index of this.#rows.keys()) await this.#caughtUp(index);
    }
  }

  /** What dies or is refused is begun again some time later, as by the engine. */
  async #caughtUp(index: number): Promise<void> {
    for (let tries = 1; !(await this.#step(index, (store) => this.#catchUp(store))); tries += 1) {
      if (tries === TRIES_MAX) throw new Error(`${this.#rows[index]?.channel} does not catch up`);
      this.#time.advance(this.#time.now() + MINUTE);
    }
  }

  async #catchUp(store: Store): Promise<void> {
    while ((await drain(store)) > 0);
    while ((await followStreams(store)) <= this.#time.now());
    while ((await readAgain(store)) > 0);
    while ((await this.#certify(store)) === 0) while ((await readAgain(store)) > 0);
  }

  async #certify(store: Store): Promise<number> {
    return this.#options.defect?.isCertified === false ? DAY : await certifyDue(store);
  }

  async #judge(): Promise<string[]> {
    const { database } = this.#options;
    const wrong = await differences(database.pool, this.#bookId, this.#world);
    const { rows } = await database.pool.query<{ place: string }>(
      `select reason || ': ' || detail as place from parked where book_id = $1`,
      [this.#bookId],
    );
    wrong.push(...rows.map(({ place }) => `parked, ${place}`));
    const options = { bookId: this.#bookId, since: 1, every: 1, head: null };
    const verified = await verify(database, options, this.#time.now);
    if (!verified.ok) wrong.push(`verify: ${JSON.stringify(verified.firstDifference)}`);
    const broken = await database.pool.query<{ text: string }>(
      `select concat_ws(' ', c.channel, x.day, x.verdict, d.orders, 'made at', x.made_at) as text from certificate x
       join connection c using (book_id, connection_id)
       cross join lateral (select json_agg(d) as orders from differing d
         where d.book_id = x.book_id and d.connection_id = x.connection_id and d.day = x.day) d
       where x.book_id = $1 and x.verdict <> 'certified'
       and x.day < $2`,
      [this.#bookId, new Date(this.#time.now() - DAY)],
    );
    wrong.push(...broken.rows.map(({ text }) => `not certified: ${text}`));
    return wrong;
  }

  async #close(): Promise<void> {
    for (const store of this.#stores) if (store !== null) await closeStore(store).catch(() => undefined);
    await this.#receiver.close();
    for (const face of this.#faces) await face.stop();
    this.#transport.close();
  }

  #shuffled<T>(items: readonly T[]): T[] {
    const shuffled = [...items];
    for (let at = shuffled.length - 1; at > 0; at -= 1) {
      const other = this.#random.between(0, at);
      [shuffled[at], shuffled[other]] = [shuffled[other] as T, shuffled[at] as T];
    }
    return shuffled;
  }
}

/** Rates of every day that a simulation may reach. */
function ratesCsv(): string {
  const lines = ['date,currency,quote,rate'];
  for (let at = START - 10 * DAY; at < START + 400 * DAY; at += DAY) {
    const day = new Date(at).toISOString().slice(0, 10);
    lines.push(`${day},USD,EUR,0.92`, `${day},CAD,EUR,0.68`);
  }
  return lines.join('\n');
}
