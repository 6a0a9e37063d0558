// npm run fuzz [-- --runs N] [--seed S]: bodies as stores send them and as nobody should, through receiver, drain and books.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import pg from 'pg';
import { openDatabase } from '../../src/storage/database.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { startCluster } from '../../src/storage/server/cluster.ts';
import { type FuzzResult, fuzz } from './fuzz.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '100000' }, seed: { type: 'string' } },
});
const runs = Number.parseInt(values.runs, 10);
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number.parseInt(values.seed, 10);

/** What the first tenth has left in memory stays; beyond that it may not grow. */
const WARM_UP = 0.1;
const GROWTH_MEGABYTES_MAX = 48;
const TOLD_EVERY = 5_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function megabytes(): number {
  collect();
  return process.memoryUsage().heapUsed / 1_000_000;
}

/** A server of its own, gone afterwards. */
async function onServer<T>(work: (url: string) => Promise<T>): Promise<T> {
  const home = await mkdtemp(join(tmpdir(), 'bookkeeper-fuzz-'));
  const cluster = await startCluster({ home, env: process.env, fsyncOff: true });
  try {
    const { host = '', port, user } = cluster.config;
    const client = new pg.Client({ ...cluster.config, database: 'bookkeeper' });
    await client.connect();
    await migrate(client).finally(() => client.end());
    return await work(`postgresql://${user}@${encodeURIComponent(host)}:${port}/bookkeeper`);
  } finally {
    await cluster.stop();
    await rm(home, { recursive: true, force: true });
  }
}

async function run(url: string): Promise<FuzzResult> {
  const database = await openDatabase({ env: { DATABASE_URL: url }, home: '' });
  let [warm, told] = [0, 0];
  const onBatch = (done: number) => {
    if (warm === 0 && done >= runs * WARM_UP) warm = megabytes();
    if (done - told < TOLD_EVERY) return;
    told = done;
    process.stderr.write(`${done.toLocaleString('en')} bodies\n`);
  };
  try {
    const result = await fuzz({ ...database, url }, { runs, seed, onBatch });
    const grown = megabytes() - warm;
    process.stdout.write(`memory grew by ${grown.toFixed(1)} MB since the first tenth\n`);
    if (grown > GROWTH_MEGABYTES_MAX) throw new Error(`memory grew by more than ${GROWTH_MEGABYTES_MAX} MB`);
    return result;
  } finally {
    await database.close();
  }
}

process.stdout.write(`fuzzing ${runs.toLocaleString('en')} bodies: --seed ${seed}\n`);
const startedAt = performance.now();
const { received, drained, documents, parked } = await onServer(run);
const seconds = (performance.now() - startedAt) / 1_000;
const answers = Object.entries(received).map(([answer, count]) => `${count.toLocaleString('en')} ${answer}`);
process.stdout.write(
  `${answers.sort().join(', ')}; ${drained.toLocaleString('en')} drained, ${documents.toLocaleString('en')} documents, ` +
    `${parked.toLocaleString('en')} parked, in ${seconds.toFixed(0)} s\n`,
);
