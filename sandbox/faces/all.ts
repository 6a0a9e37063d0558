import type { StartFace } from './face.ts';
import { startShopify } from './shopify/index.ts';
import { startWooCommerce } from './woocommerce/index.ts';

/** The platforms that the sandbox can show, by a plan's `platform`. */
export const FACES: Readonly<Record<string, StartFace>> = { shopify: startShopify, woocommerce: startWooCommerce };
