import type { LiveConnector } from '../contract.ts';
import { ownWebhooks } from '../own-webhooks.ts';
import { readable } from '../readable.ts';
import { access, credentials } from './access.ts';
import { identify } from './identify.ts';
import { listings, variants } from './listings.ts';
import { census, orders, payments, readOne } from './read.ts';

export const live: LiveConnector = readable({
  title: 'Medusa',
  credentials,
  access,
  identify,
  streams: [orders, payments, variants],
  /**
   * A capture of all that was authorised moves the payment's `updated_at`, one of a part of it moves nothing that can be
   * asked for. Refunds, fulfilments, returns, edits and states move the order's (real-stores.md 1.1, measured anew).
   */
  misses: ['payment', 'deletion'],
  readOne,
  census,
  listings,
  webhooks: ownWebhooks,
});
