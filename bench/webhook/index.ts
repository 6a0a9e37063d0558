import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type pg from 'pg';
import { type BenchRow, benchRow, median } from '../rows.ts';
import { type BenchServer, startServer } from '../server.ts';
import { Caller } from './load.ts';
import { type SignedOrder, signedOrders } from './orders.ts';
import type { Told } from './process.ts';
import { openShop, type Shop } from './shop.ts';

export interface WebhookBenchOptions {
  readonly rounds: number;
  /** How long each listener is flooded, and how long each rate is kept up. */
  readonly seconds: number;
  readonly log: (line: string) => void;
}

const RATES = [1, 50, 500];
const FLOOD_ORDERS = 2_000;
/** Each order is a document of its own. */
const FIRST_ID = 1_000_000;
/** How often it is looked what has come into the books. */
const LOOK_EVERY_MS = 4;
const PATIENCE_MS = 60_000;
const RATIO_TARGET = 0.7;
const P99_TARGET_MS = 250;
const P99_TARGET_RATE = 50;

/** Webhooks accepted and durable, against a bare server; and how long they take to be posted, at several rates. */
export async function benchWebhook(options: WebhookBenchOptions): Promise<BenchRow[]> {
  const server = await startServer();
  const shop = await openShop();
  try {
    const onDatabase = async (name: string, measure: (client: pg.Client, url: string) => Promise<BenchRow[]>) => {
      const url = await server.makeDatabase(name);
      const client = await server.connect(name);
      return await measure(client, url).finally(() => client.end());
    };
    return [
      ...(await onDatabase('bench_accepted', (client, url) => accepted(server, client, url, options))),
      ...(await onDatabase('bench_posted', (client, url) => posted(client, url, shop, options))),
    ];
  } finally {
    shop.close();
    await server.stop();
  }
}

/** Both listeners in turns, on tables that are empty each time. */
async function accepted(
  server: BenchServer,
  client: pg.Client,
  url: string,
  { rounds, seconds, log }: WebhookBenchOptions,
): Promise<BenchRow[]> {
  await client.query('create table bare (id int8 generated always as identity primary key, body bytea not null)');
  const orders = signedOrders(FLOOD_ORDERS, FIRST_ID);
  const rates: Readonly<Record<'ours' | 'bare', number[]>> = { ours: [], bare: [] };
  const listeners = { ours: await start('process.ts', url, ''), bare: await start('bare.ts', url) };
  try {
    for (let round = 0; round <= rounds; round += 1) {
      for (const which of ['bare', 'ours'] as const) {
        await client.query('truncate inbox, bare');
        await server.settle();
        const caller = new Caller(listeners[which].told.url);
        const rate = await caller.flood(orders, round === 0 ? Math.min(1, seconds) : seconds);
        caller.close();
        if (round === 0) continue;
        rates[which].push(rate);
        log(`round ${round}: ${which} ${Math.round(rate).toLocaleString('en')}/s`);
      }
    }
  } finally {
    await Promise.all([listeners.ours.stop(), listeners.bare.stop()]);
  }
  const name = `webhook: accepted and durable (target ${RATIO_TARGET} × a bare server)`;
  return [benchRow(name, median(rates.ours), '/s', median(rates.bare))];
}

/** From when a webhook was due to be sent until its order can be read in the books, whose store is kept up with. */
async function posted(
  client: pg.Client,
  url: string,
  shop: Shop,
  { seconds, log }: WebhookBenchOptions,
): Promise<BenchRow[]> {
  const { told, stop } = await start('process.ts', url, shop.url, 'engine');
  const caller = new Caller(told.url);
  const rows: BenchRow[] = [];
  try {
    let firstId = FIRST_ID;
    const send = async (count: number, perSecond: number) => {
      const orders = signedOrders(count, firstId);
      firstId += count;
      shop.add(orders);
      return await waitsOf(client, told.bookId, caller, orders, perSecond);
    };
    await send(20, 20);
    for (const perSecond of RATES) {
      const waits = await send(Math.ceil(perSecond * seconds), perSecond);
      const [p50, p99] = [percentile(waits, 0.5), percentile(waits, 0.99)];
      log(`${perSecond} a second: p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms of ${waits.length}`);
      const limit = perSecond === P99_TARGET_RATE ? P99_TARGET_MS : null;
      rows.push(benchRow(`webhook: to posted at ${perSecond}/s, p50`, p50, 'ms'));
      rows.push(benchRow(`webhook: to posted at ${perSecond}/s, p99`, p99, 'ms', limit));
    }
  } finally {
    caller.close();
    await stop();
  }
  return rows;
}

const NEWER =
  'select document_id as id, remote_id as order from document where book_id = $1 and document_id > $2 order by 1';

async function waitsOf(
  client: pg.Client,
  bookId: number,
  caller: Caller,
  orders: readonly SignedOrder[],
  perSecond: number,
): Promise<number[]> {
  const [newest] = (await client.query<{ id: number }>('select max(document_id) as id from document')).rows;
  const seenAt = new Map<string, number>();
  let [last, isOver] = [newest?.id ?? 0, false];
  const look = async () => {
    while (!isOver && seenAt.size < orders.length) {
      const { rows } = await client.query<{ id: number; order: string }>({
        ...{ name: 'newer', text: NEWER, values: [bookId, last] },
      });
      const now = performance.now();
      for (const row of rows) seenAt.set(row.order, now);
      last = rows.at(-1)?.id ?? last;
      await pause(LOOK_EVERY_MS);
    }
  };
  const looking = look();
  const dueAt = await caller.steady(orders, perSecond);
  const patience = setTimeout(() => {
    isOver = true;
  }, PATIENCE_MS);
  await looking;
  clearTimeout(patience);
  if (seenAt.size < orders.length) throw new Error(`${orders.length - seenAt.size} orders did not come into the books`);
  return orders.map(({ id }) => (seenAt.get(id) ?? 0) - (dueAt.get(id) ?? 0));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Starts a listener in a process of its own, and waits until it has told where it listens. */
async function start(file: string, url: string, ...args: readonly string[]) {
  const child = spawn(process.execPath, [...process.execArgv, join(import.meta.dirname, file), ...args], {
    env: { ...process.env, DATABASE_URL: url },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const stop = async () => {
    child.stdin.end();
    await ended;
  };
  for await (const line of createInterface(child.stdout)) return { told: JSON.parse(line) as Told, stop };
  throw new Error(`${file} ended without a word`);
}
