import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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

/** Two of the sandbox's shops, one a platform. */
const PLANS = SHOPS.filter(({ key }) => key === 'mugs' || key === 'tees').map((plan) => ({
  ...plan,
  ordersPerDay: ORDERS_PER_DAY,
}));

/**
 * Opens two simulated shops on this machine and connects them to the demo book: at the first start anew, later as they
 * were. The same world goes on, since it follows from its seed and the instant it began at.
 */
export async function openDemoShops(
  session: Session,
  desk: StoreDesk,
  book: string,
  ports: DemoPorts,
  { env, clock }: { readonly env: Environment; readonly clock: () => number },
): Promise<Sandbox> {
  const start = await worldStart(join(homeOf(env), FILE), clock());
  await importRates(session.database, ratesCsv(start), 'sandbox (invented)', clock);
  const now = Math.min(clock(), start + OPEN_MS);
  const sandbox = await startSandbox({
    ...{ seed: 1, shops: PLANS, start, historyMs: now - start, speed: 1, ports },
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
      await desk.start(book, name);
    }
    return sandbox;
  } catch (error) {
    await sandbox.stop();
    throw error;
  }
}

async function worldStart(file: string, now: number): Promise<number> {
  try {
    const { start } = JSON.parse(await readFile(file, 'utf8')) as { readonly start: number };
    return start;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const start = Math.floor((now - HISTORY_MS) / 1_000) * 1_000;
  await writeFile(file, `${JSON.stringify({ start })}\n`);
  return start;
}

/** Rates of the days on which the shops trade. */
function ratesCsv(start: number): string {
  const lines = ['date,currency,quote,rate'];
  for (let at = start - DAY; at < start + OPEN_MS + DAY; at += DAY) {
    lines.push(`${new Date(at).toISOString().slice(0, 10)},EUR,USD,1.0850`);
  }
  return lines.join('\n');
}
