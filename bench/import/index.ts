import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type BenchRow, benchRow, median } from '../rows.ts';
import { type BenchServer, startServer } from '../server.ts';
import { type Case, goldenCase, type Job, olistCase, sharedFolder, woocommerceCase } from './cases.ts';
import { exportJournal, LEDGERS, type Ledger, secondsOf } from './ledgers.ts';
import { copyRows, type Encoded, encodeRows } from './limit.ts';
import type { Told } from './process.ts';

export interface ImportBenchOptions {
  readonly rounds: number;
  /** Names that cases begin with; empty: all. */
  readonly only: readonly string[];
  /** False leaves hledger and ledger out. */
  readonly ledgers: boolean;
  readonly log: (line: string) => void;
}

const ORDERS = 100_000;
/** What takes longer than this is measured once. */
const PATIENCE_SECONDS = 60;
const MEGABYTES_MAX = 400;
const AGAIN_TARGET = 5;

/** What a case took, round by round. */
interface Measured {
  readonly seconds: number[];
  readonly again: number[];
  readonly limit: number[];
  readonly withReport: number[];
  readonly megabytes: number[];
  readonly ledgers: Map<Ledger, number[]>;
  encoded: Encoded | null;
}

/** Imports every case, again, and against its limit and other programs, in turns. */
export async function benchImport({ rounds, only, ledgers, log }: ImportBenchOptions): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bookkeeper-bench-files-'));
  const server = await startServer();
  try {
    const bench = new ImportBench(server, folder, ledgers, log);
    const cases = await casesOf(folder, only, log);
    for (const one of cases) await bench.warmUp(one);
    for (let round = 1; round <= rounds; round += 1) {
      log(`round ${round} of ${rounds}`);
      for (const one of cases) await bench.run(one);
    }
    return cases.flatMap((one) => bench.rowsOf(one));
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function casesOf(folder: string, only: readonly string[], log: (line: string) => void): Promise<Case[]> {
  const isWanted = (name: string) => only.length === 0 || only.some((begin) => name.startsWith(begin));
  const cases: Case[] = [];
  for (const [name, make] of [
    ['olist', olistCase],
    ['woocommerce', () => woocommerceCase(folder, ORDERS)],
    ['golden set', goldenCase],
  ] as const) {
    if (!isWanted(name)) continue;
    const made = await make();
    if (made === null) log(`${name}: left out, it is not in ${sharedFolder} (SHARED_DIR)`);
    else cases.push(made);
  }
  return cases;
}

/** Does a job in a process of its own, whose memory and time are its own. */
export async function runJob(job: Job, url: string, how = ''): Promise<Told> {
  const args = [...process.execArgv, join(import.meta.dirname, 'process.ts'), JSON.stringify(job), how];
  const env = { ...process.env, DATABASE_URL: url };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [told, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (code !== 0) throw new Error(`the importing process ended with ${code}`);
  return JSON.parse(told);
}

class ImportBench {
  readonly #server: BenchServer;
  readonly #folder: string;
  readonly #ledgers: boolean;
  readonly #log: (line: string) => void;
  readonly #measured = new Map<string, Measured>();

  constructor(server: BenchServer, folder: string, ledgers: boolean, log: (line: string) => void) {
    this.#server = server;
    this.#folder = folder;
    this.#ledgers = ledgers;
    this.#log = log;
  }

  /** One run under the profiler, for the share of each stage; it is not timed. */
  async warmUp({ name, job, records }: Case): Promise<void> {
    const url = await this.#server.makeDatabase('bench_warm_up');
    const cpuBefore = this.#server.cpuSeconds();
    const { shares, cpuSeconds } = await runJob(job, url, 'profiled');
    const database = (this.#server.cpuSeconds() ?? 0) - (cpuBefore ?? 0);
    await this.#server.dropDatabase('bench_warm_up');
    const parts = Object.entries(shares ?? {}).sort(([, a], [, b]) => b - a);
    this.#log(`${name}: ${parts.map(([stage, share]) => `${stage} ${(share * 100).toFixed(0)} %`).join(', ')}`);
    const micros = (seconds: number) => Math.round((seconds / records) * 1_000_000);
    this.#log(
      `${name}: processor time each ${micros(cpuSeconds)} µs here, ${micros(database)} µs in the database (profiled)`,
    );
  }

  async run(one: Case): Promise<void> {
    const { name, job, records, unit } = one;
    const measured = this.#of(name);
    const url = await this.#server.makeDatabase('bench_import');
    await this.#server.settle();
    const first = await runJob(job, url);
    if (first.counts.posted !== records)
      throw new Error(`${name}: ${JSON.stringify(first.counts)}, not ${records} posted`);
    const again = await runJob(job, url);
    if (again.counts.unchanged !== records) throw new Error(`${name}, again: ${JSON.stringify(again.counts)}`);
    measured.seconds.push(first.seconds);
    measured.withReport.push(first.seconds + first.reportSeconds);
    measured.again.push(again.seconds);
    measured.megabytes.push(Math.max(first.rssMegabytes, again.rssMegabytes));
    measured.encoded ??= await encodeRows(this.#server, 'bench_import');
    if (this.#ledgers) await this.#askLedgers(one, url, measured);
    await this.#server.dropDatabase('bench_import');
    measured.limit.push(await copyRows(this.#server, measured.encoded));
    const rate = (seconds: number | undefined) => Math.round(records / (seconds ?? Number.NaN)).toLocaleString('en');
    this.#log(
      `  ${name}: ${rate(first.seconds)} ${unit}/s, limit ${rate(measured.limit.at(-1))}, again ${rate(again.seconds)}, ${Math.round(first.rssMegabytes)} MB`,
    );
  }

  rowsOf({ name, records, unit, target }: Case): BenchRow[] {
    const { seconds, again, limit, withReport, megabytes, ledgers } = this.#of(name);
    const rate = (all: readonly number[]) => records / median(all);
    const rows = [
      benchRow(`${name}: import (target ${target} of the limit)`, rate(seconds), `${unit}/s`, rate(limit)),
      benchRow(`${name}: again (target ${AGAIN_TARGET} × the import)`, rate(again), `${unit}/s`, rate(seconds)),
      benchRow(`${name}: memory`, Math.max(...megabytes), 'MB', MEGABYTES_MAX),
    ];
    for (const [ledger, all] of ledgers) {
      rows.push(benchRow(`${name}: import and report, against ${ledger}`, median(withReport), 's', median(all)));
    }
    return rows;
  }

  /** The exported journal, read by other programs; one that takes long is asked once. */
  async #askLedgers({ name, job }: Case, url: string, measured: Measured): Promise<void> {
    const file = join(this.#folder, 'export.journal');
    await exportJournal(url, job.book.name, file);
    for (const ledger of LEDGERS) {
      const all = measured.ledgers.get(ledger) ?? [];
      if (all.some((seconds) => seconds > PATIENCE_SECONDS)) continue;
      const seconds = await secondsOf(ledger, file);
      if (seconds === null) this.#log(`${name}: ${ledger} is not installed, or did not read the journal`);
      else measured.ledgers.set(ledger, [...all, seconds]);
    }
    await rm(file);
  }

  #of(name: string): Measured {
    let measured = this.#measured.get(name);
    if (measured === undefined) {
      measured = {
        ...{ seconds: [], again: [], limit: [], withReport: [], megabytes: [] },
        ledgers: new Map(),
        encoded: null,
      };
      this.#measured.set(name, measured);
    }
    return measured;
  }
}
