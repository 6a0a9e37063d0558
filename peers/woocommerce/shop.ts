import type { Credentials } from '../../src/connectors/contract.ts';
import { startStandIn } from './stand-in.ts';

/** The shop that is driven. */
export interface Shop {
  readonly credentials: Credentials;
  /** Where it posts its webhooks to, as it must call us; null: where we listen. */
  readonly callback: string | null;
  /** Where we listen; 0: at any free port. */
  readonly port: number;
  stop(): Promise<void>;
}

/** Where a tunnel to us leads, unless WOO_CALLBACK_PORT says another. */
const CALLBACK_PORT = '2669';

const { WOO_URL, WOO_KEY, WOO_SECRET, WOO_CALLBACK_URL, WOO_CALLBACK_PORT = CALLBACK_PORT } = process.env;

/** Which shop it is, in a word. */
export const NAME = WOO_URL === undefined ? "the sandbox's WooCommerce" : `the WooCommerce at ${WOO_URL}`;

/** The one that WOO_URL names, else the sandbox's. Throws where its key is not given. */
export async function openShop(): Promise<Shop> {
  if (WOO_URL === undefined) return { ...(await startStandIn()), callback: null, port: 0 };
  if (WOO_KEY === undefined || WOO_SECRET === undefined) {
    throw new Error('WOO_URL names a shop, and there is no key to it: set WOO_KEY and WOO_SECRET too');
  }
  return {
    credentials: { address: WOO_URL.replace(/\/+$/, ''), 'consumer-key': WOO_KEY, 'consumer-secret': WOO_SECRET },
    callback: WOO_CALLBACK_URL ?? null,
    port: WOO_CALLBACK_URL === undefined ? 0 : Number(WOO_CALLBACK_PORT),
    stop: async () => {},
  };
}
