import type { Connector } from '../contract.ts';
import { decode } from './decode.ts';
import { live } from './live.ts';
import { redact } from './redact.ts';

export const medusa: Connector = {
  platform: 'medusa',
  decoderVersion: 1,
  volatile: [
    'items.variant',
    'items.thumbnail',
    'items.product_description',
    'items.product_handle',
    'region',
    'locale',
  ],
  tellsShipments: true,
  decode,
  shopOf: () => null,
  redact,
  live,
};
