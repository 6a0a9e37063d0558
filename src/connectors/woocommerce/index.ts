import type { Connector } from '../contract.ts';
import { isObject } from '../shape.ts';
import { decode } from './decode.ts';
import { redact } from './redact.ts';
import { hrefOf } from './shapes.ts';

export const woocommerce: Connector = {
  platform: 'woocommerce',
  decoderVersion: 1,
  // Links, what may be done with the order now, and what plugins write: changes without news for the books.
  // `image` and `parent_name` are looked up on today's product; `sku` is too, but the books carry it.
  volatile: [
    '_links',
    'payment_url',
    'is_editable',
    'needs_payment',
    'needs_processing',
    'currency_symbol',
    'meta_data',
    'line_items.meta_data',
    'line_items.image',
    'line_items.parent_name',
  ],
  tellsShipments: false,
  decode,
  shopOf,
  redact,
  live: null,
};

/** The site's address without its scheme: what stands before the API's path, so that two sites under one domain are two shops. */
function shopOf(payload: unknown): string | null {
  const href = isObject(payload) ? hrefOf(payload, 'self') : '';
  return /^https?:\/\/([^?]+?)\/(?:wp-json\/|index\.php\?|\?)/.exec(href)?.[1] ?? null;
}
