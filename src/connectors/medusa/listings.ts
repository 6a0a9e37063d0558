import { decimalsOf } from '../../domain/money/currency.ts';
import { toMinor } from '../../domain/money/exact.ts';
import type { Instant } from '../../domain/time/when.ts';
import type { ListingReport, RemoteRecord, StoreSettings, Stream } from '../contract.ts';
import { clockOf, pageOfRun } from '../run.ts';
import {
  amount,
  currency,
  flag,
  id,
  integer,
  isObject,
  type Json,
  list,
  object,
  optionalText,
  text,
} from '../shape.ts';
import { currencyOf, storeOf } from './identify.ts';
import { ahead, behind, datedOf, listed } from './read.ts';

const VARIANTS_MAX = 100;

const FIELDS = [
  ...['id', 'title', 'sku', 'product_id', 'manage_inventory', 'created_at', 'updated_at', 'product.title'],
  ...['prices.amount', 'prices.currency_code', 'prices.min_quantity', 'prices.max_quantity'],
  ...['prices.price_rules.attribute', 'prices.price_rules.value'],
  ...['inventory_items.required_quantity', 'inventory_items.inventory.id'],
  ...['inventory_items.inventory.location_levels.location_id'],
  ...['inventory_items.inventory.location_levels.stocked_quantity'],
  ...['inventory_items.inventory.location_levels.reserved_quantity'],
].join(',');

/** Every variant, in each run: its `updated_at` stays when its stock changes. */
export const variants: Stream = {
  name: 'listings',
  overlap: 0,
  every: 900,
  givesAll: true,
  page: (api, _from, cursor) =>
    pageOfRun(cursor, async (place) => {
      const own = currencyOf(await storeOf(api));
      const query = { ...behind(place, VARIANTS_MAX), fields: FIELDS };
      const { nodes, count, answer } = await listed(api, '/admin/product-variants', 'variants', query);
      const { found, isLast } = ahead(nodes, place, VARIANTS_MAX);
      return {
        found: found.map(datedOf),
        records: found.map((variant) => recordOf({ variant, currency: own }, answer.sentAt)),
        isLast,
        remaining: count - place.given.length,
        clock: clockOf(answer),
      };
    }),
};

function recordOf(payload: { readonly variant: Json; readonly currency: string }, seenAt: Instant): RemoteRecord {
  return { raw: JSON.stringify(payload), payload, seenAt, place: `variant ${id(payload.variant, 'id', 'variant')}` };
}

/** A variant, with the store's currency: a variant has prices in many. */
export function listings(payload: unknown, _settings: StoreSettings): readonly ListingReport[] {
  const from = object(payload, 'payload');
  const variant = object(from.variant, 'variant');
  const path = 'variant';
  return [
    {
      remoteId: id(variant, 'id', path),
      productId: id(variant, 'product_id', path),
      sku: optionalText(variant, 'sku'),
      title: titleOf(variant),
      price: priceOf(variant, currency(from, 'currency', 'payload')),
      stock: flag(variant, 'manage_inventory') ? stockOf(variant) : [],
    },
  ];
}

function titleOf(variant: Json): string {
  const product = isObject(variant.product) ? optionalText(variant.product, 'title') : '';
  return [product, optionalText(variant, 'title')].filter((part) => part !== '').join(', ');
}

/** The price that holds everywhere and for any quantity; one for a region has a rule. */
function priceOf(variant: Json, own: ListingCurrency): ListingReport['price'] {
  const prices = list(variant, 'prices', 'variant');
  const index = prices.findIndex(
    (price) => isGeneral(price) && optionalText(price, 'currency_code').toUpperCase() === own,
  );
  const price = prices[index];
  if (price === undefined) return null;
  return { amount: toMinor(amount(price, 'amount', `variant.prices[${index}]`), decimalsOf(own)), currency: own };
}

type ListingCurrency = NonNullable<ListingReport['price']>['currency'];

/** Medusa names a price's rules by what they compare: `{region_id: 'reg_…'}`. */
function isGeneral({ rules, min_quantity, max_quantity }: Json): boolean {
  const isRuled = isObject(rules) && Object.keys(rules).length > 0;
  return !isRuled && (min_quantity ?? null) === null && (max_quantity ?? null) === null;
}

/**
 * A variant may be made of several inventory items, each needed so many times: at a location there are as many as the
 * scarcest of them makes.
 */
function stockOf(variant: Json): ListingReport['stock'] {
  const items = list(variant, 'inventory_items', 'variant').map((item, index) =>
    itemOf(item, `variant.inventory_items[${index}]`),
  );
  const locations = new Set(items.flatMap(({ levels }) => [...levels.keys()]));
  return [...locations].map((location) => {
    const made = (kind: 'onHand' | 'available') =>
      Math.min(...items.map(({ needed, levels }) => Math.floor((levels.get(location)?.[kind] ?? 0) / needed)));
    return { location, onHand: made('onHand'), available: made('available') };
  });
}

interface Level {
  readonly onHand: number;
  readonly available: number;
}

function itemOf(from: Json, path: string): { readonly needed: number; readonly levels: ReadonlyMap<string, Level> } {
  const inventory = isObject(from.inventory) ? from.inventory : {};
  const levels = list(inventory, 'location_levels', path).map((level, index): [string, Level] => {
    const at = `${path}.inventory.location_levels[${index}]`;
    const onHand = integer(level, 'stocked_quantity', at);
    return [text(level, 'location_id', at), { onHand, available: onHand - integer(level, 'reserved_quantity', at) }];
  });
  return { needed: Math.max(1, integer(from, 'required_quantity', path)), levels: new Map(levels) };
}
