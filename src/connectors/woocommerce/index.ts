import { randomBytes } from 'node:crypto';
import { instant } from '../../domain/time/when.ts';
import type { Connector } from '../contract.ts';
import { decode } from './decode.ts';
import { woocommerceLive } from './live.ts';
import { redact } from './redact.ts';
import { shopOf } from './shapes.ts';

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
    // Of products: links, what plugins write, and what is picked or drawn anew for each answer.
    'product._links',
    'product.meta_data',
    'product.related_ids',
    'product.price_html',
    'variations._links',
    'variations.meta_data',
  ],
  tellsShipments: false,
  decode,
  shopOf,
  redact,
  live: woocommerceLive({ random: () => randomBytes(16).toString('hex'), clock: () => instant(Date.now()) }),
};
