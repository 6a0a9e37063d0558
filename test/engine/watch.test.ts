import { expect, test } from 'vitest';
import { ApiError, type SubscriptionState } from '../../src/connectors/contract.ts';
import type { Store } from '../../src/engine/store.ts';
import { callbackUrl, watchWebhooks } from '../../src/engine/watch.ts';
import { findLive } from '../../src/storage/live/connections.ts';
import { useDatabase } from '../support/database.ts';
import { connectStore, makeWorld, SECRETS } from '../support/live-store.ts';
import { openForTest } from '../support/open-store.ts';

const database = useDatabase();

/** A store that is found to have these subscriptions, time after time. */
async function useWatch(found: readonly (SubscriptionState | Error)[], publicUrl?: string) {
  const world = makeWorld(database, publicUrl === undefined ? {} : { publicUrl });
  const row = await connectStore(database, world);
  const opened = await openForTest(world, row);
  const { webhooks } = opened.live;
  if (webhooks === null) throw new Error('WooCommerce has webhooks');
  const asked: (readonly [url: string, secret: string])[] = [];
  const ensure = async (_api: unknown, url: string, secret: string) => {
    asked.push([url, secret]);
    const told = found[asked.length - 1] ?? standing;
    if (told instanceof Error) throw told;
    return told;
  };
  const store: Store = { ...opened, live: { ...opened.live, webhooks: { ...webhooks, ensure } } };
  const watch = async () => {
    await watchWebhooks(store);
    await world.timers.advance(600_000);
    return (await findLive(database.pool, row.bookId, row.connectionId))?.webhooks;
  };
  return { watch, asked, row };
}

const made = { topics: ['order.updated'], remade: ['order.updated'] };
const standing = { topics: ['order.updated'], remade: [] };

test('that the platform dropped some is noted until it does so again; the first time they are only made', async () => {
  const { watch, asked, row } = await useWatch([made, standing, made, standing], 'https://books.example/');
  const known = { topics: ['order.updated'], problem: null, code: null };
  expect(await watch()).toEqual({ ...known, checkedAt: '2026-11-22T09:00:00.000Z', remadeAt: null });
  expect(await watch()).toEqual({ ...known, checkedAt: '2026-11-22T09:10:00.000Z', remadeAt: null });
  const dropped = '2026-11-22T09:20:00.000Z';
  expect(await watch()).toEqual({ ...known, checkedAt: dropped, remadeAt: dropped });
  expect(await watch()).toEqual({ ...known, checkedAt: '2026-11-22T09:30:00.000Z', remadeAt: dropped });
  const url = callbackUrl('https://books.example', row.webhookKey);
  expect(url).toBe(`https://books.example/webhooks/${row.webhookKey}`);
  expect(asked).toEqual(Array.from({ length: 4 }, () => [url, SECRETS['webhook-secret']]));
});

test('a store that does not let us set them up is read all the same, and the reason is said', async () => {
  const denied = new ApiError('forbidden', 'shop.example/wp-json/wc/v3/webhooks does not allow it', 403);
  const { watch } = await useWatch([denied, made, denied], 'https://books.example');
  const problem =
    'webhooks cannot be set up (shop.example/wp-json/wc/v3/webhooks does not allow it): changes are found by asking';
  expect(await watch()).toMatchObject({ topics: [], problem, code: 'refused' });
  expect(await watch()).toMatchObject({ topics: ['order.updated'], problem: null, remadeAt: null });
  expect(await watch()).toMatchObject({ topics: [], problem, code: 'refused' });
});

test('one that does not answer is the store’s failure', async () => {
  const away = new ApiError('unavailable', 'shop.example cannot be reached');
  const { watch } = await useWatch([away], 'https://books.example');
  await expect(watch()).rejects.toThrow(away);
});

test('where nothing can be sent to us, that is said and nothing asked', async () => {
  const { watch, asked } = await useWatch([]);
  const problem = expect.stringMatching(/^PUBLIC_URL is not set/);
  expect(await watch()).toMatchObject({ topics: [], problem, code: 'no-public-url' });
  expect(asked).toEqual([]);
});
