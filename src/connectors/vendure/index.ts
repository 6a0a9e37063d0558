import type { Connector } from '../contract.ts';
import { decode } from './decode.ts';
import { live } from './live.ts';
import { redact } from './redact.ts';

export const vendure: Connector = {
  platform: 'vendure',
  decoderVersion: 1,
  volatile: ['updatedAt', 'lines.updatedAt', 'lines.productVariant.name', 'shippingLines.shippingMethod', 'channels'],
  tellsShipments: true,
  decode,
  shopOf: () => null,
  redact,
  live,
};
