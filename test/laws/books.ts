import { MemoryBook } from '../../src/domain/plan/memory-book.ts';
import type { Connection, Incoming, Lock, PlannedEntry } from '../../src/domain/plan/state.ts';
import { DEFAULT_POLICY, type Policy, type PolicyBody } from '../../src/domain/posting/policy.ts';
import type { Rate } from '../../src/domain/posting/rates.ts';
import { dateIn, instant, type LocalDate } from '../../src/domain/time/when.ts';
import { RATE_DAYS } from './world.ts';

const connections: Connection[] = [
  { connectionId: 1, channel: '', sells: false, cutOver: null },
  { connectionId: 2, channel: 'shop', sells: true, cutOver: null },
];

const rates: Rate[] = RATE_DAYS.map((at, index) => ({
  rateId: index + 1,
  currency: 'USD',
  quote: 'EUR',
  date: dateIn(instant(at), 'UTC'),
  units: 8_500_000_000n + BigInt((index * 7919) % 40) * 10_000_000n,
}));

export interface BookPlan {
  readonly policy?: Partial<PolicyBody>;
  readonly locks?: readonly Lock[];
  /** A second policy from this day on. */
  readonly changesOn?: LocalDate;
}

/** A book in Berlin that keeps euros, with one shop. */
export function emptyBook({ policy = {}, locks = [], changesOn }: BookPlan = {}): MemoryBook {
  const first: Policy = {
    version: 1,
    effectiveFrom: '0001-01-01' as LocalDate,
    body: { ...DEFAULT_POLICY, ...policy },
  };
  const later = { ...first, version: 2, body: { ...first.body, discounts: 'net' } } as const;
  const policies = changesOn === undefined ? [first] : [first, { ...later, effectiveFrom: changesOn }];
  const book = new MemoryBook({ baseCurrency: 'EUR', zone: 'Europe/Berlin', policies, connections, rates });
  book.setLocks(locks);
  return book;
}

export function post(book: MemoryBook, batches: readonly (readonly Incoming[])[]): MemoryBook {
  for (const batch of batches) book.post(batch);
  return book;
}

/** Sums of all postings per key and dimension, by the document's own name; zeros left out. */
export function sumsOf(book: MemoryBook, by: 'true date' | 'account' = 'true date'): Record<string, readonly number[]> {
  const names = new Map([...book.documents].map(([key, { documentId }]) => [documentId, key]));
  const sums = new Map<string, [number, number, number]>();
  for (const entry of book.entries) {
    for (const line of entry.lines) {
      const key = keyOf(entry, line, names.get(entry.documentId) ?? '', by);
      const sum = sums.get(key) ?? [0, 0, 0];
      sums.set(key, [sum[0] + line.amount, sum[1] + line.base, sum[2] + line.taxBase]);
    }
  }
  const rows = [...sums].filter(([, sum]) => sum.some((value) => value !== 0));
  return Object.fromEntries(rows.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function keyOf(entry: PlannedEntry, line: PlannedEntry['lines'][number], document: string, by: string): string {
  const { account, currency, channel, sku, taxCode, liable } = line;
  if (by === 'account') return [document, account, currency].join(' · ');
  return [document, entry.postingKey, entry.belongsTo, account, currency, channel, sku, taxCode, liable].join(' · ');
}

/** How often a law is tried: LAW_RUNS=20 tries twenty times as often. */
export function runs(count: number): { readonly numRuns: number } {
  return { numRuns: count * Number.parseInt(process.env.LAW_RUNS ?? '1', 10) };
}
