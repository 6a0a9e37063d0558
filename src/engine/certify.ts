import type { Counted } from '../connectors/contract.ts';
import { addDays, dateIn, instant, type LocalDate } from '../domain/time/when.ts';
import {
  type CertificateRow,
  dueDays,
  firstDay,
  heldOrders,
  readCertificates,
  readHead,
  storeCertificates,
} from '../storage/live/certificates.ts';
import { listStreams } from '../storage/live/streams.ts';
import { ask, stillDue } from '../storage/live/todo.ts';
import { compareDays, instantsOf, judge } from './certificate.ts';
import { READ } from './reads.ts';
import type { Store } from './store.ts';

/** Days asked for together. */
const DAYS_MAX = 31;
/** When there is nothing to certify yet. */
const LATER_MS = 30_000;

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
  const today = dateIn(instant(now), store.zone);
  const { newest, oldestDue, newestDue, nextAt } = await dueDays(pool, row, now);
  const from = newest === null ? ((await firstDay(pool, row)) ?? today) : addDays(newest, 1);
  if (from <= today) {
    await certify(store, from, earlier(addDays(from, DAYS_MAX - 1), today));
    return 0;
  }
  if (oldestDue !== null && newestDue !== null) {
    await certify(store, oldestDue, earlier(addDays(oldestDue, DAYS_MAX - 1), newestDue));
    return 0;
  }
  return Math.min(LATER_MS, Math.max(0, (nextAt ?? now + LATER_MS) - now));
}

/**
 * Certifies days of a store, both included, in the book's zone: the platform and the books are asked for the same
 * instants. Orders that differ are read again, so that what was missed is there when the day is certified the next time.
 */
export async function certify(store: Store, from: LocalDate, to: LocalDate): Promise<CertificateRow[]> {
  const { pool, row, live, api, clock, zone } = store;
  const days: LocalDate[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  const instants = instantsOf(from, to, zone);
  const counted: Counted[] = [];
  for await (const page of live.census(api, instants.from, instants.to)) counted.push(...page);
  const compared = compareDays(days, counted, await heldOrders(pool, row, from, to), zone);
  const before = new Map((await readCertificates(pool, row, from, to)).map((one) => [one.day, one]));
  const orders = (await listStreams(pool, row)).find(({ stream }) => stream === 'orders');
  const completeThrough = orders?.completeThrough ?? null;
  const now = clock();
  const ids = compared.flatMap(({ differing }) => differing.map(({ remoteId }) => remoteId));
  const pending = await stillDue(pool, READ, row, ids, now);
  const rows = compared.map((one) => {
    // What was asked to be read and is not read yet is nobody's fault so far.
    const known = (before.get(one.day)?.differing ?? []).filter(({ remoteId }) => !pending.has(remoteId));
    return { ...one, ...judge(one, known, { now, zone, completeThrough }), madeAt: instant(now) };
  });
  const reads = new Map(rows.flatMap(({ differing }) => differing.map(({ remoteId }) => [remoteId, now] as const)));
  await ask(pool, READ, row, reads);
  await storeCertificates(pool, row, rows, await readHead(pool, row.bookId));
  return rows.map((one) => ({ ...one, connectionId: row.connectionId }));
}

function earlier(a: LocalDate, b: LocalDate): LocalDate {
  return a < b ? a : b;
}
