import type { LiveConnector } from '../contract.ts';
import { ownWebhooks } from '../own-webhooks.ts';
import { readable } from '../readable.ts';
import { access, credentials } from './access.ts';
import { identify } from './identify.ts';
import { listings, variants } from './listings.ts';
import { census, orders, readOne } from './read.ts';

export const live: LiveConnector = readable({
  title: 'Vendure',
  credentials,
  access,
  identify,
  streams: [orders, variants],
  /** `updatedAt` moves when lines are cancelled or modified, and with nothing else (real-stores.md 1.1). */
  misses: ['payment', 'refund', 'fulfilment', 'status', 'deletion'],
  readOne,
  census,
  listings,
  webhooks: ownWebhooks,
});
