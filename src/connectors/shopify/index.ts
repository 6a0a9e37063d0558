import { setTimeout as wait } from 'node:timers/promises';
import type { Connector } from '../contract.ts';
import { isObject } from '../shape.ts';
import { decode } from './decode.ts';
import { shopifyLive } from './live.ts';
import { redact } from './redact.ts';

export const shopify: Connector = {
  platform: 'shopify',
  decoderVersion: 1,
  // What people write about an order or follow it by, and what the customer did elsewhere: no news for the books.
  volatile: [
    'tags',
    'note',
    'note_attributes',
    'customAttributes',
    'order_status_url',
    'statusPageUrl',
    'client_details',
    'customer.updated_at',
    'customer.tags',
    'customer.note',
    'fulfillments.shipment_status',
    'fulfillments.trackingInfo',
  ],
  tellsShipments: true,
  decode,
  shopOf,
  redact,
  live: shopifyLive({ wait: (ms) => wait(ms) }),
};

/**
 * An order's status page is <any domain of the shop>/<number of the shop>/orders/<token>: domains come and go, the
 * number stays. Other bodies do not name their shop.
 */
function shopOf(payload: unknown): string | null {
  if (!isObject(payload)) return null;
  const data = isObject(payload.data) ? payload.data : payload;
  const order = [data.order, data.node].find(isObject) ?? data;
  const url = [order.order_status_url, order.statusPageUrl].find((text) => typeof text === 'string');
  return /^https?:\/\/[^/]+\/(\d+)\/orders\//.exec(url ?? '')?.[1] ?? null;
}
