import type { Api, Identity } from '../contract.ts';
import { currency, isObject, type Json, list, object, text } from '../shape.ts';
import { API_VERSION, SHOP } from './documents.ts';
import { ask } from './graphql.ts';
import { numberOf } from './node.ts';

/** What the work needs, and what is lost without it. A scope that may write may read as well. */
export const SCOPES: readonly (readonly [scope: string, without: string])[] = [
  ['read_orders', 'orders cannot be read'],
  ['read_all_orders', 'only orders of the last 60 days can be read'],
  ['read_products', 'products and their prices cannot be read'],
  ['read_inventory', 'stock levels cannot be read'],
  ['read_fulfillments', 'Shopify does not tell at once that something was shipped'],
  ['read_customers', 'orders come without the names of customers'],
];

/** Who the shop is by its own word; amounts are decimal texts, so that it states no decimals. */
export async function identify(api: Api): Promise<Identity> {
  const { data, answer } = await ask(api, SHOP, {});
  const shop = object(data.shop, 'shop');
  return {
    remoteAccount: numberOf(shop.id) ?? '',
    name: text(shop, 'name', 'shop'),
    currency: currency(shop, 'currencyCode', 'shop'),
    zone: text(shop, 'ianaTimezone', 'shop'),
    decimals: null,
    missing: [...missingScopes(data), ...missingVersion(answer.headers['x-shopify-api-version'])],
  };
}

function missingScopes({ currentAppInstallation: app }: Json): string[] {
  const granted = new Set(isObject(app) ? list(app, 'accessScopes', 'app').map((scope) => scope.handle) : []);
  return SCOPES.filter(([scope]) => !granted.has(scope) && !granted.has(scope.replace('read_', 'write_'))).map(
    ([scope, without]) => `${sentenceOf(without)}: give the app the access scope ${scope} and install it again.`,
  );
}

function sentenceOf(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** Shopify answers a version that it no longer serves with a younger one, whose answers may differ. */
function missingVersion(answered: string | undefined): string[] {
  if (answered === undefined || answered === API_VERSION) return [];
  return [`Shopify no longer serves version ${API_VERSION} of its API: update Bookkeeper.`];
}
