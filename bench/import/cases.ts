import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ratesCsv, writeOrders } from './woocommerce.ts';

/** What one importing process is to do; it is handed over as JSON. */
export interface Job {
  readonly kind: 'import' | 'post';
  readonly book: { readonly name: string; readonly currency: string; readonly zone: string };
  readonly paths: readonly string[];
  readonly platform: string;
  readonly profile: unknown;
  /** A file of rates that is loaded before the clock starts. */
  readonly rates: string | null;
}

/** A set to import, the share of its limit that is aimed at, and how much of it there is. */
export interface Case {
  readonly name: string;
  readonly unit: string;
  readonly records: number;
  readonly target: number;
  readonly job: Job;
}

const ROOT = join(import.meta.dirname, '..', '..');
const SHARED = resolve(process.env.SHARED_DIR ?? join(ROOT, '..', 'shared'));

/** WooCommerce payloads, as many as wanted: the samples over and over, each an order of its own. */
export async function woocommerceCase(folder: string, orders: number): Promise<Case> {
  const file = join(folder, `woocommerce-${orders}.jsonl`);
  await writeOrders(file, orders);
  const rates = join(folder, 'rates.csv');
  await writeFile(rates, ratesCsv());
  return {
    name: `woocommerce ${orders / 1_000} k`,
    unit: 'orders',
    records: orders,
    target: 0.4,
    job: {
      kind: 'import',
      book: { name: 'Shop', currency: 'USD', zone: 'UTC' },
      paths: [file],
      platform: 'woocommerce',
      profile: null,
      rates,
    },
  };
}

/** The tables of Olist; null where they are not there. */
export async function olistCase(): Promise<Case | null> {
  const folder = join(SHARED, 'data', 'olist');
  if (!existsSync(folder)) return null;
  const profile = JSON.parse(await readFile(join(ROOT, 'bench', 'profiles', 'olist.json'), 'utf8'));
  return {
    name: 'olist',
    unit: 'orders',
    records: 99_441,
    target: 0.5,
    job: {
      kind: 'import',
      book: { name: 'Olist', currency: 'BRL', zone: 'America/Sao_Paulo' },
      paths: [folder],
      platform: 'csv',
      profile,
      rates: null,
    },
  };
}

/** The golden set, posted as manual entries; null where it is not there. */
export function goldenCase(): Case | null {
  const entries = join(SHARED, 'data', 'golden', 'entries.csv.gz');
  const rates = join(SHARED, 'data', 'ecb-fx', 'eurofxref-hist.csv.gz');
  if (!existsSync(entries) || !existsSync(rates)) return null;
  return {
    name: 'golden set',
    unit: 'entries',
    records: 105_782,
    target: 0.6,
    job: {
      kind: 'post',
      book: { name: 'Golden', currency: 'BRL', zone: 'America/Sao_Paulo' },
      paths: [entries],
      platform: '',
      profile: null,
      rates,
    },
  };
}

export const sharedFolder = SHARED;
