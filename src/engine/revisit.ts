import { dateIn, instant } from '../domain/time/when.ts';
import { oldOrders, readRevisit, storeRevisit } from '../storage/live/revisits.ts';
import { ask } from '../storage/live/todo.ts';
import { inTransaction } from '../storage/transaction.ts';
import { isLively, YOUNG_MS } from './again.ts';
import { READ } from './reads.ts';
import type { Store } from './store.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Up to this age every order is read again, beyond it those that are open. */
const AGE_MAX_MS = 400 * DAY;

/** A lap begins so long after the one before has ended, the first so long after the store was started. */
const LAP_MS = 7 * DAY;

/** One stretch of a lap: a large shop's lap takes longer, and costs the shop 9,600 requests a day at most. */
const STRETCH = { documents: 5_000, orders: 100 } as const;
const STRETCH_EVERY_MS = 15 * MINUTE;

/**
 * Asks for old orders to be read again, stretch by stretch, where the platform's feed does not show that money moved on
 * them. Returns how many milliseconds it may rest.
 */
export async function revisit({ pool, row, live, zone, clock }: Store): Promise<number> {
  const now = clock();
  const standing = isLively(live) ? await readRevisit(pool, row) : null;
  if (standing === null) return DAY;
  const dueAt = standing.dueAt ?? (row.startedAt ?? now) + LAP_MS;
  if (dueAt > now) return dueAt - now;
  const dayBefore = (age: number) => dateIn(instant(now - age), zone);
  const stretch = { ...STRETCH, after: standing.to, from: dayBefore(AGE_MAX_MS), to: dayBefore(YOUNG_MS) };
  const { remoteIds, next } = await oldOrders(pool, row, stretch);
  const rest = next === null ? LAP_MS : STRETCH_EVERY_MS;
  await inTransaction(pool, async (client) => {
    await ask(client, READ, row, new Map(remoteIds.map((id) => [id, now] as const)));
    await storeRevisit(client, row, { to: next ?? 0, dueAt: instant(now + rest) });
  });
  return rest;
}
