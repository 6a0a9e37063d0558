import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BenchRow, benchRow } from '../rows.ts';
import { startServer } from '../server.ts';
import { woocommerceCase } from './cases.ts';
import { runJob } from './index.ts';

const SMALL = 100_000;
const LARGE = 1_000_000;
const MEGABYTES_MAX = 400;
/** The cost of an order may grow by this from a hundred thousand to a million. */
const GROWTH_MAX = 1.15;

/** Once, by hand: whether an order costs the same at a million as at a hundred thousand, and what memory it takes. */
export async function benchMillion({ log }: { log: (line: string) => void }): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bookkeeper-bench-files-'));
  const server = await startServer();
  try {
    const rows: BenchRow[] = [];
    const micros: number[] = [];
    for (const [index, orders] of [SMALL, LARGE, SMALL].entries()) {
      const { name, job, records } = await woocommerceCase(folder, orders);
      const database = `bench_${index}`;
      const url = await server.makeDatabase(database);
      await server.settle();
      const { seconds, rssMegabytes } = await runJob(job, url);
      log(`${name}: ${Math.round(records / seconds)} orders/s, ${Math.round(rssMegabytes)} MB`);
      micros.push((seconds / records) * 1_000_000);
      if (orders === LARGE) rows.push(benchRow(`${name}: memory`, rssMegabytes, 'MB', MEGABYTES_MAX));
      await server.dropDatabase(database);
    }
    const [before = Number.NaN, large = Number.NaN, after = Number.NaN] = micros;
    rows.push(
      benchRow(`cost of an order at 1 M (at most ${GROWTH_MAX} of that at 100 k)`, large, 'µs', (before + after) / 2),
    );
    return rows;
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
