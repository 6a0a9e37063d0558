import { expect, test } from 'vitest';
import { instant } from '../domain/time/when.ts';
import { type Api, ApiError, type Credentials, type LiveConnector } from './contract.ts';
import { live as medusa } from './medusa/live.ts';
import { readable } from './readable.ts';
import { shopifyLive } from './shopify/live.ts';
import { live as vendure } from './vendure/live.ts';

/** Answers all requests with the same JSON: what another server, or a version to come, may say. */
function answering(body: unknown): Api {
  const text = JSON.stringify(body);
  const answer = { status: 200, headers: {}, text, json: () => JSON.parse(text), sentAt: instant(0) };
  return { send: async () => answer };
}

const OTHERS = { data: { orders: null, order: 1 }, orders: 1, order: 1 };

const ways = (live: LiveConnector, credentials: Credentials): [string, (api: Api) => Promise<unknown>][] => [
  ['identify', (api) => live.identify(api)],
  ...live.streams.map((stream) => [stream.name, (api: Api) => stream.page(api, instant(0), null)] as [string, never]),
  ['readOne', (api) => live.readOne(api, '1')],
  [
    'census',
    async (api) => {
      for await (const page of live.census(api, instant(0), instant(1))) expect(page).toBeDefined();
    },
  ],
  ['grant', async (api) => await live.access(credentials).grant?.(api)],
];

const LIVE: readonly (readonly [LiveConnector, Credentials])[] = [
  [medusa, { address: 'https://shop.example', 'api-key': 'sk_1' }],
  [vendure, { address: 'https://shop.example/admin-api', 'user-name': 'ada', password: 'x' }],
  [shopifyLive({ wait: async () => {} }), { shop: 'shop.myshopify.com', 'client-secret': 'x', 'access-token': 'x' }],
];

for (const [live, credentials] of LIVE) {
  test.each(ways(live, credentials))(
    `${live.title}: what is not as it should be is unreadable (%s)`,
    async (name, ask) => {
      const fault = await ask(answering(OTHERS)).catch((error: unknown) => error);
      if (fault === undefined && name === 'grant') return;
      expect(fault).toBeInstanceOf(ApiError);
      expect(fault).toMatchObject({ kind: 'unreadable', isOfThisAlone: true });
    },
  );
}

test('what is no fault of the answer stays what it is', async () => {
  const fault = new RangeError('ours');
  const identify = async () => await Promise.reject(fault);
  await expect(readable({ ...medusa, identify }).identify(answering({}))).rejects.toBe(fault);
});
