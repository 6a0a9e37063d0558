import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { startWooCommerce } from '../../sandbox/faces/woocommerce/index.ts';
import { Faults } from '../../sandbox/faults/faults.ts';
import { MACHINE } from '../../sandbox/timers.ts';
import { SHOPS } from '../../sandbox/world/plans.ts';
import { World } from '../../sandbox/world/world.ts';
import { type BenchRow, benchRow, median } from '../rows.ts';
import { startServer } from '../server.ts';
import type { BackfillJob } from './process.ts';

const DAY_MS = 86_400_000;
const DAYS = 20;
const START = Date.UTC(2026, 1, 2);

export interface BackfillBenchOptions {
  readonly rounds: number;
  readonly orders: number;
  readonly log: (line: string) => void;
}

/** The history of a WooCommerce shop over HTTP, against the same from a file, and against reading it alone. */
export async function benchBackfill({ rounds, orders, log }: BackfillBenchOptions): Promise<BenchRow[]> {
  const plan = SHOPS.find(({ key }) => key === 'mugs');
  if (plan === undefined) throw new Error('the sandbox has no such shop');
  const world = World.create({ seed: 1, shops: [{ ...plan, ordersPerDay: orders / DAYS }], start: START });
  world.advance(START + DAYS * DAY_MS);
  world.rest();
  const count = world.shop(plan.key).orders.size;
  const options = {
    world,
    shop: plan.key,
    seed: 1,
    faults: new Faults(1),
    port: 0,
    timers: MACHINE,
    patienceMs: 1_000,
  };
  const face = await startWooCommerce({ ...options, post: async () => 200 });
  const server = await startServer();
  const folder = await mkdtemp(join(tmpdir(), 'bookkeeper-bench-backfill-'));
  const seconds: Record<BackfillJob['what'], number[]> = { read: [], file: [], live: [] };
  try {
    for (let round = 1; round <= rounds; round += 1) {
      for (const what of ['read', 'file', 'live'] as const) {
        const url = await server.makeDatabase('bench_backfill');
        await server.settle();
        const told = await run({ what, credentials: face.credentials, file: join(folder, 'orders.jsonl') }, url);
        seconds[what].push(told);
        await server.dropDatabase('bench_backfill');
      }
      log(
        `round ${round} of ${rounds}: ${Object.entries(seconds)
          .map(([what, all]) => `${what} ${all.at(-1)?.toFixed(1)} s`)
          .join(', ')}`,
      );
    }
  } finally {
    await Promise.all([face.stop(), server.stop()]);
    await rm(folder, { recursive: true });
  }
  const [read, file, live] = [median(seconds.read), median(seconds.file), median(seconds.live)];
  return [
    benchRow('backfill: from a file', count / file, 'orders/s'),
    benchRow('backfill: reading alone', count / read, 'orders/s'),
    benchRow('backfill: over HTTP into the books, whole', live, 's', file),
    benchRow('backfill: the same, reading taken off (target 1.5)', Math.max(0, live - read), 's', file),
  ];
}

async function run(job: BackfillJob, url: string): Promise<number> {
  const args = [...process.execArgv, join(import.meta.dirname, 'process.ts'), JSON.stringify(job)];
  const env = { ...process.env, DATABASE_URL: url };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [told, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (code !== 0) throw new Error(`the process ended with ${code}`);
  return (JSON.parse(told) as { readonly seconds: number }).seconds;
}
