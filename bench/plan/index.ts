import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { contentHash } from '../../src/books/import/content-hash.ts';
import { jsonSource } from '../../src/books/import/json-source.ts';
import { readRates } from '../../src/books/rates.ts';
import { NO_SETTINGS } from '../../src/connectors/contract.ts';
import { woocommerce } from '../../src/connectors/woocommerce/index.ts';
import { GENESIS } from '../../src/domain/ledger/hash.ts';
import { planBatch } from '../../src/domain/plan/plan.ts';
import type { BookState, Incoming } from '../../src/domain/plan/state.ts';
import { DEFAULT_POLICY } from '../../src/domain/posting/policy.ts';
import type { Rate } from '../../src/domain/posting/rates.ts';
import { instant, type LocalDate } from '../../src/domain/time/when.ts';
import { ratesCsv, writeOrders } from '../import/woocommerce.ts';
import { type BenchRow, benchRow, median } from '../rows.ts';

const ORDERS = 20_000;
const BATCH = 500;
const CHANNEL = 2;

/** Planning alone: fold, rules, difference, entries, balances, hashes, of orders that are decoded already. No database. */
export async function benchPlan({ rounds, log }: { rounds: number; log: (line: string) => void }): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bookkeeper-bench-files-'));
  try {
    const file = join(folder, 'orders.jsonl');
    await writeOrders(file, ORDERS);
    const batches = await decodedBatches(file);
    planAll(batches);
    const rates: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const { user: before } = process.cpuUsage();
      const entries = planAll(batches);
      const seconds = (process.cpuUsage().user - before) / 1_000_000;
      rates.push(ORDERS / seconds);
      log(`round ${round}: ${Math.round(ORDERS / seconds).toLocaleString('en')} orders/s (${entries} entries)`);
    }
    return [benchRow('plan: orders per second of processor time', median(rates), 'orders/s')];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function decodedBatches(file: string): Promise<Incoming[][]> {
  const all: Incoming[] = [];
  for await (const records of jsonSource([file], Readable.from([]))) {
    for (const { payload, raw, arrival } of records) {
      all.push({
        connectionId: CHANNEL,
        contentHash: contentHash(payload, raw, woocommerce.volatile),
        via: 'file',
        seenAt: instant(Date.parse('2026-11-22')),
        decoderVersion: woocommerce.decoderVersion,
        evidence: { receivedMonth: '2026-11-01' as LocalDate, segmentId: 1, slot: 0 },
        content: woocommerce.decode(payload, NO_SETTINGS, arrival),
      });
    }
  }
  return Array.from({ length: Math.ceil(all.length / BATCH) }, (_, index) =>
    all.slice(index * BATCH, (index + 1) * BATCH),
  );
}

function planAll(batches: readonly Incoming[][]): number {
  let state: BookState = emptyBook();
  let entries = 0;
  for (const batch of batches) {
    const plan = planBatch(state, batch);
    const accounts = new Map([...state.accounts, ...plan.accounts.map((account) => [account.code, account] as const)]);
    state = { ...state, head: plan.head, accounts };
    entries += plan.entries.length;
  }
  return entries;
}

function emptyBook(): BookState {
  const rates = invented();
  return {
    bookId: 1,
    baseCurrency: 'USD',
    zone: 'UTC',
    head: { nextEntry: 1, nextDocument: 1, nextObservation: 1, nextAccount: 1, nextDiscrepancy: 1, hash: GENESIS },
    policies: [{ version: 1, effectiveFrom: '0001-01-01' as LocalDate, body: DEFAULT_POLICY }],
    locks: [],
    connections: new Map([[CHANNEL, { connectionId: CHANNEL, channel: 'shop', sells: true, cutOver: null }]]),
    accounts: new Map(),
    documents: new Map(),
    observations: new Map(),
    findRate: (currency, date) => rates.get(currency)?.findLast((rate) => rate.date <= date) ?? null,
  };
}

function invented(): Map<string, Rate[]> {
  const read = readRates(ratesCsv());
  const series = new Map<string, Rate[]>();
  if (read.kind === 'invalid') throw new Error(read.problem);
  for (const [index, rate] of read.rates.entries()) {
    const known = series.get(rate.currency);
    const numbered = { ...rate, rateId: index + 1 };
    if (known === undefined) series.set(rate.currency, [numbered]);
    else known.push(numbered);
  }
  return series;
}
