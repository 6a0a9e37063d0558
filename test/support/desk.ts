import { randomBytes } from 'node:crypto';
import type { Session } from '../../src/books/session.ts';
import type { ApiRequest } from '../../src/connectors/contract.ts';
import { TestStore } from '../../src/connectors/woocommerce/testing.ts';
import { instant } from '../../src/domain/time/when.ts';
import type { Timers } from '../../src/engine/api/budget.ts';
import type { Transport } from '../../src/engine/api/transport.ts';
import { StoreDesk } from '../../src/engine/desk.ts';
import { Sealer } from '../../src/storage/live/secrets.ts';
import { clock } from './books.ts';
import { linksOf, order } from './woocommerce.ts';

/** What the store of these tests asks for. */
export const KEY = {
  address: 'https://mugs.example',
  'consumer-key': 'ck_0f1e2d3c4b5a',
  'consumer-secret': 'cs_a5b4c3d2e1f0',
} as const;

const SITE = '/wp-json';
const PROOF = `Basic ${Buffer.from(`${KEY['consumer-key']}:${KEY['consumer-secret']}`).toString('base64')}`;

/** A WooCommerce store of three orders, reached under `KEY` and under nothing else. */
export function mugsStore(): TestStore {
  const store = new TestStore();
  const link = linksOf('settings/general/woocommerce_currency', undefined, KEY.address);
  store.now = instant(clock());
  store.settings = [
    { ...link, ...settingOf('woocommerce_currency', 'USD') },
    settingOf('woocommerce_price_num_decimals', '2'),
  ];
  for (const number of [501, 502, 503]) {
    store.orders.set(number, { ...order(number), ...linksOf(`orders/${number}`, undefined, KEY.address), id: number });
  }
  return store;
}

/** Settings go by their names. */
function settingOf(name: string, value: string) {
  return { id: name as unknown as number, value };
}

/** The wire to a store in memory: WooCommerce's own routes want the key. */
export function wireTo(store: TestStore): Transport {
  return async ({ method, url, headers, body }) => {
    const path = url.pathname.slice(SITE.length);
    const isKnown = url.origin === KEY.address && url.pathname.startsWith(SITE);
    const isProved = !path.startsWith('/wc/') || headers.authorization === PROOF;
    if (!isKnown) return answer(404, {}, '{"code":"rest_no_route"}');
    if (!isProved) return answer(401, {}, '{"code":"woocommerce_rest_cannot_view"}');
    const asked = store.answer({
      method: method as ApiRequest['method'],
      path,
      query: Object.fromEntries(url.searchParams),
      body: body === null ? null : JSON.parse(body.toString()),
    });
    return answer(asked.status, asked.headers, asked.text);
  };
}

function answer(status: number, headers: Readonly<Record<string, string>>, text: string) {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: Buffer.from(text) };
}

/** The desk of a server whose stores answer over that wire; nobody keeps up with them by itself. */
export function deskOn(session: Session, transport: Transport): StoreDesk {
  const timers: Timers = {
    now: clock,
    // A store in memory is never waited for.
    after: (_ms, act) => {
      const soon = setImmediate(act);
      return () => clearImmediate(soon);
    },
  };
  const surroundings = {
    ...{ database: session.database, transport, timers, random: () => 0.5, publicUrl: null, log: () => undefined },
    sealer: new Sealer(randomBytes(32)),
  };
  return new StoreDesk(session, surroundings, clock, 'ada', null);
}
