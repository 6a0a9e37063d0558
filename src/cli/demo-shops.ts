import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Kept, NOTHING_KEPT } from '../../sandbox/kept.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { MACHINE } from '../../sandbox/timers.ts';
import { SHOPS } from '../../sandbox/world/plans.ts';
import { importRates } from '../books/rates.ts';
import { type Environment, homeOf, type Session } from '../books/session.ts';
import type { StoreDesk } from '../engine/desk.ts';
import type { DemoPorts } from './demo-ports.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FILE = 'demo-shops.json';
/** Both trade so much that something happens while one looks. */
const ORDERS_PER_DAY = 720;
/** What has happened when they open. */
const HISTORY_MS = 8 * HOUR;
/** After so long they close: a demo that is left running does not grow for ever. */
const OPEN_MS = 3 * DAY;

/** What WooCommerce does not mark as one. */
const GIFT_CARDS = ['GIFT-CARD'];

/** Two of the sandbox's shops, one a platform. */
const PLANS = SHOPS.filter(({ key }) => key === 'mugs' || key === 'tees').map((plan) => ({
  ...plan,
  ordersPerDay: ORDERS_PER_DAY,
}));

/** What the demo's world follows from, beside its seed. */
interface Memory extends Kept {
  /** When it began. */
  readonly start: number;
}

/**
 * Opens two simulated shops on this machine and connects them to the demo book: at the first start anew, later as they
 * were. The same world goes on, since it follows from its seed, the instant it began at, and what was ordered by hand.
 */
export async function openDemoShops(
  session: Session,
  desk: StoreDesk,
  book: string,
  ports: DemoPorts,
  { env, clock }: { readonly env: Environment; readonly clock: () => number },
): Promise<Sandbox> {
  const file = join(homeOf(env), FILE);
  const { start, ...kept } = remembered(file, clock());
  const keep = (now: Kept) => remember(file, { start, ...now });
  await importRates(session.database, ratesCsv(start), 'sandbox (invented)', clock);
  const now = Math.min(clock(), start + OPEN_MS);
  const sandbox = await startSandbox({
    ...{ seed: 1, shops: PLANS, start, historyMs: now - start, speed: 1, ports, kept, keep },
    clock: () => Math.min(clock(), start + OPEN_MS),
    timers: MACHINE,
  });
  try {
    const known = new Set(
      (await desk.connections(book)).flatMap(({ channel, live }) => (live === null ? [] : [channel])),
    );
    for (const { name, platform, credentials } of sandbox.shops) {
      if (known.has(name)) continue;
      await desk.keep(book, { platform, credentials, channel: name, cutOver: null });
      await desk.sayGiftCards(book, name, GIFT_CARDS);
      await desk.start(book, name);
    }
    return { ...sandbox, stop: () => keepAndStop(sandbox, keep) };
  } catch (error) {
    await sandbox.stop();
    throw error;
  }
}

/** Once more for the sake of webhooks, which come and go without an order. */
async function keepAndStop(sandbox: Sandbox, keep: (kept: Kept) => void): Promise<void> {
  try {
    keep(sandbox.kept());
  } catch {
    // The program ends all the same: webhooks that are forgotten are made again.
  }
  await sandbox.stop();
}

function remembered(file: string, now: number): Memory {
  try {
    return { ...NOTHING_KEPT, ...(JSON.parse(readFileSync(file, 'utf8')) as Pick<Memory, 'start'> & Partial<Kept>) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const memory = { ...NOTHING_KEPT, start: Math.floor((now - HISTORY_MS) / 1_000) * 1_000 };
  remember(file, memory);
  return memory;
}

/** All or nothing, and for nobody else's eyes: webhooks have secrets. */
function remember(file: string, memory: Memory): void {
  const partial = `${file}.new`;
  writeFileSync(partial, `${JSON.stringify(memory)}\n`, { mode: 0o600 });
  renameSync(partial, file);
}

/** Rates of the days on which the shops trade. */
function ratesCsv(start: number): string {
  const lines = ['date,currency,quote,rate'];
  for (let at = start - DAY; at < start + OPEN_MS + DAY; at += DAY) {
    lines.push(`${new Date(at).toISOString().slice(0, 10)},EUR,USD,1.0850`);
  }
  return lines.join('\n');
}
