import type pg from 'pg';
import type { Counted } from '../connectors/contract.ts';
import { addDays, dateIn, instant, type LocalDate } from '../domain/time/when.ts';
import {
  type CertificateRow,
  dueDays,
  heldOrders,
  holdCertificates,
  missingDays,
  type NewCertificate,
  nextDueAt,
  noteUncounted,
  readCertificates,
  readHead,
  storeCertificates,
} from '../storage/live/certificates.ts';
import { readStanding, writeDifferences } from '../storage/live/differences.ts';
import { listStreams } from '../storage/live/streams.ts';
import { ask, stillDue } from '../storage/live/todo.ts';
import { inTransaction } from '../storage/transaction.ts';
import { ageOf, compareDays, type DayCompared, instantsOf, judge } from './certificate.ts';
import { compareDifferences, type FoundDifference, isAccepted } from './certificate-differences.ts';
import { explainDiffering } from './certificate-parked.ts';
import { concernsStore, isOfOneAlone, problemOf } from './problem.ts';
import { READ } from './reads.ts';
import type { Store } from './store.ts';

/** Days asked for together. */
const DAYS_MAX = 31;
/** When there is nothing to certify yet. */
const LATER_MS = 30_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Makes the certificates whose time has come: of days that have none yet, oldest first, then of those that are due again.
 * Returns how many milliseconds there is nothing to do.
 */
export async function certifyDue(store: Store): Promise<number> {
  const { pool, row, clock } = store;
  const orders = (await listStreams(pool, row)).find(({ stream }) => stream === 'orders');
  // While history comes in, every day differs.
  if (orders === undefined || orders.completeThrough === null) return LATER_MS;
  const now = clock();
  const missing = await missingDays(pool, row, dateIn(instant(now), store.zone), DAYS_MAX);
  const days = missing.length > 0 ? missing : await dueDays(pool, row, now, DAYS_MAX);
  const run = firstRun(days);
  if (run === null) return Math.min(LATER_MS, Math.max(0, ((await nextDueAt(pool, row)) ?? now + LATER_MS) - now));
  await certifyOrNote(store, run.from, run.to);
  return 0;
}

/** The first of some days, with those of them that lie next to it. */
export function firstRun(days: readonly LocalDate[]): { readonly from: LocalDate; readonly to: LocalDate } | null {
  const [first] = days;
  if (first === undefined) return null;
  const others = new Set(days);
  let [from, to] = [first, first];
  while (others.has(addDays(from, -1))) from = addDays(from, -1);
  while (others.has(addDays(to, 1))) to = addDays(to, 1);
  return { from, to };
}

/**
 * A day that the platform cannot count holds up no other: it is noted with its reason, and tried again tomorrow. Where that
 * may be the whole store's trouble, it is tried again within the hour, and the store rests before another day is.
 */
async function certifyOrNote(store: Store, from: LocalDate, to: LocalDate): Promise<void> {
  try {
    await certify(store, from, to);
  } catch (error) {
    const isAll = concernsStore(error);
    if (isAll && !isOfOneAlone(error)) throw error;
    if (from !== to) {
      for (let day = from; day <= to; day = addDays(day, 1)) await certifyOrNote(store, day, day);
      return;
    }
    const { pool, row, clock, zone } = store;
    const now = clock();
    const { cause: problem } = problemOf(error);
    const nextAt = now + (isAll ? HOUR_MS : DAY_MS);
    await noteUncounted(pool, row, { day: from, problem, now, nextAt, age: ageOf(from, zone, now) });
    if (isAll) throw error;
  }
}

/**
 * Certifies days of a store, both included, in the book's zone: the platform and the books are asked for the same
 * instants. Orders that differ are read again, so that what was missed is there when the day is certified the next time;
 * one that differs all the same is raised as a discrepancy, and heals when its day is certified.
 */
export async function certify(store: Store, from: LocalDate, to: LocalDate): Promise<CertificateRow[]> {
  const { pool, row, live, api, zone } = store;
  const days: LocalDate[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  const instants = instantsOf(from, to, zone);
  const counted: Counted[] = [];
  for await (const page of live.census(api, instants.from, instants.to)) counted.push(...page);
  const compared = compareDays(days, counted, await heldOrders(pool, row, from, to), zone);
  const explained = await explainDiffering(store, compared, await readCertificates(pool, row, from, to));
  const orders = (await listStreams(pool, row)).find(({ stream }) => stream === 'orders');
  const completeThrough = orders?.completeThrough ?? null;
  return await inTransaction(pool, async (client) => {
    await holdCertificates(client, row);
    await writeCertificates(client, explained, { store, from, to, completeThrough });
    return await readCertificates(client, row, from, to);
  });
}

interface Making {
  readonly store: Store;
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly completeThrough: number | null;
}

/** Judges days that were compared; certificates, what is raised of them and what is to be read again are written together. */
async function writeCertificates(
  client: pg.ClientBase,
  compared: readonly DayCompared[],
  { store: { row, clock, zone }, from, to, completeThrough }: Making,
): Promise<void> {
  const now = clock();
  const before = new Map((await readCertificates(client, row, from, to)).map((one) => [one.day, one.differing]));
  const standing = await readStanding(client, row, from, to);
  const ids = compared.flatMap(({ differing }) => differing.map(({ remoteId }) => remoteId));
  const pending = await stillDue(client, READ, row, ids, now);
  const made: NewCertificate[] = [];
  const found: FoundDifference[] = [];
  for (const one of compared) {
    const { day, differing } = one;
    // What was asked to be read and is not read yet is nobody's fault so far.
    const known = (before.get(day) ?? []).filter(({ remoteId }) => !pending.has(remoteId));
    const confirmed = new Set(known.map(({ remoteId }) => remoteId));
    const quiet = differing.filter((each) => isAccepted(day, each, standing));
    const accepted = new Set(quiet.map(({ remoteId }) => remoteId));
    made.push({ ...one, ...judge(one, { now, zone, completeThrough, confirmed, accepted }), madeAt: instant(now) });
    found.push(...differing.map((each) => ({ day, differing: each, isConfirmed: confirmed.has(each.remoteId) })));
  }
  await storeCertificates(client, row, made, await readHead(client, row.bookId));
  await writeDifferences(client, row, compareDifferences(found, standing), now);
  await ask(client, READ, row, new Map(ids.map((id) => [id, now] as const)));
}
