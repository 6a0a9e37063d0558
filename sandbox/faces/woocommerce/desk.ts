import type { Faults } from '../../faults/faults.ts';
import type { Instant } from '../../world/types.ts';
import type { World } from '../../world/world.ts';
import type { Answer, Asked } from '../server.ts';
import { orderJson, type Sheet } from './order.ts';
import { productJson } from './product.ts';
import { numberOf, type Query } from './query.ts';
import { Refusal } from './refusal.ts';
import type { Store } from './store.ts';
import { phpJson } from './text.ts';
import type { Webhooks } from './webhooks.ts';

/** All that an answer is made of. */
export interface Desk {
  readonly world: World;
  readonly store: Store;
  readonly webhooks: Webhooks;
  readonly faults: Faults;
  readonly site: string;
}

export interface Call {
  readonly desk: Desk;
  readonly asked: Asked;
  /** What the path's pattern caught. */
  readonly parts: readonly string[];
}

/** An order as REST shows it; throws a Refusal where there is none. */
export function showOrder(
  store: Store,
  site: string,
  id: number,
  query: Query,
  asOf: Instant,
): Record<string, unknown> {
  const entry = store.order(id, asOf);
  if (entry === undefined) throw new Refusal(404, 'woocommerce_rest_shop_order_invalid_id', 'Invalid ID.');
  return orderJson(entry.thing, entry.modified, sheetOf(store, site, query));
}

/** Throws a Refusal where there is none. */
export function showProduct(store: Store, site: string, id: number, asOf: Instant): Record<string, unknown> {
  const entry = store.products(asOf).entries.find((product) => product.id === id);
  if (entry === undefined) throw new Refusal(404, 'woocommerce_rest_product_invalid_id', 'Invalid ID.');
  return productJson(entry.thing, entry.modified, sheetOf(store, site, new URLSearchParams()));
}

export const idIn = ({ parts }: Call): number => Number(parts[0]);

export function ok(json: unknown, status = 200): Answer {
  return { status, body: phpJson(json) };
}

export function sheetOf({ shop }: Store, site: string, query: Query): Sheet {
  const dp = numberOf(query, 'dp', -1, 0, 8);
  return dp < 0 ? { plan: shop.plan, site } : { plan: shop.plan, site, dp };
}
