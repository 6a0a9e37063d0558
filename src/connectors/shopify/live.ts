import type { LiveConnector, Page, Stream } from '../contract.ts';
import { readable } from '../readable.ts';
import { access, CREDENTIALS } from './access.ts';
import { backfillPage, type Wait } from './bulk.ts';
import { consent } from './consent.ts';
import { identify } from './identify.ts';
import { listings } from './listings.ts';
import { census, orderPage, type Position, productPage, readOne, START } from './read.ts';
import { webhooks } from './webhook.ts';

/** Seconds by which Shopify's index of orders and products may lag behind the shop; how far it does is not documented. */
const OVERLAP = 180;

/** `wait`: how to let some time pass between two looks at a bulk operation. */
export function shopifyLive({ wait }: { readonly wait: Wait }): LiveConnector {
  const orders: Stream = {
    name: 'orders',
    overlap: OVERLAP,
    every: 60,
    page: async (api, from, cursor): Promise<Page> => {
      if (from === null) return backfillPage(api, cursor, wait);
      const position = cursor === null ? START : (JSON.parse(cursor) as Position);
      const { next, ...page } = await orderPage(api, from, position);
      return { ...page, next: next === null ? null : JSON.stringify(next) };
    },
  };
  return readable({
    title: 'Shopify',
    credentials: CREDENTIALS,
    access,
    identify,
    // A product that was deleted has no change to show.
    streams: [orders, { name: 'listings', overlap: OVERLAP, every: 300, allEvery: 86_400, page: productPage }],
    // An order that was deleted is in no answer. All else moves its "updated at".
    misses: ['deletion'],
    readOne,
    census,
    listings,
    webhooks,
    consent,
  });
}
