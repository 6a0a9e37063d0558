import { ApiError } from '../connectors/contract.ts';
import { findLive, setWebhooks } from '../storage/live/connections.ts';
import { purposeOf } from './sealed.ts';
import type { Store } from './store.ts';
import { hooksUrlFor } from './surroundings.ts';

/** How often it is looked whether the platform still sends to us. */
export const WATCH_EVERY_MS = 10 * 60_000;

/** A store that says no to webhooks may be read all the same. */
const IS_NO: ReadonlySet<ApiError['kind']> = new Set(['unauthorised', 'forbidden', 'refused']);

/** Where a store's webhooks are to go. */
export function callbackUrl(hooksUrl: string, webhookKey: string): string {
  return `${hooksUrl.replace(/\/+$/, '')}/webhooks/${webhookKey}`;
}

/** Makes the subscriptions that are missing: platforms drop them silently. Says what it found for the dashboard. */
export async function watchWebhooks({ live, access, api, pool, row, clock, surroundings }: Store): Promise<void> {
  if (live.webhooks === null) return;
  const hooksUrl = hooksUrlFor(surroundings, access);
  const checkedAt = new Date(clock()).toISOString();
  // As it is noted now: the store was opened long before.
  const known = (await findLive(pool, row.bookId, row.connectionId))?.webhooks ?? null;
  const before = known?.remadeAt ?? null;
  if (hooksUrl === null) {
    const problem = 'PUBLIC_URL is not set: nothing can be sent to us, and changes are found by asking';
    await setWebhooks(pool, row, { topics: [], checkedAt, remadeAt: before, problem, code: 'no-public-url' });
    return;
  }
  const secret = surroundings.sealer.open(row.webhookSecret, purposeOf(row, 'webhook'));
  try {
    const { topics, remade } = await live.webhooks.ensure(api, callbackUrl(hooksUrl, row.webhookKey), secret);
    const isDropped = remade.length > 0 && (known?.topics.length ?? 0) > 0;
    await setWebhooks(pool, row, {
      topics,
      checkedAt,
      remadeAt: isDropped ? checkedAt : before,
      problem: null,
      code: null,
    });
  } catch (error) {
    if (!(error instanceof ApiError) || !IS_NO.has(error.kind)) throw error;
    const problem = `webhooks cannot be set up (${error.message}): changes are found by asking`;
    await setWebhooks(pool, row, { topics: [], checkedAt, remadeAt: before, problem, code: 'refused' });
  }
}
