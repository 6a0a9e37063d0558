import type { LiveConnector } from '../contract.ts';
import { readable } from '../readable.ts';
import { access, credentials, type Source } from './access.ts';
import { identify } from './identify.ts';
import { listings, products } from './listings.ts';
import { census, misses, orders, readOne } from './read.ts';
import { webhooks } from './webhook.ts';

/** The live half, with what its requests take nonces and time from. */
export function woocommerceLive(source: Source): LiveConnector {
  return readable({
    title: 'WooCommerce',
    credentials,
    access: (given) => access(given, source),
    identify,
    streams: [orders, products],
    misses,
    readOne,
    census,
    listings,
    webhooks,
  });
}
