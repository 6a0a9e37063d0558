import { randomBytes } from 'node:crypto';
import { expect, vi } from 'vitest';
import { createBook } from '../src/books/create.ts';
import { listOrders } from '../src/books/orders.ts';
import { listParked } from '../src/books/parked.ts';
import { documentRef } from '../src/books/refs.ts';
import { clearing } from '../src/books/reports/clearing.ts';
import { trialBalance } from '../src/books/reports/trial-balance.ts';
import type { Session } from '../src/books/session.ts';
import { type StoryDocument, tellStory } from '../src/books/story.ts';
import { verify } from '../src/books/verify.ts';
import type { Credentials, Delivery } from '../src/connectors/contract.ts';
import { dateIn, instant } from '../src/domain/time/when.ts';
import type { Timers } from '../src/engine/api/budget.ts';
import { httpTransport } from '../src/engine/api/transport.ts';
import type { Certificate } from '../src/engine/certificate-shown.ts';
import { StoreDesk } from '../src/engine/desk.ts';
import { Engine } from '../src/engine/engine.ts';
import { Receiver } from '../src/engine/receiver.ts';
import { purposeOf } from '../src/engine/sealed.ts';
import type { Surroundings } from '../src/engine/surroundings.ts';
import { listLive } from '../src/storage/live/connections.ts';
import { Sealer } from '../src/storage/live/secrets.ts';
import type { TestDatabase } from '../test/support/database.ts';

const BOOK = 'Peer';
const CHANNEL = 'shop';
/** In which some thousand orders are read. */
const READING_MS = 240_000;
const LISTED_MAX = 10_000;

interface Keeping {
  readonly platform: string;
  readonly credentials: Credentials;
  readonly currency: string;
  /** How many times as fast as the day its clock goes: what is found by asking now and then is found sooner. */
  readonly speed: number;
  /** False: once it has its history, the feeds are asked no more, so that what comes comes by events. */
  readonly asks: boolean;
  /** What the shop signs its events with. */
  readonly secret: string;
}

/** Lines of text. */
interface Standing {
  /** What stands on each account; one that was used and stands at nothing tells only how the books came there. */
  readonly accounts: readonly string[];
  /** Each order's id and money: some, like one promised and cancelled, are to be seen on no account. */
  readonly orders: readonly string[];
}

/** A book connected to a store. */
export interface Keeper {
  /** A webhook, as the product's listener takes it; the status it is answered with. */
  receive(delivery: Delivery): Promise<number>;
  /** Money taken less money given back, as a decimal text, by the clearing account of its gateway and currency. */
  cleared(): Promise<Record<string, string>>;
  /** What two books of the same store agree in, by whatever way they came there. */
  standing(): Promise<Standing>;
  /** What it holds of one order, by the store's id; null: nothing so far. */
  told(remoteId: string): Promise<StoryDocument | null>;
  /** What is wrong with the book by its own judgement; `only`: of what waits, that of these orders. */
  faults(only?: ReadonlySet<string>): Promise<readonly string[]>;
  /** Of the day on which it was opened and all since. */
  certify(): Promise<readonly Certificate[]>;
  /** Reads all of the store's orders again; the number of the last entry is then what it was, if nothing was missed. */
  readAllAgain(): Promise<void>;
  lastEntry(): Promise<number>;
  stop(): Promise<void>;
}

/** Makes a book in a database of its own, connects it and keeps it up, by the product's own engine. */
export async function keep(database: TestDatabase, keeping: Keeping): Promise<Keeper> {
  const { platform, credentials, currency, secret } = keeping;
  const session = sessionOf(database);
  const surroundings = surroundingsOf(session, keeping.speed);
  const clock = () => Math.floor(surroundings.timers.now());
  const openedOn = dateIn(instant(clock()), 'UTC');
  const made = await createBook(session.database, { name: BOOK, currency, zone: 'UTC' }, clock);
  if (made.kind !== 'created') throw new Error(`no book: ${made.kind}`);
  const { bookId } = made.book;
  const engine = Engine.start(surroundings);
  const desk = new StoreDesk(session, surroundings, clock, 'test', engine);
  await desk.keep(BOOK, { platform, credentials, channel: CHANNEL, cutOver: null });
  const webhookKey = await shareSecret(surroundings, bookId, secret);
  await desk.start(BOOK, CHANNEL);
  if (!keeping.asks) await askNoMore(database, desk);
  const receiver = new Receiver(surroundings, (...key) => engine.ring(...key));
  return {
    receive: async (delivery) => ((await receiver.receive(webhookKey, delivery)) === 'accepted' ? 200 : 401),
    cleared: async () => {
      const { rows } = (await clearing(session, bookId)).report;
      return Object.fromEntries(
        rows.filter(({ closing }) => !isZero(closing)).map(({ code, closing }) => [code, closing]),
      );
    },
    standing: async () => {
      const { rows } = (await trialBalance(session, bookId)).report;
      const used = rows.filter(({ balance, baseBalance }) => !(isZero(balance) && isZero(baseBalance)));
      const { orders } = await listOrders(session, bookId, { limit: LISTED_MAX });
      return {
        accounts: used.map(({ code, currency: of, balance, baseBalance }) => `${code} ${of} ${balance} ${baseBalance}`),
        orders: orders
          .map(({ remoteId, ...of }) => [remoteId, of.total, of.paid, of.refunded, of.due].join(' '))
          .sort(),
      };
    },
    told: async (remoteId) => {
      const { rows } = await database.pool.query<{ id: number }>(
        "select document_id as id from document where kind = 'order' and remote_id = $1",
        [remoteId],
      );
      const [row] = rows;
      return row === undefined ? null : (await tellStory(session, made.book, documentRef(row.id))).document;
    },
    faults: async (only) => {
      const verified = await verify(session.database, { bookId, since: 1, every: 1, head: null }, clock);
      const { parked } = await listParked(session, bookId, { limit: LISTED_MAX });
      return [
        ...(verified.ok ? [] : [JSON.stringify(verified.firstDifference)]),
        ...parked.filter(({ remoteId }) => only?.has(remoteId) ?? true).map((one) => JSON.stringify(one)),
      ];
    },
    certify: () => desk.certify(BOOK, CHANNEL, openedOn, dateIn(instant(clock()), 'UTC')),
    readAllAgain: async () => {
      const since = clock();
      await desk.readAgain(BOOK, CHANNEL, 'orders', true);
      await vi.waitFor(async () => expect(await lastRunAt(desk)).toBeGreaterThan(since), { timeout: READING_MS });
    },
    lastEntry: async () => {
      const { rows } = await database.pool.query<{ last: number }>('select max(number) as last from entry');
      return rows[0]?.last ?? 0;
    },
    stop: async () => {
      await engine.stop();
      await receiver.close();
    },
  };
}

async function askNoMore({ pool }: TestDatabase, desk: StoreDesk): Promise<void> {
  await vi.waitFor(async () => expect(await lastRunAt(desk)).toBeGreaterThan(0), { timeout: READING_MS });
  await pool.query("update stream set due_at = due_at + interval '1 day'");
}

/** When a run over the store's orders last came to its end. */
async function lastRunAt(desk: StoreDesk): Promise<number> {
  const [store] = (await desk.connections(BOOK)).filter(({ channel }) => channel === CHANNEL);
  return store?.live?.streams.find(({ stream }) => stream === 'orders')?.lastRunAt ?? 0;
}

/** What neither the shop nor the books hold is not spoken of. */
export function isZero(amount: string): boolean {
  return !/[1-9]/.test(amount);
}

/** Whoever ends it leaves the database to the test file it belongs to. */
function sessionOf({ pool, pipelined, fed, client }: TestDatabase): Session {
  return { database: { pool, pipelined, fed, client, close: async () => {} }, close: async () => {} };
}

function surroundingsOf({ database }: Session, speed: number): Surroundings {
  return {
    database,
    sealer: new Sealer(randomBytes(32)),
    transport: httpTransport({ allowPrivate: true }),
    timers: timersOf(speed),
    random: Math.random,
    publicUrl: null,
    log: (line) => void process.stderr.write(`${line}\n`),
  };
}

/** The system's clock, so many times as fast from now on. */
function timersOf(speed: number): Timers {
  const startedAt = Date.now();
  return {
    now: () => startedAt + (Date.now() - startedAt) * speed,
    after: (ms, act) => {
      const timer = setTimeout(act, ms / speed);
      return () => clearTimeout(timer);
    },
  };
}

/** The shop was started with its secret before there was a connection to have one. Returns the webhook's key. */
async function shareSecret({ database, sealer }: Surroundings, bookId: number, secret: string): Promise<string> {
  const [row] = await listLive(database.pool, bookId);
  if (row === undefined) throw new Error('the store was not kept');
  const sealed = sealer.seal(secret, purposeOf(row, 'webhook'));
  await database.pool.query('update live set webhook_secret = $1', [sealed]);
  return row.webhookKey;
}

/** Waits until the books tell these words of that order, by the store's id. */
export async function expectTold(keeper: Keeper, remoteId: string, words: string): Promise<void> {
  const text = async () => (await keeper.told(remoteId))?.parts.map(({ text: of }) => of).join('; ') ?? '';
  await expect.poll(text, { message: `told of order ${remoteId}` }).toContain(words);
}
