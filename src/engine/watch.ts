import { findLive, setWebhooks } from '../storage/live/connections.ts';
import { purposeOf } from './sealed.ts';
import type { Store } from './store.ts';

/** How often it is looked whether the platform still sends to us. */
export const WATCH_EVERY_MS = 10 * 60_000;

/** Where a store's webhooks are to go. */
export function callbackUrl(publicUrl: string, webhookKey: string): string {
  return `${publicUrl.replace(/\/+$/, '')}/webhooks/${webhookKey}`;
}

/** Makes the subscriptions that are missing: platforms drop them silently. Says what it found for the dashboard. */
export async function watchWebhooks({ live, api, pool, row, clock, surroundings }: Store): Promise<void> {
  if (live.webhooks === null) return;
  const { publicUrl, sealer } = surroundings;
  const checkedAt = new Date(clock()).toISOString();
  // As it is noted now: the store was opened long before.
  const known = (await findLive(pool, row.bookId, row.connectionId))?.webhooks ?? null;
  const before = known?.remadeAt ?? null;
  if (publicUrl === null) {
    const problem = 'PUBLIC_URL is not set: nothing can be sent to us, and changes are found by asking';
    await setWebhooks(pool, row, { topics: [], checkedAt, remadeAt: before, problem });
    return;
  }
  const secret = sealer.open(row.webhookSecret, purposeOf(row, 'webhook'));
  const { topics, remade } = await live.webhooks.ensure(api, callbackUrl(publicUrl, row.webhookKey), secret);
  const isDropped = remade.length > 0 && (known?.topics.length ?? 0) > 0;
  await setWebhooks(pool, row, { topics, checkedAt, remadeAt: isDropped ? checkedAt : before, problem: null });
}
