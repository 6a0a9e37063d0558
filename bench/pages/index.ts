import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { openBooks, type Session } from '../../src/books/session.ts';
import { SignIns } from '../../src/books/sign-in.ts';
import { listen, makeServer } from '../../src/http/server.ts';
import { clock, loadRates, makeBook } from './book.ts';
import { type Page, pages } from './pages.ts';

/** What `bench -- pages` measures. */
export interface PagesOptions {
  /** Orders of the small and of the large book. */
  readonly small?: number;
  readonly large?: number;
  /** Times that each page is asked for. */
  readonly times?: number;
  /** A home to make the books in, or to find them in from an earlier run; a throw-away one unless said otherwise. */
  readonly home?: string;
  readonly log?: (line: string) => void;
}

/** p95 of a page on the large book; the ratio is to the same on the small one. */
export interface PageRow {
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms';
  readonly limit: number;
  readonly ratio: number;
}

const limitMs = 300;
const warmUps = 5;

/** p95 of every list and report over HTTP, large and small book in turns. */
export async function runPages({
  small = 10_000,
  large = 1_000_000,
  times = 60,
  home,
  log = () => {},
}: PagesOptions = {}): Promise<{ readonly rows: readonly PageRow[] }> {
  const folder = home ?? (await mkdtemp(join(tmpdir(), 'bookkeeper-bench-')));
  const session = await openBooks({ env: { ...process.env, BOOKKEEPER_HOME: folder }, log });
  try {
    await loadRates(session);
    for (const orders of [small, large]) {
      log(`a book of ${orders.toLocaleString('en')} orders`);
      await makeBook(session, `${orders} orders`, orders);
    }
    return { rows: await measureAll(session, { small, large, times, log }) };
  } finally {
    await session.close();
    if (home === undefined) await rm(folder, { recursive: true, force: true });
  }
}

type Sizes = Required<Pick<PagesOptions, 'small' | 'large' | 'times' | 'log'>>;

async function measureAll(session: Session, { small, large, times, log }: Sizes): Promise<PageRow[]> {
  const signIns = new SignIns(session, clock);
  const app: FastifyInstance = await makeServer({ session, clock, signIns });
  try {
    const url = await listen(app, 0);
    const token = (await signIns.open(await signIns.makeLink())) ?? '';
    const ask = (page: Page, orders: number) => (turn: number) =>
      timed(`${url}/api/books/${encodeURIComponent(`${orders} orders`)}${page.path(turn, orders)}`, token);
    const rows: PageRow[] = [];
    for (const page of pages) {
      const [ofSmall, ofLarge] = await inTurns(times, ask(page, small), ask(page, large));
      const value = percentile95(ofLarge ?? []);
      const ratio = value / percentile95(ofSmall ?? []);
      rows.push({ name: page.name, value: rounded(value), unit: 'ms', limit: limitMs, ratio: rounded(ratio) });
      log(`${page.name.padEnd(34)}${value.toFixed(1).padStart(9)} ms ${ratio.toFixed(2).padStart(7)} ×`);
    }
    return rows;
  } finally {
    await app.close();
  }
}

/** Each in its turn, so that what else the machine does meets both alike; returns the milliseconds of each. */
async function inTurns(times: number, ...each: ((turn: number) => Promise<number>)[]): Promise<number[][]> {
  const found: number[][] = each.map(() => []);
  for (let turn = -warmUps; turn < times; turn += 1) {
    for (const [index, ask] of each.entries()) {
      const ms = await ask(Math.abs(turn));
      if (turn >= 0) found[index]?.push(ms);
    }
  }
  return found;
}

async function timed(url: string, token: string): Promise<number> {
  const startedAt = performance.now();
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${text}`);
  return performance.now() - startedAt;
}

function percentile95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? Number.NaN;
}

const rounded = (value: number) => Math.round(value * 100) / 100;
